"""The gate before everything that needs consent. It reads the ledger each time: a consent withdrawn a moment ago does not count any more.

Who counts. For filming and importing: the children of the family, and those who will be in the picture. For a recording: those who were
entered as being in it from beginning to end; where nobody was, the family's children and caregivers. Somebody who was entered for a part
of it does not close the gate: that part is hidden until their consent is there (`hidden_spans`). Whoever has withdrawn consent to
being filmed lacks every other consent that needs the film.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from app.domain.appearance import Appearance
from app.domain.consent import Consent, Lack, Missing, Purpose, missing
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind
from app.domain.ids import FamilyCode, PersonId, RecordingId
from app.domain.receipt import DeletionRule
from app.domain.recording import Recording, RecordingState
from app.domain.spans import Span, together
from app.ports import Clock, Work
from app.usecases.destroy_films import Order, orders
from app.usecases.watch_clock import last_seen

Parts = dict[PersonId, list[Span]]

# The gravest first: it is the one that is told.
_CODES = {
    Lack.WITHDRAWN: ErrorCode.CONSENT_WITHDRAWN,
    Lack.NOBODY_NAMED: ErrorCode.NOBODY_NAMED,
    Lack.NOT_GIVEN: ErrorCode.CONSENT_NOT_GIVEN,
    Lack.EXPIRED: ErrorCode.CONSENT_EXPIRED,
}


def local_day(clock: Clock) -> date:
    """The day it is here: rules of retention count in local days, and consents (`consent_day`) do."""
    return clock.now().astimezone().date()


def consent_day(work: Work, clock: Clock) -> date:
    """The day that consents are asked for: today, or the last day that was believed here where the clock stands before it. A clock that is
    put back makes no consent valid again that had run out."""
    seen = last_seen(work)
    today = local_day(clock)
    return today if seen is None else max(today, seen.astimezone().date())


def require(work: Work, day: date, purpose: Purpose, persons: Iterable[PersonId], with_whom: str = "") -> None:
    """Raises CONSENT_WITHDRAWN, NOBODY_NAMED, CONSENT_NOT_GIVEN or CONSENT_EXPIRED (the gravest; `persons`: how many lack it) unless
    each of these persons has agreed to this purpose."""
    wanted = tuple(persons)
    refuse(missing(work.ledger.of_people(wanted), wanted, purpose, day, with_whom))


def require_filming(work: Work, day: date, family: FamilyCode, in_picture: Collection[PersonId] | None = None) -> None:
    """For filming and importing. `in_picture`: who besides the children will be in it, or is; every caregiver when None. Raises as
    `require` does."""
    people = work.people.of(family)
    others = [person.id for person in people if person.kind is PersonKind.CAREGIVER] if in_picture is None else in_picture
    require(work, day, Purpose.FILM, [*(person.id for person in people if person.kind is PersonKind.CHILD), *others])


def require_family(work: Work, day: date, family: FamilyCode, purpose: Purpose, with_whom: str = "") -> None:
    """For what is about the family and not about one recording: statistics, measures, sharing. Raises as `require` does."""
    require(work, day, purpose, [person.id for person in work.people.of(family) if _is_expected(person)], with_whom)


def require_recording(work: Work, day: date, recording: RecordingId, purpose: Purpose, with_whom: str = "") -> None:
    """For what is done with a recording: replaying, sealing, teaching. Raises as `require` does, REEL_MISSING for none, and NO_LONGER_THERE
    for one that is to be destroyed.

    When this returns, `hidden_spans` are still not to be shown."""
    film = work.recordings.get(recording)
    if film is not None:
        require_kept(film, orders(work))
    refuse(lacking_in(work, day, recording, purpose, with_whom))


def require_kept(film: Recording, known: Iterable[Order]) -> None:
    """A film that is to go is used for nothing any more, also while a hold keeps it from being destroyed, and after a new consent. `known`:
    all orders. Raises CONSENT_WITHDRAWN, NO_LONGER_THERE."""
    ordered = next((one for one in known if one.recording == film.id), None)
    if ordered is not None and ordered.rule is DeletionRule.WITHDRAWAL:
        raise Circumstance(ErrorCode.CONSENT_WITHDRAWN, persons=1)
    if ordered is not None or film.state is RecordingState.DESTROYING:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)


def lacking_in(work: Work, day: date, recording: RecordingId, purpose: Purpose, with_whom: str = "") -> tuple[Missing, ...]:
    """Who of those in it from beginning to end keeps a recording from being used so, and why; empty when it may. Raises REEL_MISSING."""
    throughout, _parts = seen_in(work, recording)
    return lacks(work.ledger.of_people(throughout), throughout, purpose, day, with_whom)


def hidden_spans(work: Work, day: date, recording: RecordingId, purpose: Purpose, with_whom: str = "") -> list[Span]:
    """The parts of a recording that may not be shown for this purpose: somebody is in them who has not agreed. In order, none touching
    the next. Raises REEL_MISSING."""
    _throughout, parts = seen_in(work, recording)
    return spans_lacking(work.ledger.of_people(parts), parts, purpose, day, with_whom)


def people_in(work: Work, recording: RecordingId) -> set[PersonId]:
    """All who are in a recording, throughout or in a part of it; where nobody was entered for the whole, also the family's children and
    caregivers. Raises REEL_MISSING."""
    throughout, parts = seen_in(work, recording)
    return {*throughout, *parts}


def seen_in(work: Work, recording: RecordingId) -> tuple[tuple[PersonId, ...], Parts]:
    """Who is in it throughout, and who in which parts. Somebody entered for both is in it throughout. Raises REEL_MISSING."""
    known = work.recordings.get(recording)
    if known is None:
        raise Circumstance(ErrorCode.REEL_MISSING)
    return sort_out(work.appearances.of(recording), lambda: work.people.of(known.family))


def sort_out(appearances: Collection[Appearance], family: Callable[[], Iterable[Person]]) -> tuple[tuple[PersonId, ...], Parts]:
    """As `seen_in`, of appearances that were read; `family` gives everybody in it, and is asked only where nobody was entered for the whole
    of the film."""
    throughout = tuple(dict.fromkeys(one.person for one in appearances if one.is_whole))
    parts: Parts = {}
    for one in appearances:
        if one.person not in throughout:
            parts.setdefault(one.person, []).append((one.start_us, one.end_us))
    if not throughout:
        throughout = tuple(one.id for one in family() if _is_expected(one) and one.id not in parts)
    return throughout, parts


def refuse(lacks: Collection[Missing]) -> None:
    """Raises for the gravest lack; returns when there is none."""
    for lack, code in _CODES.items():
        concerned = sum(one.lack is lack for one in lacks)
        if concerned:
            raise Circumstance(code, persons=concerned)


def lacks(
    consents: Collection[Consent], persons: Iterable[PersonId], purpose: Purpose, day: date, with_whom: str = ""
) -> tuple[Missing, ...]:
    """Who of these keeps a film from being used so, by these consents, and why; empty when it may."""
    wanted = tuple(persons)
    film_taken_back = tuple(one for one in missing(consents, wanted, Purpose.FILM, day) if one.lack is Lack.WITHDRAWN)
    gone = {one.person for one in film_taken_back}
    return film_taken_back + tuple(one for one in missing(consents, wanted, purpose, day, with_whom) if one.person not in gone)


def spans_lacking(consents: Collection[Consent], parts: Parts, purpose: Purpose, day: date, with_whom: str = "") -> list[Span]:
    """As `hidden_spans`, by consents that were read."""
    lacking = {one.person for one in lacks(consents, tuple(parts), purpose, day, with_whom)} if parts else set()
    return together(span for person, spans in parts.items() if person in lacking for span in spans)


def _is_expected(person: Person) -> bool:
    return person.kind is not PersonKind.OTHER
