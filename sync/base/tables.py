"""The base's tables, on SQLite and PostgreSQL alike. `team_id` is first in every key, so that a sharded PostgreSQL stays possible.

`record` has one row a record: the digest and the content of its newest revision, in typed columns that hold words of closed lists only.
`earlier` has the digests of the others; most records never get one, so that a summary costs one row and one place in one index of random
keys. Sums for the dashboard are in `published`: nobody reads rows for a page.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
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
)

from sync.base.columns import Token, UtcTime

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
_BIG = BigInteger().with_variant(Integer, "sqlite")


def _team() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["team_id"], ["team.team_id"], ondelete="CASCADE")


# The base's own key; one row.
base = Table(
    "base",
    metadata,
    Column("only", Integer, primary_key=True),
    Column("key_seed", LargeBinary(32), nullable=False),
    Column("made_at", UtcTime, nullable=False),
)

team = Table(
    "team",
    metadata,
    Column("team_id", Integer, primary_key=True),
    Column("code", String(6), nullable=False, unique=True),
    Column("threshold", SmallInteger, nullable=False, server_default="5"),
    Column("documents_after", Integer, nullable=False, server_default="0"),  # grows at a restore: no number of a document is given twice
)

device = Table(
    "device",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("device_id", Token, nullable=False),
    Column("name", String(40), nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("enrolled_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("stored", _BIG, nullable=False, server_default="0"),  # items of it that were stored, ever
    Column("counts_as", Token),  # the first laptop of the same practitioner: figures take both as one
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
    Column("expires_at", UtcTime, nullable=False),
    Column("device_id", Token),  # that used it
    Column("counts_as", Token),  # of the device to be
    PrimaryKeyConstraint("team_id", "code_sha256"),
    _team(),
)
Index("ix_invitation_code_sha256", invitation.c.code_sha256, unique=True)

# Short-lived: tokens with the counter that was used last, and challenges.
token = Table(
    "token",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("token_sha256", LargeBinary(32), nullable=False),
    Column("device_id", Token, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("counter", _BIG, nullable=False, server_default="0"),
    PrimaryKeyConstraint("team_id", "token_sha256"),
    _team(),
)
Index("ix_token_token_sha256", token.c.token_sha256, unique=True)
challenge = Table(
    "challenge",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("challenge", LargeBinary(32), nullable=False),
    Column("device_id", Token, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("team_id", "challenge"),
    _team(),
)

# The newest revision of each record: what counts. Neither this nor `earlier` refers to `team`: ingest has the team's row in its hands, and
# a hundred looks a batch at the same row would tell nothing. No time of arrival: it would tell when a visit was.
record = Table(
    "record",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Token, nullable=False),
    Column("revision", SmallInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("kind", _WORD, nullable=False),  # "gone" too
    Column("device_id", Token, nullable=False),  # that sent it
    Column("period", _PERIOD),
    Column("episode", Token),
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
)
Index("ix_record_period", record.c.team_id, record.c.period, record.c.kind)

# The digests of the other revisions, down to the highest tombstone: below one nothing is kept (standing.py).
earlier = Table(
    "earlier",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Token, nullable=False),
    Column("revision", SmallInteger, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("gone", Boolean, nullable=False),
    PrimaryKeyConstraint("team_id", "record", "revision"),
)

# Records that the team lead had erased: they never come back.
erased = Table(
    "erased",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("record", Token, nullable=False),
    PrimaryKeyConstraint("team_id", "record"),
    _team(),
)

# How often something changed in each period, and how much of that was counted for publishing. Who counts reads `changes` first, then the
# records, and writes the number it read into `counted`: what arrives meanwhile stays due.
changed_period = Table(
    "changed_period",
    metadata,
    Column("team_id", Integer, nullable=False),
    Column("period", _PERIOD, nullable=False),
    Column("changes", _BIG, nullable=False),
    Column("counted", _BIG, nullable=False, server_default="0"),
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
    Column("published_at", UtcTime, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    Column("basis", LargeBinary, nullable=False),  # what the next edition is compared with; never shown
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
    Column("begun_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("team_id", "cookie_sha256"),
    _team(),
)
