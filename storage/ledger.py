"""The ledger of consents in the vault, and the texts that were shown.

A consent is never changed: it is withdrawn, or another one follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.domain.consent import Consent, ConsentText, OtherParent, Purpose, SignedHow
from app.domain.family import FamilyState
from app.domain.ids import ConsentId, ConsentTextId, FamilyCode, PersonId, RecordingId
from storage.columns import day_of, day_text, time_of, time_or_none, time_text, time_text_or_none
from storage.sqlcipher import Connection, Row

_COLUMNS = (
    "id, family, person, purpose, text, giver, given_at, expires_on, with_whom, how, kept_at, strokes, interpreter, other_parent,"
    " withdrawn_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM consent"
_TEXT_COLUMNS = "id, purpose, language, version, body, made_at"
_TEXT = f"SELECT {_TEXT_COLUMNS} FROM consent_text"
# A newer one of the same person, purpose and somebody named decides instead. Names are compared as typed: a doubtful one is listed.
_DECIDES = (
    "NOT EXISTS (SELECT 1 FROM consent AS newer WHERE newer.person = consent.person AND newer.purpose = consent.purpose"
    " AND newer.with_whom = consent.with_whom AND newer.given_at > consent.given_at)"
)


class LedgerRows:
    """Fulfils `app.vault_ports.Ledger`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add_text(self, text: ConsentText) -> None:
        self._db.run(
            f"INSERT INTO consent_text ({_TEXT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            (text.id, text.purpose.value, text.language, text.version, text.body, time_text(text.made_at)),
        )

    def text(self, text: ConsentTextId) -> ConsentText | None:
        rows = self._db.run(f"{_TEXT} WHERE id = ?", (text,))
        return _text(rows[0]) if rows else None

    def newest_text(self, purpose: Purpose, language: str) -> ConsentText | None:
        rows = self._db.run(f"{_TEXT} WHERE purpose = ? AND language = ? ORDER BY version DESC LIMIT 1", (purpose.value, language))
        return _text(rows[0]) if rows else None

    def texts(self, purpose: Purpose, language: str) -> list[ConsentText]:
        rows = self._db.run(f"{_TEXT} WHERE purpose = ? AND language = ? ORDER BY version DESC", (purpose.value, language))
        return [_text(row) for row in rows]

    def add(self, consent: Consent) -> None:
        self._db.run(
            f"INSERT INTO consent ({_COLUMNS}) VALUES ({', '.join('?' * 15)}) ON CONFLICT (id) DO NOTHING",
            (
                consent.id,
                consent.family,
                consent.person,
                consent.purpose.value,
                consent.text,
                consent.giver,
                time_text(consent.given_at),
                day_text(consent.expires_on),
                consent.with_whom,
                consent.how.value,
                consent.kept_at,
                consent.strokes,
                int(consent.interpreter),
                consent.other_parent.value,
                time_text_or_none(consent.withdrawn_at),
            ),
        )

    def withdraw(self, consent: ConsentId, at: datetime) -> bool:
        return bool(
            self._db.run("UPDATE consent SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL RETURNING id", (time_text(at), consent))
        )

    def get(self, consent: ConsentId) -> Consent | None:
        rows = self._db.run(f"{_SELECT} WHERE id = ?", (consent,))
        return _consent(rows[0]) if rows else None

    def of(self, family: FamilyCode) -> list[Consent]:
        return self._consents("family = ? ORDER BY given_at, id", (family,))

    def of_people(self, people: Iterable[PersonId]) -> list[Consent]:
        ids = tuple(people)
        return self._consents(f"person IN ({', '.join('?' * len(ids))}) ORDER BY given_at, id", ids)

    def of_purposes(self, purposes: Iterable[Purpose]) -> list[Consent]:
        words = tuple(purpose.value for purpose in purposes)
        return self._consents(f"purpose IN ({', '.join('?' * len(words))}) ORDER BY given_at, id", words)

    def of_recording(self, recording: RecordingId) -> list[Consent]:
        return self._consents("person IN (SELECT person FROM recording_person WHERE recording = ?) ORDER BY given_at, id", (recording,))

    def expiring(self, first: date, last: date) -> list[Consent]:
        return self._consents(
            f"expires_on BETWEEN ? AND ? AND withdrawn_at IS NULL AND {_DECIDES}"
            " AND family IN (SELECT code FROM family WHERE state = ?) ORDER BY expires_on, family, id",
            (first.isoformat(), last.isoformat(), FamilyState.OPEN.value),
        )

    def in_force(self, day: date) -> dict[Purpose, int]:
        rows = self._db.run(
            f"SELECT purpose, count(*) FROM consent WHERE withdrawn_at IS NULL AND (expires_on IS NULL OR expires_on >= ?) AND {_DECIDES}"
            " GROUP BY purpose",
            (day.isoformat(),),
        )
        counted = {Purpose(row[0]): int(row[1]) for row in rows}
        return {purpose: counted.get(purpose, 0) for purpose in Purpose}

    def _consents(self, condition: str, values: tuple[object, ...]) -> list[Consent]:
        return [_consent(row) for row in self._db.run(f"{_SELECT} WHERE {condition}", values)]


def _text(row: Row) -> ConsentText:
    return ConsentText(ConsentTextId(row[0]), Purpose(row[1]), row[2], row[3], row[4], time_of(row[5]))


def _consent(row: Row) -> Consent:
    return Consent(
        id=ConsentId(row[0]),
        family=FamilyCode(row[1]),
        person=PersonId(row[2]),
        purpose=Purpose(row[3]),
        text=ConsentTextId(row[4]),
        giver=PersonId(row[5]),
        given_at=time_of(row[6]),
        expires_on=day_of(row[7]),
        with_whom=row[8],
        how=SignedHow(row[9]),
        kept_at=row[10],
        strokes=row[11],
        interpreter=bool(row[12]),
        other_parent=OtherParent(row[13]),
        withdrawn_at=time_or_none(row[14]),
    )
