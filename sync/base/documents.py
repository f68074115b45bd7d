"""Signed documents for the laptops: policy, coding schemes, erasures, supervisors' keys. Each new one of a kind has a higher version, and a
number among all of the team's."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select

from app.domain.outbox import DocumentKind
from sync.base.signing import BaseKey
from sync.base.tables import document, team
from sync.messages import MOST_DOCUMENT_BYTES, DocumentSaid
from sync.signatures import document_words

MOST_AT_ONCE = 20  # documents in one answer; the laptop asks again for those after


class DocumentTooLarge(Exception):
    """Laptops would not take it."""


def put_document(connection: Connection, key: BaseKey, team_id: int, kind: DocumentKind, body: bytes) -> int:
    """Sign `body` and lay it out for the team's laptops. Returns its number. Raises DocumentTooLarge."""
    if len(body) > MOST_DOCUMENT_BYTES:
        raise DocumentTooLarge
    home = connection.execute(select(team).where(team.c.team_id == team_id).with_for_update(key_share=True)).one()
    of_team = document.c.team_id == team_id
    number = 1 + _highest(connection, select(func.max(document.c.number)).where(of_team), home.documents_after)
    of_kind = select(func.max(document.c.version)).where(of_team, document.c.kind == kind.value)
    version = 1 + _highest(connection, of_kind, home.documents_after)
    signature = base64.b64decode(key.sign(document_words(home.code, kind.value, version, number, body)))
    connection.execute(
        insert(document).values(team_id=team_id, number=number, kind=kind.value, version=version, body=body, signature=signature)
    )
    return number


def documents_after(connection: Connection, team_id: int, number: int) -> list[DocumentSaid]:
    """Those with a higher number, the lowest first, MOST_AT_ONCE at most and one MOST_DOCUMENT_BYTES together (but always one)."""
    rows = connection.execute(
        select(document).where(document.c.team_id == team_id, document.c.number > number).order_by(document.c.number).limit(MOST_AT_ONCE)
    ).all()
    said: list[DocumentSaid] = []
    room = MOST_DOCUMENT_BYTES
    for row in rows:
        room -= len(row.body)
        if room < 0 and said:
            break
        said.append(
            DocumentSaid(
                kind=DocumentKind(row.kind),
                version=row.version,
                number=row.number,
                body=base64.b64encode(row.body),
                signature=base64.b64encode(row.signature).decode("ascii"),
            )
        )
    return said


def _highest(connection: Connection, wanted: Select[Any], after: int) -> int:
    """`after`: what was given before a restore, and may be known to laptops though not to us."""
    return max(int(connection.scalar(wanted) or 0), after)
