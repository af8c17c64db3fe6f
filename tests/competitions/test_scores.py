"""A whole competition: drawn, played, corrected, left; no score is ever lost, and tables do not depend on the order."""

import random
from collections import Counter
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import Actor
from activity_center.competitions import drawing, entries, lots, matches, results, scores, service
from activity_center.competitions.kinds import (
    CompetitionStatus,
    EntryStatus,
    Format,
    Reporting,
    Result,
    ScoreStatus,
    ScoringName,
    StageKind,
)
from activity_center.competitions.models import Category, Entry, Match, Score
from activity_center.competitions.scores import Try
from activity_center.competitions.tie_breaks import Criterion
from activity_center.errors import NotYours, Refused
from tests.competitions.scenes import (
    STAFF,
    WHO,
    draw,
    enter,
    make_category,
    make_drawn,
    make_players,
    open_matches,
    play_all,
    say,
)


def refused(act) -> list[str]:
    with pytest.raises(Refused) as found:
        act()
    return [reason.code for reason in found.value.reasons]


def ranks(session: Session, category: Category) -> list[list[tuple[int | None, int]]]:
    session.expire_all()
    return [[(line.rank, line.entry.number) for line in table.lines] for table in results.tables(session, category)]


def test_the_draw_can_be_drawn_again_by_anybody(session: Session):
    category = make_drawn(session, 7, Format.ROUND_ROBIN)
    shown = lots.lots(session, category.id)
    listed = [(int(line.split()[0]), None) for line in shown.text.splitlines()]
    assert drawing.digest(listed) == shown.digest == category.list_digest
    assert [number for number, _lot in shown.order] == drawing.order(listed, shown.seed or "")


def test_a_list_that_changed_since_it_was_published_is_not_drawn(session: Session):
    category, people = make_category(session), make_players(session, 4)
    first, *_ = (enter(session, category, person) for person in people)
    assert refused(lambda: lots.publish_list(session, category.id, **WHO)) == ["draw_before_closing"]
    service.move_on(session, category.competition_id, CompetitionStatus.CLOSED, **WHO)
    assert refused(lambda: lots.draw(session, category.id, "1", **WHO)) == ["list_not_published"]
    lots.publish_list(session, category.id, **WHO)
    entries.withdraw(session, first.id, **WHO, is_staff=True)
    assert refused(lambda: lots.draw(session, category.id, "1", **WHO)) == ["list_changed"]


def test_a_draw_is_taken_back_only_while_nobody_has_played(session: Session):
    category = make_drawn(session, 4, Format.ROUND_ROBIN)
    lots.take_back(session, category.id, **WHO)
    assert (session.scalar(select(func.count(Match.id))), category.drawn_at) == (0, None)
    assert category.competition.status is CompetitionStatus.CLOSED
    lots.publish_list(session, category.id, **WHO)
    lots.draw(session, category.id, "2", **WHO)
    say(session, open_matches(session, category)[0], Result.ONE_WON)
    assert refused(lambda: lots.take_back(session, category.id, **WHO)) == ["played_already"]


def test_only_referees_staff_and_where_it_is_allowed_the_players_write_scores(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [match] = open_matches(session, category)
    player = match.one.members[0].person_id
    with pytest.raises(NotYours):
        say(session, match, Result.ONE_WON, by=Actor(player), roles=frozenset())
    [referee] = make_players(session, 1)
    referee.staff_name = "judge"
    service.appoint_referee(session, category.competition_id, "judge", **WHO)
    assert say(session, match, Result.DRAWN, by=Actor(referee.id), roles=frozenset()).status is ScoreStatus.CONFIRMED


def test_both_sides_confirm_each_other(session: Session):
    category = make_drawn(session, 2, Format.SINGLE_ELIMINATION, reporting=Reporting.BOTH_SIDES)
    [match] = open_matches(session, category)
    one, two = (Actor(entry.members[0].person_id) for entry in (match.one, match.two))
    nobody = frozenset()
    assert say(session, match, Result.ONE_WON, by=one, roles=nobody).status is ScoreStatus.ENTERED
    assert matches.result_of(matches.match_of(session, match.id)) is None
    assert say(session, match, Result.TWO_WON, by=two, roles=nobody).status is ScoreStatus.ENTERED
    assert say(session, match, Result.ONE_WON, by=two, roles=nobody).status is ScoreStatus.CONFIRMED
    assert ranks(session, category) == [[(1, match.one.number), (2, match.two.number)]]


def test_a_form_sent_twice_is_one_score(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [match] = open_matches(session, category)
    uid = str(uuid4())
    assert say(session, match, Result.ONE_WON, uid=uid) is say(session, match, Result.ONE_WON, uid=uid)
    assert refused(lambda: say(session, match, Result.TWO_WON)) == ["score_counts_already"]


def test_a_correction_says_why_and_keeps_what_was_there(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN)
    [match] = open_matches(session, category)
    say(session, match, Result.ONE_WON)
    assert refused(lambda: say(session, match, Result.TWO_WON, corrects=True)) == ["correction_needs_note"]
    say(session, match, Result.TWO_WON, corrects=True, note="看错了桌号")
    history = matches.match_of(session, match.id).scores
    assert [(row.result, row.status) for row in history] == [
        (Result.ONE_WON, ScoreStatus.CONFIRMED),
        (Result.TWO_WON, ScoreStatus.CORRECTED),
    ]
    assert ranks(session, category)[0][0] == (1, match.two.number)


def test_a_correction_in_a_knockout_takes_nobody_out_of_a_match_that_counts(session: Session):
    category = make_drawn(session, 4, Format.SINGLE_ELIMINATION, has_third_place=True)
    first, second = open_matches(session, category)
    say(session, first, Result.ONE_WON)
    say(session, second, Result.ONE_WON)
    _third, final = open_matches(session, category)
    assert {final.one_id, final.two_id} == {first.one_id, second.one_id}
    # Before the final the other one comes into it; afterwards the final is taken back first.
    say(session, first, Result.TWO_WON, corrects=True, note="抄错")
    final = matches.match_of(session, final.id)
    assert {final.one_id, final.two_id} == {first.two_id, second.one_id}
    say(session, final, Result.ONE_WON)
    wrong = lambda: say(session, first, Result.ONE_WON, corrects=True, note="再改")
    assert refused(wrong) == ["next_match_counts"]
    session.rollback()


def test_a_knockout_needs_a_winner_and_sets_that_say_the_same(session: Session):
    category = make_drawn(session, 2, Format.SINGLE_ELIMINATION)
    [match] = open_matches(session, category)
    assert refused(lambda: say(session, match, Result.DRAWN)) == ["score_needs_winner"]
    odd = lambda: say(session, match, Result.ONE_WON, sets=((3, 11), (9, 11)))
    assert refused(odd) == ["score_sets_disagree"]


def test_who_retires_keeps_what_was_played_and_gives_the_rest_away(session: Session):
    category = make_drawn(session, 5, Format.ROUND_ROBIN)
    match = open_matches(session, category)[0]
    say(session, match, Result.ONE_WON)
    scores.retire(session, match.one_id, "家中有事", **WHO)
    [table] = results.tables(session, category)
    mine = [one for one in table.matches if match.one_id in (one.one_id, one.two_id)]
    found = Counter(matches.result_of(one).result for one in mine)
    assert found[Result.ONE_WON] == 1
    assert found[Result.ONE_ABSENT] + found[Result.TWO_ABSENT] == 3
    assert len(open_matches(session, category)) == 6


def test_in_a_knockout_the_opponent_of_who_retires_goes_on_also_later(session: Session):
    category = make_drawn(session, 4, Format.SINGLE_ELIMINATION)
    first, second = open_matches(session, category)
    say(session, first, Result.ONE_WON)
    scores.retire(session, first.one_id, "感冒", **WHO)
    say(session, second, Result.TWO_WON)
    assert open_matches(session, category) == []
    assert ranks(session, category)[0][0] == (1, session.get_one(Entry, second.two_id).number)


def test_groups_are_followed_by_a_knockout_of_those_who_go_on(session: Session):
    category = make_drawn(session, 8, Format.GROUPS_KNOCKOUT, groups=2, advancing=2, has_third_place=True)
    go_on = lambda: lots.begin_knockout(session, category.id, **WHO)
    assert refused(go_on) == ["group_not_played"]
    play_all(session, category, random.Random(3), draws=True)
    tops = [{number for _rank, number in table[:2]} for table in ranks(session, category)]
    go_on()
    go_on()
    last = matches.stages(session, category.id)[-1]
    assert last.kind is StageKind.SINGLE_ELIMINATION
    first = [m for m in matches.of_stage(session, last.id) if m.one_id and m.two_id]
    assert all(not {m.one.number, m.two.number} <= top for m in first for top in tops)
    assert play_all(session, category, random.Random(4)) == 4
    assert [rank for rank, _number in ranks(session, category)[-1]] == [1, 2, 3, 4]


def test_a_second_final_is_played_only_if_the_winners_side_loses_the_first(session: Session):
    category = make_drawn(session, 4, Format.DOUBLE_ELIMINATION)
    for _ in range(5):
        say(session, open_matches(session, category)[0], Result.ONE_WON)
    [final] = open_matches(session, category)
    say(session, final, Result.ONE_WON)
    assert open_matches(session, category) == []
    say(session, final, Result.TWO_WON, corrects=True, note="抄错")
    [again] = open_matches(session, category)
    say(session, again, Result.ONE_WON)
    assert [rank for rank, _number in ranks(session, category)[0]] == [1, 2, 3, 4]


def test_ranking_by_score_sums_the_tries_and_keeps_every_one(session: Session):
    category = make_drawn(session, 3, Format.RANK_BY_SCORE)
    [stage] = matches.stages(session, category.id)
    ids = [one.entry_id for one in matches.entries_of(session, stage.id)]

    def write(entry: int, round: int, value: str | None) -> Score:
        one = Try(entry, round, Decimal(value) if value else None, str(uuid4()))
        return scores.write_try(session, stage.id, one, STAFF, **WHO)

    write(ids[0], 1, "50.5")
    write(ids[0], 2, "20")
    write(ids[1], 1, "70")
    assert write(ids[1], 1, "70.5").status is ScoreStatus.CORRECTED
    [table] = results.tables(session, category)
    assert [(line.rank, line.total) for line in table.lines] == [
        (1, Decimal("70.5")),
        (2, Decimal("70.5")),
        (None, None),
    ]
    write(ids[1], 1, None)
    assert results.tables(session, category)[0].lines[1].rank is None
    assert session.scalar(select(func.count(Score.id))) == 5


FORMATS = [
    Format.ROUND_ROBIN,
    Format.DOUBLE_ROUND_ROBIN,
    Format.GROUPS_KNOCKOUT,
    Format.SINGLE_ELIMINATION,
    Format.DOUBLE_ELIMINATION,
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("seed", range(3))
def test_a_whole_competition_ends_with_a_place_for_everybody_and_every_score_kept(session: Session, format, seed):
    chance = random.Random(seed)
    number = chance.randint(3, 9)
    category = make_drawn(session, number, format, groups=2, has_third_place=True)
    before = 0
    while left := open_matches(session, category):
        match = chance.choice(left)
        winner = chance.choice([Result.ONE_WON, Result.TWO_WON])
        say(session, match, winner)
        if chance.random() < 0.2:
            say(session, match, Result.VOID, corrects=True, note="重赛")
        elif chance.random() < 0.2:
            say(session, match, Result.ONE_WON, corrects=True, note="更正")
        if chance.random() < 0.05 and session.get_one(Entry, match.one_id).status is EntryStatus.ENTERED:
            scores.retire(session, match.one_id, "退赛", **WHO)
        after = session.scalar(select(func.count(Score.id))) or 0
        assert after > before
        before = after
        session.expire_all()
    for table in results.tables(session, category):
        assert all(line.rank for line in table.lines)
        assert table.played == table.all


def test_the_order_in_which_scores_are_written_does_not_matter(session: Session):
    tables = []
    for order in range(2):
        category = make_category(session, criteria=(Criterion.POINTS, Criterion.SONNEBORN_BERGER, Criterion.LOTS))
        for person in make_players(session, 6):
            enter(session, category, person)
        draw(session, category, "同一个")
        every = open_matches(session, category)
        for match in every if order else reversed(every):
            say(session, match, list(Result)[(match.number * 7) % 3])
        tables.append(ranks(session, category))
    assert tables[0] == tables[1]


def test_volleyball_gives_nothing_to_who_stays_away(session: Session):
    category = make_drawn(session, 2, Format.ROUND_ROBIN, scoring=ScoringName.TWO_FOR_WIN_ONE_FOR_LOSS)
    [match] = open_matches(session, category)
    say(session, match, Result.TWO_ABSENT)
    [table] = results.tables(session, category)
    assert [line.place.values[0].value for line in table.lines] == [2, 0]
