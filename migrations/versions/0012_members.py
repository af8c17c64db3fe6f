"""Pictures of events, and who may be shown in pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "event_photo",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("caption", sa.String(length=120), nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_event_photo_added_by_id_person")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_photo_event_id_event")),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["person.id"], name=op.f("fk_event_photo_hidden_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_photo")),
    )
    with op.batch_alter_table("event_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_photo_event_id"), ["event_id"], unique=False)

    op.create_table(
        "photo_consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("allows", sa.Boolean(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_photo_consent_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_consent")),
    )
    with op.batch_alter_table("photo_consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_consent_person_id"), ["person_id"], unique=False)
