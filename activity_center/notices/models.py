"""What we tell somebody: written in the transaction of the change, sent after it."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from activity_center.db import Base, Moment, choice
from activity_center.people.rules import Channel


class Notice(Base):
    """One thing to tell one person. The sentence is made from `kind` and `facts` in the reader's language.

    `once` names what it is about, where telling it twice would be wrong. A channel other than the page of
    notices is tried by the worker: `leased_until` keeps two workers apart, `sent_at` or `gave_up_at` ends it.
    """

    __tablename__ = "notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    section_id: Mapped[int | None]
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    created_at: Mapped[Moment]
    read_at: Mapped[Moment | None]
    channel: Mapped[Channel | None] = mapped_column(choice(Channel))
    leased_until: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[Moment | None]
    gave_up_at: Mapped[Moment | None]

    __table_args__ = (
        Index(None, "person_id", "id"),
        Index(
            "ix_notice_due",
            "id",
            sqlite_where=text("channel = 'email' AND sent_at IS NULL AND gave_up_at IS NULL"),
            postgresql_where=text("channel = 'email' AND sent_at IS NULL AND gave_up_at IS NULL"),
        ),
        Index(
            "ix_notice_untold",
            "created_at",
            sqlite_where=text("sent_at IS NULL AND read_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND read_at IS NULL"),
        ),
    )
