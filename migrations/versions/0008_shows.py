"""Judged shows with works, judges, marks and votes; how scores that rank are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "competition_show",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("judging", sa.String(length=24), nullable=False),
        sa.Column("most_works", sa.Integer(), nullable=False),
        sa.Column("has_vote", sa.Boolean(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_works > 0", name=op.f("ck_competition_show_most_works")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["competition_category.id"],
            name=op.f("fk_competition_show_category_id_competition_category"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition_show")),
        sa.UniqueConstraint("category_id", name=op.f("uq_competition_show_category_id")),
    )
    op.create_table(
        "judge",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_judge_category_id_competition_category")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judge_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge")),
        sa.UniqueConstraint("category_id", "person_id", name=op.f("uq_judge_category_id_person_id")),
    )
    with op.batch_alter_table("judge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_person_id"), ["person_id"], unique=False)

    op.create_table(
        "measure",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("tally", sa.String(length=24), nullable=False),
        sa.Column("quantity", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("prizes", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries > 0 AND tries <= 20", name=op.f("ck_measure_tries")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_measure_category_id_competition_category")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("category_id", name=op.f("uq_measure_category_id")),
    )
    op.create_table(
        "exhibit",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("medium", sa.String(length=80), nullable=False),
        sa.Column("size", sa.String(length=80), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("may_show", sa.Boolean(), nullable=False),
        sa.Column("photo_type", sa.String(length=16), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_exhibit_category_id_competition_category")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_exhibit_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("category_id", "number", name=op.f("uq_exhibit_category_id_number")),
    )
    with op.batch_alter_table("exhibit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exhibit_category_id_exhibit_status"), ["category_id", "status"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_exhibit_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "exhibit_vote",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_exhibit_vote_category_id_competition_category")
        ),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_exhibit_vote_exhibit_id_exhibit")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_exhibit_vote_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit_vote")),
        sa.UniqueConstraint("category_id", "person_id", name=op.f("uq_exhibit_vote_category_id_person_id")),
    )
    with op.batch_alter_table("exhibit_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exhibit_vote_exhibit_id"), ["exhibit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exhibit_vote_person_id"), ["person_id"], unique=False)

    op.create_table(
        "judge_comparison",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("better_id", sa.Integer(), nullable=False),
        sa.Column("worse_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("better_id <> worse_id", name=op.f("ck_judge_comparison_two_works")),
        sa.ForeignKeyConstraint(["better_id"], ["exhibit.id"], name=op.f("fk_judge_comparison_better_id_exhibit")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_judge_comparison_judge_id_judge")),
        sa.ForeignKeyConstraint(["worse_id"], ["exhibit.id"], name=op.f("fk_judge_comparison_worse_id_exhibit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_comparison")),
    )
    with op.batch_alter_table("judge_comparison", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_comparison_better_id"), ["better_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judge_comparison_judge_id"), ["judge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judge_comparison_worse_id"), ["worse_id"], unique=False)

    op.create_table(
        "judge_conflict",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("closeness", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_judge_conflict_by_id_person")),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_judge_conflict_exhibit_id_exhibit")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_judge_conflict_judge_id_judge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_conflict")),
        sa.UniqueConstraint("judge_id", "exhibit_id", name=op.f("uq_judge_conflict_judge_id_exhibit_id")),
    )
    with op.batch_alter_table("judge_conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_conflict_exhibit_id"), ["exhibit_id"], unique=False)

    op.create_table(
        "judge_mark",
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("exhibit_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0 AND value <= 100", name=op.f("ck_judge_mark_value")),
        sa.ForeignKeyConstraint(["exhibit_id"], ["exhibit.id"], name=op.f("fk_judge_mark_exhibit_id_exhibit")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_judge_mark_judge_id_judge")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_mark")),
    )
    with op.batch_alter_table("judge_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judge_mark_exhibit_id"), ["exhibit_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_judge_mark_judge_id_judge_mark_exhibit_id"), ["judge_id", "exhibit_id"], unique=False
        )
