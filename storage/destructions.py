"""Deletion intents in the vault: what was asked for and is not finished."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import FamilyCode, ReceiptId, RecordingId
from app.domain.receipt import DeletionRule, Receipt, Unreached
from storage.columns import time_of, time_text, words_of, words_text
from storage.sqlcipher import Connection


@dataclass(frozen=True, slots=True)
class Intent:
    """A deletion under way. `file` is the reel's file name, kept here because its own row goes first. The receipt's end is not yet true."""

    file: str | None
    receipt: Receipt


class DestructionRows:
    """The intents of an open unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, recording: RecordingId, file: str | None, receipt: Receipt) -> None:
        self._db.run(
            "INSERT INTO destruction VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recording) DO NOTHING",
            (
                recording,
                file,
                receipt.id,
                receipt.family,
                receipt.rule.value,
                time_text(receipt.asked_at),
                receipt.film_bytes,
                receipt.film_duration_us,
                receipt.marks,
                receipt.clips,
                words_text(receipt.unreached),
            ),
        )

    def get(self, recording: RecordingId) -> Intent | None:
        rows = self._db.run(
            "SELECT file, receipt, family, rule, asked_at, film_bytes, film_duration_us, marks, clips, unreached"
            " FROM destruction WHERE recording = ?",
            (recording,),
        )
        if not rows:
            return None
        file, receipt, family, rule, asked_at, film_bytes, duration_us, marks, clips, unreached = rows[0]
        asked = time_of(asked_at)
        return Intent(
            file,
            Receipt(
                ReceiptId(receipt),
                FamilyCode(family),
                DeletionRule(rule),
                asked,
                asked,
                film_bytes,
                duration_us,
                marks,
                clips,
                words_of(Unreached, unreached),
            ),
        )

    def all(self) -> list[RecordingId]:
        return [RecordingId(row[0]) for row in self._db.run("SELECT recording FROM destruction ORDER BY asked_at, recording")]

    def remove(self, recording: RecordingId) -> None:
        self._db.run("DELETE FROM destruction WHERE recording = ?", (recording,))
