"""Who gets which weekly time: fair, explained, and the same whatever the order of the applications."""

from datetime import UTC, datetime, time
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from activity_center.rounds import rules
from activity_center.rounds.rules import Ask, Given, Outlook, Problem, Slot, Stage, Table, Want, Weekly

MONDAY, TUESDAY = (Weekly(day, time(9), time(11)) for day in (1, 2))
HOURS = ((time(9), time(11)), (time(10), time(12)), (time(14), time(16)))


def slot(id: int, weekly: Weekly = MONDAY, room_id: int = 1, **more: object) -> Slot:
    return Slot(id, weekly, room_id, f"室{room_id}", **more)  # type: ignore[arg-type]


def ask(id: int, *wants: Want, **more: object) -> Ask:
    return Ask(id, id, f"社{id}", wants=wants, person_id=id, **more)  # type: ignore[arg-type]


def holders(problem: Problem, kept: tuple[Given, ...] = ()) -> dict[int, int]:
    return {one.slot_id: one.ask_id for one in rules.propose(problem, kept)}


def reasons(problem: Problem, ask_id: int, kept: tuple[Given, ...] = ()) -> list[list[str]]:
    verdicts = rules.explain(problem, rules.propose(problem, kept))[ask_id]
    return [[reason.code for reason in verdict.reasons] for verdict in verdicts]


weeklies = st.builds(lambda day, hours: Weekly(day, *hours), st.integers(1, 2), st.sampled_from(HOURS))
wants = st.builds(Want, weeklies, st.sampled_from([None, 1, 2, 3]))


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A hall (3) that divides in two rooms (1, 2), some of whose weekly times are on offer."""
    offered = draw(st.lists(st.tuples(weeklies, st.integers(1, 3)), unique=True, max_size=8))
    slots = tuple(
        slot(n, weekly, room, seats=room * 20, holds=frozenset({1, 2, 3}) if room == 3 else frozenset({room}))
        for n, (weekly, room) in enumerate(offered, 1)
    )
    count = draw(st.integers(0, 5))
    asks = tuple(
        Ask(
            n,
            n,
            f"社{n}",
            draw(st.integers(1, 50)),
            draw(st.integers(1, 3)),
            # Some people answer for two societies.
            draw(st.integers(1, 4)),
            tuple(draw(st.lists(wants, unique=True, max_size=5))),
            draw(st.sampled_from([0, 60, 120, 240])),
            draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])),
        )
        for n in range(1, count + 1)
    )
    lost = st.builds(lambda n: Outlook(10, n, 0, n), st.integers(0, 4))
    pairs = [(s.id, a.id) for s in slots for a in asks]
    outlooks = draw(st.dictionaries(st.sampled_from(pairs), lost)) if pairs else {}
    return Problem(asks, slots, outlooks, draw(st.sampled_from(["a", "b", "c"])))


@given(problems())
def test_nothing_is_given_twice_and_nobody_gets_more_than_needed(problem):
    given_ = rules.propose(problem)
    assert len({one.slot_id for one in given_}) == len(given_)
    for one in given_:
        rest = Table(problem, [other for other in given_ if other != one])
        assert rest.in_the_way(problem.ask(one.ask_id), problem.slot(one.slot_id)) == []
    for ask_ in problem.asks:
        assert sum(one.ask_id == ask_.id for one in given_) <= ask_.need


@given(problems())
def test_everybody_gets_only_what_they_wished_for_and_can_use(problem):
    for one in rules.propose(problem):
        ask_, slot_ = problem.ask(one.ask_id), problem.slot(one.slot_id)
        assert any(want.is_met_by(slot_) for want in ask_.wants)
        assert rules.unfit(problem, ask_, slot_) == []


@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_applications_and_of_rooms_means_nothing(problem, random):
    asks, slots = list(problem.asks), list(problem.slots)
    random.shuffle(asks)
    random.shuffle(slots)
    shuffled = Problem(tuple(asks), tuple(slots), problem.outlooks, problem.seed)
    assert rules.propose(shuffled) == rules.propose(problem)


@given(problems())
def test_nothing_that_somebody_still_needs_is_left_free(problem):
    table = Table(problem, rules.propose(problem))
    for ask_ in problem.asks:
        assert len(table.of(ask_)) == ask_.need or table.best(ask_) is None


@given(problems())
def test_nobody_envies_a_society_that_chose_before_unless_its_share_was_less(problem):
    """Replay the turns: whoever still needed something, and could have had it, was behind whoever chose."""
    given_ = rules.propose(problem)
    if any(one.is_rescue for one in given_):
        return
    for one in sorted(given_, key=lambda one: one.turn):
        then = Table(problem, [other for other in given_ if other.turn < one.turn])
        chooser, slot_ = problem.ask(one.ask_id), problem.slot(one.slot_id)
        for other in problem.asks:
            could = slot_ in then.wished(other) and not then.in_the_way(other, slot_)
            if could and len(then.of(other)) < other.need:
                assert then.order(chooser) <= then.order(other)


@given(problems())
def test_every_wish_that_is_not_met_says_why(problem):
    given_ = rules.propose(problem)
    for ask_ in problem.asks:
        met = 0
        for verdict in rules.explain(problem, given_)[ask_.id]:
            met += verdict.slot_id is not None
            assert (verdict.slot_id is None) == bool(verdict.reasons)
            assert all(reason.code != "round_left_free" for reason in verdict.reasons)
        assert met == len(Table(problem, given_).of(ask_))


@given(problems())
def test_what_staff_keep_stays_where_it_is(problem):
    kept = tuple(Given(one.slot_id, one.ask_id) for one in rules.propose(problem)[:2])
    assert set(kept) <= set(rules.propose(problem, kept))


def test_who_had_less_before_chooses_first():
    both = (ask(1, Want(MONDAY), minutes_before=120), ask(2, Want(MONDAY)))
    problem = Problem(both, (slot(1),))
    assert holders(problem) == {1: 2}
    assert reasons(problem, 1) == [["round_lower_share"]]


def test_who_needs_more_chooses_again_sooner():
    many = tuple(Want(Weekly(day, *HOURS[0])) for day in range(1, 4))
    problem = Problem((ask(1, *many, need=2), ask(2, *many)), tuple(slot(n, many[n - 1].weekly) for n in (1, 2, 3)))
    assert sorted(holders(problem).values()) == [1, 1, 2]


def test_equal_shares_go_to_whoever_got_less_of_their_need_and_then_by_lot():
    unlucky = ask(1, Want(MONDAY), met_before=Fraction(0))
    assert holders(Problem((ask(2, Want(MONDAY)), unlucky), (slot(1),))) == {1: 1}
    equal = Problem((ask(1, Want(MONDAY)), ask(2, Want(MONDAY))), (slot(1),), seed="s")
    first = min((1, 2), key=lambda id: rules.lot("s", id))
    assert holders(equal) == {1: first}
    assert reasons(equal, 3 - first) == [["round_tie_lot"]]


def test_a_lot_can_be_drawn_again_by_anybody():
    assert rules.lot("a", 1) == "2b2c40a6706d9e5f320d553628313833e3668d8b0c8f5b0a25a2ca7d926df6d4"


def test_one_that_has_another_wish_moves_for_one_that_would_leave_with_nothing():
    rich, poor = ask(1, Want(MONDAY), Want(TUESDAY)), ask(2, Want(MONDAY), minutes_before=60)
    problem = Problem((rich, poor), (slot(1), slot(2, TUESDAY)))
    assert holders(problem) == {1: 2, 2: 1}
    assert reasons(problem, 1) == [["round_moved_for"], []]


def test_of_any_room_the_smallest_that_will_do_is_taken():
    rooms = (slot(1, seats=100), slot(2, room_id=2, seats=40), slot(3, room_id=3, seats=20))
    assert holders(Problem((ask(1, Want(MONDAY), attendees=30),), rooms)) == {2: 1}


def test_too_small_closed_and_not_on_offer_are_told_apart():
    wishes = (Want(MONDAY, 1), Want(MONDAY, 2), Want(TUESDAY), Want(MONDAY, 3))
    rooms = (slot(1, seats=10), slot(2, room_id=2), slot(3, room_id=3))
    outlooks = {(2, 1): Outlook(16, 4, 0, 4), (3, 1): Outlook(16, 0, 4, 4)}
    problem = Problem((ask(1, *wishes, attendees=30),), rooms, outlooks)
    told = [["room_too_small"], ["round_room_busy"], ["round_not_on_offer"], ["round_leader_busy"]]
    assert reasons(problem, 1) == told


def test_single_dates_that_are_lost_do_no_harm():
    usable = [Outlook(16, lost, 0, lost).is_usable for lost in range(5)]
    assert usable == [True, True, True, True, False]
    assert not Outlook(0).is_usable


def test_who_answers_for_two_societies_is_in_one_place_at_a_time():
    both = tuple(Ask(id, id, person_id=7, wants=(Want(MONDAY, id),)) for id in (1, 2))
    problem = Problem(both, (slot(1), slot(2, room_id=2)))
    [holder] = holders(problem).values()
    assert reasons(problem, 3 - holder) == [["round_leader_elsewhere"]]


def test_a_hall_and_its_half_are_not_given_at_once():
    hall = slot(1, room_id=3, holds=frozenset({1, 2, 3}))
    problem = Problem((ask(1, Want(MONDAY, 3)), ask(2, Want(MONDAY, 1))), (hall, slot(2)))
    assert len(holders(problem)) == 1


def test_what_staff_gave_is_said_to_be_theirs():
    problem = Problem((ask(1, Want(MONDAY)), ask(2, Want(MONDAY))), (slot(1),))
    assert reasons(problem, 1, (Given(1, 2),)) == [["round_kept_by_staff"]]


def test_by_hand_everything_in_the_way_is_said():
    problem = Problem((ask(1, Want(MONDAY), attendees=30), ask(2)), (slot(1, seats=10), slot(2, TUESDAY)))
    table = Table(problem, [Given(1, 2), Given(2, 1)])
    told = [reason.code for reason in rules.hindrances(table, problem.ask(1), problem.slot(1))]
    assert told == ["room_too_small", "round_kept_by_staff", "round_need_met"]


def test_wishes_go_up_down_and_away():
    row = tuple(Want(Weekly(day, *HOURS[0])) for day in (1, 2, 3))
    first, second, third = row
    assert rules.rearranged(row, "up", 2) == (second, first, third)
    assert rules.rearranged(row, "down", 2) == (first, third, second)
    assert rules.rearranged(row, "remove", 2) == (first, third)
    for act, n in (("up", 1), ("down", 3), ("up", 0), ("remove", 0), ("remove", 9), ("down", 9)):
        assert rules.rearranged(row, act, n) == row


def test_a_round_is_ahead_open_closed_and_published():
    opens, closes, between = (datetime(2026, 1, day, tzinfo=UTC) for day in (1, 9, 5))
    assert rules.stage(between, closes, None, opens) is Stage.AHEAD
    assert rules.stage(opens, closes, None, between) is Stage.OPEN
    assert rules.stage(opens, closes, None, closes) is Stage.CLOSED
    assert rules.stage(opens, closes, closes, between) is Stage.PUBLISHED
