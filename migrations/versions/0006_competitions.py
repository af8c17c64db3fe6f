"""Competitions, entries, matches and scores."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "competition",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("discipline", sa.String(length=24), nullable=False),
        sa.Column("format", sa.String(length=24), nullable=False),
        sa.Column("society_id", sa.Integer(), nullable=True),
        sa.Column("regulations", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("entries_open_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entries_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ages_on", sa.Date(), nullable=True),
        sa.Column("entry_kind", sa.String(length=24), nullable=False),
        sa.Column("least_members", sa.Integer(), nullable=False),
        sa.Column("most_members", sa.Integer(), nullable=False),
        sa.Column("boards", sa.Integer(), nullable=False),
        sa.Column("quota_per_unit", sa.Integer(), nullable=True),
        sa.Column("needs_statement", sa.Boolean(), nullable=False),
        sa.Column("needs_insurance", sa.Boolean(), nullable=False),
        sa.Column("scoring", sa.String(length=24), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("unplayed", sa.String(length=24), nullable=False),
        sa.Column("reporting", sa.String(length=24), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=True),
        sa.Column("groups", sa.Integer(), nullable=True),
        sa.Column("advancing", sa.Integer(), nullable=False),
        sa.Column("has_third_place", sa.Boolean(), nullable=False),
        sa.Column("is_least_best", sa.Boolean(), nullable=False),
        sa.Column("match_minutes", sa.Integer(), nullable=False),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_competition_in_order")),
        sa.CheckConstraint("entries_close_at > entries_open_at", name=op.f("ck_competition_entries_in_order")),
        sa.CheckConstraint("least_members > 0 AND most_members >= least_members", name=op.f("ck_competition_members")),
        sa.CheckConstraint(
            "match_minutes > 0 AND rest_minutes >= 0 AND boards >= 0", name=op.f("ck_competition_minutes")
        ),
        sa.CheckConstraint(
            "quota_per_unit > 0 AND rounds > 0 AND groups > 0 AND advancing > 0", name=op.f("ck_competition_counts")
        ),
        sa.ForeignKeyConstraint(["society_id"], ["society.id"], name=op.f("fk_competition_society_id_society")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition")),
    )
    op.create_index(op.f("ix_competition_society_id"), "competition", ["society_id"])
    op.create_index(op.f("ix_competition_status_competition_starts_on"), "competition", ["status", "starts_on"])

    op.create_table(
        "competition_category",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("sex", sa.String(length=24), nullable=True),
        sa.Column("least_age_male", sa.Integer(), nullable=True),
        sa.Column("least_age_female", sa.Integer(), nullable=True),
        sa.Column("most_age", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("list_digest", sa.String(length=64), nullable=True),
        sa.Column("draw_seed", sa.String(length=120), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_competition_category_capacity")),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_competition_category_competition_id_competition")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition_category")),
        sa.UniqueConstraint("competition_id", "name", name=op.f("uq_competition_category_competition_id_name")),
    )
    op.create_table(
        "competition_referee",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_competition_referee_competition_id_competition")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_competition_referee_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition_referee")),
        sa.UniqueConstraint(
            "competition_id", "person_id", name=op.f("uq_competition_referee_competition_id_person_id")
        ),
    )
    op.create_index(op.f("ix_competition_referee_person_id"), "competition_referee", ["person_id"])

    op.create_table(
        "competition_stage",
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("group", sa.String(length=8), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["competition_category.id"],
            name=op.f("fk_competition_stage_category_id_competition_category"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competition_stage")),
        sa.UniqueConstraint("category_id", "number", name=op.f("uq_competition_stage_category_id_number")),
    )
    op.create_table(
        "entry",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statement_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("insurance", sa.String(length=120), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("seed > 0", name=op.f("ck_entry_seed")),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_entry_category_id_competition_category")
        ),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_entry_competition_id_competition")
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_entry_entered_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("competition_id", "number", name=op.f("uq_entry_competition_id_number")),
    )
    op.create_index(op.f("ix_entry_category_id_entry_status_entry_id"), "entry", ["category_id", "status", "id"])
    op.create_index(
        "ix_entry_pending",
        "entry",
        ["category_id"],
        sqlite_where=sa.text("status IN ('waiting', 'offered')"),
        postgresql_where=sa.text("status IN ('waiting', 'offered')"),
    )

    op.create_table(
        "playing_time",
        sa.Column("competition_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tables > 0", name=op.f("ck_playing_time_tables")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_playing_time_booking_id_booking")),
        sa.ForeignKeyConstraint(
            ["competition_id"], ["competition.id"], name=op.f("fk_playing_time_competition_id_competition")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_playing_time_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_playing_time")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_playing_time_booking_id")),
    )
    op.create_index(op.f("ix_playing_time_competition_id"), "playing_time", ["competition_id"])

    op.create_table(
        "entry_member",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("board", sa.Integer(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["competition_category.id"], name=op.f("fk_entry_member_category_id_competition_category")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_member_entry_id_entry")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_entry_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_member")),
        sa.UniqueConstraint("entry_id", "board", name=op.f("uq_entry_member_entry_id_board")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_entry_member_entry_id_person_id")),
    )
    op.create_index(op.f("ix_entry_member_person_id"), "entry_member", ["person_id"])
    op.create_index(
        "uq_entry_member_live",
        "entry_member",
        ["category_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("is_live"),
        postgresql_where=sa.text("is_live"),
    )

    op.create_table(
        "match",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=True),
        sa.Column("two_id", sa.Integer(), nullable=True),
        sa.Column("one_winner_of", sa.Integer(), nullable=True),
        sa.Column("one_loser_of", sa.Integer(), nullable=True),
        sa.Column("two_winner_of", sa.Integer(), nullable=True),
        sa.Column("two_loser_of", sa.Integer(), nullable=True),
        sa.Column("bye", sa.String(length=24), nullable=True),
        sa.Column("playing_time_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("table", sa.Integer(), nullable=True),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id <> two_id", name=op.f("ck_match_two_sides")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_match_booking_id_booking")),
        sa.ForeignKeyConstraint(["one_id"], ["entry.id"], name=op.f("fk_match_one_id_entry")),
        sa.ForeignKeyConstraint(
            ["playing_time_id"], ["playing_time.id"], name=op.f("fk_match_playing_time_id_playing_time")
        ),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["competition_stage.id"], name=op.f("fk_match_stage_id_competition_stage")
        ),
        sa.ForeignKeyConstraint(["two_id"], ["entry.id"], name=op.f("fk_match_two_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_match_booking_id")),
        sa.UniqueConstraint("playing_time_id", "slot", "table", name=op.f("uq_match_playing_time_id_slot_table")),
        sa.UniqueConstraint("stage_id", "number", name=op.f("uq_match_stage_id_number")),
    )
    op.create_index(op.f("ix_match_one_id"), "match", ["one_id"])
    op.create_index(op.f("ix_match_stage_id_match_round"), "match", ["stage_id", "round"])
    op.create_index(op.f("ix_match_two_id"), "match", ["two_id"])

    op.create_table(
        "stage_entry",
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("since_round", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_stage_entry_entry_id_entry")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["competition_stage.id"], name=op.f("fk_stage_entry_stage_id_competition_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_entry")),
        sa.UniqueConstraint("stage_id", "entry_id", name=op.f("uq_stage_entry_stage_id_entry_id")),
        sa.UniqueConstraint("stage_id", "position", name=op.f("uq_stage_entry_stage_id_position")),
    )
    op.create_index(op.f("ix_stage_entry_entry_id"), "stage_entry", ["entry_id"])

    op.create_table(
        "score",
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("result", sa.String(length=24), nullable=True),
        sa.Column("value", sa.Numeric(precision=12, scale=3), nullable=True),
        sa.Column("sets", sa.JSON(), nullable=False),
        sa.Column("levels", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("boards", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(match_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_score_one_subject")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_score_by_id_person")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_score_entry_id_entry")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_score_match_id_match")),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["competition_stage.id"], name=op.f("fk_score_stage_id_competition_stage")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("uid", name=op.f("uq_score_uid")),
    )
    op.create_index(op.f("ix_score_entry_id"), "score", ["entry_id"])
    op.create_index(op.f("ix_score_entry_id_score_round"), "score", ["entry_id", "round"])
    op.create_index(op.f("ix_score_match_id"), "score", ["match_id"])
    op.create_index(op.f("ix_score_stage_id"), "score", ["stage_id"])
