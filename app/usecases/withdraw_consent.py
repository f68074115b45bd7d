"""Withdraw consent: one action, wholly or for some purposes, without a network, without a reason.

What is withdrawn holds no more once this unit of work has landed: the gate reads the ledger, so clips and playlists cannot be used from
that moment, and after a restart neither. With the consent to be filmed go the films this person is in: the order to destroy them lands
together with the withdrawal, and a start after a kill carries it out (`forget_at_start`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.audit import Deed
from app.domain.consent import NAMED, Consent, Purpose, same_somebody
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person
from app.domain.ids import ConsentId, PersonId, RecordingId
from app.domain.receipt import DeletionRule, Receipt
from app.domain.recording import Recording
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import people_in
from app.usecases.destroy_films import carry_out, is_on_hold, order, tidy_up, urgently

ALL = frozenset(Purpose)


@dataclass(frozen=True, slots=True)
class AtStake:
    """What a withdrawal of the consent to be filmed would take along. `held` stay, unusable, until their hold is lifted."""

    films: tuple[Recording, ...]
    held: tuple[RecordingId, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What came of it. Each receipt names what could not be reached."""

    consents: tuple[ConsentId, ...]
    receipts: tuple[Receipt, ...]
    held: tuple[RecordingId, ...]


def foresee_withdrawal(store: Store, person: PersonId) -> AtStake:
    """The films this person is in. Changes nothing."""
    with store.work() as work:
        return _at_stake(work, _known(work, person))


def withdraw_consent(
    store: Store, clock: Clock, person: PersonId, purposes: Collection[Purpose] = ALL, with_whom: str | None = None
) -> Withdrawal:
    """Withdraw these purposes for this person (those that name somebody for all they name, or for `with_whom` only).

    When this returns, films are gone that had to go. Raises NOBODY_NAMED when there is no such person; what kept a film from being
    destroyed (FOLDER_NOT_WRITABLE) is raised after all else was done, and start-up tries again.
    """
    consents, at_stake = urgently(store, lambda: _withdraw(store, clock, person, purposes, with_whom))
    receipts = carry_out(store, clock, [film.id for film in at_stake.films])
    tidy_up(store)
    return Withdrawal(consents, tuple(receipts), at_stake.held)


def recordings_with(work: Work, person: Person) -> list[Recording]:
    """The recordings a person is in. Where nobody was entered as being in it, all of the family are taken to be."""
    return [one for one in work.recordings.all(person.family) if person.id in people_in(work, one.id)]


def _withdraw(
    store: Store, clock: Clock, person: PersonId, purposes: Collection[Purpose], with_whom: str | None
) -> tuple[tuple[ConsentId, ...], AtStake]:
    now = clock.now()
    with store.work() as work:
        known = _known(work, person)
        standing = [one for one in work.ledger.of_people([person]) if _is_meant(one, purposes, with_whom)]
        for one in standing:
            work.ledger.withdraw(one.id, max(now, one.given_at))  # whatever the clock says
            work.audit.append(now, Deed.CONSENT_WITHDRAWN, known.family, one.id)
        at_stake = AtStake((), ())
        if Purpose.FILM in purposes:
            at_stake = _at_stake(work, known)
            if at_stake.films and not any(one.purpose is Purpose.FILM for one in standing):  # agreed by word of mouth only
                work.audit.append(now, Deed.CONSENT_WITHDRAWN, known.family, known.id)
            order(work, [film.id for film in at_stake.films], DeletionRule.WITHDRAWAL, now)
        work.commit()
    return tuple(one.id for one in standing), at_stake


def _is_meant(consent: Consent, purposes: Collection[Purpose], with_whom: str | None) -> bool:
    if consent.withdrawn_at is not None or consent.purpose not in purposes:
        return False
    return with_whom is None or consent.purpose not in NAMED or same_somebody(consent.with_whom, with_whom)


def _at_stake(work: Work, person: Person) -> AtStake:
    films = recordings_with(work, person)
    return AtStake(tuple(films), tuple(film.id for film in films if is_on_hold(work, film.id)))


def _known(work: Work, person: PersonId) -> Person:
    known = work.people.get(person)
    if known is None:
        raise Circumstance(ErrorCode.NOBODY_NAMED)
    return known
