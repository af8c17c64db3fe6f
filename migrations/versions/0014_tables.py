"""Tables that are drawn where scores rank, and the unit that a performance visits."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    with op.batch_alter_table("competition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seats_per_table", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chips_each", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_competition_tables"), "seats_per_table > 1 AND chips_each > 0")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("host", sa.String(length=120), server_default="", nullable=False))
    op.create_table(
        "table_seat",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("table", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint('round > 0 AND "table" > 0 AND seat > 0', name=op.f("ck_table_seat_counts")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_table_seat_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["competition_stage.id"], name=op.f("fk_table_seat_stage_id_competition_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_seat")),
        sa.UniqueConstraint("stage_id", "round", "entry_id", name=op.f("uq_table_seat_stage_id_round_entry_id")),
        sa.UniqueConstraint("stage_id", "round", "table", "seat", name=op.f("uq_table_seat_stage_id_round_table_seat")),
    )
    with op.batch_alter_table("table_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_table_seat_entry_id"), ["entry_id"], unique=False)
