"""Films that came from cards, in the vault."""

from __future__ import annotations

from app.domain.card import CardFilm, CardFilmState
from app.domain.ids import CardId, RecordingId
from storage.columns import time_of, time_text
from storage.sqlcipher import Connection, Row

_COLUMNS = "card, source_key, recording, state, seen_at, label"


class CardRows:
    """Fulfils `app.vault_ports.Cards`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, film: CardFilm) -> None:
        self._db.run(
            f"INSERT OR REPLACE INTO card_film ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)",
            (film.card, film.source_key, film.recording, film.state.value, time_text(film.seen_at), film.label),
        )

    def by_key(self, source_key: str) -> list[CardFilm]:
        rows = self._db.run(
            f"SELECT {_COLUMNS} FROM card_film WHERE source_key = ? AND recording IN (SELECT id FROM recording) ORDER BY seen_at",
            (source_key,),
        )
        return [_film(row) for row in rows]

    def not_wiped(self) -> list[CardFilm]:
        rows = self._db.run(
            f"SELECT {_COLUMNS} FROM card_film WHERE state <> ? ORDER BY seen_at, source_key", (CardFilmState.ERASED.value,)
        )
        return [_film(row) for row in rows]

    def set_state(self, card: CardId, source_key: str, state: CardFilmState) -> None:
        self._db.run("UPDATE card_film SET state = ? WHERE card = ? AND source_key = ?", (state.value, card, source_key))
        self.forget_settled()

    def forget(self, card: CardId, source_key: str) -> None:
        self._db.run("DELETE FROM card_film WHERE card = ? AND source_key = ?", (card, source_key))

    def forget_settled(self) -> None:
        """What is neither in the vault nor on its card any more: nobody asks for it, and a card's label may be a name."""
        gone = self._db.run(
            "DELETE FROM card_film WHERE state = ? AND recording NOT IN (SELECT id FROM recording) RETURNING 1",
            (CardFilmState.ERASED.value,),
        )
        if gone:
            self._db.run("INSERT INTO untidy SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM untidy)")


def _film(row: Row) -> CardFilm:
    return CardFilm(CardId(row[0]), row[1], RecordingId(row[2]), CardFilmState(row[3]), time_of(row[4]), row[5])
