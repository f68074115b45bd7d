"""The base's tables, on SQLite and PostgreSQL alike. `team_id` is first in every key, so that a sharded PostgreSQL stays possible.

`item` has every revision's digest, for good; the content of the newest is in `record`, one row a record, in typed columns that
hold words of closed lists only. Sums for the dashboard are in `published`: nobody reads rows for a page.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    Uuid,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

_WORD = String(20)  # of a closed list
_PERIOD = String(7)  # "2026-Q4"
_TIME = DateTime(timezone=True)
_BIG = BigInteger().with_variant(Integer, "sqlite")


def _team() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["team_id"], ["team.team_id"], ondelete="CASCADE")


# The base's own key and the number of its newest document; one row.
base = Table(
    "base",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("key_seed", LargeBinary(32), nullable=False),
    Column("made_at", _TIME, nullable=False),
)

team = Table(
    "team",
    metadata,
    Column("team_id", Integer, primary_key=True),
    Column("code", String(6), nullable=False, unique=True),
    Column("threshold", SmallInteger, nullable=False, server_default="5"),
)

device = Table(
    "device",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("device_id", Uuid, nullable=False),
    Column("name", String(40), nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("enrolled_at", _TIME, nullable=False),
    Column("revoked_at", _TIME),
    Column("stored", _BIG, nullable=False, server_default="0"),  # items of it that were stored, ever
    PrimaryKeyConstraint("team_id", "device_id"),
    UniqueConstraint("team_id", "name"),
    _team(),
)
Index("ix_device_device_id", device.c.device_id, unique=True)

invitation = Table(
    "invitation",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("code_sha256", LargeBinary(32), nullable=False),
    Column("name", String(40), nullable=False),  # of the device to be
    Column("expires_at", _TIME, nullable=False),
    Column("device_id", Uuid),  # that used it
    PrimaryKeyConstraint("team_id", "code_sha256"),
    _team(),
)

# Short-lived: tokens with the counter that was used last, and challenges.
token = Table(
    "token",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("token_sha256", LargeBinary(32), nullable=False),
    Column("device_id", Uuid, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    Column("counter", _BIG, nullable=False, server_default="0"),
    PrimaryKeyConstraint("team_id", "token_sha256"),
    _team(),
)
challenge = Table(
    "challenge",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("challenge", LargeBinary(32), nullable=False),
    Column("device_id", Uuid, nullable=False),
    Column("expires_at", _TIME, nullable=False),
    PrimaryKeyConstraint("team_id", "challenge"),
    _team(),
)

# Every revision that was accepted, by its digest; the content of the newest is in `record`.
item = Table(
    "item",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Uuid, nullable=False),
    Column("revision", SmallInteger, nullable=False),
    Column("device_id", Uuid, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    PrimaryKeyConstraint("team_id", "record", "revision"),
    _team(),
)

# The newest revision of each record: what counts.
record = Table(
    "record",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Uuid, nullable=False),
    Column("revision", SmallInteger, nullable=False),
    Column("kind", _WORD, nullable=False),  # "gone" too
    Column("device_id", Uuid, nullable=False),
    Column("period", _PERIOD),
    Column("episode", Uuid),
    # of a visit
    Column("visit_number", _WORD),
    Column("contact", _WORD),
    Column("place", _WORD),
    Column("attendance", _WORD),
    Column("duration", _WORD),
    Column("travel", _WORD),
    Column("film_minutes", _WORD),
    Column("clips_shown", _WORD),
    Column("child_age", _WORD),
    Column("caregiver", _WORD),
    Column("interpreter", Boolean),
    # of an episode
    Column("referral", _WORD),
    Column("closure", _WORD),
    Column("waiting", _WORD),
    Column("stressors", _WORD),
    Column("measure", _WORD),
    Column("change", _WORD),
    Column("goal_change", _WORD),
    # of a transfer, of hours, of counters
    Column("transfer", _WORD),
    Column("hours_of", _WORD),
    Column("hours", _WORD),
    Column("overdue_deletions", _WORD),
    Column("unwiped_cards", _WORD),
    Column("expiring_consents", _WORD),
    PrimaryKeyConstraint("team_id", "record"),
    _team(),
)
Index("ix_record_period", record.c.team_id, record.c.period, record.c.kind)

# Records that the team lead had erased: they never come back.
erased = Table(
    "erased",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Uuid, nullable=False),
    PrimaryKeyConstraint("team_id", "record"),
    _team(),
)

# Periods in which something changed since they were last looked at for publishing.
changed_period = Table(
    "changed_period",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("period", _PERIOD, nullable=False),
    PrimaryKeyConstraint("team_id", "period"),
    _team(),
)

document = Table(
    "document",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", _WORD, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    PrimaryKeyConstraint("team_id", "number"),
    UniqueConstraint("team_id", "kind", "version"),
    _team(),
)

# What the dashboard shows: figures of fixed periods, made small-cell safe here; `cells` is JSON (sync/base/publishing.py).
published = Table(
    "published",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("period", _PERIOD, nullable=False),
    Column("table_name", _WORD, nullable=False),
    Column("edition", Integer, nullable=False),  # grows each time the figures of this period change
    Column("published_at", _TIME, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    PrimaryKeyConstraint("team_id", "period", "table_name"),
    _team(),
)

# People who look at the dashboard.
reader = Table(
    "reader",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("reader_id", Integer, nullable=False),
    Column("name", String(40), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False),
    Column("language", String(2), nullable=False, server_default="nb"),
    PrimaryKeyConstraint("team_id", "reader_id"),
    _team(),
)
sitting = Table(
    "sitting",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("cookie_sha256", LargeBinary(32), nullable=False),
    Column("reader_id", Integer, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("begun_at", _TIME, nullable=False),
    Column("seen_at", _TIME, nullable=False),
    PrimaryKeyConstraint("team_id", "cookie_sha256"),
    _team(),
)
