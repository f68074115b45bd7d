"""Families in the vault."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.domain.episode import Episode
from app.domain.family import Adaptation, ClosureReason, Family, FamilyLine, FamilyState, Person, PersonKind, merged
from app.domain.ids import EpisodeId, FamilyCode, new_id
from storage.columns import day_of, day_text, time_of, time_or_none, time_text, upsert, word_of, words_of, words_text
from storage.episodes import EpisodeRows
from storage.people import PersonRows
from storage.sqlcipher import Connection, Row

COLUMNS = "code, added_at, state, name, language, interpreter, adaptations, opened_on, closed_on, closure_reason"
_PUT = upsert("family", COLUMNS, "code")
_SELECT = f"SELECT {COLUMNS} FROM family"
_MOVED = ("recording", "person", "visit", "consent", "receipt", "destruction", "former_code", "summary")


class FamilyRows:
    """Fulfils `app.vault_ports.Families`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._episodes = EpisodeRows(connection)

    def add(self, code: FamilyCode, at: datetime) -> None:
        if self.get(code) is None:
            self.put(Family(code, at))

    def all(self) -> list[FamilyCode]:
        return [FamilyCode(row[0]) for row in self._db.run("SELECT code FROM family ORDER BY code")]

    def get(self, code: FamilyCode) -> Family | None:
        rows = self._db.run(f"{_SELECT} WHERE code = ?", (code,))
        return family_of(rows[0]) if rows else None

    def put(self, family: Family) -> None:
        before = self.get(family.code)
        self._write(family)
        was_closed = before is not None and before.state is FamilyState.CLOSED
        goes_on = before is not None and before.opened_on == family.opened_on
        self._keep_in_step(family, anew=was_closed and not goes_on and family.state is FamilyState.OPEN)

    def _write(self, family: Family) -> None:
        self._db.run(
            _PUT,
            (
                family.code,
                time_text(family.added_at),
                family.state.value,
                family.name,
                family.language,
                int(family.interpreter),
                words_text(sorted(family.adaptations)),
                day_text(family.opened_on),
                day_text(family.closed_on),
                family.closure_reason.value if family.closure_reason else None,
            ),
        )

    def _keep_in_step(self, family: Family, *, anew: bool) -> None:
        """The family's entry has the days of the episode that runs or ran last. One that runs has no outcome."""
        current = None if anew else self._episodes.current(family.code)
        if current is None:
            current = Episode(EpisodeId(new_id()), family.code)
        said = replace(current, opened_on=family.opened_on, closed_on=family.closed_on, closure=family.closure_reason)
        self._episodes.put(said if family.closed_on else replace(said, outcomes={}, goal_change=None))

    def _follow(self, code: FamilyCode) -> None:
        """The other way about: of two entries' episodes the family has the days of the one that runs, or ran last."""
        family, current = self.get(code), self._episodes.current(code)
        if family is not None and current is not None:
            self._write(replace(family, opened_on=current.opened_on))

    def lines(self, day: date, state: FamilyState | None = None) -> list[FamilyLine]:
        children: defaultdict[FamilyCode, list[Person]] = defaultdict(list)
        for child in PersonRows(self._db).of_kind(PersonKind.CHILD):
            children[child.family].append(child)
        rows = self._db.run(
            f"SELECT {COLUMNS},"
            " (SELECT starts_at FROM visit WHERE family = code AND starts_at < ?1 AND state = 'held' ORDER BY starts_at DESC LIMIT 1),"
            " (SELECT starts_at FROM visit WHERE family = code AND starts_at >= ?2 AND state = 'planned' ORDER BY starts_at LIMIT 1),"
            " (SELECT count(*) FROM recording WHERE family = code)"
            " FROM family WHERE ?3 IS NULL OR state = ?3 ORDER BY code",
            ((day + timedelta(1)).isoformat(), day.isoformat(), state.value if state else None),
        )
        return [_line(row, tuple(children[FamilyCode(row[0])])) for row in rows]

    def remove(self, code: FamilyCode) -> None:
        self._db.run("DELETE FROM family WHERE code = ?", (code,))

    def rename(self, code: FamilyCode, to: FamilyCode) -> None:
        going, there = self.get(code), self.get(to)
        if going is None or code == to:
            return
        self._write(merged(there, going) if there else replace(going, code=to))
        self._episodes.move(code, to)
        self._follow(to)
        for table in _MOVED:
            self._db.run(f"UPDATE {table} SET family = ? WHERE family = ?", (to, code))
        self._db.run("INSERT INTO former_code SELECT ?, number, ? FROM audit_head WHERE true ON CONFLICT DO NOTHING", (code, to))
        self.remove(code)


def family_of(row: Row) -> Family:
    """From a row that begins with COLUMNS."""
    return Family(
        code=FamilyCode(row[0]),
        added_at=time_of(row[1]),
        state=FamilyState(row[2]),
        name=row[3],
        language=row[4],
        interpreter=bool(row[5]),
        adaptations=frozenset(words_of(Adaptation, row[6])),
        opened_on=day_of(row[7]),
        closed_on=day_of(row[8]),
        closure_reason=word_of(ClosureReason, row[9]),
    )


def _line(row: Row, children: tuple[Person, ...]) -> FamilyLine:
    return FamilyLine(family_of(row), children, time_or_none(row[10]), time_or_none(row[11]), row[12])
