"""The secret addresses under which people find their own calendar."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from activity_center.db import Base, Moment

_live = text("revoked_at IS NULL")


class FeedAddress(Base):
    """One address of one person's calendar; whoever knows it may read it, until it is revoked.

    The token is kept as it is, because its owner is shown it again for the next phone. A revoked one stays here,
    dead, so that it is never given out again. A person has at most one that works.
    """

    __tablename__ = "feed_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]

    __table_args__ = (
        Index("uq_feed_address_live", "person_id", unique=True, sqlite_where=_live, postgresql_where=_live),
    )
