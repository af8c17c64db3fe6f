"""Making up for a meeting in a parallel section, and whether instructors change meetings by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.add_column("term", sa.Column("instructors_ask", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "make_up",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("missed_id", sa.Integer(), nullable=False),
        sa.Column("instead_id", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_make_up_agreed_by_id_person")),
        sa.ForeignKeyConstraint(["instead_id"], ["meeting.id"], name=op.f("fk_make_up_instead_id_meeting")),
        sa.ForeignKeyConstraint(["missed_id"], ["meeting.id"], name=op.f("fk_make_up_missed_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_make_up_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up")),
    )
    op.create_index(op.f("ix_make_up_instead_id"), "make_up", ["instead_id"])
    for name, column in (("uq_make_up_missed", "missed_id"), ("uq_make_up_instead", "instead_id")):
        op.create_index(
            name,
            "make_up",
            ["person_id", column],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
