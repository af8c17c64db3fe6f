"""What apps made fit for old people shall be like."""

from flask_babel import lazy_gettext as _l

from activity_center.norms.clause import Clause, Norm

NORM = Norm(
    _l("General norm for apps made fit for old people"),
    _l("Ministry of Industry and Information Technology, letter 67 of 2021, annex 2."),
    (
        Clause(
            "A1",
            "1.1",
            "kept",
            _l("Text can be enlarged to 30 or more; in the elder edition it has at least 18."),
            _l(
                "Three sizes of 20, 24 and 30 px. In huge text nothing is smaller than 30 px, in the elder edition "
                "nothing smaller than 21."
            ),
            (
                "test_no_text_is_smaller_than_what_was_chosen",
                "test_the_elder_edition_makes_no_text_smaller",
                "test_nobody_meets_a_flaw_on_any_page",
            ),
        ),
        Clause(
            "A2",
            "1.2",
            "kept",
            _l("Lines are at least 1.3 apart, and paragraphs further."),
            _l("Lines are 1.3 to 1.6 apart, and it is measured on every page."),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_nobody_meets_a_flaw_at_a_kiosk",
            ),
        ),
        Clause(
            "A3",
            "1.3",
            "kept",
            _l("Text has a contrast of at least 4.5 to 1, large text and icons 3 to 1."),
            _l(
                "At least 7 to 1 for text and 3 to 1 for edges; in high contrast far more. Dense pages of staff keep "
                "4.5 to 1."
            ),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_a_planted_flaw_is_found",
            ),
        ),
        Clause(
            "A4",
            "1.4",
            "kept",
            _l("Colour is never the only sign."),
            _l("Places, states and errors are said in words; colour only repeats them."),
            (
                "test_a_full_class_says_how_many_wait",
                "test_my_own_standing_is_on_the_card",
                "test_a_wrong_pin_keeps_the_number_that_was_typed",
            ),
        ),
        Clause(
            "A5",
            "1.5",
            "none",
            _l("Whoever cannot see a picture puzzle can prove otherwise to be a person."),
            _l("There are no puzzles. Guessing is made to wait instead."),
            (
                "test_no_page_brings_puzzles_media_or_strangers",
                "test_too_many_wrong_pins_say_when_to_try_again",
            ),
        ),
        Clause(
            "A6",
            "2.1",
            "kept",
            _l("Main buttons are at least 60 by 60 in the elder edition, others 44 by 44."),
            _l("Main buttons have 60 by 60 everywhere, at the kiosk 96 by 96, all others 44 by 44."),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_the_elder_edition_has_no_flaw_on_any_page_of_a_member",
                "test_nobody_meets_a_flaw_at_a_kiosk",
            ),
        ),
        Clause(
            "A7",
            "2.2",
            "kept",
            _l("Nothing asks for three fingers."),
            _l("There are no gestures at all: everything is a press, or a key."),
            (
                "test_no_script_asks_for_a_gesture",
                "test_everything_works_without_a_script",
            ),
        ),
        Clause(
            "A8",
            "2.3",
            "kept",
            _l("There is enough time, and nothing changes before one has finished."),
            _l(
                "No page turns or ends by itself, and messages stay. "
                "The kiosk asks 30 seconds ahead, and one tap stays."
            ),
            (
                "test_a_message_stays_until_one_goes_on",
                "test_who_walks_away_is_asked_and_can_stay_by_one_tap",
            ),
        ),
        Clause(
            "A9",
            "2.4",
            "kept",
            _l("A window that pops up closes by a button of 44 by 44 at its usual place."),
            _l("No page pops up windows. The one question of the kiosk is closed by one large button at the bottom."),
            (
                "test_no_page_pops_up_a_window",
                "test_who_walks_away_is_asked_and_can_stay_by_one_tap",
            ),
        ),
        Clause(
            "A10",
            "3.1",
            "kept",
            _l(
                "The elder edition has this name, a clear way in on the home page and in the settings, is offered at "
                "first use, and is found by its other names."
            ),
            _l(
                "It is in the head of every page, on the home page and in one's details; the offer is made once; the "
                "catalogue finds it by all four names and their pinyin."
            ),
            (
                "test_every_page_has_the_switch_in_its_head",
                "test_the_switch_stands_on_the_home_page_and_in_the_settings",
                "test_the_first_page_offers_the_elder_edition_until_somebody_answers",
                "test_searching_the_catalogue_finds_the_elder_edition",
            ),
        ),
        Clause(
            "A11",
            "4.1",
            "kept",
            _l("Screen readers are never kept out."),
            _l(
                "Every field and button has a name, every page one heading and its parts; checked by axe on every "
                "page for every role."
            ),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_every_page_answers_and_can_be_read",
                "test_every_step_works_by_keyboard_and_its_heading_is_announced",
            ),
        ),
        Clause(
            "A12",
            "5.1.1",
            "kept",
            _l("No advertisements, no plug-ins."),
            _l("There are none, and the browser is told to load nothing from anywhere else."),
            (
                "test_no_page_brings_puzzles_media_or_strangers",
                "test_every_page_forbids_strangers",
            ),
        ),
        Clause(
            "A13",
            "5.1.2",
            "kept",
            _l("No buttons that lure into downloading or paying."),
            _l("Nothing is sold and nothing is to be installed; a button says what it does."),
            (
                "test_no_page_brings_puzzles_media_or_strangers",
                "test_the_menu_says_plain_words",
            ),
        ),
        Clause(
            "A14",
            "5.2",
            "kept",
            _l("No more personal data than needed."),
            _l(
                "To apply takes name, sex, birth date, category and telephone. The identity number is shown at the "
                "desk if at all, sealed, and who looks at it is written down."
            ),
            (
                "test_an_application_asks_for_nothing_that_is_not_needed",
                "test_the_whole_identity_number_is_shown_once_and_who_looked_is_written_down",
            ),
        ),
    ),
)
