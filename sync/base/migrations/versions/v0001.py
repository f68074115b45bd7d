"""The tables as they were first given out. What changes later gets a file of its own; this one stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TOKEN = sa.Uuid().with_variant(sa.LargeBinary(16), "sqlite")
_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORD = sa.String(length=20)
_PERIOD = sa.String(length=7)


def upgrade() -> None:
    _base()
    _earlier()
    _record()
    _team()
    _challenge()
    _changed_period()
    _device()
    _document()
    _erased()
    _invitation()
    _published()
    _reader()
    _sitting()
    _token()


def _base() -> None:
    op.create_table(
        "base",
        sa.Column("only", sa.Integer(), nullable=False),
        sa.Column("key_seed", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("only", name="pk_base"),
    )


def _earlier() -> None:
    op.create_table(
        "earlier",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("record", _TOKEN, nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "record", "revision", name="pk_earlier"),
    )


def _record() -> None:
    op.create_table(
        "record",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("record", _TOKEN, nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("device_id", _TOKEN, nullable=False),
        sa.Column("period", _PERIOD, nullable=True),
        sa.Column("episode", _TOKEN, nullable=True),
        sa.Column("visit_number", _WORD, nullable=True),
        sa.Column("contact", _WORD, nullable=True),
        sa.Column("place", _WORD, nullable=True),
        sa.Column("attendance", _WORD, nullable=True),
        sa.Column("duration", _WORD, nullable=True),
        sa.Column("travel", _WORD, nullable=True),
        sa.Column("film_minutes", _WORD, nullable=True),
        sa.Column("clips_shown", _WORD, nullable=True),
        sa.Column("child_age", _WORD, nullable=True),
        sa.Column("caregiver", _WORD, nullable=True),
        sa.Column("interpreter", sa.Boolean(), nullable=True),
        sa.Column("referral", _WORD, nullable=True),
        sa.Column("closure", _WORD, nullable=True),
        sa.Column("waiting", _WORD, nullable=True),
        sa.Column("stressors", _WORD, nullable=True),
        sa.Column("measure", _WORD, nullable=True),
        sa.Column("change", _WORD, nullable=True),
        sa.Column("goal_change", _WORD, nullable=True),
        sa.Column("transfer", _WORD, nullable=True),
        sa.Column("hours_of", _WORD, nullable=True),
        sa.Column("hours", _WORD, nullable=True),
        sa.Column("overdue_deletions", _WORD, nullable=True),
        sa.Column("unwiped_cards", _WORD, nullable=True),
        sa.Column("expiring_consents", _WORD, nullable=True),
        sa.PrimaryKeyConstraint("team_id", "record", name="pk_record"),
    )
    op.create_index("ix_record_period", "record", ["team_id", "period", "kind"], unique=False)


def _team() -> None:
    op.create_table(
        "team",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("threshold", sa.SmallInteger(), server_default="5", nullable=False),
        sa.Column("documents_after", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("team_id", name="pk_team"),
        sa.UniqueConstraint("code", name="uq_team_code"),
    )


def _challenge() -> None:
    op.create_table(
        "challenge",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device_id", _TOKEN, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_challenge_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "challenge", name="pk_challenge"),
    )


def _changed_period() -> None:
    op.create_table(
        "changed_period",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("period", _PERIOD, nullable=False),
        sa.Column("changes", _BIG, nullable=False),
        sa.Column("counted", _BIG, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_changed_period_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "period", name="pk_changed_period"),
    )


def _device() -> None:
    op.create_table(
        "device",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("device_id", _TOKEN, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("enrolled_at", _TIME, nullable=False),
        sa.Column("revoked_at", _TIME, nullable=True),
        sa.Column("stored", _BIG, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_device_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "device_id", name="pk_device"),
        sa.UniqueConstraint("team_id", "name", name="uq_device_team_id"),
    )
    op.create_index("ix_device_device_id", "device", ["device_id"], unique=True)


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_document_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "number", name="pk_document"),
        sa.UniqueConstraint("team_id", "kind", "version", name="uq_document_team_id"),
    )


def _erased() -> None:
    op.create_table(
        "erased",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("record", _TOKEN, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_erased_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "record", name="pk_erased"),
    )


def _invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("code_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("device_id", _TOKEN, nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_invitation_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "code_sha256", name="pk_invitation"),
    )
    op.create_index("ix_invitation_code_sha256", "invitation", ["code_sha256"], unique=True)


def _published() -> None:
    op.create_table(
        "published",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("period", _PERIOD, nullable=False),
        sa.Column("table_name", _WORD, nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published_at", _TIME, nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_published_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "period", "table_name", name="pk_published"),
    )


def _reader() -> None:
    op.create_table(
        "reader",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), server_default="nb", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_reader_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "reader_id", name="pk_reader"),
        sa.UniqueConstraint("name", name="uq_reader_name"),
    )


def _sitting() -> None:
    op.create_table(
        "sitting",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("cookie_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("begun_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_sitting_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "cookie_sha256", name="pk_sitting"),
    )


def _token() -> None:
    op.create_table(
        "token",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device_id", _TOKEN, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("counter", _BIG, server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.team_id"], name="fk_token_team", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("team_id", "token_sha256", name="pk_token"),
    )
    op.create_index("ix_token_token_sha256", "token", ["token_sha256"], unique=True)
