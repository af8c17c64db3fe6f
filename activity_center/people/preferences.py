"""How somebody wants pages to look: remembered with the person, so that it is there on every screen they sign in to."""

from sqlalchemy.orm import Session

from activity_center.db import locked
from activity_center.looks import PLAIN, SWITCHES, Looks
from activity_center.people.models import Person
from activity_center.people.rules import Contrast, TextSize


def set_preferences(
    session: Session, person_id: int, *, looks: Looks | None = None, language: str | None = None
) -> None:
    """Keep how pages look to somebody, all parts of it together, and the language; None leaves as it is."""
    person = locked(session, Person, person_id)
    person.language = language or person.language
    if looks is None:
        return
    person.has_chosen_looks = True
    person.text_size, person.contrast = TextSize(looks.text_size), Contrast(looks.contrast)
    for name in SWITCHES:
        setattr(person, name, getattr(looks, name))
    person.looks_before = dict(looks.before) if looks.before is not None else None


def looks_of(person: Person) -> Looks | None:
    """Return how pages look to somebody, or None if nobody ever chose it for them."""
    looks = Looks(
        person.text_size.value,
        person.contrast.value,
        before=person.looks_before,
        **{name: getattr(person, name) for name in SWITCHES},
    )
    return looks if person.has_chosen_looks or looks != PLAIN else None
