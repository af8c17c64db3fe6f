"""The centre itself: one row that says its name and whether it is a demo."""

from uuid import uuid4

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from activity_center.db import Base


class Centre(Base):
    """The one centre this database belongs to.

    `uid` makes the identities in calendars unique in the world. `calendar_revision` grows with every change
    that a public calendar shows, in the transaction of the change, so that a feed knows cheaply that nothing is new.
    """

    __tablename__ = "centre"

    name: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    uid: Mapped[str] = mapped_column(String(36), default=lambda: str(uuid4()))
    calendar_revision: Mapped[int] = mapped_column(default=0)


def the_centre(session: Session) -> Centre | None:
    """Return the centre, or None where nobody has run `activity-center setup` yet."""
    return session.scalar(select(Centre).order_by(Centre.id).limit(1))


def calendar_changed(session: Session) -> None:
    """Let the public calendars know that something they show is different, a time, a place or a name."""
    session.execute(update(Centre).values(calendar_revision=Centre.calendar_revision + 1))
