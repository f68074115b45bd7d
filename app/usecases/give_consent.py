"""Enter a consent into the ledger: who agrees to what, whose word it is, how it was signed, and until when.

An adult agrees for oneself. For a child somebody agrees who has parental responsibility, and says whether another who has it was heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.domain.audit import Deed
from app.domain.consent import Consent, OtherParent, Purpose, SignedHow
from app.domain.errors import Bug, Circumstance, ErrorCode
from app.domain.family import Person, PersonKind, months_after
from app.domain.ids import ConsentId, ConsentTextId, PersonId, new_id
from app.ports import Clock, Store, Work

GROWN_UP_MONTHS = 18 * 12
_STROKES = re.compile(r"\d{1,4},\d{1,4}(?:[ ;]\d{1,4},\d{1,4})*")
_MOST_STROKES = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Giving:
    """What was agreed at the table; the words typed or drawn are not in its repr. See `app.domain.consent.Consent`."""

    person: PersonId
    purpose: Purpose
    giver: PersonId
    text: ConsentTextId
    expires_on: date | None = None
    with_whom: str = field(default="", repr=False)
    how: SignedHow = SignedHow.SCREEN
    kept_at: str = field(default="", repr=False)
    strokes: str = field(default="", repr=False)
    interpreter: bool = False
    other_parent: OtherParent = OtherParent.NOBODY_ELSE


def give_consent(store: Store, clock: Clock, giving: Giving) -> Consent:
    """Enter it; it holds from now on. Raises GIVER_MAY_NOT, OTHER_PARENT_UNHEARD, OTHER_PARENT_DISAGREES, CONSENT_NOT_SIGNED,
    CONSENT_ENDS_TOO_SOON; a Bug for a text that was never kept or is of another purpose, ValueError where `with_whom` does not fit."""
    with store.work() as work:
        consent = enter_consent(work, clock, giving)
        work.commit()
    return consent


def enter_consent(work: Work, clock: Clock, giving: Giving) -> Consent:
    """As `give_consent`, as a part of something larger: it lands with the caller's commit."""
    now = clock.now()
    today = now.astimezone().date()
    if not _is_signed(giving):
        raise Circumstance(ErrorCode.CONSENT_NOT_SIGNED)
    if giving.expires_on is not None and giving.expires_on < today:
        raise Circumstance(ErrorCode.CONSENT_ENDS_TOO_SOON)
    person = _require_giver(work, giving, today)
    text = work.ledger.text(giving.text)
    if text is None or text.purpose is not giving.purpose:
        raise Bug("a consent leans on the words that were shown")
    consent = Consent(
        id=ConsentId(new_id()),
        family=person.family,
        person=person.id,
        purpose=giving.purpose,
        text=giving.text,
        giver=giving.giver,
        given_at=_after_all_before(work, giving, now),
        expires_on=giving.expires_on,
        with_whom=giving.with_whom.strip(),
        how=giving.how,
        kept_at=giving.kept_at.strip(),
        strokes=giving.strokes,
        interpreter=giving.interpreter,
        other_parent=giving.other_parent,
    )
    work.ledger.add(consent)
    work.audit.append(now, Deed.CONSENT_GIVEN, person.family, consent.id)
    return consent


def _after_all_before(work: Work, giving: Giving, now: datetime) -> datetime:
    """Later than what was said of this before, whatever the clock says: the newest decides."""
    before = [one.given_at for one in work.ledger.of_people([giving.person]) if one.purpose is giving.purpose]
    return max([now, *(at + timedelta(microseconds=1) for at in before)])


def may_give(person: Person, giver: Person, day: date) -> bool:
    """Whether `giver` may agree for `person` on this day."""
    if not is_child(person, day):
        return giver.id == person.id
    return giver.family == person.family and giver.has_responsibility and not is_child(giver, day)


def is_child(person: Person, day: date) -> bool:
    """The baby; and a sibling, or another who came into the picture, until the eighteenth birthday. A caregiver agrees for itself."""
    if person.kind is PersonKind.CHILD:
        return True
    return person.kind is PersonKind.OTHER and person.born_on is not None and day < months_after(person.born_on, GROWN_UP_MONTHS)


def _require_giver(work: Work, giving: Giving, today: date) -> Person:
    """The person it is about."""
    person, giver = work.people.get(giving.person), work.people.get(giving.giver)
    if person is None or giver is None or not may_give(person, giver, today):
        raise Circumstance(ErrorCode.GIVER_MAY_NOT)
    if is_child(person, today):
        if giving.other_parent is OtherParent.DISAGREES:
            raise Circumstance(ErrorCode.OTHER_PARENT_DISAGREES)
        others = [one for one in work.people.of(person.family) if one.has_responsibility and one.id != giver.id]
        if others and giving.other_parent is OtherParent.NOBODY_ELSE:
            raise Circumstance(ErrorCode.OTHER_PARENT_UNHEARD)
    return person


def _is_signed(giving: Giving) -> bool:
    if giving.how is SignedHow.PAPER:
        return bool(giving.kept_at.strip())
    return len(giving.strokes) <= _MOST_STROKES and _STROKES.fullmatch(giving.strokes) is not None
