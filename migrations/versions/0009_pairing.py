"""Rounds of a Swiss that are asked for and paired by a worker; units kept apart, forfeits that cancel all results."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    for name in ("keeps_units_apart", "forfeit_cancels"):
        op.add_column("competition", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "pairing",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("round > 0", name=op.f("ck_pairing_round")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_pairing_asked_by_id_person")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["competition_stage.id"], name=op.f("fk_pairing_stage_id_competition_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
        sa.UniqueConstraint("stage_id", "round", name=op.f("uq_pairing_stage_id_round")),
    )
    op.create_index(op.f("ix_pairing_status"), "pairing", ["status"])
