"""What we keep of what the desk has to do."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment
from activity_center.people.models import Person
from activity_center.rooms.models import Site

_open = text("done_at IS NULL")


class HelpCall(Base):
    """Somebody at a kiosk asked for somebody to come; a kiosk has at most one call that is not done.

    `person_id` is who was signed in there, if anybody was; `answered_by_id` is who is on the way.
    """

    __tablename__ = "help_call"

    kiosk_name: Mapped[str] = mapped_column(String(80))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[Moment]
    answered_at: Mapped[Moment | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[Moment | None]

    site: Mapped[Site] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)
    answered_by: Mapped[Person | None] = relationship(foreign_keys=answered_by_id)

    __table_args__ = (
        Index("uq_help_call_open", "site_id", "kiosk_name", unique=True, sqlite_where=_open, postgresql_where=_open),
    )
