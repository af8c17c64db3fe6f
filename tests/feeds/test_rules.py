"""What a meeting is to a reader, in which version, and for how long."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.rules import Status
from activity_center.feeds import rules
from activity_center.feeds.rules import Part, State
from tests.feeds.samples import SHANGHAI

S = Status


@pytest.mark.parametrize(
    ("history", "part"),
    [
        ((), None),
        ((S.APPLIED,), None),
        ((S.NOT_DRAWN,), None),
        ((S.WAITING,), Part.WAITING),
        ((S.OFFERED,), Part.OFFERED),
        ((S.ENROLLED,), Part.ENROLLED),
        ((S.WITHDRAWN,), Part.LEFT),
        ((S.DECLINED,), Part.LEFT),
        ((S.LAPSED,), Part.LEFT),
        ((S.REMOVED,), Part.LEFT),
        ((S.CANCELLED,), Part.LEFT),
        ((S.WITHDRAWN, S.WAITING), Part.WAITING),
        ((S.WITHDRAWN, S.APPLIED), Part.LEFT),
        ((S.NOT_DRAWN, S.ENROLLED), Part.ENROLLED),
    ],
)
def test_the_last_enrolment_that_a_calendar_shows_decides(history: tuple[Status, ...], part: Part | None):
    assert rules.part_of(history) is part


def test_every_status_has_a_part_or_is_not_shown():
    shown = {status for status in Status if rules.part_of((status,)) is not None}
    assert set(Status) - shown == {S.APPLIED, S.NOT_DRAWN}


def test_who_teaches_is_no_pupil_and_who_is_replaced_is_free():
    assert rules.part_of((S.ENROLLED,), is_theirs=True, teaches=True) is Part.TEACHES
    assert rules.part_of((), teaches=True) is Part.TEACHES
    assert rules.part_of((), is_theirs=True) is Part.REPLACED


@pytest.mark.parametrize("part", Part)
def test_a_cancelled_meeting_is_cancelled_for_everybody(part: Part):
    assert rules.state_of(MeetingStatus.CANCELLED, part) is State.CANCELLED


FIRM = {Part.ONLOOKER, Part.TEACHES, Part.ENROLLED, Part.BOOKED}


@pytest.mark.parametrize("part", Part)
def test_only_a_seat_or_a_lectern_is_certain(part: Part):
    assert (rules.state_of(MeetingStatus.SCHEDULED, part) is State.CONFIRMED) == (part in FIRM)


# One enrolment goes forward through some of these and may end; then another may begin.
_WAYS = st.lists(st.sampled_from([S.APPLIED, S.WAITING, S.OFFERED, S.ENROLLED]), unique=True).map(
    lambda way: sorted(way, key=[S.APPLIED, S.WAITING, S.OFFERED, S.ENROLLED].index)
)
_ENDS = st.sampled_from([S.WITHDRAWN, S.DECLINED, S.LAPSED, S.NOT_DRAWN, S.REMOVED, S.CANCELLED])
_ENROLMENTS = st.tuples(_WAYS, _ENDS).map(lambda one: [*one[0], one[1]])


@given(st.lists(_ENROLMENTS, min_size=1, max_size=5))
def test_the_sequence_grows_with_every_change_of_status(enrolments: list[list[Status]]):
    histories, over = [], ()
    for way in enrolments:
        histories += [(*over, status) for status in way]
        over = (*over, way[-1])
    steps = [rules.steps(history) for history in histories]
    assert all(before < after for before, after in pairwise(steps) if after != before)
    assert all(
        rules.steps(before) < rules.steps(after)
        for before, after in pairwise(histories)
        if rules.part_of(before) is not rules.part_of(after)
    )
    assert steps == sorted(steps)


def test_a_cancelled_meeting_is_shown_for_ninety_days():
    on = date(2026, 9, 7)
    assert rules.is_still_shown(on, on - timedelta(days=30))
    assert rules.is_still_shown(on, date(2026, 12, 6))
    assert not rules.is_still_shown(on, date(2026, 12, 7))


def test_public_calendars_go_back_a_year_to_midnight_at_the_centre():
    assert rules.public_since(date(2026, 9, 7), SHANGHAI) == datetime(2025, 9, 5, 16, 0, tzinfo=UTC)
