"""What the members of the enums are called on the page."""

from typing import Any

from flask_babel import lazy_gettext as _l

CATEGORY = {
    "veteran_cadre": _l("veteran cadre"),
    "retired_cadre": _l("retired cadre"),
    "retired_worker": _l("retired worker"),
    "public": _l("older resident"),
    "spouse": _l("spouse"),
}
ROLE = {
    "member": _l("member"),
    "instructor": _l("instructor"),
    "officer": _l("society officer"),
    "desk": _l("desk staff"),
    "admin": _l("administrator"),
}
ROLES = {
    "member": _l("Members"),
    "instructor": _l("Instructors"),
    "officer": _l("Society officers"),
    "desk": _l("Desk staff"),
    "admin": _l("Administrators"),
}
SEX = {"male": _l("male"), "female": _l("female")}
STANDING = {"applicant": _l("applied, not confirmed yet"), "active": _l("active"), "ended": _l("has left")}
CHANNEL = {
    "phone": _l("by telephone"),
    "sms": _l("by text message"),
    "email": _l("by e-mail"),
    "none": _l("not at all"),
}
TEXT_SIZE = {"standard": _l("Standard"), "large": _l("Large"), "huge": _l("Huge")}
CONTRAST = {"normal": _l("Normal contrast"), "high": _l("High contrast")}
LANGUAGE = {"zh": _l("Chinese"), "en": _l("English")}
PERSON_ACT = {
    "add_person": _l("put on the register"),
    "change_person": _l("details changed"),
    "confirm_person": _l("confirmed"),
    "end_standing": _l("membership ended"),
    "set_roles": _l("roles changed"),
    "issue_card": _l("card issued"),
    "revoke_card": _l("card made invalid"),
    "reset_secret": _l("first PIN printed"),
    "change_secret": _l("PIN changed"),
    "keep_id_number": _l("identity number kept"),
    "reveal_id_number": _l("identity number looked at"),
    "grant_proxy": _l("proxy granted"),
    "end_proxy": _l("proxy ended"),
    "sign_out_everywhere": _l("signed out everywhere"),
    "sign_in_for_class": _l("signed in for class"),
    "make_up_agreed": _l("make-up class arranged"),
    "make_up_ended": _l("make-up class taken back"),
    "give_office": _l("post in a society given"),
    "apply_for_rooms": _l("asked for rooms for a society"),
    "identify_caller": _l("somebody called by telephone"),
    "claim_call": _l("taken to telephone"),
    "telephone": _l("telephoned"),
    "call_for_help": _l("called for help at a kiosk"),
    "answer_help": _l("somebody went to help"),
    "finish_help": _l("help was there"),
    "key_in_form": _l("paper form keyed in"),
    "decide_form": _l("differences decided"),
    "carry_out_form": _l("paper form carried out"),
    "discard_form": _l("paper form put aside"),
}
MODE = {"first_come": _l("first come, first served"), "draw": _l("by draw"), "walk_in": _l("walk in")}
SECTION_STATUS = {"draft": _l("draft"), "open": _l("open"), "cancelled": _l("cancelled")}
MEETING_STATUS = {"scheduled": _l("takes place"), "cancelled": _l("cancelled")}
FEE_PER = {"term": _l("per term"), "year": _l("per year")}
HOLIDAY_RULE = {
    "make_up": _l("made up after the end"),
    "skip": _l("left out"),
    "held": _l("held all the same"),
}
CLOSURE_KIND = {"holiday": _l("closed"), "workday": _l("make-up workday")}
CLOSING_KIND = {
    "holiday": _l("holiday"),
    "repair": _l("repair"),
    "emergency": _l("emergency, for example a flood"),
    "occasion": _l("an occasion of our own"),
    "other": _l("something else"),
}
CLOSING_SCOPE = {
    "centre": _l("the whole centre"),
    "site": _l("a whole site"),
    "rooms": _l("some rooms"),
}
CLOSING_STATUS = {"draft": _l("draft"), "published": _l("published"), "reopened": _l("open again")}
CLOSING_ACT = {"move": _l("moves"), "cancel": _l("is cancelled"), "leave": _l("stays")}
HIT_KIND = {"meeting": _l("class"), "booking": _l("booking"), "other": _l("something else")}
ENROLMENT_STATUS = {
    "applied": _l("applied"),
    "waiting": _l("on the waitlist"),
    "offered": _l("place offered"),
    "enrolled": _l("enrolled"),
    "withdrawn": _l("withdrawn"),
    "declined": _l("declined"),
    "lapsed": _l("lapsed"),
    "not_drawn": _l("not drawn"),
    "removed": _l("removed by staff"),
    "cancelled": _l("class cancelled"),
}
CALL_OUTCOME = {
    "accepted": _l("accepted the place"),
    "declined": _l("declined the place"),
    "will_think": _l("will think about it"),
    "told": _l("told"),
    "no_answer": _l("nobody answered"),
    "wrong_number": _l("wrong number"),
}
FORM_STATUS = {
    "keyed_once": _l("waits for the second keying"),
    "differs": _l("two readings differ"),
    "agreed": _l("ready to be carried out"),
    "done": _l("carried out"),
    "discarded": _l("put aside"),
}
FORM_OUTCOME = {
    "enrolled": _l("enrolled"),
    "waiting": _l("on the waitlist, place %(n)s"),
    "applied": _l("applied for the draw"),
    "offered": _l("a place is kept, please decide"),
    "full": _l("full, and waiting was not wished"),
    "refused": _l("not possible."),
    "not_needed": _l("not asked for: there are as many classes as were wanted"),
}
BOOKING_STATUS = {
    "requested": _l("not approved yet"),
    "held": _l("booked"),
    "refused": _l("not approved"),
    "cancelled": _l("cancelled"),
}
RHYTHM = {
    "once": _l("Once"),
    "weekly": _l("Every week, or every so many weeks"),
    "monthly": _l("Every month on such a weekday, as the second Tuesday"),
    "dates": _l("On days by hand"),
}
BOOKING_SCOPE = {
    "one": _l("Only this day"),
    "following": _l("This day and all that follow"),
    "all": _l("All days that have not begun"),
}
EDIT_FATE = {
    "same": _l("stays"),
    "changed": _l("changes"),
    "new": _l("comes new"),
    "gone": _l("is cancelled"),
}
REPORT_STATUS = {
    "reported": _l("reported"),
    "repairing": _l("being repaired"),
    "done": _l("mended"),
    "declined": _l("will not be repaired"),
}
SOCIETY_KIND = {
    "arts": _l("calligraphy, painting, photography"),
    "music": _l("music and singing"),
    "dance": _l("dance"),
    "sport": _l("sport and fitness"),
    "games": _l("board games and cards"),
    "other": _l("something else"),
}
SOCIETY_STATUS = {
    "applied": _l("asked for"),
    "approved": _l("approved"),
    "suspended": _l("suspended"),
    "dissolved": _l("dissolved"),
}
MEMBERSHIP_STATUS = {
    "enrolled": _l("society member"),
    "offered": _l("place offered"),
    "waiting": _l("on the waitlist"),
}
PHOTO_AUDIENCE = {
    "members": _l("members of the society, and who was there"),
    "public": _l("everybody who opens this page"),
}
EVENT_KIND = {
    "rehearsal": _l("rehearsal or regular meeting"),
    "talk": _l("talk"),
    "trip": _l("trip"),
    "performance": _l("performance"),
    "other": _l("something else"),
}
AUDIENCE = {"members": _l("Members of the society only"), "public": _l("Everybody of the centre")}
EVENT_RHYTHM = {"once": _l("Once"), "weekly": _l("Every week")}
SOCIETY_ACT = {
    "apply_society": _l("asked for"),
    "take_back_society": _l("application taken back"),
    "approve_society": _l("approved"),
    "add_society": _l("put on the register"),
    "change_society": _l("details changed"),
    "society_approved": _l("goes on"),
    "society_suspended": _l("suspended"),
    "society_dissolved": _l("closed"),
    "review_passed": _l("review of a year: passed"),
    "review_conditions": _l("review of a year: passed with conditions"),
    "review_failed": _l("review of a year: not passed"),
    "call_election": _l("election called"),
    "call_off_election": _l("election called off"),
    "count_election": _l("election counted"),
}
ELECTION_STAGE = {
    "naming": _l("candidates are named"),
    "voting": _l("votes are cast"),
    "closed": _l("not counted yet"),
    "counted": _l("counted"),
    "cancelled": _l("called off"),
}
PLAN_STATUS = {
    "draft": _l("not handed in"),
    "handed_in": _l("with staff"),
    "approved": _l("approved"),
    "returned": _l("sent back"),
}
REVIEW_OUTCOME = {
    "passed": _l("passed"),
    "conditions": _l("passed with conditions"),
    "failed": _l("not passed"),
}
SOCIETY_CRITERION = {
    "events": _l("events held"),
    "visits": _l("visits to events"),
    "newcomers": _l("members who joined"),
    "loyalty": _l("of a hundred members, how many stayed"),
    "review": _l("yearly review: 2 passed, 1 with conditions"),
}
POST = {
    "leader": _l("leader"),
    "deputy": _l("deputy leader"),
    "secretary": _l("secretary"),
    "treasurer": _l("treasurer"),
}
ROUND_STAGE = {
    "ahead": _l("not open yet"),
    "open": _l("wishes are taken"),
    "closed": _l("wishes are in"),
    "published": _l("published"),
}
SLOT_FATE = {
    "same": _l("stays"),
    "new": _l("comes new"),
    "gone": _l("falls away"),
    "changed": _l("changes hands"),
}
DISCIPLINE = {
    "xiangqi": _l("xiangqi"),
    "go": _l("go"),
    "chess": _l("chess"),
    "guandan": _l("guandan"),
    "shengji": _l("shengji"),
    "bridge": _l("bridge"),
    "mahjong": _l("mahjong"),
    "table_tennis": _l("table tennis"),
    "badminton": _l("badminton"),
    "air_volleyball": _l("air volleyball"),
    "billiards": _l("billiards"),
    "gateball": _l("gateball"),
    "darts": _l("darts"),
    "sport": _l("another sport"),
    "works": _l("works on show"),
    "other": _l("something else"),
}
FORMAT = {
    "round_robin": _l("everybody meets everybody"),
    "double_round_robin": _l("everybody meets everybody twice"),
    "groups_knockout": _l("groups, then a knockout"),
    "single_elimination": _l("knockout"),
    "double_elimination": _l("knockout, out after two defeats"),
    "swiss": _l("Swiss"),
    "rank_by_score": _l("ranked by score"),
    "judged": _l("judged"),
}
JUDGING = {
    "mean": _l("marks from 0 to 100, their mean"),
    "trimmed": _l("marks from 0 to 100, without the highest and the lowest"),
    "normalised": _l("marks from 0 to 100, strict and mild judges made equal"),
    "normalised_trimmed": _l("marks from 0 to 100, judges made equal, without the highest and the lowest"),
    "places": _l("marks from 0 to 100, of which only each judge’s order counts"),
    "pairs": _l("two works compared at a time"),
    "exhibit": _l("shown only, not ranked"),
}
EXHIBIT_STATUS = {
    "handed_in": _l("handed in, staff look at it"),
    "accepted": _l("accepted"),
    "returned": _l("returned"),
    "withdrawn": _l("taken back"),
}
CLOSENESS = {
    "declared": _l("declared by the judge"),
    "own": _l("their own work"),
    "unit": _l("of the same unit"),
    "society": _l("in the same society"),
    "teacher": _l("a pupil of the judge"),
    "other": _l("noted by staff"),
}
QUANTITY = {
    "points": _l("points"),
    "chips": _l("chips"),
    "time": _l("time, as 32:15.4"),
    "metres": _l("metres"),
}
TALLY = {"sum": _l("all are added up"), "best": _l("the best one counts")}
UNPLAYED = {
    "as_awarded": _l("as the points on the table, a bye as nothing"),
    "dummy_2026": _l("by FIDE’s rules since March 2026"),
    "dummy_2023": _l("by FIDE’s rules from August 2023 to February 2026"),
    "virtual_2009": _l("by FIDE’s rules from 2009 to July 2023"),
}
# What somebody declares who enters a contest that asks for it.
STATEMENT: Any = _l("I am in good health, take part by my own will, and my family has agreed")
COMPETITION_STATUS = {
    "draft": _l("being prepared"),
    "open": _l("entries are open"),
    "closed": _l("entries are closed"),
    "running": _l("being played"),
    "finished": _l("finished"),
    "archived": _l("in the archive"),
    "cancelled": _l("cancelled"),
}
ENTRY_KIND = {"person": _l("one person"), "pair": _l("a pair"), "team": _l("a team")}
ENTRY_STATUS = {
    "entered": _l("takes part"),
    "waiting": _l("waits for a place"),
    "offered": _l("a place is offered"),
    "withdrawn": _l("withdrawn"),
    "declined": _l("declined"),
    "lapsed": _l("has lapsed"),
    "removed": _l("removed"),
    "retired": _l("has retired"),
}
SCORING = {
    "one_and_half": _l("win 1, draw ½, loss 0"),
    "two_and_one": _l("win 2, draw 1, loss 0"),
    "two_for_win_one_for_loss": _l("win 2, loss 1, not played 0"),
}
REPORTING = {
    "referee": _l("a referee"),
    "two_people": _l("two people, who type the same"),
    "both_sides": _l("both sides, who confirm each other"),
}
SCORE_STATUS = {
    "entered": _l("waits for confirmation"),
    "confirmed": _l("counts"),
    "corrected": _l("corrected"),
}
CRITERION = {
    "points": _l("points"),
    "head_to_head": _l("head to head"),
    "buchholz": _l("Buchholz"),
    "buchholz_cut_1": _l("Buchholz, lowest cut"),
    "buchholz_cut_2": _l("Buchholz, two lowest cut"),
    "median_buchholz": _l("Buchholz, lowest and highest cut"),
    "opponents_points": _l("opponents’ points"),
    "sonneborn_berger": _l("Sonneborn-Berger"),
    "progressive": _l("progressive score"),
    "progressive_cut_1": _l("progressive score, first round cut"),
    "progressive_ex_first": _l("progressive score without the first round"),
    "wins": _l("rounds won"),
    "games_won": _l("games won at the table"),
    "set_ratio": _l("sets won by sets lost (C)"),
    "point_ratio": _l("points won by points lost (Z)"),
    "level_difference": _l("difference of levels"),
    "levels_gained": _l("levels gained"),
    "board_points": _l("board points"),
    "lots": _l("drawing of lots"),
}
