"""What we keep of the screens in the hall, and of who stands before one."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.kiosk.rules import Level, Paper
from activity_center.people.models import Person
from activity_center.people.rules import Contrast, TextSize
from activity_center.rooms.models import Site


class Kiosk(Base):
    """A touch screen at a site. The device it is paired with holds a token, of which we keep the digest.

    `code_digest` is that of the code by which a device can be paired until `code_expires_at`, once.
    """

    __tablename__ = "kiosk"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    paper: Mapped[Paper] = mapped_column(choice(Paper), default=Paper.NONE)
    token_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[Moment | None]
    paired_at: Mapped[Moment | None]
    revoked_at: Mapped[Moment | None]
    seen_at: Mapped[Moment | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    site: Mapped[Site] = relationship()


class KioskVisit(Base):
    """Who stands before a kiosk and how its pages look to them; deleted when they leave, so that nothing stays.

    Without a person it is somebody who has only chosen larger text or another language. `nonce` stands in every form:
    what was begun by one visitor is never finished by the next. `serial` is that of the person when they came.
    """

    __tablename__ = "kiosk_visit"

    kiosk_id: Mapped[int] = mapped_column(ForeignKey("kiosk.id"), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    serial: Mapped[int | None]
    level: Mapped[Level] = mapped_column(choice(Level), default=Level.NONE)
    nonce: Mapped[str] = mapped_column(String(32))
    began_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    text_size: Mapped[TextSize] = mapped_column(choice(TextSize), default=TextSize.STANDARD)
    contrast: Mapped[Contrast] = mapped_column(choice(Contrast), default=Contrast.NORMAL)
    language: Mapped[str] = mapped_column(String(8), default="zh")
    person: Mapped[Person | None] = relationship()
