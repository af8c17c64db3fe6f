"""What imports remember."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from activity_center.db import Base


class ImportedRow(Base):
    """Which section a row of a catalogue became.

    `key` is the digest of what the row is known by (see drafts.course_key). A draft gets its weekday, start or
    department from staff; the row it came from must find it again all the same.
    """

    __tablename__ = "imported_row"

    key: Mapped[str] = mapped_column(String(64), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
