"""Everybody the centre knows, what they may do, and how they prove who they are."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from activity_center.db import Base, Moment, choice
from activity_center.people.rules import Category, Channel, Contrast, RoleName, Sex, Standing, TextSize


class Person(Base):
    """Anybody we know: learners, instructors, staff, and children who act for a parent.

    `pinyin` is what search looks at besides the name: syllables and initials of every reading of the surname.
    `serial` is part of every sign-in; raising it signs the person out everywhere at once.
    `id_cipher` and `id_index` are the identity number, encrypted, and its keyed blind index.
    `learner_since` is the first day of study known from before this system.
    `looks_before` is how pages looked before the elder edition was switched on; NULL while it is off.
    """

    __tablename__ = "person"

    name: Mapped[str] = mapped_column(String(80), index=True)
    pinyin: Mapped[str] = mapped_column(String(240), default="")
    sex: Mapped[Sex | None] = mapped_column(choice(Sex))
    birth_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(32), index=True)
    email: Mapped[str | None] = mapped_column(String(120), unique=True)
    category: Mapped[Category | None] = mapped_column(choice(Category))
    unit: Mapped[str] = mapped_column(String(120), default="")
    emergency_name: Mapped[str] = mapped_column(String(80), default="")
    emergency_phone: Mapped[str] = mapped_column(String(32), default="")
    channel: Mapped[Channel] = mapped_column(choice(Channel), default=Channel.PHONE)
    text_size: Mapped[TextSize] = mapped_column(choice(TextSize), default=TextSize.STANDARD)
    contrast: Mapped[Contrast] = mapped_column(choice(Contrast), default=Contrast.NORMAL)
    simplified: Mapped[bool] = mapped_column(default=False)
    aloud: Mapped[bool] = mapped_column(default=False)
    crosshair: Mapped[bool] = mapped_column(default=False)
    large_pointer: Mapped[bool] = mapped_column(default=False)
    looks_before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    has_chosen_looks: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str | None] = mapped_column(String(8))
    learner_since: Mapped[date | None]
    standing: Mapped[Standing] = mapped_column(choice(Standing), default=Standing.ACTIVE)
    staff_name: Mapped[str | None] = mapped_column(String(40), unique=True)
    secret_hash: Mapped[str | None] = mapped_column(String(160))
    must_change_secret: Mapped[bool] = mapped_column(default=False)
    serial: Mapped[int] = mapped_column(default=0)
    id_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]

    roles: Mapped[list["Role"]] = relationship(back_populates="person")
    cards: Mapped[list["Card"]] = relationship(back_populates="person")

    @property
    def role_names(self) -> set[RoleName]:
        """Return what this person is to the centre."""
        return {role.name for role in self.roles}


class Role(Base):
    """What a person is to the centre; one person may be several things."""

    __tablename__ = "role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[RoleName] = mapped_column(choice(RoleName))
    person: Mapped[Person] = relationship(back_populates="roles")

    __table_args__ = (UniqueConstraint("person_id", "name"),)


class Card(Base):
    """A member card. A person has at most one that works; a lost one stays here, dead, so that it is never reissued."""

    __tablename__ = "card"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    issued_at: Mapped[Moment]
    revoked_at: Mapped[Moment | None]
    person: Mapped[Person] = relationship(back_populates="cards")

    __table_args__ = (
        Index(
            "uq_card_person_live",
            "person_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )


class Proxy(Base):
    """Leave given by `person_id` that `proxy_id` (a daughter, say) may enrol and decide for them."""

    __tablename__ = "proxy"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    proxy_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    relation: Mapped[str] = mapped_column(String(40), default="")
    granted_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class Token(Base):
    """A bearer token of the API, kept as its SHA-256; deleted means ended, at once and everywhere."""

    __tablename__ = "token"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    serial: Mapped[int]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]


class SignInFailure(Base):
    """Failed sign-ins of one account or one address: how many lately, and until when further ones wait."""

    __tablename__ = "sign_in_failure"

    key: Mapped[str] = mapped_column(String(160), unique=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[Moment]
    blocked_until: Mapped[Moment | None]


class Idempotency(Base):
    """The answer that one client's key got, kept 7 days in the transaction of the act itself."""

    __tablename__ = "idempotency"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    scope: Mapped[str] = mapped_column(String(160))
    key: Mapped[str] = mapped_column(String(200))
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[Moment] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("person_id", "scope", "key"),)
