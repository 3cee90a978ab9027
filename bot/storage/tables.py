"""Every table. Migrations are checked against this module on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A point in time. SQLite forgets the zone, so it is checked going in and restored coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        if isinstance(value, dt.datetime) and value.tzinfo is None:
            return value.replace(tzinfo=dt.UTC)
        return value  # type: ignore[no-any-return]


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
Snowflake = BigInteger  # Discord's ids
Keys = String(6)  # option keys in alphabetical order: "b", "ad"

servers = Table(
    "servers",
    metadata,
    Column("id", Snowflake, primary_key=True, autoincrement=False),
    Column("organizer_role_id", Snowflake),
    Column("default_exam", String(40)),
    Column("mock_channel_id", Snowflake),
    Column("language", String(12)),
)

# A mock exam that a group takes at the same time: everybody gets the same form.
events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True),
    Column("exam", String(40), nullable=False),
    Column("size", String(8), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("form", Text, nullable=False),  # JSON: question, option order and scored or not, in order
    Column("host_id", Snowflake, nullable=False),
    Column("guild_id", Snowflake, nullable=False),
    Column("channel_id", Snowflake, nullable=False),
    Column("message_id", Snowflake),
    Column("locale", String(12), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime),  # when the bot next has to act by itself
    Column("opened_at", UtcDateTime),  # since when results may be seen
    Column("reported_at", UtcDateTime),
)
Index("ix_events_due", events.c.due_at)

# One sitting of somebody: a private quiz, a group's quiz, or a mock exam.
quizzes = Table(
    "quizzes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("exam", String(40), nullable=False),
    Column("audience", String(8), nullable=False),
    Column("person_id", Snowflake, nullable=False),  # whose it is, or who hosts it
    Column("guild_id", Snowflake),  # null in direct messages
    Column("channel_id", Snowflake, nullable=False),
    Column("thread_id", Snowflake),  # group quiz and mock exam: where it is played
    Column("event_id", Id, ForeignKey("events.id")),  # mock exam: taken together with others
    Column("locale", String(12), nullable=False),
    Column("length", Integer, nullable=False),
    Column("seconds", Integer),  # group: the clock of each question
    Column("next_at", UtcDateTime),  # group: when the next question is due
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    CheckConstraint("audience IN ('private', 'group', 'mock')", name="audience"),
)
Index(
    "uq_quizzes_running_private",
    quizzes.c.person_id,
    unique=True,
    sqlite_where=text("audience = 'private' AND ended_at IS NULL"),
    postgresql_where=text("audience = 'private' AND ended_at IS NULL"),
)
Index(
    "uq_quizzes_running_group",
    quizzes.c.channel_id,
    unique=True,
    sqlite_where=text("audience = 'group' AND ended_at IS NULL"),
    postgresql_where=text("audience = 'group' AND ended_at IS NULL"),
)

Index(
    "uq_quizzes_running_mock",
    quizzes.c.person_id,
    quizzes.c.exam,
    unique=True,
    sqlite_where=text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
    postgresql_where=text("audience = 'mock' AND event_id IS NULL AND ended_at IS NULL"),
)
Index("ix_quizzes_person", quizzes.c.person_id, quizzes.c.audience)
Index("uq_quizzes_event_person", quizzes.c.event_id, quizzes.c.person_id, unique=True)

# What a mock exam has beyond a quiz: its clock, where the person is in it, and its result.
mocks = Table(
    "mocks",
    metadata,
    Column("quiz_id", Id, ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, nullable=False),  # the person's nth of this exam
    Column("size", String(8), nullable=False),  # full, half, short
    Column("part", String(8)),  # drill: the domain
    Column("minutes", Integer, nullable=False),  # extra time included
    Column("position", Integer, nullable=False),  # of the item on the card
    Column("opened_at", UtcDateTime),  # since when that item is on the card
    Column("clock_hidden", Boolean, nullable=False),
    Column("card_id", Snowflake),  # the message that shows the current item
    Column("began_at", UtcDateTime),
    Column("deadline", UtcDateTime),
    Column("warned", Integer),  # the last warning given, in minutes before the end
    Column("due_at", UtcDateTime),  # when the bot next has to act by itself
    Column("outcome", String(10)),  # submitted, expired, abandoned
    Column("raw", Integer),  # right answers among the scored items
    Column("scaled", Integer),  # null for a drill
    Column("csem", Float),
    Column("passed", Boolean),
    Column("provisional", Boolean),
    Column("shared_at", UtcDateTime),  # posted in the channel, because its owner wanted that
    Column("ranked", Boolean, nullable=False),  # group mock: wants to be named in the ranking
)
Index("ix_mocks_due", mocks.c.due_at)

# The form that all forms of an exam are equated to: frozen when the first mock exam is scored.
reference_forms = Table(
    "reference_forms",
    metadata,
    Column("exam", String(40), primary_key=True),
    Column("version", String(40), nullable=False),
    Column("scored", Integer, nullable=False),
    Column("curves", Text, nullable=False),  # JSON: weight, a, b, c of each line
)

# A question put before somebody: the choice and the option order are stored when it is drawn.
items = Table(
    "items",
    metadata,
    Column("id", Id, primary_key=True),
    Column("quiz_id", Id, ForeignKey("quizzes.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("option_order", Keys, nullable=False),
    Column("shown_at", UtcDateTime),
    Column("message_id", Snowflake),  # group: the shared card
    Column("closes_at", UtcDateTime),  # group: clicks after this don't count
    Column("closed_at", UtcDateTime),  # group: picks have become answers
    Column("revealed_at", UtcDateTime),  # group: the card shows the key
    Column("scored", Boolean, nullable=False, default=True, server_default=text("true")),
    Column("flagged", Boolean, nullable=False, default=False, server_default=text("false")),
    Column("milliseconds", Integer, nullable=False, default=0, server_default=text("0")),  # on the card
    Column("skipped", Boolean, nullable=False, default=False, server_default=text("false")),
    UniqueConstraint("quiz_id", "position"),
)
Index(
    "ix_items_open",
    items.c.question_id,
    sqlite_where=text("closes_at IS NOT NULL AND closed_at IS NULL"),
    postgresql_where=text("closes_at IS NOT NULL AND closed_at IS NULL"),
)

# What a person has marked so far and may still change.
picks = Table(
    "picks",
    metadata,
    Column("item_id", Id, ForeignKey("items.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", Snowflake, primary_key=True, autoincrement=False),
    Column("chosen", Keys, nullable=False),
    Column("picked_at", UtcDateTime, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("items.id"), nullable=False),
    Column("person_id", Snowflake, nullable=False),
    Column("exam", String(40), nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("chosen", Keys, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("first", Boolean, nullable=False),  # this person's first answer to this question, anywhere
    Column("milliseconds", Integer, nullable=False),
    Column("guild_id", Snowflake),
    Column("channel_id", Snowflake, nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    UniqueConstraint("item_id", "person_id"),
)
Index("ix_answers_person_exam", answers.c.person_id, answers.c.exam, answers.c.question_id)
Index(
    "uq_answers_first",
    answers.c.person_id,
    answers.c.question_id,
    unique=True,
    sqlite_where=text("first"),
    postgresql_where=text("first"),
)

# How many people chose what at their first attempt: a running count, since cards show shares.
choice_counts = Table(
    "choice_counts",
    metadata,
    Column("question_id", String(80), primary_key=True),
    Column("chosen", Keys, primary_key=True),
    Column("people", Integer, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("item_id", Id, ForeignKey("items.id"), nullable=False),
    Column("person_id", Snowflake, nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    UniqueConstraint("item_id", "person_id"),
)
