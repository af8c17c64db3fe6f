"""Reports of other programs: read whoever wrote them, and their standings come out as published."""

import json

import pytest

from activity_center.competitions import reports, trf
from activity_center.competitions.kinds import SCORING, ScoringName
from activity_center.competitions.reports import Reading
from activity_center.competitions.rules import Outcome
from activity_center.competitions.tie_breaks import Unplayed
from activity_center.errors import Refused
from tests.commands import complaint, run
from tests.competitions.reports import EXERCISE, ROUND_ROBIN, line, report

# As the exercise has them, for players 1 to 16.
PUBLISHED = {
    "buchholz": (12.5, 13, 15.5, 15, 8.5, 12, 14.5, 13.5, 9, 13, 13.5, 11.5, 14, 11, 12, 12.5),
    "buchholz_cut_1": (11, 12, 13, 11.5, 7.5, 11, 12.5, 12, 7.5, 11.5, 12, 9.5, 12, 9, 11, 11),
    "sonneborn_berger": (8, 9.5, 10.5, 9.75, 4.25, 6.5, 3.25, 5.25, 2.25, 1.5, 5.75, 4, 4.25, 4.5, 3.5, 7.25),
    "wins": (2, 3, 2, 2, 2, 3, 1, 2, 1, 1, 2, 2, 1, 2, 2, 3),
    "games_won": (2, 3, 2, 2, 2, 2, 1, 2, 0, 1, 1, 0, 1, 2, 2, 3),
    "progressive": (11, 13, 11, 11.5, 5, 6, 6, 8.5, 2.5, 4, 5.5, 7, 7, 6, 7, 10.5),
    "progressive_cut_1": (10, 12, 10.5, 10.5, 5, 6, 5, 8, 2.5, 4, 5, 7, 6, 5, 7, 10),
}


def values(text, criterion, **reading):
    found = reports.computed(trf.read(text), Reading(**reading))["standings"]
    return tuple(one["values"][criterion] for one in sorted(found, key=lambda one: one["number"]))


@pytest.mark.parametrize("criterion", PUBLISHED)
def test_the_exercise_of_fide_comes_out_as_published(criterion):
    assert values(report(EXERCISE), criterion) == PUBLISHED[criterion]


def test_since_march_2026_a_dummy_is_no_stronger_than_the_absent_or_a_row_of_draws():
    newest = values(report(EXERCISE, "042 2026/03/01\n"), "buchholz")
    changed = {n: value for n, value in enumerate(newest, 1) if value != PUBLISHED["buchholz"][n - 1]}
    assert changed == {4: 14, 6: 11.5, 11: 12.5}
    assert values(report(EXERCISE), "sonneborn_berger", unplayed=Unplayed.DUMMY_2026)[3] == 9.25


def test_a_round_robin_is_known_as_one_and_its_forfeits_count():
    text = report(ROUND_ROBIN)
    assert trf.read(text).is_round_robin
    assert values(text, "sonneborn_berger") == (9.25, 6.25, 6.25, 4.25, 3.25, 2.25)


@pytest.mark.parametrize(
    ("head", "rules"),
    [("042 2019/05/01\n", "virtual_2009"), ("042 2024.01.31 \n", "dummy_2023"), ("042 soon\n", "dummy_2026")],
)
def test_the_year_of_the_contest_says_which_rules_hold(head, rules):
    assert trf.read(report(EXERCISE, head)).unplayed.value == rules


def test_files_are_read_as_programs_write_them():
    plain = trf.read(report(EXERCISE))
    windows = ("\ufeff" + report(EXERCISE).replace("\n", "\r\n")).encode()
    assert trf.read(trf.decoded(windows)) == plain
    assert trf.read(trf.decoded(report(EXERCISE).encode("gb18030"))) == plain
    blank = {1: "2w1", 2: "1b0 3w1", 3: "0-Z 2b0"}
    gaps = report(blank).replace("   0 - Z", "        ").replace("1500", "    ")
    assert trf.read(gaps).record[3][0].outcome is Outcome.ZERO_BYE
    # Columns that count the bytes of the name: two for a Chinese character.
    narrow = "".join(line(n, said, "张", 32) for n, said in blank.items())
    assert trf.read(narrow).names == {1: "张1", 2: "张2", 3: "张3"}


def test_what_a_win_earns_is_seen_from_the_points():
    two = {1: "2w1 3b=", 2: "1b0 0-U", 3: "0-H 1w="}
    text = report(two).replace(" 1.5 ", " 3.0 ").replace(" 1.0 ", " 2.0 ")
    read = trf.read(text)
    assert read.scoring is ScoringName.TWO_AND_ONE
    assert read.differences(SCORING[ScoringName.ONE_AND_HALF]) == [1, 2, 3]


@pytest.mark.parametrize(
    ("lines", "code", "at"),
    [
        ([line(1, "2w1"), "001 nonsense\n"], "trf_line_wrong", 2),
        ([line(1, "2w1"), line(2, "1bX".replace("X", "0")).replace("b 0", "b ?")], "trf_line_wrong", 2),
        ([line(1, "2w1"), line(1, "2w1")], "trf_number_twice", 2),
        ([line(1, "3w1"), line(2, "0-Z")], "trf_opponent_unknown", 1),
        ([line(1, "1w1")], "trf_opponent_unknown", 1),
        ([line(1, "2w1"), line(2, "1b1")], "trf_disagrees", 1),
        ([line(1, "2w1"), line(2, "0-U")], "trf_disagrees", 1),
    ],
)
def test_a_line_that_makes_no_sense_is_named(lines, code, at):
    with pytest.raises(Refused) as refused:
        trf.read("".join(lines))
    [reason] = refused.value.reasons
    assert (reason.code, reason.facts["line"]) == (code, at)


def test_the_command_prints_standings_without_any_database(tmp_path):
    file = tmp_path / "contest.trf"
    file.write_text(report(EXERCISE), "utf-8")
    said = json.loads(run("trf", str(file), "--criterion", "points", "--criterion", "sonneborn_berger"))
    assert [one["number"] for one in said["standings"]][:5] == [2, 3, 4, 1, 16]
    assert said["standings"][1]["decided_by"] == "points"
    assert (said["points_differ_from_file"], said["unplayed"], said["rounds"]) == ([], "dummy_2023", 5)
    file.write_text("001 nonsense", "utf-8")
    assert complaint("trf", str(file)).startswith("Line 1 is not in the columns of a report")
