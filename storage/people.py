"""The people of families in the vault."""

from __future__ import annotations

from datetime import date

from app.domain.family import FamilyState, Person, PersonKind, Role
from app.domain.ids import FamilyCode, PersonId
from storage.columns import day_of, day_text, upsert, word_of
from storage.sqlcipher import Connection, Row

_COLUMNS = "id, family, kind, role, name, born_on, due_on, has_responsibility"
_PUT = upsert("person", _COLUMNS)
_SELECT = f"SELECT {_COLUMNS} FROM person"


class PersonRows:
    """Fulfils `app.vault_ports.People`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def put(self, person: Person) -> None:
        self._db.run(
            _PUT,
            (
                person.id,
                person.family,
                person.kind.value,
                person.role.value if person.role else None,
                person.name,
                day_text(person.born_on),
                day_text(person.due_on),
                int(person.has_responsibility),
            ),
        )

    def get(self, person: PersonId) -> Person | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (person,))
        return _person(rows[0]) if rows else None

    def of(self, family: FamilyCode) -> list[Person]:
        rows = self._db.run(
            f"{_SELECT} WHERE family = ? ORDER BY kind <> 'child', kind <> 'caregiver', coalesce(born_on, due_on), id", (family,)
        )
        return [_person(row) for row in rows]

    def of_kind(self, kind: PersonKind) -> list[Person]:
        """Of all families, in the order that `of` has."""
        return [_person(row) for row in self._db.run(f"{_SELECT} WHERE kind = ? ORDER BY coalesce(born_on, due_on), id", (kind.value,))]

    def children_born(self, first: date, last: date) -> list[Person]:
        rows = self._db.run(
            f"{_SELECT} WHERE kind = ? AND born_on BETWEEN ? AND ?"
            " AND family IN (SELECT code FROM family WHERE state = ?) ORDER BY born_on, id",
            (PersonKind.CHILD.value, first.isoformat(), last.isoformat(), FamilyState.OPEN.value),
        )
        return [_person(row) for row in rows]

    def remove(self, person: PersonId) -> None:
        self._db.run("DELETE FROM person WHERE id = ?", (person,))


def _person(row: Row) -> Person:
    return Person(
        id=PersonId(row[0]),
        family=FamilyCode(row[1]),
        kind=PersonKind(row[2]),
        role=word_of(Role, row[3]),
        name=row[4],
        born_on=day_of(row[5]),
        due_on=day_of(row[6]),
        has_responsibility=bool(row[7]),
    )
