"""Full-text search in the vault. The index is kept by triggers of the schema (0003); reasons in docs/decisions/0901."""

from __future__ import annotations

from app.domain.ids import ClipId, FamilyCode, MarkId, NoteId, RecordingId, VisitId
from app.domain.search import Hit, Where, words_typed
from storage.sqlcipher import Connection, Row

_RING_A = str.maketrans("åÅ", "ꜳꜲ")  # as the index has it: see the view `wording`
_RING_A_BACK = str.maketrans("ꜳꜲ", "åÅ")
_OPEN, _CLOSE = "\x02", "\x03"  # around a word found; no keyboard types them
_SNIPPET_WORDS = 16
_MOST_RANKED = 2_000


class SearchRows:
    """Fulfils `app.vault_ports.Search`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, typed: str, family: FamilyCode | None = None, most: int = 50) -> list[Hit]:
        words = words_typed(typed)
        if not words:
            return []
        expression = _expression(words, family)
        rows = self._db.run(
            "SELECT worded.kind, worded.id, found.family, coalesce(mark.recording, clip.recording), note.visit,"
            " coalesce(mark.start_us, clip.start_us), found.text"
            f" FROM (SELECT rowid AS n, family, rank, snippet(word, 0, char(2), char(3), '…', {_SNIPPET_WORDS}) AS text"
            " FROM word WHERE word MATCH ?1 AND rowid >= ?2 ORDER BY rank LIMIT ?3) AS found"
            " JOIN worded ON worded.n = found.n"
            " LEFT JOIN mark ON worded.kind = 'mark' AND mark.id = worded.id"
            " LEFT JOIN clip ON worded.kind = 'clip' AND clip.id = worded.id"
            " LEFT JOIN note ON worded.kind = 'note' AND note.id = worded.id"
            " ORDER BY found.rank, worded.n",
            (expression, self._oldest_ranked(expression), most),
        )
        return [_hit(row) for row in rows]

    def write_anew(self) -> None:
        """`secure-delete` leaves one thing: a word that was deleted may stay as the signpost between two pages of the index (9 of 10,000,
        measured). Writing the index anew draws new signposts from the words that are there."""
        self._db.run("INSERT INTO word (rowid, body, family) VALUES (0, 'x', '')")
        self._db.run("INSERT INTO word (word) VALUES ('optimize')")  # does nothing unless there are two parts to merge
        self._db.run("DELETE FROM word WHERE rowid = 0")

    def _oldest_ranked(self, expression: str) -> int:
        """Ranking reads each entry that was found, finding does not. Of very many only the newest are ranked."""
        rows = self._db.run("SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?", (expression, _MOST_RANKED))
        return int(rows[0][0]) if rows else 0


def _expression(words: tuple[str, ...], family: FamilyCode | None) -> str:
    """An expression in which nothing that was typed is syntax: each word is quoted, and found at the start of a word; a single letter is
    found as a word of its own."""
    each = " AND ".join(f"{_quoted(word)} *" if len(word) > 1 else _quoted(word) for word in words)
    return f"{{body}} : ({each})" + (f" AND {{family}} : {_quoted(family)}" if family else "")


def _quoted(word: str) -> str:
    doubled = word.translate(_RING_A).replace('"', '""')
    return f'"{doubled}"'


def _hit(row: Row) -> Hit:
    where = Where(row[0])
    found: NoteId | MarkId | ClipId = row[1]
    text, spans = _spans(row[6].translate(_RING_A_BACK))
    recording = RecordingId(row[3]) if row[3] else None
    visit = VisitId(row[4]) if row[4] else None
    return Hit(where, found, FamilyCode(row[2]), recording, visit, row[5], text, spans)


def _spans(snippet: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The snippet without its marks, and where the words between them stand."""
    plain, spans = "", []
    for n, piece in enumerate(snippet.replace(_CLOSE, _OPEN).split(_OPEN)):
        if n % 2 and piece:
            spans.append((len(plain), len(plain) + len(piece)))
        plain += piece
    return plain, tuple(spans)
