"""The first tables: servers, quizzes, mock exams, answers and reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "choice_counts",
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("chosen", sa.String(length=6), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", "chosen", name=op.f("pk_choice_counts")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam", sa.String(length=40), nullable=False),
        sa.Column("size", sa.String(length=8), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_due", "events", ["due_at"], unique=False)

    op.create_table(
        "reference_forms",
        sa.Column("exam", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("curves", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("exam", name=op.f("pk_reference_forms")),
    )
    op.create_table(
        "servers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organizer_role_id", sa.BigInteger(), nullable=True),
        sa.Column("default_exam", sa.String(length=40), nullable=True),
        sa.Column("mock_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_servers")),
    )
    op.create_table(
        "quizzes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("exam", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('private', 'group', 'mock')", name=op.f("ck_quizzes_audience")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_quizzes_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
    )
    op.create_index("ix_quizzes_person", "quizzes", ["person_id", "audience"], unique=False)
    op.create_index("uq_quizzes_event_person", "quizzes", ["event_id", "person_id"], unique=True)
    op.create_index(
        "uq_quizzes_running_group",
        "quizzes",
        ["channel_id"],
        unique=True,
        sqlite_where=sa.text("audience = 'group' AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'group' AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_quizzes_running_mock",
        "quizzes",
        ["person_id", "exam"],
        unique=True,
        sqlite_where=sa.text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_quizzes_running_private",
        "quizzes",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("audience = 'private' AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'private' AND ended_at IS NULL"),
    )

    op.create_table(
        "items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quiz_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("option_order", sa.String(length=6), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scored", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("flagged", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("milliseconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("skipped", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_items_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("quiz_id", "position", name=op.f("uq_items_quiz_id_position")),
    )
    op.create_index(
        "ix_items_open",
        "items",
        ["question_id"],
        unique=False,
        sqlite_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
    )

    op.create_table(
        "mocks",
        sa.Column("quiz_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.String(length=8), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_hidden", sa.Boolean(), nullable=False),
        sa.Column("card_id", sa.BigInteger(), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warned", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("raw", sa.Integer(), nullable=True),
        sa.Column("scaled", sa.Integer(), nullable=True),
        sa.Column("csem", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ranked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_mocks_quiz_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", name=op.f("pk_mocks")),
    )
    op.create_index("ix_mocks_due", "mocks", ["due_at"], unique=False)

    op.create_table(
        "answers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("exam", sa.String(length=40), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("chosen", sa.String(length=6), nullable=False),
        sa.Column("correct", sa.Boolean(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_answers_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_answers_item_id_person_id")),
    )
    op.create_index("ix_answers_person_exam", "answers", ["person_id", "exam", "question_id"], unique=False)
    op.create_index(
        "uq_answers_first",
        "answers",
        ["person_id", "question_id"],
        unique=True,
        sqlite_where=sa.text("first"),
        postgresql_where=sa.text("first"),
    )

    op.create_table(
        "picks",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chosen", sa.String(length=6), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_picks_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_picks")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_reports_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("item_id", "person_id", name=op.f("uq_reports_item_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("reports")
    op.drop_table("picks")
    op.drop_index(
        "uq_answers_first",
        table_name="answers",
        sqlite_where=sa.text("first"),
        postgresql_where=sa.text("first"),
    )
    op.drop_index(
        "ix_answers_person_exam",
        table_name="answers",
    )

    op.drop_table("answers")
    op.drop_index(
        "ix_mocks_due",
        table_name="mocks",
    )

    op.drop_table("mocks")
    op.drop_index(
        "ix_items_open",
        table_name="items",
        sqlite_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
        postgresql_where=sa.text("closes_at IS NOT NULL AND closed_at IS NULL"),
    )

    op.drop_table("items")
    op.drop_index(
        "uq_quizzes_running_private",
        table_name="quizzes",
        sqlite_where=sa.text("audience = 'private' AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'private' AND ended_at IS NULL"),
    )
    op.drop_index(
        "uq_quizzes_running_mock",
        table_name="quizzes",
        sqlite_where=sa.text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
    )
    op.drop_index(
        "uq_quizzes_running_group",
        table_name="quizzes",
        sqlite_where=sa.text("audience = 'group' AND ended_at IS NULL"),
        postgresql_where=sa.text("audience = 'group' AND ended_at IS NULL"),
    )
    op.drop_index(
        "uq_quizzes_event_person",
        table_name="quizzes",
    )
    op.drop_index(
        "ix_quizzes_person",
        table_name="quizzes",
    )

    op.drop_table("quizzes")
    op.drop_table("servers")
    op.drop_table("reference_forms")
    op.drop_index(
        "ix_events_due",
        table_name="events",
    )

    op.drop_table("events")
    op.drop_table("choice_counts")
