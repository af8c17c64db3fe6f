"""What is known of self-service machines that old people can use."""

from flask_babel import lazy_gettext as _l

from activity_center.norms.clause import Clause, Norm

NORM = Norm(
    _l("Self-service machines"),
    _l(
        "We found no Chinese standard for them; these are facts from published studies and from norms of other "
        "countries."
    ),
    (
        Clause(
            "K1",
            "",
            "kept",
            _l("There is always a person to turn to."),
            _l(
                "Every kiosk page has a button that calls staff; it stands on the desk's screen until somebody came. "
                "The desk does everything for callers and on paper."
            ),
            (
                "test_a_call_for_help_is_on_the_desks_screen_with_the_kiosks_name",
                "test_who_says_name_birth_date_and_card_is_on_the_telephone",
            ),
        ),
        Clause(
            "K2",
            "",
            "partly",
            _l("Keys at most 1220 mm high, large and apart, usable with one hand."),
            _l(
                "Keys are at least 96 by 96 px and everything needs one finger. How high the screen hangs is for "
                "whoever installs it."
            ),
            (
                "test_nobody_meets_a_flaw_at_a_kiosk",
                "test_six_taps_lead_from_ones_own_page_to_a_seat_and_nothing_is_left",
            ),
        ),
        Clause(
            "K3",
            "",
            "kept",
            _l("The machine waits 30 to 60 seconds."),
            _l("60 seconds without a touch, and 30 more after the question."),
            (
                "test_a_visit_outlasts_the_idle_time_and_the_warning_of_the_page",
                "test_who_only_reads_and_touches_is_not_thrown_out_by_the_server",
            ),
        ),
        Clause(
            "K4",
            "",
            "kept",
            _l("It warns beforehand, leaves 30 seconds or more to answer, and one simple act stays."),
            _l("The question stands for 30 seconds with one large button."),
            (
                "test_the_warning_leaves_at_least_half_a_minute_to_answer",
                "test_who_walks_away_is_asked_and_can_stay_by_one_tap",
            ),
        ),
        Clause(
            "K5",
            "",
            "kept",
            _l("What one person has set does not trouble the next."),
            _l("Size, contrast and language end with the visit."),
            (
                "test_who_does_not_answer_is_forgotten_with_size_and_language",
                "test_the_next_person_takes_over_with_nothing_of_the_one_before",
            ),
        ),
        Clause(
            "K6",
            "",
            "kept",
            _l("Something happens when the finger leaves, on keys larger than it."),
            _l("Everything happens on release; a double tap presses nothing that comes after."),
            (
                "test_a_double_tap_presses_nothing_that_has_come_in_the_place_of_the_first",
                "test_no_script_asks_for_a_gesture",
            ),
        ),
        Clause(
            "K7",
            "",
            "kept",
            _l("The card brings along what its holder needs, and need not be swiped."),
            _l(
                "With the card comes the size of text its holder is used to. Readers without contact work as well as "
                "keyboards do."
            ),
            (
                "test_what_the_person_is_used_to_wins_over_it",
                "test_a_card_is_read_whatever_has_the_focus_and_lands_in_no_field",
            ),
        ),
        Clause(
            "K8",
            "",
            "kept",
            _l("Steps can be taken back, screens are alike, no fingerprint is needed, others see nothing."),
            _l("Acts are asked about first; names are masked, the PIN is dots; there is no face and no fingerprint."),
            (
                "test_withdrawing_is_asked_first",
                "test_two_people_in_a_row_see_nothing_of_each_other",
                "test_the_pad_shows_dots_deletes_and_knows_the_keyboard",
                "test_a_name_shows_its_surname_and_nothing_of_its_length",
            ),
        ),
        Clause(
            "K9",
            "",
            "none",
            _l("A place for the stick, light without glare, room for privacy."),
            _l("This is not for a program, but for whoever places the machine: please think of it."),
            (),
        ),
    ),
)
