"""The one place where a reason becomes a sentence and a remedy.

Each code has two sentences: why not, and what can be done instead. They are made from the facts of the Reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from activity_center import formats
from activity_center.errors import Reason
from activity_center.words import CATEGORY


@dataclass(frozen=True)
class Said:
    """A reason as a person reads it."""

    code: str
    message: str
    remedy: str


SENTENCES: dict[str, tuple[Any, Any]] = {
    # About membership
    "person_not_active": (
        _l("Your membership is not confirmed yet."),
        _l("Please bring your papers to the desk; once staff have confirmed you, you can enrol."),
    ),
    # About signing in
    "sign_in_failed": (
        _l("The name and the PIN or password do not go together."),
        _l(
            "Please type both again, slowly. If your card was replaced, use the number of the new one. "
            "If you have forgotten your PIN, the desk sets a new one for you."
        ),
    ),
    "shared_phone": (
        _l("Several people have this telephone number, so it cannot say who you are."),
        _l("Please type the number on your member card instead."),
    ),
    "too_many_attempts": (
        _l("To protect you, the next try has to wait %(minutes)s minutes."),
        _l("Please come back then. If you have forgotten your PIN, the desk sets a new one for you."),
    ),
    "not_confirmed": (
        _l("We have your application, but staff have not confirmed it yet."),
        _l("Please bring your papers to the desk."),
    ),
    "membership_ended": (_l("Your membership has ended."), _l("If you would like to come back, please ask the desk.")),
    "first_secret": (
        _l("Your first PIN or password has been printed, so it is good only for choosing your own."),
        _l("Please sign in once with a browser and choose your own; then programs can sign in with it."),
    ),
    "token_missing": (
        _l("This call needs a token, and none was sent."),
        _l("Please sign in with POST /api/v1/tokens and send the token as “Authorization: Bearer …”."),
    ),
    "secret_wrong": (
        _l("The PIN or password you have now is not right."),
        _l("If you have forgotten it, the desk sets a new one for you."),
    ),
    "secret_unchanged": (_l("This is the PIN you have already."), _l("Please think of another one.")),
    "pin_too_short": (_l("This PIN is too short."), _l("Please choose at least %(least)s digits or letters.")),
    "password_too_short": (
        _l("Staff can see other people's details, so a password of staff must be longer."),
        _l("Please choose at least %(least)s characters, not only digits."),
    ),
    "secret_too_easy": (
        _l("This PIN is the first thing a stranger would try."),
        _l("Please avoid 123456, 888888 and the like."),
    ),
    "secret_is_known": (
        _l("This is your birth date, your telephone number or your card number, which others know."),
        _l("Please choose other digits."),
    ),
    # About the register of people
    "nobody_called": (
        _l("Nobody on the register has this card number, telephone or e-mail."),
        _l("Please check it, or put the person on the register first."),
    ),
    "email_taken": (_l("Somebody else has this e-mail address."), _l("Please check it, or leave it empty.")),
    "staff_name_taken": (_l("Somebody else signs in with this staff name."), _l("Please choose another one.")),
    "card_taken": (
        _l("The card number %(card)s has been used before; a number is given only once."),
        _l("Please use a new card, or leave the number empty to get the next one."),
    ),
    "id_number_invalid": (
        _l("This is not a valid identity number: its 18 places do not fit together."),
        _l("Please compare it with the card, place by place."),
    ),
    "id_number_known": (
        _l("This identity number belongs to somebody who is on the register already."),
        _l("Please search for the person by this number."),
    ),
    "id_number_unreadable": (
        _l("This identity number cannot be read, because it was kept with another key."),
        _l("Please ask whoever runs the server whether SECRET_KEY has changed."),
    ),
    "last_admin": (
        _l("This is the only administrator; without one nobody could keep the centre."),
        _l("Please make somebody else an administrator first."),
    ),
    "proxy_self": (_l("Nobody needs leave to act for themselves."), _l("Please choose somebody else.")),
    "proxy_not_active": (
        _l("Only people whose membership is active can act for each other here."),
        _l("Please confirm the person first."),
    ),
    "centre_exists": (
        _l("This database has a centre already."),
        _l("Sign in as its administrator, or use an empty database."),
    ),
    # About the kiosk
    "card_unknown": (
        _l("We do not know this card."),
        _l("Please use your member card, or type your telephone number and your PIN. The desk is glad to help."),
    ),
    "card_dead": (
        _l("This card does not work any more: it was replaced or reported lost."),
        _l("Please use your new card. If you have none, the desk makes one at once."),
    ),
    "number_missing": (_l("No number has been typed yet."), _l("Please type your card number or telephone number.")),
    "number_unknown": (
        _l("There is no class with the number %(number)s."),
        _l("Please compare it with the printed catalogue."),
    ),
    "pin_missing": (_l("No PIN has been typed yet."), _l("Please type your PIN; nobody sees the digits.")),
    "pins_differ": (_l("The two PINs are not the same."), _l("Please choose once more, and type it twice.")),
    "no_pin_yet": (_l("There is no PIN for you yet."), _l("Please go to the desk with your card: it takes a minute.")),
    "staff_at_kiosk": (
        _l("The passwords of staff have letters, which cannot be typed here."),
        _l("Please sign in at a computer. Your card still shows your timetable here."),
    ),
    "visit_over": (
        _l("This page has ended, because nobody touched it for a while or somebody else came."),
        _l("Please hold your card to the reader again. What you had finished is kept."),
    ),
    "kiosk_revoked": (
        _l("This kiosk has been taken out of service."),
        _l("Please go to the desk. An administrator can pair this device again."),
    ),
    "pairing_code_wrong": (
        _l("There is no such code."),
        _l("Please compare the eight digits; a code works only once."),
    ),
    "pairing_code_expired": (
        _l("This code is older than ten minutes."),
        _l("Please make a new one on the page “Kiosks” of the desk."),
    ),
    "page_gone": (_l("There is no such page here."), _l("Please start again.")),
    "our_fault": (
        _l("Something went wrong on our side. Nothing that was finished is lost."),
        _l("Please tell the desk this number: %(id)s"),
    ),
    # About the section
    "section_cancelled": (_l("“%(title)s” has been cancelled."), _l("Please choose another class.")),
    "section_draft": (_l("“%(title)s” is not open for enrolment yet."), _l("Please look again later.")),
    "section_over": (
        _l("“%(title)s” ended on %(ended_on)s."),
        _l("Please look for it in the catalogue of the next term."),
    ),
    "walk_in": (
        _l("“%(title)s” takes no enrolment."),
        _l("Just come at the time shown; places go to those who come."),
    ),
    # About the calendar and names
    "name_taken": (
        _l("There is another one called “%(name)s”."),
        _l("Please choose another name, or change that one."),
    ),
    "days_out_of_order": (_l("The last day is before the first."), _l("Please check both days.")),
    "times_out_of_order": (_l("It ends before it begins."), _l("Please check both times.")),
    "day_has_closure": (
        _l("%(on)s is already entered as “%(name)s”."),
        _l("Please change that entry instead."),
    ),
    # About rooms and time
    "room_taken": (
        _l("%(room)s is taken: “%(title)s”, %(starts_at)s to %(ends_at)s."),
        _l("Choose another room or another time."),
    ),
    "person_taken": (
        _l("%(person)s is booked for “%(title)s”, %(starts_at)s to %(ends_at)s."),
        _l("Choose another time or somebody else."),
    ),
    "room_closed": (
        _l("%(room)s cannot be booked at present (%(starts_at)s)."),
        _l("Choose another room, or open this one again on its page."),
    ),
    "room_shut": (
        _l("%(room)s is closed from %(starts_at)s to %(ends_at)s: %(why)s."),
        _l("Choose another room or another time."),
    ),
    "room_not_open_then": (
        _l("%(room)s is not open %(starts_at)s to %(ends_at)s."),
        _l("Choose another time or another room, or change its opening hours."),
    ),
    # About walk-in tables
    "tables_closed": (
        _l("%(room)s is not open now."),
        _l("The opening hours stand on the page of the rooms; the desk also tells you."),
    ),
    "tables_held": (
        _l("%(room)s is needed for something else until %(until)s."),
        _l("Please come back then, or look whether another room has a free table."),
    ),
    "table_not_for_category": (
        _l("%(room)s is open only for: %(categories)s."),
        _l("Please ask the desk which rooms are open for you."),
    ),
    "turn_elsewhere": (
        _l("There is a turn already in %(room)s: one person has one at a time."),
        _l("End that one first, or give up the place in its queue."),
    ),
    "turns_used_up": (
        _l("In %(room)s one person has at most %(most)s turns a day, so that everybody gets one."),
        _l("Please come again tomorrow, or look whether another room has a free table."),
    ),
    "too_many_guests": (
        _l("In %(room)s a member may bring at most %(most)s guests."),
        _l("Please come with fewer guests, or ask the desk."),
    ),
    "table_too_small": (
        _l("There is room for only %(seats)s people at this table."),
        _l("Please come with fewer guests, or wait for a larger table."),
    ),
    "guests_at_desk": (
        _l("In %(room)s only the desk lets guests in."),
        _l("Please go to the desk together with your guest."),
    ),
    "no_table_free": (_l("No table is free in %(room)s; %(n)s wait."), _l("Please join the queue.")),
    "table_taken": (
        _l("Somebody was just a moment earlier at “%(table)s”."),
        _l("Please take another table, or join the queue."),
    ),
    "you_wait_already": (
        _l("There is a place in the queue already: number %(number)s."),
        _l("As soon as a table is free, this number is called."),
    ),
    "not_called_yet": (_l("No table is free yet."), _l("As soon as one is, your number is called.")),
    "not_playing_yet": (_l("This turn has not begun yet."), _l("It begins with the game.")),
    "turn_over": (
        _l("This turn is over: it was ended, or the table was kept no longer."),
        _l("You can take a free table or join the queue again."),
    ),
    "no_extension_here": (
        _l("Here each game is played to its end, so there is no time to extend."),
        _l("When the game is over, please let the next have the table."),
    ),
    "extension_used": (
        _l("A turn is extended at most %(most)s times."),
        _l("When your time is over you can take a free table or join the queue again."),
    ),
    "others_wait": (
        _l("%(n)s wait for a table, so nobody plays longer now."),
        _l("When your time is over you can join the queue again."),
    ),
    "room_closes_then": (_l("%(room)s closes at %(until)s."), _l("Please come again another day.")),
    "room_taken_privately": (
        _l("%(room)s is taken from %(starts_at)s to %(ends_at)s."),
        _l("Choose another room or another time."),
    ),
    "person_taken_privately": (
        _l("%(person)s has something else from %(starts_at)s to %(ends_at)s."),
        _l("Choose another time or somebody else."),
    ),
    "equipment_lacking": (
        _l("Of “%(equipment)s” only %(left)s are left then; %(wanted)s are wanted."),
        _l("Take fewer, or choose another time."),
    ),
    "room_not_for_you": (
        _l("You cannot book %(room)s yourself."),
        _l("Please ask the service desk; it can book the room for you."),
    ),
    "room_notice": (
        _l("%(room)s must be booked at least %(hours)s hours before."),
        _l("Choose a later time, or ask the service desk."),
    ),
    "room_too_far_ahead": (
        _l("%(room)s can be booked at most %(days)s days ahead."),
        _l("Choose an earlier day, or come back later."),
    ),
    "room_too_long": (
        _l("%(room)s can be booked for at most %(minutes)s minutes at a time."),
        _l("Choose a shorter time."),
    ),
    "room_crowd_unsaid": (
        _l("%(room)s is given only to groups of a certain size, and it is not said how many people come."),
        _l("Please type how many people come."),
    ),
    "room_crowd_small": (
        _l("%(room)s is for at least %(least)s people; %(attendees)s are expected."),
        _l("Choose a smaller room, or ask the service desk."),
    ),
    "room_crowd_large": (
        _l("You can book %(room)s yourself for at most %(most)s people; %(attendees)s are expected."),
        _l("Please ask the service desk; it can book the room for you."),
    ),
    "room_rule_there": (
        _l("There is a rule for these people and this room already."),
        _l("Change that one; it stands in the list."),
    ),
    "room_divides_twice": (
        _l("%(room)s cannot divide so: a part must be an undivided room of the same site, and no part divides itself."),
        _l("Tick other rooms, or end the other division first."),
    ),
    "season_without_hours": (
        _l("A season needs hours on at least one day."),
        _l("Type its hours; if the room is closed all that time, announce a closure instead."),
    ),
    "seasons_meet": (
        _l("Another season, %(season_from)s to %(season_to)s, has some of these days."),
        _l("Choose other days, or change that season first."),
    ),
    "room_too_small": (
        _l("%(room)s has %(seats)s seats; %(attendees)s people are expected."),
        _l("Choose a larger room, or fewer people."),
    ),
    "booking_in_past": (_l("%(starts_at)s has passed."), _l("Choose a later time.")),
    "booking_without_days": (
        _l("No day is left to book."),
        _l("Check the first and the last day, the weekdays, and what was left out."),
    ),
    "booking_begun": (
        _l("“%(title)s” of %(starts_at)s has begun."),
        _l("What has begun stays as it is. Change the days that follow."),
    ),
    "report_decided": (
        _l("Somebody else has decided about “%(what)s” meanwhile."),
        _l("Please load the page again to see what became of it."),
    ),
    "booking_is_over": (
        _l("The booking “%(title)s” has been decided or cancelled meanwhile."),
        _l("Please load the page again to see it as it is."),
    ),
    "booking_day_there": (
        _l("%(on)s is in this series already."),
        _l("Change that day, or put it back if it was cancelled."),
    ),
    "taken_meanwhile": (
        _l("Somebody else has just taken this room or this time."),
        _l("Please look again and choose another."),
    ),
    # About a closure and what it hits
    "closing_without_rooms": (
        _l("Nothing is named that could close."),
        _l("Please choose the site, or tick at least one room."),
    ),
    "closing_published": (
        _l("The closure “%(why)s” is published already."),
        _l("Each meeting and each booking can still be changed or put back by itself."),
    ),
    "closing_not_published": (
        _l("The closure “%(why)s” is still a draft: nothing is closed and nobody has been told."),
        _l("Please publish it first, or throw the draft away."),
    ),
    "closing_line_new": (
        _l("“%(title)s” (%(starts_at)s) has come since the list was made. Nothing was changed now."),
        _l("Please bring the list up to date and look at it once more."),
    ),
    "closing_line_changed": (
        _l("Somebody has changed “%(title)s” (%(starts_at)s) since the list was made. Nothing was changed now."),
        _l("Please bring the list up to date and look at it once more."),
    ),
    "closing_line_gone": (
        _l("“%(title)s” (%(starts_at)s) is not hit any more: it was moved or cancelled. Nothing was changed now."),
        _l("Please bring the list up to date and look at it once more."),
    ),
    "closing_line_stays": (
        _l("“%(title)s” (%(starts_at)s) cannot stay in a room that is closed."),
        _l("Please move it or cancel it."),
    ),
    # About what a class still lacks
    "lacks_first_day": (_l("The first day is missing."), _l("Choose a term, or type the first day.")),
    "lacks_last_day": (
        _l("The last day is missing."),
        _l("Choose a term, or type the last day or the number of weeks."),
    ),
    "lacks_capacity": (_l("The number of places is missing."), _l("Type how many people the class admits.")),
    "lacks_times": (_l("The weekly times are missing."), _l("Type at least one weekly time.")),
    "lacks_weekday": (_l("A weekly time has no weekday."), _l("Choose a weekday for each weekly time.")),
    "lacks_start": (_l("A weekly time has no beginning."), _l("Type when it begins.")),
    "lacks_end": (_l("A weekly time has no end."), _l("Type when it ends.")),
    "lacks_place": (_l("A weekly time has no place."), _l("Choose a room, or type the place in words.")),
    "times_overlap": (_l("Two weekly times of this class overlap."), _l("Please check the weekly times.")),
    # About one meeting
    "meeting_cancelled": (_l("This meeting (%(starts_at)s) has been cancelled."), _l("Restore it first.")),
    "meeting_begun": (
        _l("This meeting (%(starts_at)s) has already begun."),
        _l("Meetings that have begun stay as they are; you can add another one."),
    ),
    "meeting_off": (
        _l("“%(title)s” of %(starts_at)s has been cancelled."),
        _l("You can put it back, or arrange a make-up class at another time."),
    ),
    "instructors_ask_desk": (
        _l("In this term changes of meetings are made by the desk."),
        _l("Please telephone the desk or go there; staff change “%(title)s” and tell everybody."),
    ),
    "time_is_past": (_l("%(starts_at)s has already passed."), _l("Please choose a time that is still to come.")),
    "nothing_changes": (_l("It is like this already."), _l("Please type what shall be different.")),
    "preview_stale": (
        _l("Somebody has changed this since you looked at it. Nothing was changed now."),
        _l("Below is how it stands now; please look again and confirm once more."),
    ),
    # About rounds in which societies ask for rooms
    "round_not_open": (_l("Wishes are taken from %(opens_at)s."), _l("Please come back then.")),
    "round_closed": (
        _l("Wishes could be changed until %(closes_at)s."),
        _l("Please ask the desk: until the round is published staff can still write something down."),
    ),
    "round_still_open": (
        _l("Societies may change their wishes until %(closes_at)s."),
        _l("After that you can propose and publish; until then you can look."),
    ),
    "round_published": (
        _l("“%(name)s” is published, and its rooms are booked."),
        _l("Change single bookings where bookings are shown."),
    ),
    "round_not_on_offer": (_l("This weekly time is not on offer."), _l("Choose one of those in the list.")),
    "round_wish_there": (_l("This is wish %(n)s already."), _l("Move that one up or down.")),
    "round_wishes_full": (_l("There are %(most)s wishes, which is the most."), _l("Remove one first.")),
    "round_slot_given": (_l("“%(society)s” has this weekly time."), _l("Take it back first.")),
    "round_room_busy": (
        _l("%(room)s is not free on %(n)s of %(dates)s dates."),
        _l("Choose another room or another time."),
    ),
    "round_leader_busy": (
        _l("Who answers for the society, or the room, is not free on %(n)s of %(dates)s dates."),
        _l("Choose another time, or let somebody else answer for the society."),
    ),
    "round_need_met": (
        _l("The society has as many weekly times as it needs (%(need)s)."),
        _l("If it needs more, change that in its application."),
    ),
    "round_left_free": (_l("%(room)s is free then, and has not been given to anybody."), _l("Please ask the desk.")),
    "round_own_time": (_l("The society has another weekly time then."), _l("Choose another time.")),
    "round_leader_elsewhere": (
        _l("Who answers for the society is with “%(society)s” then."),
        _l("Choose another time, or let somebody else answer for the society."),
    ),
    "round_kept_by_staff": (
        _l("Staff have given %(room)s to “%(society)s”."),
        _l("Choose another room or another time."),
    ),
    "round_moved_for": (
        _l("This society moved to another of its wishes, so that “%(society)s” did not leave with nothing."),
        _l("Nobody lost a weekly time by that."),
    ),
    "round_rescue": (
        _l("%(room)s went to “%(society)s”, which would have left with nothing otherwise."),
        _l("Choose another room or another time."),
    ),
    "round_lower_share": (
        _l(
            "“%(society)s” chose %(room)s first: its share was %(theirs)s hours for each weekly time it needs, "
            "that of this society %(yours)s."
        ),
        _l("Choose another room or another time."),
    ),
    "round_tie_before": (
        _l(
            "“%(society)s” chose %(room)s first: both shares were %(theirs)s hours, and it got less of what it "
            "needed before."
        ),
        _l("Choose another room or another time."),
    ),
    "round_tie_lot": (
        _l("“%(society)s” chose %(room)s first: both shares were %(theirs)s hours, and the lot decided."),
        _l("Choose another room or another time."),
    ),
    "round_taken": (_l("“%(society)s” has %(room)s."), _l("Choose another room or another time.")),
    # About planning a term
    "plan_same_term": (
        _l("A term cannot be copied into itself."),
        _l("Choose the term whose classes you would like to have again."),
    ),
    "plan_room_closed": (_l("%(room)s cannot be booked at present."), _l("Choose another room.")),
    "plan_room_small": (
        _l("%(room)s has %(seats)s seats, and %(wanted)s are needed."),
        _l("Choose a larger room, or plan fewer places."),
    ),
    "plan_room_shut": (
        _l("%(room)s is not open at this hour, first on %(on)s (%(n)s dates)."),
        _l("Choose another time or another room, or change its opening hours."),
    ),
    "plan_room_twice": (
        _l("%(room)s is wanted by “%(title)s” too, first on %(on)s (%(n)s dates)."),
        _l("Choose another room or another time for one of them."),
    ),
    "plan_person_twice": (
        _l("%(person)s has “%(title)s” at the same time, first on %(on)s (%(n)s dates)."),
        _l("Choose another time or somebody else."),
    ),
    "plan_section_twice": (
        _l("Two of its weekly times overlap, first on %(on)s (%(n)s dates)."),
        _l("Move one of them."),
    ),
    "plan_no_room_large": (
        _l("No room that it may be in has %(seats)s seats; the largest has %(largest)s."),
        _l("Plan fewer places, or let it be at another site."),
    ),
    "plan_no_days": (
        _l("Its weekday has no dates in this term."),
        _l("Look at its first and last day, or choose another weekday."),
    ),
    "plan_no_room_then": (
        _l("No room with %(seats)s seats is free each week on %(on_weekday)s, %(from_hour)s to %(to_hour)s."),
        _l("Choose another time, or fewer places."),
    ),
    "plan_no_room_at": (
        _l("No room with %(seats)s seats is free each week from %(from_hour)s to %(to_hour)s, on any weekday."),
        _l("Choose another time, or fewer places."),
    ),
    "plan_no_room_on": (
        _l("No room with %(seats)s seats is free long enough each week on %(on_weekday)s."),
        _l("Choose another weekday, or fewer places."),
    ),
    "plan_no_room": (
        _l("No room with %(seats)s seats is free long enough each week."),
        _l("Plan fewer places, or open a room for longer."),
    ),
    "plan_person_busy": (
        _l("Where a room would be free each week, %(person)s has another class."),
        _l("Choose another time or another instructor."),
    ),
    "plan_section_busy": (
        _l("Where a room would be free each week, the class itself has another of its times."),
        _l("Choose another time for one of them."),
    ),
    "plan_too_many": (
        _l("%(n)s weekly times can only be in %(titles)s at the hours they want, which have room for %(times)s."),
        _l("Some need another room, other hours or fewer places."),
    ),
    "plan_too_many_rooms": (
        _l("%(n)s weekly times want the same hours in the same %(rooms)s rooms, which have room for %(times)s."),
        _l("Some need other hours or fewer places."),
    ),
    "plan_person_too_many": (
        _l("%(person)s has %(n)s weekly times at hours of which %(times)s can be taught one after another."),
        _l("Some need other hours or another instructor."),
    ),
    # About signing in for a class, and its register
    "sign_in_too_early": (
        _l("You can sign in for “%(title)s” from %(opens_at)s."),
        _l("Please come back to the screen then."),
    ),
    "sign_in_over": (
        _l("“%(title)s” (%(starts_at)s) is over, so you cannot sign in for it any more."),
        _l("If you were there, please tell the instructor or the desk; they can put it right."),
    ),
    "sign_in_not_enrolled": (
        _l("You are not enrolled in “%(title)s”, so you cannot sign in for it."),
        _l("If you wait for a place, please ask the instructor whether you may sit in."),
    ),
    "sign_in_cancelled": (
        _l("“%(title)s” (%(starts_at)s) has been cancelled."),
        _l("Your timetable says when the next one is."),
    ),
    "sign_in_full": (
        _l("All %(capacity)s places of “%(title)s” are taken by those who have come."),
        _l("Please ask whether somebody is leaving, or choose something else that is on today."),
    ),
    "sign_in_nothing_due": (
        _l("There is no class of yours for which you can sign in at this time."),
        _l("It opens an hour before the class begins; your timetable says when that is."),
    ),
    # About leave
    "leave_days_in_order": (
        _l("The last day comes before the first."),
        _l("Please look at both days again."),
    ),
    "leave_too_long": (
        _l("At most %(days)s days can be asked for at once."),
        _l("Please ask for fewer days now, and again when they are over."),
    ),
    "leave_not_enrolled": (
        _l("You cannot be on leave from “%(title)s”, because you hold no place in it."),
        _l("If you wait for a place you need no leave: nobody expects you yet."),
    ),
    "leave_no_class": (
        _l("You hold no place in any class, so nobody expects you."),
        _l("You need no leave."),
    ),
    "leave_past": (
        _l("Days that have passed can only be entered by the desk or the instructor."),
        _l("Please telephone the desk; after an illness they enter the whole time."),
    ),
    "leave_meeting_over": (
        _l("This class is over for today."),
        _l("Please telephone the desk; they can enter the leave afterwards."),
    ),
    "leave_nothing_missed": (
        _l("There is no class on these days."),
        _l("You need no leave for them; please look at the days again."),
    ),
    "leave_already": (
        _l("There is leave for these days already, also for “%(title)s” (%(starts_at)s)."),
        _l("Nothing more is needed. It stands among the leaves below."),
    ),
    "leave_is_over": (
        _l("This leave is over, so it cannot be taken back any more."),
        _l("If you were in class after all, please tell the instructor or the desk."),
    ),
    "monitor_not_enrolled": (
        _l("Only somebody who holds a place in the class can be its monitor."),
        _l("Please choose somebody from the roster."),
    ),
    "parcel_out_of_shape": (
        _l("What this device has sent cannot be read: %(where)s is missing or not what it should be."),
        _l("Please load the page again. What is not sent yet stays on the device."),
    ),
    "parcel_of_somebody_else": (
        _l("Somebody else has marked this, and you are signed in now."),
        _l("It stays on the device and is sent when they sign in here again."),
    ),
    "register_not_yours": (
        _l("You do not keep the register of this meeting, or not any more."),
        _l("If you should, please ask the desk to put you down for it."),
    ),
    "signed_out_meanwhile": (
        _l("You are signed out by now."),
        _l("Please sign in again. Nothing is lost: what you marked is kept on this device."),
    ),
    "register_not_open": (
        _l("The register of “%(title)s” (%(starts_at)s) opens on %(opens_at)s."),
        _l("It opens an hour before the class begins; please come back then."),
    ),
    "absence_not_open": (
        _l("Nothing is to be decided here any more."),
        _l("Marks or leaves have changed meanwhile, or somebody else has decided; the page shows how it stands."),
    ),
    "register_closed": (
        _l("The register of “%(title)s” (%(starts_at)s) has been closed since %(since)s."),
        _l("The instructor or the desk can open it again, with a reason; then marks are taken again."),
    ),
    "register_not_begun": (
        _l("“%(title)s” (%(starts_at)s) has not begun yet, so its register cannot be closed."),
        _l("Please close it when everybody is marked."),
    ),
    "not_on_register": (
        _l("This person has no place in “%(title)s” and does not wait for one, so the mark was not taken."),
        _l("They may have left the class meanwhile; please ask the desk to enrol them again if they come."),
    ),
    # About completing a class, certificates, and registers on paper
    "completion_nothing_held": (
        _l("No register of this class has been kept yet."),
        _l("Once the instructor marks who is there, the attendance is counted."),
    ),
    "completion_rate": (
        _l("Attended %(there)s of %(due)s meetings, %(percent)s%%; %(least)s%% are needed."),
        _l("If a mark is wrong, the instructor or the desk can correct it on the register."),
    ),
    "completion_half": (
        _l("Attended %(there)s of all %(held)s meetings; half of them must be attended, also after a long leave."),
        _l("Please take the class again, or make up for meetings in a parallel class."),
    ),
    "completion_work": (
        _l("The work of the class is not done yet."),
        _l("Please hand it in to the instructor, who ticks it."),
    ),
    "class_not_over": (
        _l("The class is not over, so it is not certain yet who completes it."),
        _l("Please come back after the last meeting; %(n)s are still to come."),
    ),
    "certificate_not_earned": (
        _l("%(name)s has not completed the class."),
        _l("Please untick this person, or correct the register first if it is wrong."),
    ),
    "certificate_earned": (
        _l("%(name)s has completed the class."),
        _l("No exception is needed: please issue the certificate like the others."),
    ),
    "pdf_without_pango": (
        _l("This machine cannot make PDF files: the library Pango is missing."),
        _l(
            "Please print the page with the browser instead; it looks the same. On Debian, "
            "“apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0” lets the server make PDF files."
        ),
    ),
    "pdf_without_font": (
        _l("This machine has no Chinese font, so a PDF file would show boxes instead of names."),
        _l("Please print the page with the browser instead. On Debian, “apt-get install fonts-noto-cjk” helps."),
    ),
    "paper_number_unknown": (
        _l("No row has the number %(numbers)s."),
        _l("Please compare with the paper: is it the sheet of this class?"),
    ),
    "paper_number_twice": (
        _l("The number %(numbers)s was typed for two different marks."),
        _l("Please leave it in one of the fields only."),
    ),
    "register_changed_meanwhile": (
        _l("Somebody has marked the same people while you were typing, so nothing was saved."),
        _l("Please look at the register as it is now, and key in again what is still different."),
    ),
    "no_sitting_in": (
        _l("They have no place in “%(title)s” and do not wait for one; nobody sits in on a class of others."),
        _l(
            "Please send them to the desk: there they can enrol or wait for a place."
            " Who missed a meeting of the same course can make up for it here, by an arrangement."
        ),
    ),
    "make_up_not_held": (
        _l("“%(title)s” of %(starts_at)s was cancelled, so there is nothing to make up for."),
        _l("Your timetable says when the next one is."),
    ),
    "make_up_not_yours": (
        _l("“%(title)s” of %(starts_at)s is no meeting of a class in which you have a place."),
        _l("Only meetings of your own classes can be made up for; please choose another one."),
    ),
    "make_up_was_there": (
        _l("You were there at “%(title)s” of %(starts_at)s, so there is nothing to make up for."),
        _l("If the register is wrong, please tell the instructor or the desk."),
    ),
    "make_up_not_parallel": (
        _l("“%(title)s” is not the same course in the same term."),
        _l("A meeting is made up for in another section of its own course; please choose one of those that are shown."),
    ),
    "make_up_own_seat": (
        _l("You have a place in “%(title)s” yourself, so coming there makes up for nothing."),
        _l("Please choose a meeting of another section."),
    ),
    "make_up_agreed": (
        _l("“%(title)s” of %(starts_at)s is made up for already, on %(made_up_at)s."),
        _l("One meeting is made up for once. Before it begins you can take it back and choose another one."),
    ),
    "make_up_cancelled": (
        _l("“%(title)s” of %(starts_at)s has been cancelled."),
        _l("Please choose another time."),
    ),
    "make_up_over": (_l("“%(title)s” of %(starts_at)s is over."), _l("Please choose a time that is still to come.")),
    "make_up_full": (
        _l("All chairs of “%(title)s” on %(starts_at)s are taken."),
        _l("Please choose another time, or look again later: when somebody asks for leave, a chair becomes free."),
    ),
    "make_up_clash": (
        _l("At the time of “%(title)s” (%(starts_at)s) you have something else: %(other)s."),
        _l("Please choose another time."),
    ),
    "door_make_up_agreed": (
        _l("“%(title)s” of %(starts_at)s is made up for already, on %(made_up_at)s."),
        _l("One meeting is made up for once. If that is wrong, please send them to the desk."),
    ),
    "door_make_up_was_there": (
        _l("They are marked as there at “%(title)s” of %(starts_at)s, so there is nothing to make up for."),
        _l("If that register is wrong, please send them to the desk."),
    ),
    "door_make_up_full": (
        _l("All chairs of “%(title)s” on %(starts_at)s are taken."),
        _l("As soon as one of your own is on leave today, a chair is free. Else the desk finds them another time."),
    ),
    "door_make_up_clash": (
        _l("They have something else at this time, so they cannot make up here."),
        _l("Please send them to the desk, where it is seen what that is."),
    ),
    "door_make_up_own_seat": (
        _l("They have a place in “%(title)s” themselves, so coming here makes up for nothing."),
        _l("They are on your own list; please mark them there."),
    ),
    "make_up_begun": (
        _l("“%(title)s” (%(starts_at)s) has begun, so this cannot be taken back any more."),
        _l("If you cannot come, just stay away; then nothing is made up for."),
    ),
    "door_code_old": (
        _l("This code is not good any more: it changes every half minute, so a picture of it does not help."),
        _l("Please scan the code that is on the door now, or sign in at the kiosk in the hall."),
    ),
    "door_code_wrong": (
        _l("This is no code of a door of ours."),
        _l("Please scan the code that is on the door now, or tell the instructor that you have come."),
    ),
    "door_code_missing": (
        _l("To sign in with the phone, scan the code on the door of the class first."),
        _l("Without a phone: the kiosk in the hall reads your card, or the instructor marks you."),
    ),
    "person_unknown": (_l("There is nobody with this number on the register."), _l("Please check the number.")),
    "mark_id_used": (
        _l("The id of this mark was used for another person or meeting."),
        _l("Use a new id for each new mark."),
    ),
    # About contests
    "swiss_needs_rounds": (
        _l("A Swiss needs a number of rounds."),
        _l("Please type how many; seven for up to forty players are usual."),
    ),
    "nothing_to_report": (
        _l("“%(title)s” is no round robin or Swiss that has been drawn."),
        _l("Programs for chess read only these. Draw the category first, or print its results."),
    ),
    "rounds_are_played": (
        _l("All %(n)s rounds are paired already."),
        _l("To play more of them, raise their number in the regulations."),
    ),
    "round_not_played": (
        _l("In round %(round)s %(n)s matches have no score yet."),
        _l("Write their scores down first; the next round follows from them."),
    ),
    "round_changed_meanwhile": (
        _l("While the round was being paired, a score or somebody’s rest has changed, so nothing was written."),
        _l("Please pair the round once more."),
    ),
    "round_paired_already": (
        _l("Round %(round)s is not the one that is paired next."),
        _l("Look at the matches again; somebody else may have been quicker."),
    ),
    "pairing_broke_down": (
        _l("The pairing was begun several times and did not come to an end."),
        _l("Ask for it once more; if that does not help, call whoever looks after the computer."),
    ),
    "too_few_to_pair": (
        _l("There are fewer than two who play this round (%(n)s)."),
        _l("Check who is here, or end the contest."),
    ),
    "no_pairing_left": (
        _l("For round %(round)s there is no pairing left in which nobody meets the same opponent again."),
        _l("Play fewer rounds, or go on with a knockout of the best."),
    ),
    "points_too_fine": (
        _l("A result cannot earn %(points)s points in a Swiss."),
        _l("Use whole points, halves or tenths."),
    ),
    "trf_without_players": (
        _l("The file has no line that begins with 001, so it names no player."),
        _l("Choose a report in the format TRF-16, as programs for chess write it."),
    ),
    "trf_line_wrong": (
        _l("Line %(line)s is not in the columns of a report: %(text)s"),
        _l("Let the program that made the file write it again; a report must not be edited by hand."),
    ),
    "trf_opponent_unknown": (
        _l("Number %(number)s has played against number %(opponent)s, who is not in the file (line %(line)s)."),
        _l("Let the program that made the file write it again with all players."),
    ),
    "trf_number_twice": (
        _l("Line %(line)s has number %(number)s a second time."),
        _l("Let the program that made the file write it again; each player has a number of their own."),
    ),
    "trf_disagrees": (
        _l("In round %(round)s numbers %(number)s and %(opponent)s say different things (line %(line)s)."),
        _l("Look up the result of this game and correct it in the program that made the file."),
    ),
    "trf_too_large": (
        _l("This file is larger than any contest here: at most %(players)s players and %(rounds)s rounds are read."),
        _l("Check whether it is the right file."),
    ),
    # About what staff do for somebody
    "note_missing": (_l("The reason is missing."), _l("Please write why; whoever it concerns reads it.")),
    "waiver_needs_note": (
        _l("An exception needs a note."),
        _l("Please write why it is right; it is kept with your name."),
    ),
    "not_waivable": (
        _l("This reason cannot be set aside by anybody."),
        _l("Please choose another class or another person."),
    ),
    # About the desk
    "caller_mismatch": (
        _l("Name, date of birth and card number do not agree."),
        _l("Please ask for all three once more, or ask the person to come to the desk."),
    ),
    "call_claimed": (
        _l("%(name)s is telephoning this person now."),
        _l("Please take the next one; from %(until)s this one is free again."),
    ),
    "form_is_further": (
        _l("Form %(number)s is not at this step any more: somebody has gone on with it."),
        _l("Please look at its page."),
    ),
    "form_undecided": (
        _l("Some differences are still open."),
        _l("Please say for each which reading is right, with the sheet in your hand."),
    ),
    "form_card_unknown": (
        _l("No card that works has the number on this form."),
        _l("Please look for the person; if the card was replaced, key the form in anew with its number."),
    ),
    "form_not_this_person": (
        _l("The card belongs to somebody with another name or date of birth."),
        _l("Please compare the sheet with the register; if the sheet was misread, key it in anew."),
    ),
    "form_no_such_number": (
        _l("There is no class with the number %(number)s in this term."),
        _l("Please ask the person which class is meant."),
    ),
    "help_is_coming": (_l("%(name)s is already on the way there."), _l("Please take the next call.")),
    # About the time of enrolment
    "window_none": (
        _l("Enrolment is not open for your category in this term."),
        _l("Please ask the desk when it will be your turn."),
    ),
    "window_before": (_l("Enrolment opens for you on %(opens_at)s."), _l("Please come back then.")),
    "window_closed": (
        _l("Enrolment closed for you on %(closes_at)s."),
        _l("Please ask the desk whether a late place is possible."),
    ),
    # About the person
    "category_not_admitted": (
        _l("This class is for %(categories)s."),
        _l("If your category is wrong in our register, please tell the desk."),
    ),
    "birth_date_missing": (
        _l("This class has an age limit and we do not know your date of birth."),
        _l("Please show your identity card at the desk."),
    ),
    "sex_missing": (
        _l("The age limit of this class differs for men and women, and our register does not say which you are."),
        _l("Please show your identity card at the desk."),
    ),
    "too_young": (
        _l("You will be %(age)s when the class begins; it admits people from %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    "too_old": (
        _l("You will be %(age)s when the class begins; it admits people up to %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    "too_old_new": (
        _l("You will be %(age)s when the class begins; it admits new learners up to %(limit)s."),
        _l("Please choose a class without this limit."),
    ),
    # About the person's other places
    "limit_reached": (
        _l("You already hold %(limit)s places this term (%(titles)s), which is the most one person may hold."),
        _l("If you would rather have this class, swap it for one of yours."),
    ),
    "clash": (
        _l("It clashes with your “%(title)s” (%(starts_at)s)."),
        _l("Choose another time, or swap that class for this one."),
    ),
    # About decisions
    "offer_lapsed": (
        _l("The time to accept this place ended on %(expired_at)s."),
        _l("You may join the waitlist again."),
    ),
    "not_offered": (
        _l("There is no place offered to you in this class at present."),
        _l("We will tell you as soon as one becomes free."),
    ),
    "section_unknown": (_l("There is no such class."), _l("Please choose one from the catalogue.")),
    "signed_out": (_l("You have been signed out meanwhile."), _l("Please sign in again and repeat what you did.")),
    "key_reused": (
        _l("This Idempotency-Key was used for a different request."),
        _l("Use a new key for each new request."),
    ),
    "capacity_negative": (_l("A class cannot have fewer than 0 places."), _l("Please type 0 or more.")),
    "enrolment_over": (_l("This enrolment has already ended."), _l("You may enrol again if you wish.")),
    # About the demo centre
    "not_a_demo": (
        _l("There are people in this database who are no samples of the demo."),
        _l("Please load the demo into another, empty database; nothing here was touched."),
    ),
    # About a file that is read in
    "import_file_empty": (_l("There is nothing in this file."), _l("Please choose the file with the rows.")),
    "import_file_unreadable": (
        _l("This is no spreadsheet, CSV or JSON file that can be read."),
        _l("Please save it once more as an Excel workbook (.xlsx) or as CSV in UTF-8."),
    ),
    "import_quote_open": (
        _l("Row %(row)s opens a quotation mark that is never closed, so where its cells end cannot be told."),
        _l("Please close it, or write it twice where it is part of the text."),
    ),
    "import_several_sheets": (
        _l("Several sheets of this workbook have rows: %(sheets)s."),
        _l("Please save each one as a file of its own."),
    ),
    "import_not_a_list": (
        _l("This JSON file is no list of programmes."),
        _l("Please use the file as it is published."),
    ),
    "import_no_header": (
        _l("No line among the first ten names the columns; one must be called %(columns)s."),
        _l("Please write the names of the columns above the rows."),
    ),
    "import_column_twice": (
        _l("Two columns mean the same: %(columns)s."),
        _l("Please leave one of them."),
    ),
    # About one row of it
    "import_too_many_cells": (
        _l("This row has more cells than there are named columns."),
        _l("Please look for a comma too many, or name the column."),
    ),
    "import_cell_missing": (_l("“%(column)s” is empty."), _l("Please fill it in; the row is known by it.")),
    "import_too_long": (_l("“%(column)s” is longer than %(limit)s letters."), _l("Please shorten it.")),
    "import_number": (_l("“%(column)s” says “%(value)s”, which is no number that fits."), _l("Please write it as 30.")),
    "import_fee": (_l("“%(column)s” says “%(value)s”, a fee below nought."), _l("Please write it as 240 yuan a year.")),
    "import_day": (_l("“%(column)s” says “%(value)s”, which is no date."), _l("Please write it as 2026-10-05.")),
    "import_day_not_past": (
        _l("“%(column)s” says “%(value)s”, which cannot be."),
        _l("Please write a date since 1900 that is not in the future, as 1950-10-05."),
    ),
    "import_time": (
        _l("“%(column)s” says “%(value)s”, which is no time of day that can be read in one way."),
        _l("Please write it as 14:30."),
    ),
    "import_weekday": (
        _l("“%(column)s” says “%(value)s”, which is no weekday."),
        _l("Please write Mon or 1, several as Mon,Wed."),
    ),
    "import_hours": (
        _l("“%(column)s” says “%(value)s”, which cannot be read as opening hours."),
        _l("Please write them as Mon-Fri 8:30-11:30,14:00-17:00; Sat 9:00-12:00."),
    ),
    "import_end_before_start": (
        _l("“%(column)s” says “%(value)s”, which is not after the start."),
        _l("Please check both."),
    ),
    "import_no_day_between": (
        _l("Between the first and the last day there is no “%(value)s” (%(column)s)."),
        _l("Please check the dates and the weekdays."),
    ),
    "import_ages": (
        _l("“%(column)s” says “%(value)s”, which is below the least age."),
        _l("Please check both ages."),
    ),
    "import_method": (
        _l("“%(column)s” says “%(value)s”, which is no way of enrolment we know."),
        _l("Please write WALKIN, BALLOT or FCFS."),
    ),
    "import_section_open": (
        _l("This class is open for enrolment, and its times would change."),
        _l("Please change them on the page of the class, which shows who will be told."),
    ),
    "import_section_cancelled": (
        _l("This class has been cancelled, and the row says something new of it."),
        _l("Please take the row out, or plan a new class."),
    ),
    "import_sex": (_l("“%(column)s” says “%(value)s”, which is no sex."), _l("Please write male or female.")),
    "import_category": (
        _l("“%(column)s” says “%(value)s”, which is no category of ours."),
        _l("Please write one of the categories, or leave it empty."),
    ),
    "import_phone": (
        _l("“%(column)s” says “%(value)s”, which is no single telephone number."),
        _l("Please write one number, digits only."),
    ),
    "import_email": (_l("“%(column)s” says “%(value)s”, which is no e-mail address."), _l("Please check it.")),
    "import_card": (
        _l("“%(column)s” says “%(value)s”, which is no card number."),
        _l("Please write at most 32 letters and digits."),
    ),
    "import_id_number": (
        _l("“%(column)s” is no identity number: its length, its date or its last character is wrong."),
        _l("Please compare it with the card; Excel keeps all 18 places only in cells formatted as text."),
    ),
    "import_person_unclear": (
        _l("A name alone does not say who this is."),
        _l("Please add a card number, identity number, date of birth or telephone number."),
    ),
    "import_two_people": (
        _l("The card number belongs to one person and the identity number to another."),
        _l("Please check both numbers."),
    ),
    "import_several_people": (
        _l("%(count)s people on the register may be meant."),
        _l("Please add the card number or the identity number."),
    ),
    "import_somebody_else": (
        _l("This number belongs to %(name)s, and nothing in this row says that it is the same person."),
        _l("Please check the number; where only the name has changed, add the date of birth."),
    ),
    "import_has_card": (
        _l("This person already has the card %(card)s."),
        _l("Please replace the card at the desk, so that the old one ends."),
    ),
    "import_other_id_number": (
        _l("The register has another identity number for this person."),
        _l("Please compare it with the identity card, and change it on the person's page."),
    ),
    # About societies and events
    "place_offer_over": (
        _l("The time to accept this place is over."),
        _l("You may ask again; then you are at the end of the waitlist."),
    ),
    "place_not_live": (_l("This place is not yours any more."), _l("You may ask for one again.")),
    "society_not_meeting": (
        _l("“%(name)s” takes no members at present."),
        _l("Please choose another society, or ask at the desk."),
    ),
    "society_empty": (_l("Nobody is in “%(name)s” yet."), _l("As soon as somebody has joined you can write to them.")),
    "society_decided": (
        _l("Staff have decided about “%(name)s” already."),
        _l("Please look at its page, or ask at the desk."),
    ),
    "founders_lacking": (
        _l("It takes %(least)s founders, and %(n)s have confirmed."),
        _l("Tell those who want to join to confirm on the page of the society."),
    ),
    "society_over": (_l("“%(name)s” has ended."), _l("Found a new society instead.")),
    "society_not_active": (
        _l("“%(name)s” may not plan anything at present, because it is not approved."),
        _l("Please ask at the desk."),
    ),
    "event_cancelled": (_l("“%(title)s” does not take place."), _l("Please choose another event.")),
    "event_begun": (_l("“%(title)s” has begun already."), _l("Please speak with who leads it.")),
    "event_ahead": (
        _l("“%(title)s” begins only on %(starts_at)s."),
        _l("Write the summary when it is over."),
    ),
    "event_not_open": (
        _l("“%(title)s” is not open for signing in yet."),
        _l("Please come back from %(opens_at)s on."),
    ),
    "event_over": (_l("“%(title)s” is over."), _l("Who led it can still put you on the list.")),
    "event_not_expected": (
        _l("You have no place in “%(title)s”."),
        _l("Please speak with who leads it; they can put you on the list."),
    ),
    "photo_not_agreed": (
        _l("A picture goes up only when everybody in it has agreed."),
        _l("Please ask everybody who can be recognised, and tick it then; or choose another picture."),
    ),
    "photos_enough": (_l("There are %(limit)s pictures already."), _l("Please take some down first.")),
    "enter_as_team": (
        _l("Here several people enter together as a team with a name; that cannot be typed on this machine."),
        _l("Please scan the code with a phone and enter there, or let the desk enter all of you."),
    ),
    "enter_insured": (
        _l("This contest asks for an accident insurance; insurer and number cannot be typed on this machine."),
        _l("Please scan the code with a phone and enter there, or bring the papers to the desk."),
    ),
    "enter_for_unit": (
        _l("Here people enter for a unit, and we do not know yours."),
        _l("Please scan the code with a phone and enter there, or tell the desk for whom you take part."),
    ),
    "enter_with_family": (
        _l("This contest asks who of your family has agreed, and we know nobody whom we may call for you."),
        _l("Please scan the code with a phone and enter there, or tell the desk who it is."),
    ),
    "partner_unknown": (_l("Nobody can play with this card."), _l("Please try another card, or ask the desk.")),
    "partner_unfit": (
        _l("%(name)s cannot take part in this category."),
        _l("Please ask the desk why, or play with somebody else."),
    ),
    "event_without_places": (
        _l("For “%(title)s” nobody needs to sign up."),
        _l("Just come; who leads it ticks who is there."),
    ),
    "event_for_members": (
        _l("This is for members of “%(society)s” only."),
        _l("You can join the society on its page, and sign up then."),
    ),
    "health_unsaid": (
        _l("It is not said that you are well enough to take part."),
        _l("Please read the statement and tick it; if you are not sure, ask your doctor or the desk."),
    ),
    "emergency_unsaid": (
        _l("For a trip we must know whom to call in an emergency."),
        _l("Please type a name and a telephone number."),
    ),
    "event_register_closed": (
        _l("The list can be ticked from %(opens_at)s on."),
        _l("That is an hour before it begins. Until then you see who is expected."),
    ),
    # About elections, cash books, plans and years of societies
    "election_too_soon": (
        _l("Voting must not begin before tomorrow: members need time to name candidates."),
        _l("Choose a later first day of voting."),
    ),
    "election_office_too_soon": (
        _l("The term of office would begin before the voting has ended."),
        _l("Choose a first day of office after the last day of voting."),
    ),
    "election_names_closed": (
        _l("Candidates cannot be named or changed any more."),
        _l("Please look at the ballot, or speak with an officer."),
    ),
    "candidate_no_member": (
        _l("Nobody who is a member of this society has this number."),
        _l("Please look at the number again, or ask the person to stand on this page."),
    ),
    "candidate_too_old": (
        _l("By the rules of this election, candidates are at most %(oldest)s years old on the first day of office."),
        _l("Please name somebody else. The society sets this limit when it calls an election."),
    ),
    "election_not_open": (
        _l("Votes are not cast at present."),
        _l("Please look at the days of voting on the page of the election."),
    ),
    "vote_cast": (
        _l("You have voted already, or were handed a ballot of paper."),
        _l("Everybody votes once. Keep the code of your ballot: with it you find your vote in the list."),
    ),
    "no_elector": (
        _l("Only people who were members by the day named on the page of the election may vote."),
        _l("At the next election you can vote. If you think this is wrong, please ask the desk."),
    ),
    "too_many_chosen": (_l("These are too many votes."), _l("Please choose at most %(seats)s.")),
    "no_candidate": (_l("This ballot names somebody who is not on it."), _l("Please load the page again and choose.")),
    "election_goes_on": (_l("The voting lasts until %(expires_at)s."), _l("Count the votes when it has ended.")),
    "ballots_not_published": (
        _l("The ballots of this election are not counted."),
        _l("Their list is published with the result."),
    ),
    "election_counted": (_l("The votes of this election are counted."), _l("Call a new election instead.")),
    "paper_ballots_left": (
        _l("%(n)s ballots of paper are not keyed in yet."),
        _l("The desk keys them in; after that the votes are counted."),
    ),
    "paper_not_now": (_l("Ballots of paper are keyed in after the voting."), _l("Please wait for its end.")),
    "paper_all_in": (
        _l("As many ballots are keyed in as were handed out."),
        _l("Please compare with the urn; there must be no more papers in it."),
    ),
    "cash_nothing": (_l("A line of the cash book needs an amount."), _l("Please type how much came in or went out.")),
    "cash_ahead": (_l("This day has not come yet."), _l("Write down what has been paid, on the day it was paid.")),
    "cash_undone": (
        _l("This line undoes another one, and cannot be undone itself."),
        _l("Write down what is right as a new line."),
    ),
    "plan_approved": (
        _l("Staff have approved this plan."),
        _l("New events can be planned all the same; the summary at the end of the term shows them."),
    ),
    "plan_empty": (
        _l("There is nothing in this plan yet."),
        _l("Write down what you mean to do, or plan events in this term."),
    ),
    "plan_not_in": (_l("This plan is not with staff."), _l("It can be decided when the society has handed it in.")),
    "plan_unexplained": (
        _l("A plan is sent back with a reason."),
        _l("Please write what is missing; those who lead the society read it."),
    ),
    "review_unexplained": (
        _l("Without a reason a review is either passed or not decided."),
        _l("Please write what is missing; those who lead the society read it."),
    ),
    "ranking_published": (
        _l("The ranking of this year is published."),
        _l("Change what counts for the next year."),
    ),
    "brands_number": (
        _l("%(n)s societies are chosen."),
        _l("Please choose at least one and at most %(most)s."),
    ),
    # About the server and the database
    "database_missing": (
        _l("There is no database at %(path)s."),
        _l("Run activity-center migrate, or setup for a new centre."),
    ),
    "schema_not_current": (
        _l("The database has not the schema this program needs."),
        _l("Run activity-center migrate."),
    ),
    "address_taken": (
        _l("Nothing can listen on %(host)s port %(port)s (%(why)s)."),
        _l("Another program may be using it: choose another with --port."),
    ),
    "certificate_unusable": (
        _l("The certificate or its key cannot be used (%(why)s)."),
        _l("Both must be PEM files, and belong together."),
    ),
    "already_served": (
        _l("Another server or worker is using the database %(path)s."),
        _l("SQLite is served by one process: stop the other one first, or use worker --once."),
    ),
    "not_a_backup": (_l("%(path)s is no backup of this program."), _l("Please check the name of the file.")),
    "backup_damaged": (
        _l("The backup %(path)s is damaged (%(tables)s)."),
        _l("Nothing was changed; please take another copy of it."),
    ),
    "backup_of_other_schema": (
        _l("The backup has the schema %(theirs)s and this program %(ours)s."),
        _l("Restore it with the version that made it, then run activity-center migrate with this one."),
    ),
    "backup_contradicts_itself": (
        _l("The database refuses what is in the backup (%(why)s)."),
        _l("Nothing was changed."),
    ),
    "restore_needs_emptiness": (
        _l("The database already holds something (%(table)s)."),
        _l("Restore into an empty one: name it by DATABASE_URL."),
    ),
    # About competitions
    "entries_not_taken": (
        _l("This competition takes no entries now."),
        _l("Please look at the list of competitions for another one."),
    ),
    "entries_before": (
        _l("Entries are not open yet."),
        _l("Please come back: they open on %(opens_at)s."),
    ),
    "entries_closed": (
        _l("The time to enter is over."),
        _l("Please ask at the desk whether a late entry is possible before the lots are drawn."),
    ),
    "drawn_already": (
        _l("The lots of this category are drawn already."),
        _l("While nobody has played, staff can take the draw back and draw again."),
    ),
    "drawn_late": (
        _l("The lots are drawn; who comes now joins from the next round."),
        _l("Please ask the referee or the desk: they can let you in."),
    ),
    "category_full": (
        _l("All %(limit)s places are taken."),
        _l("Raise the number of places first."),
    ),
    "category_has_entries": (
        _l("Somebody has entered this category, or had entered it."),
        _l("It stays, so that nothing of theirs is lost; give it another name or other limits instead."),
    ),
    "places_below_taken": (
        _l("%(taken)s places are taken already."),
        _l("Type that number at least, or withdraw entries first."),
    ),
    "members_wrong": (
        _l("So many people cannot enter together."),
        _l("Please name %(least)s to %(most)s people."),
    ),
    "member_twice": (_l("Somebody is named twice."), _l("Please name each person once.")),
    "statement_missing": (
        _l("The statement about health and one’s own will is missing."),
        _l("Please read it with your family and tick it."),
    ),
    "insurance_missing": (
        _l("An accident insurance is asked for."),
        _l("Please type the insurer and the number of the policy; bring the paper to the check-in."),
    ),
    "unit_missing": (
        _l("Each unit has only so many places here."),
        _l("Please type the unit for which you take part."),
    ),
    "quota_reached": (
        _l("“%(unit)s” already has its %(limit)s entries."),
        _l("Please ask those of your unit, or ask the desk about a late place."),
    ),
    "player_not_active": (
        _l("The membership of %(name)s is not confirmed."),
        _l("Please ask at the desk."),
    ),
    "player_sex": (
        _l("This category is not for %(name)s."),
        _l("Please choose another category of the competition."),
    ),
    "player_unknown_age": (
        _l("We do not know the date of birth or the sex of %(name)s, and this category asks for it."),
        _l("Please bring the identity card to the desk once."),
    ),
    "player_too_young": (
        _l("On the day of the regulations %(name)s is %(age)s, and this category begins at %(limit)s."),
        _l("Please choose a category for younger people."),
    ),
    "player_too_old": (
        _l("On the day of the regulations %(name)s is %(age)s, and this category ends at %(limit)s."),
        _l("Please choose a category for older people; this limit is there to protect you."),
    ),
    "entered_already": (
        _l("%(name)s already takes part in this category."),
        _l("Withdraw that entry first if it should be another one."),
    ),
    "place_not_offered": (
        _l("No place in “%(title)s” is offered to you at present."),
        _l("If you still wait, you are told as soon as a place is free."),
    ),
    "drawn_retire": (
        _l("The lots of “%(title)s” are drawn, so your opponents count on you."),
        _l("If you cannot play, please tell the desk or the referee: they note that you retire."),
    ),
    "entry_not_in": (
        _l("“%(name)s” does not take part at present."),
        _l("Please load the page again and look how the entry stands."),
    ),
    "player_not_found": (
        _l("Nobody, or more than one person, is meant by “%(typed)s”."),
        _l("Please type the number on the member card."),
    ),
    "entries_out_of_order": (
        _l("Entries would close before they open."),
        _l("Please look at both moments again."),
    ),
    "members_out_of_order": (
        _l("The most people of an entry are fewer than the least."),
        _l("Please look at both numbers again."),
    ),
    "competition_stands_otherwise": (
        _l("“%(title)s” stands otherwise by now."),
        _l("Please load the page again and look what comes next."),
    ),
    "category_missing": (
        _l("There is no category yet for which people could enter."),
        _l("Please add one first, also where there is only one for all."),
    ),
    "draw_before_closing": (
        _l("Lots are drawn once entries are closed."),
        _l("Please close the entries first."),
    ),
    "draw_needs_two": (
        _l("Fewer than two take part in this category."),
        _l("Please let those who have entered play in another category."),
    ),
    "list_not_published": (
        _l("The list of entries has not been published yet."),
        _l("Publish it first, so that everybody can check the draw."),
    ),
    "list_changed": (
        _l("Somebody has come or gone since the list was published."),
        _l("Please publish it anew, and use a text that nobody can know before."),
    ),
    "played_already": (
        _l("Scores have been written down, so the draw stays."),
        _l("Who cannot play can retire."),
    ),
    "no_groups_drawn": (
        _l("There are no groups from which a knockout could follow."),
        _l("Please draw the groups first."),
    ),
    "group_not_played": (
        _l("In group %(group)s a match is still open."),
        _l("Please write down its score first, or who stayed away."),
    ),
    "group_undecided": (
        _l("In group %(group)s two share the last place that goes on."),
        _l("Please add the drawing of lots to the criteria, as the last one."),
    ),
    "competition_is_over": (
        _l("“%(title)s” is over: nothing of it is changed any more."),
        _l("If something is wrong, let it be played on; what is in the archive stays as it is."),
    ),
    "boards_need_teams": (
        _l("A match on %(n)s boards needs teams of at least as many."),
        _l("Please let teams enter, and so many people in each."),
    ),
    "hall_needs_desk": (
        _l("This room is given only with the approval of the desk."),
        _l("Please ask the desk to book it for the competition, or take another room."),
    ),
    "score_boards_disagree": (
        _l("The boards say another result than what is chosen for the match."),
        _l("Please look at the boards again, or leave the result open: the boards decide."),
    ),
    "score_player_twice": (
        _l("Somebody sits at two boards of the same match."),
        _l("Please choose for each board who really sat there."),
    ),
    "contest_not_over": (
        _l("“%(title)s” is not over yet."),
        _l("Please finish the competition first; then its places stand."),
    ),
    "place_has_changed": (
        _l("%(name)s has no place in this category."),
        _l("Please look at the result sheet again."),
    ),
    "competition_not_running": (
        _l("“%(title)s” is not being played now."),
        _l("If a score is wrong, let the competition run again first."),
    ),
    "sides_unknown": (
        _l("It is not known yet who plays this match."),
        _l("Please write down the matches before it first."),
    ),
    "score_needs_winner": (
        _l("In a knockout somebody has to go on."),
        _l("Please say who won; if both stayed away, let one retire and give the match to the other."),
    ),
    "score_sets_disagree": (
        _l("The sets say %(one)s to %(two)s, and that is another result."),
        _l("Please look at the sets and at the result again."),
    ),
    "score_counts_already": (
        _l("A score of this match counts already."),
        _l("Only a referee corrects it, and says why."),
    ),
    "correction_needs_note": (
        _l("A correction needs a reason."),
        _l("Please type why the score is corrected; it stays in the history."),
    ),
    "nothing_to_correct": (
        _l("No score of this match counts yet, so there is nothing to correct."),
        _l("Please write down the score itself."),
    ),
    "next_match_counts": (
        _l("A match that follows from this one has been played already."),
        _l("Take the score of that match back first, the latest before the others."),
    ),
    # About shows and measured events
    "judged_not_drawn": (
        _l("Works are judged; no lots are drawn for them."),
        _l("Please begin the judging on the page of the works."),
    ),
    "exhibit_without_place": (
        _l("This entry has no place in the show."),
        _l("If you still wait for one, you are told as soon as it is free."),
    ),
    "exhibits_closed": (
        _l("Works are not taken any more."),
        _l("Please ask at the desk; until the judging begins they can still take one in."),
    ),
    "exhibits_enough": (
        _l("%(limit)s works of one entry are the most here."),
        _l("Take one back first if another one should take its place."),
    ),
    "exhibit_needs_photo": (
        _l("A work needs a picture, because judges see nothing else of it."),
        _l("Please choose a photograph of the whole work, taken straight from the front."),
    ),
    "exhibit_withdrawn": (
        _l("Its maker has taken this work back."),
        _l("It can be handed in again as a new one."),
    ),
    "return_needs_note": (
        _l("Whoever made it must learn why it is returned."),
        _l("Please type the reason; they get it as a notice."),
    ),
    "judging_before_closing": (
        _l("Entries are still open."),
        _l("Please close the entries first, so that no work comes too late for some judges."),
    ),
    "exhibits_unreviewed": (
        _l("%(n)s works have not been looked at yet."),
        _l("Please accept or return each of them."),
    ),
    "exhibits_too_few": (
        _l("Too few works are accepted to judge them."),
        _l("Please accept at least two, or one where works are only shown."),
    ),
    "judges_missing": (
        _l("There is no judge yet."),
        _l("Please appoint at least one; three or more agree better."),
    ),
    "judge_is_staff": (
        _l("%(name)s reads the names of the makers at the desk, and cannot judge without knowing them."),
        _l("Please appoint somebody who does not work at the desk."),
    ),
    "judge_takes_part": (
        _l("%(name)s takes part in this category."),
        _l("Please appoint somebody else, or let them judge another category."),
    ),
    "judging_begun": (
        _l("The judging has begun."),
        _l("The works stay as they are now. If one has to go, the desk can take it out."),
    ),
    "judging_not_begun": (
        _l("The judging has not begun yet."),
        _l("Judges are told by the desk when it does."),
    ),
    "judging_closed": (
        _l("The judging is closed."),
        _l("As long as the results are not public, the desk can open it again."),
    ),
    "judging_still_open": (
        _l("The judging is still open."),
        _l("Please close it first, and look at the results."),
    ),
    "judge_close": (
        _l("You are close to the person who made this work."),
        _l("Others judge it. If that is wrong, please tell the desk."),
    ),
    "judge_behind": (
        _l("%(name)s has %(n)s works left."),
        _l("Please remind them, or take their post back: then none of their marks count."),
    ),
    "exhibit_unjudged": (
        _l("Nobody has judged work %(n)s."),
        _l("Please appoint a judge who is not close to its maker, or take the work out."),
    ),
    "show_published": (
        _l("The results are public already."),
        _l("What everybody has read stays."),
    ),
    "no_vote_now": (
        _l("There is no vote now."),
        _l("Members vote while the judges judge."),
    ),
    "vote_for_own": (
        _l("This work is your own."),
        _l("Please give your vote to another one."),
    ),
    "tries_written": (
        _l("A try number %(n)s is written down already."),
        _l("Take it back first, or allow as many tries."),
    ),
    "chips_need_tables": (
        _l("Chips are counted table by table, and no tables are asked for."),
        _l("Please say how many sit at a table, or leave the chips empty."),
    ),
    "table_half_written": (
        _l("Table %(table)s, round %(round)s: the chips of number %(numbers)s are missing."),
        _l("A table is written down as a whole. Please type the chips of everybody who sits there, 0 for none."),
    ),
    "chips_missing": (
        _l(
            "Table %(table)s, round %(round)s: together %(sum)s chips, but %(n)s people began with %(each)s each. "
            "%(off)s are missing."
        ),
        _l("Please count the chips of this table again; what you typed is still there."),
    ),
    "chips_over": (
        _l(
            "Table %(table)s, round %(round)s: together %(sum)s chips, but %(n)s people began with %(each)s each. "
            "%(off)s are too many."
        ),
        _l("Please count the chips of this table again; what you typed is still there."),
    ),
    "hall_played_in": (
        _l("Matches have been played in this room already."),
        _l("Keep it: the times of the matches stand in the history."),
    ),
}

_SHOWN: dict[str, Callable[[Any], str]] = {
    "opens_at": formats.moment,
    "closes_at": formats.moment,
    "starts_at": formats.moment,
    "made_up_at": formats.moment,
    "ends_at": formats.hour,
    "until": formats.hour,
    "since": formats.moment,
    "expired_at": formats.moment,
    "ended_on": formats.day,
    "on": formats.day,
    "on_weekday": formats.weekday,
    "season_from": formats.day_of_year,
    "season_to": formats.day_of_year,
    "from_hour": lambda hour: formats.hour(time.fromisoformat(hour)),
    "to_hour": lambda hour: formats.hour(time.fromisoformat(hour)),
    "titles": lambda titles: _(", ").join(titles),
    "numbers": lambda numbers: _(", ").join(map(str, numbers)),
    "sheets": lambda names: _(", ").join(names),
    "columns": lambda names: _(", ").join(names),
    "categories": lambda values: _(", ").join(str(CATEGORY[value]) for value in values),
}


def say(reason: Reason) -> Said:
    """Return a reason as sentences in the reader's language.

    Where the reason carries `alternatives` (see enrolment.service.with_alternatives) the first is named.
    """
    why, remedy = SENTENCES[reason.code]
    facts = shown(reason.facts)
    sentence = str(remedy) % facts
    for other in reason.facts.get("alternatives", [])[:1]:
        sentence = _alternative(other)
    return Said(reason.code, str(why) % facts, sentence)


def _alternative(other: dict[str, Any]) -> str:
    facts = {
        "title": other["title"],
        "when": f"{formats.weekday(other['weekday'])} {formats.hour(time.fromisoformat(other['starts']))}",
        "seats": other["free"],
    }
    if other["any_age"]:
        return _("You could take “%(title)s” instead, at any age: %(when)s, %(seats)s places left.", **facts)
    return _("You could take “%(title)s” instead: %(when)s, %(seats)s places left.", **facts)


def shown(facts: dict[str, Any]) -> dict[str, Any]:
    """Return facts with moments, days and lists as people read them."""
    return {name: _SHOWN[name](value) if name in _SHOWN else value for name, value in facts.items()}
