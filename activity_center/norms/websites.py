"""What web sites made fit for old people shall be like."""

from flask_babel import lazy_gettext as _l

from activity_center.norms.clause import Clause, Norm

NORM = Norm(
    _l("General norm for web sites made fit for old people"),
    _l("The same letter, annex 1. We have seen the clauses quoted, not the official text."),
    (
        Clause(
            "W1",
            "",
            "kept",
            _l("Everything works by keyboard and with a large pointer."),
            _l("By keyboard alone from the first page to a place; a large pointer and a crosshair can be switched on."),
            (
                "test_the_whole_way_works_with_the_keyboard",
                "test_nobody_meets_a_flaw_on_any_page",
                "test_the_large_pointer_is_a_picture_of_ours_over_everything",
                "test_the_crosshair_meets_at_the_pointer_and_at_the_focus",
            ),
        ),
        Clause(
            "W2",
            "1.2.3",
            "kept",
            _l("The site itself enlarges text; on a phone it has at least 18."),
            _l(
                "Three sizes on every page, for visitors too, also without a script; nothing runs off at 320 px or at"
                " 400 per cent."
            ),
            (
                "test_all_of_it_works_without_a_script",
                "test_no_text_is_smaller_than_what_was_chosen",
                "test_nobody_meets_a_flaw_on_any_page",
            ),
        ),
        Clause(
            "W3",
            "",
            "kept",
            _l("Large text, a ground of high contrast, reading aloud and a simplified version."),
            _l(
                "One switch for all of it, and each by itself. Reading aloud needs a voice that the device brings; "
                "without one the button is not shown."
            ),
            (
                "test_one_switch_changes_all_parts_and_leads_back",
                "test_leaving_gives_back_exactly_what_was_before",
                "test_the_title_is_read_first_then_what_follows_in_its_order",
                "test_a_card_in_the_simple_view_says_title_time_places_and_act_only",
            ),
        ),
        Clause(
            "W4",
            "1.4.3",
            "none",
            _l("A puzzle can be enlarged, and there is one that need not be seen."),
            _l("There are no puzzles."),
            ("test_no_page_brings_puzzles_media_or_strangers",),
        ),
        Clause(
            "W5",
            "1.4.4",
            "none",
            _l("A code that expires within 3 minutes is announced and can be extended."),
            _l("No code is sent to members."),
            ("test_no_page_brings_puzzles_media_or_strangers",),
        ),
        Clause(
            "W6",
            "2.3",
            "none",
            _l("Sound and film are operated by keyboard."),
            _l("There is neither. Reading aloud is started, paused and stopped by keys."),
            (
                "test_no_page_brings_puzzles_media_or_strangers",
                "test_all_of_it_works_by_keyboard",
            ),
        ),
        Clause(
            "W7",
            "2.4",
            "kept",
            _l("No advertisements, no windows out of nowhere, no luring buttons."),
            _l("As A12 and A13: nothing pops up."),
            (
                "test_no_page_brings_puzzles_media_or_strangers",
                "test_no_page_pops_up_a_window",
            ),
        ),
        Clause(
            "W8",
            "2.6.1",
            "none",
            _l("What one pays can be taken back for 10 minutes."),
            _l("Nothing is paid here. A place that was taken can be given up, and it is said beforehand what follows."),
            (
                "test_giving_up_a_place_says_who_gets_it_and_is_confirmed",
                "test_withdrawing_is_asked_first",
            ),
        ),
        Clause(
            "W9",
            "3.1.1",
            "kept",
            _l("Menus speak plainly."),
            _l("One word for one thing on all pages, in Chinese without foreign letters."),
            (
                "test_the_menu_says_plain_words",
                "test_everything_said_has_a_chinese_translation",
            ),
        ),
        Clause(
            "W10",
            "3.1.2",
            "kept",
            _l("Things go the way people expect, under the names they know."),
            _l("Find, look, confirm, done: the same four steps on the phone, at the kiosk and at the desk."),
            (
                "test_two_letters_lead_to_a_place_in_timetable_and_calendar",
                "test_six_taps_lead_from_ones_own_page_to_a_seat_and_nothing_is_left",
            ),
        ),
        Clause(
            "W11",
            "3.1.4",
            "kept",
            _l("One sees where things stand and can go back."),
            _l("Every enrolment says its state in words, and every act is asked about first or can be taken back."),
            (
                "test_mine_shows_each_state",
                "test_leaving_an_offer_is_asked_about_first",
                "test_an_offer_is_decided_after_it_was_asked",
            ),
        ),
        Clause(
            "W12",
            "4.1",
            "partly",
            _l("It works with usual systems, browsers and assistive software, and looks the same everywhere."),
            _l(
                "It needs no script and keeps to the standards, one style sheet for all pages. Tests run in Chromium;"
                " other browsers and screen readers we have not tried by ourselves."
            ),
            (
                "test_all_of_it_works_without_a_script",
                "test_everything_works_without_a_script",
                "test_nobody_meets_a_flaw_on_any_page",
            ),
        ),
        Clause(
            "W13",
            "",
            "kept",
            _l("On a phone one finds a place quickly and can let a text be read by touching it."),
            _l("Two letters of pinyin lead to a class; while it reads, a press on any text goes on from there."),
            (
                "test_two_letters_lead_to_a_place_in_timetable_and_calendar",
                "test_a_press_on_a_text_goes_on_from_there",
            ),
        ),
    ),
)
