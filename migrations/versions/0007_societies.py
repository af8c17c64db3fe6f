"""Societies with members, founders and events."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "founder",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_founder_person_id_person")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_founder_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_founder")),
        sa.UniqueConstraint("society_id", "person_id", name=op.f("uq_founder_society_id_person_id")),
    )
    with op.batch_alter_table("founder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_founder_person_id"), ["person_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shows_phone", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_membership_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_person_id_membership_status"), ["person_id", "status"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_membership_society_id_membership_status_membership_id"),
            ["society_id", "status", "id"],
            unique=False,
        )
        batch_op.create_index(
            "uq_membership_live",
            ["person_id", "society_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('applied', 'enrolled', 'offered', 'waiting')"),
            postgresql_where=sa.text("status IN ('applied', 'enrolled', 'offered', 'waiting')"),
        )

    op.create_table(
        "event",
        sa.Column("society_id", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=1000), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("meeting_point", sa.String(length=160), nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("takes_places", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("asks_health", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("summarised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_event_capacity")),
        sa.CheckConstraint("guests >= 0", name=op.f("ck_event_guests")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_event_booking_id_booking")),
        sa.ForeignKeyConstraint(["series_id"], ["event.id"], name=op.f("fk_event_series_id_event")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_event_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_event_booking_id")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_series_id"), ["series_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_society_id"), ["society_id"], unique=False)

    op.create_table(
        "event_place",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_fit", sa.Boolean(), nullable=False),
        sa.Column("emergency_name", sa.String(length=80), nullable=False),
        sa.Column("emergency_phone", sa.String(length=32), nullable=False),
        sa.Column("photo_ok", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_place_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_event_place_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_place")),
    )
    with op.batch_alter_table("event_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_place_event_id_event_place_status_event_place_id"),
            ["event_id", "status", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_event_place_person_id_event_place_status"), ["person_id", "status"], unique=False
        )
        batch_op.create_index(
            "uq_event_place_live",
            ["person_id", "event_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('applied', 'enrolled', 'offered', 'waiting')"),
            postgresql_where=sa.text("status IN ('applied', 'enrolled', 'offered', 'waiting')"),
        )

    op.create_table(
        "presence",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_presence_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_presence_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_presence_event_id_person_id")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("society", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=400), server_default="", nullable=False))
        batch_op.add_column(sa.Column("charter", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("branch", sa.String(length=120), server_default="", nullable=False))
        batch_op.add_column(sa.Column("founded_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("applicant_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_society_capacity"), "capacity > 0")
        batch_op.create_foreign_key(batch_op.f("fk_society_applicant_id_person"), "person", ["applicant_id"], ["id"])
