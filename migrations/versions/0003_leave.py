"""Leaves, registers that close, and absences."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the tables."""
    op.create_table(
        "absence_rule",
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=24), nullable=False),
        sa.Column("proposal", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("count >= 1", name=op.f("ck_absence_rule_count")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_absence_rule_term_id_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_rule")),
        sa.UniqueConstraint("term_id", "run", "proposal", name=op.f("uq_absence_rule_term_id_run_proposal")),
    )
    op.create_table(
        "absence_look",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_absence_look_section_id_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_look")),
        sa.UniqueConstraint("section_id", name=op.f("uq_absence_look_section_id")),
    )
    op.create_table(
        "leave",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_as", sa.String(length=24), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_by_id", sa.Integer(), nullable=True),
        sa.Column("refusal", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_leave_in_order")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_leave_asked_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_leave_person_id_person")),
        sa.ForeignKeyConstraint(["refused_by_id"], ["person.id"], name=op.f("fk_leave_refused_by_id_person")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_leave_section_id_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    op.create_index(op.f("ix_leave_person_id_leave_starts_at"), "leave", ["person_id", "starts_at"])
    op.create_index(op.f("ix_leave_section_id"), "leave", ["section_id"])

    op.create_table(
        "monitor",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_monitor_in_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_monitor_person_id_person")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_monitor_section_id_section")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitor")),
    )
    op.create_index(op.f("ix_monitor_person_id"), "monitor", ["person_id"])
    op.create_index(op.f("ix_monitor_section_id"), "monitor", ["section_id"])

    op.create_table(
        "absence_proposal",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("run", sa.String(length=24), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.String(length=24), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_absence_proposal_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_absence_proposal_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_absence_proposal_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_proposal")),
        sa.UniqueConstraint(
            "enrolment_id",
            "run",
            "proposal",
            "meeting_id",
            name=op.f("uq_absence_proposal_enrolment_id_run_proposal_meeting_id"),
        ),
    )
    op.create_index(op.f("ix_absence_proposal_meeting_id"), "absence_proposal", ["meeting_id"])
    op.create_index(
        op.f("ix_absence_proposal_state_absence_proposal_made_at"), "absence_proposal", ["state", "made_at"]
    )

    op.create_table(
        "register_closing",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_register_closing_closed_by_id_person")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_register_closing_meeting_id_meeting")),
        sa.ForeignKeyConstraint(
            ["reopened_by_id"], ["person.id"], name=op.f("fk_register_closing_reopened_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_closing")),
    )
    op.create_index(op.f("ix_register_closing_meeting_id"), "register_closing", ["meeting_id"])

    op.add_column("term", sa.Column("register_days", sa.Integer(), nullable=True))
