"""What becomes of results: prizes, teams, seasons, certificates of contests, and what calendars know of matches."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "season",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("best_of", sa.Integer(), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("best_of > 0", name=op.f("ck_season_best_of")),
        sa.CheckConstraint("least >= 0", name=op.f("ck_season_least")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season")),
        sa.UniqueConstraint("name", name=op.f("uq_season_name")),
    )
    op.create_table(
        "season_category",
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["competition_category.id"],
            name=op.f("fk_season_category_category_id_competition_category"),
        ),
        sa.ForeignKeyConstraint(["season_id"], ["season.id"], name=op.f("fk_season_category_season_id_season")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_season_category")),
        sa.UniqueConstraint("season_id", "category_id", name=op.f("uq_season_category_season_id_category_id")),
    )
    with op.batch_alter_table("season_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_season_category_category_id"), ["category_id"], unique=False)

    with op.batch_alter_table("competition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_best", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("prizes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_check_constraint(batch_op.f("ck_competition_team_best"), "team_best > 0")
    with op.batch_alter_table("competition", schema=None) as batch_op:
        batch_op.alter_column("prizes", server_default=None)

    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_booking_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("timed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_match_last_booking_id_booking"), "booking", ["last_booking_id"], ["id"]
        )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.alter_column("sequence", server_default=None)

    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry_id", sa.Integer(), nullable=True))
        batch_op.alter_column("section_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(batch_op.f("fk_certificate_entry_id_entry"), "entry", ["entry_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_certificate_one_subject"), "(section_id IS NULL) <> (entry_id IS NULL)"
        )
        batch_op.create_index(batch_op.f("ix_certificate_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_contest_stands",
            ["person_id", "entry_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
