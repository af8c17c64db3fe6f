"""Elections, cash books, plans of terms, reviews of years, and the ranking of societies."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "ranking",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking")),
        sa.UniqueConstraint("year", name=op.f("uq_ranking_year")),
    )
    op.create_table(
        "brand",
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ranking_id"], ["ranking.id"], name=op.f("fk_brand_ranking_id_ranking")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_brand_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brand")),
        sa.UniqueConstraint("ranking_id", "society_id", name=op.f("uq_brand_ranking_id_society_id")),
    )
    with op.batch_alter_table("brand", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brand_society_id"), ["society_id"], unique=False)

    op.create_table(
        "cash_entry",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("fen <> 0", name=op.f("ck_cash_entry_fen")),
        sa.ForeignKeyConstraint(["corrects_id"], ["cash_entry.id"], name=op.f("fk_cash_entry_corrects_id_cash_entry")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cash_entry_person_id_person")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_cash_entry_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_entry")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_cash_entry_corrects_id")),
        sa.UniqueConstraint("society_id", "number", name=op.f("uq_cash_entry_society_id_number")),
    )
    with op.batch_alter_table("cash_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cash_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "election",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=24), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("members_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("oldest", sa.Integer(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("electors", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_election_in_order")),
        sa.CheckConstraint("quorum BETWEEN 0 AND 100", name=op.f("ck_election_quorum")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_election_seats")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_election_term")),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_election_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    with op.batch_alter_table("election", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_election_society_id"), ["society_id"], unique=False)

    op.create_table(
        "term_plan",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_term_plan_society_id_society")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_term_plan_term_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_plan")),
        sa.UniqueConstraint("society_id", "term_id", name=op.f("uq_term_plan_society_id_term_id")),
    )
    with op.batch_alter_table("term_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_term_plan_term_id"), ["term_id"], unique=False)

    op.create_table(
        "year_review",
        sa.Column("society_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_year_review_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_review")),
        sa.UniqueConstraint("society_id", "year", name=op.f("uq_year_review_society_id_year")),
    )
    op.create_table(
        "candidate",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("statement", sa.String(length=400), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_candidate_election_id_election")),
        sa.ForeignKeyConstraint(["named_by_id"], ["person.id"], name=op.f("fk_candidate_named_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("election_id", "person_id", name=op.f("uq_candidate_election_id_person_id")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_person_id"), ["person_id"], unique=False)

    op.create_table(
        "urn",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_urn_election_id_election")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urn")),
        sa.UniqueConstraint("election_id", name=op.f("uq_urn_election_id")),
    )
    op.create_table(
        "voter",
        sa.Column("election_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_voter_election_id_election")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_voter_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter")),
        sa.UniqueConstraint("election_id", "person_id", name=op.f("uq_voter_election_id_person_id")),
    )
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voter_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewed_for", sa.Integer(), nullable=True))

    with op.batch_alter_table("office", schema=None) as batch_op:
        batch_op.add_column(sa.Column("election_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_office_election_id_election"), "election", ["election_id"], ["id"])
