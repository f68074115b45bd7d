"""Deletion receipts in the vault."""

from __future__ import annotations

from app.domain.ids import FamilyCode, ReceiptId
from app.domain.receipt import DeletionRule, Receipt, Unreached
from storage.columns import time_of, time_text, words_of, words_text
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, family, rule, asked_at, finished_at, film_bytes, film_duration_us, marks, clips, unreached"


class ReceiptRows:
    """Fulfils `app.vault_ports.Receipts`. Adding one that is there already changes nothing: a deletion may be finished twice."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, receipt: Receipt) -> None:
        self._db.run(
            f"INSERT INTO receipt ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (
                receipt.id,
                receipt.family,
                receipt.rule.value,
                time_text(receipt.asked_at),
                time_text(receipt.finished_at),
                receipt.film_bytes,
                receipt.film_duration_us,
                receipt.marks,
                receipt.clips,
                words_text(receipt.unreached),
            ),
        )

    def all(self) -> list[Receipt]:
        return [_receipt(row) for row in self._db.run(f"SELECT {_COLUMNS} FROM receipt ORDER BY finished_at DESC, id")]


def _receipt(row: Row) -> Receipt:
    return Receipt(
        id=ReceiptId(row[0]),
        family=FamilyCode(row[1]),
        rule=DeletionRule(row[2]),
        asked_at=time_of(row[3]),
        finished_at=time_of(row[4]),
        film_bytes=row[5],
        film_duration_us=row[6],
        marks=row[7],
        clips=row[8],
        unreached=words_of(Unreached, row[9]),
    )
