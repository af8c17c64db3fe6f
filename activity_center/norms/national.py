"""What the national standard of accessible web content asks."""

from flask_babel import lazy_gettext as _l

from activity_center.norms.clause import Clause, Norm

NORM = Norm(
    _l("National standard GB/T 37668-2019, accessibility of the internet"),
    _l(
        "The clauses that older readers meet most; for web pages we also measure the rules of WCAG 2.2 that a "
        "program can check."
    ),
    (
        Clause(
            "G1",
            "3.2.1.3",
            "kept",
            _l("Everything that is no text has a name."),
            _l("Buttons are words; a picture only stands beside its word."),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_a_picture_and_its_word_are_one_target",
            ),
        ),
        Clause(
            "G2",
            "3.2.1.4",
            "kept",
            _l("Decoration can be passed over."),
            _l("Icons are hidden from screen readers and from reading aloud."),
            (
                "test_a_picture_and_its_word_are_one_target",
                "test_what_is_hidden_from_assistive_technology_is_not_read",
            ),
        ),
        Clause(
            "G3",
            "3.3.3.6",
            "kept",
            _l("The focus follows the meaning."),
            _l("Tab goes through each page in its order, and nothing is left out; it is walked on every page."),
            (
                "test_nobody_meets_a_flaw_on_any_page",
                "test_the_elder_edition_is_switched_on_and_off_by_keyboard",
            ),
        ),
        Clause(
            "G4",
            "3.3.2.2",
            "kept",
            _l("What belongs together has one focus."),
            _l("A tile is one link with its picture and word; a class in the timetable is one link."),
            ("test_a_picture_and_its_word_are_one_target",),
        ),
        Clause(
            "G5",
            "3.2.4.2",
            "none",
            _l("A message that vanishes by itself is also said otherwise."),
            _l("No message vanishes by itself."),
            ("test_a_message_stays_until_one_goes_on",),
        ),
        Clause(
            "G6",
            "3.3.4.2",
            "partly",
            _l("What is typed can be spoken instead."),
            _l(
                "Fields are the browser's own, so the dictation of the device works; we bring none. At the kiosk "
                "nothing needs to be typed with a card, and the desk does it by telephone."
            ),
            (
                "test_every_field_is_the_browsers_own",
                "test_a_read_card_opens_a_visit_without_a_pin",
                "test_who_says_name_birth_date_and_card_is_on_the_telephone",
            ),
        ),
        Clause(
            "G7",
            "3.5.1.2",
            "kept",
            _l("What appears later can be used like the rest."),
            _l("A kiosk page that replaces another is announced by its heading; reading aloud finds what has come."),
            (
                "test_every_step_works_by_keyboard_and_its_heading_is_announced",
                "test_a_button_that_a_page_brings_along_later_reads_too",
            ),
        ),
        Clause(
            "G8",
            "",
            "kept",
            _l("Titles say what a page is, pictures have words, puzzles can be heard."),
            _l("Every page has a title of its own and one heading. There are no films and no puzzles."),
            (
                "test_every_page_answers_and_can_be_read",
                "test_no_page_brings_puzzles_media_or_strangers",
            ),
        ),
    ),
)
