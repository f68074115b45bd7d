"""The outbox in the vault: whose summary is due, how each one stands, and the exact bytes of every revision. What makes a summary due are
triggers (`sql/0005_team_base.sql`)."""

from __future__ import annotations

import secrets
from collections import Counter
from itertools import count

from app.domain.errors import Bug
from app.domain.ids import FamilyCode, RecordId
from app.domain.outbox import Due, Kept, KeptState, OutboxLine, Revision
from app.domain.summary import SummaryKind
from storage.base_names import base_name
from storage.columns import upsert
from storage.sqlcipher import Connection, Row

_COLUMNS = "record, kind, about, family, state, made, sent, gone, reason, stored"
_KEPT = ", ".join(f"summary.{name}" for name in _COLUMNS.split(", "))
_PUT = upsert("summary", _COLUMNS, "record")
_REVISION_COLUMNS = "record, revision, body, digest, tried"
_PUT_REVISION = (
    f"INSERT INTO summary_revision ({_REVISION_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (record, revision) DO UPDATE SET body = excluded.body, digest = excluded.digest, tried = excluded.tried"
)
_LEAP = 100  # further than a vault makes revisions of one record between a backup and its end
_LINES = (
    f"SELECT {_KEPT}, summary_revision.body,"
    " coalesce(substr(visit.starts_at, 1, 10), episode.closed_on, transfer.on_day, staff_hours.on_day,"
    "  CASE summary.kind WHEN 'counters' THEN summary.about END, '') AS on_day"
    " FROM summary"
    " LEFT JOIN summary_revision ON summary_revision.record = summary.record AND summary_revision.revision = summary.made"
    " LEFT JOIN visit ON summary.kind = 'visit' AND visit.id = summary.about"
    " LEFT JOIN episode ON summary.kind = 'episode' AND episode.id = summary.about"
    " LEFT JOIN transfer ON summary.kind = 'transfer' AND transfer.id = summary.about"
    " LEFT JOIN staff_hours ON summary.kind = 'hours' AND staff_hours.id = summary.about"
    " WHERE summary.state NOT IN ('sent', 'closed') ORDER BY on_day, summary.record"
)


class OutboxRows:
    """Fulfils `app.outbox_ports.Outbox`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def due(self, most: int) -> list[Due]:
        rows = self._db.run(
            "SELECT summary_due.kind, summary_due.about, coalesce(summary_due.record, summary.record) FROM summary_due"
            " LEFT JOIN summary ON summary.kind = summary_due.kind AND summary.about = summary_due.about ORDER BY n LIMIT ?",
            (most,),
        )
        return [Due(SummaryKind(kind), about, None if record is None else RecordId(record)) for kind, about, record in rows]

    def how_many_due(self) -> int:
        return int(self._db.run("SELECT count(*) FROM summary_due")[0][0])

    def mark_due(self, kind: SummaryKind, about: str) -> None:
        self._db.run("INSERT INTO summary_due (kind, about) VALUES (?, ?) ON CONFLICT DO NOTHING", (kind.value, about))

    def not_due(self, due: Due) -> None:
        if due.about is not None:
            self._db.run("DELETE FROM summary_due WHERE kind = ? AND about = ?", (due.kind.value, due.about))
            return
        self._db.run("DELETE FROM summary_due WHERE record = ?", (due.record,))
        self._db.run(
            "DELETE FROM summary WHERE record = ?1 AND about IS NULL AND NOT EXISTS (SELECT 1 FROM summary_revision WHERE record = ?1)",
            (due.record,),
        )

    def record_of(self, kind: SummaryKind, about: str) -> RecordId:
        names = (RecordId(base_name(self._db, "record", kind.value, about, str(turn))) for turn in count())
        return next(name for name in names if not self._is_cut_loose(name))

    def floor(self) -> int:
        return int(self._db.run("SELECT floor FROM outbox")[0][0])

    def raise_floor(self) -> None:
        # The random part: should a second vault come out of the same backup, it meets none of the first one's revisions.
        leap = _LEAP + secrets.randbelow(_LEAP)
        self._db.run("UPDATE outbox SET floor = max(floor, (SELECT coalesce(max(made), 0) FROM summary)) + ?", (leap,))
        self._db.run("INSERT INTO summary_due (kind, about) SELECT kind, about FROM counted WHERE true ON CONFLICT DO NOTHING")
        self._db.run("INSERT INTO summary_due (kind, about) SELECT 'hours', id FROM staff_hours WHERE true ON CONFLICT DO NOTHING")
        self._db.run("INSERT INTO summary_due (kind, record) SELECT kind, record FROM summary WHERE about IS NULL ON CONFLICT DO NOTHING")

    def kept(self, record: RecordId) -> Kept | None:
        rows = self._db.run(f"SELECT {_COLUMNS} FROM summary WHERE record = ?", (record,))
        return _kept(rows[0]) if rows else None

    def keep(self, kept: Kept) -> None:
        self._db.run(
            _PUT,
            (
                kept.record,
                kept.kind.value,
                kept.about,
                kept.family,
                kept.state.value,
                kept.made,
                kept.sent,
                int(kept.gone),
                kept.reason,
                kept.stored,
            ),
        )

    def revision(self, record: RecordId, revision: int) -> Revision | None:
        rows = self._db.run(f"SELECT {_REVISION_COLUMNS} FROM summary_revision WHERE record = ? AND revision = ?", (record, revision))
        return _revision(rows[0]) if rows else None

    def put_revision(self, revision: Revision) -> None:
        known = self.revision(revision.record, revision.revision)
        if known is not None and known.tried and known != revision:
            raise Bug("a revision that may have left is never changed")
        self._db.run(_PUT_REVISION, (revision.record, revision.revision, revision.body, revision.digest, int(revision.tried)))

    def drop_revision(self, record: RecordId, revision: int) -> None:
        known = self.revision(record, revision)
        if known is not None and known.tried:
            raise Bug("a revision that may have left is never dropped")
        self._db.run("DELETE FROM summary_revision WHERE record = ? AND revision = ?", (record, revision))

    def forget(self, record: RecordId) -> None:
        if self._db.run("SELECT 1 FROM summary_revision WHERE record = ? AND tried = 1", (record,)):
            raise Bug("a record that may have left is never forgotten")
        self._db.run("DELETE FROM summary WHERE record = ?", (record,))

    def lines(self) -> list[OutboxLine]:
        width = len(_COLUMNS.split(", "))
        return [OutboxLine(_kept(row), row[width], row[width + 1]) for row in self._db.run(_LINES)]

    def counts(self) -> Counter[KeptState]:
        return Counter({KeptState(row[0]): row[1] for row in self._db.run("SELECT state, count(*) FROM summary GROUP BY state")})

    def sent_records(self) -> int:
        rows = self._db.run("SELECT count(*) FROM summary WHERE sent > 0 AND state <> 'closed' AND NOT (gone = 1 AND sent = made)")
        return int(rows[0][0])

    def sent_after(self, stored: int) -> list[RecordId]:
        rows = self._db.run(
            "SELECT record FROM summary WHERE state <> ? AND sent > 0 AND stored > ? ORDER BY stored, record",
            (KeptState.CLOSED.value, stored),
        )
        return [RecordId(row[0]) for row in rows]

    def _is_cut_loose(self, record: RecordId) -> bool:
        kept = self.kept(record)
        return kept is not None and kept.about is None and kept.state is KeptState.CLOSED


def _kept(row: Row) -> Kept:
    """From a row that begins with _COLUMNS."""
    return Kept(
        record=RecordId(row[0]),
        kind=SummaryKind(row[1]),
        about=row[2],
        family=None if row[3] is None else FamilyCode(row[3]),
        state=KeptState(row[4]),
        made=row[5],
        sent=row[6],
        gone=bool(row[7]),
        reason=row[8],
        stored=row[9],
    )


def _revision(row: Row) -> Revision:
    return Revision(RecordId(row[0]), row[1], row[2], row[3], bool(row[4]))
