"""Hours of training and supervision that the practitioner took part in. They are of no family, and need nobody's consent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.episode import Hours, StaffHours
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import HoursId, new_id
from app.ports import Clock, Store
from app.usecases.consent_gate import local_day


@dataclass(frozen=True, slots=True)
class HoursOfYear:
    """The newest first. `minutes` altogether, of each kind."""

    year: int
    entries: tuple[Hours, ...]
    minutes: dict[StaffHours, int]


def hours_of_year(store: Store, year: int) -> HoursOfYear:
    """All that was entered for a year."""
    with store.work() as work:
        entries = work.hours.between(date(year, 1, 1), date(year, 12, 31))
    minutes = {kind: sum(one.minutes for one in entries if one.kind is kind) for kind in StaffHours}
    return HoursOfYear(year, tuple(reversed(entries)), minutes)


def enter_hours(store: Store, clock: Clock, kind: StaffHours, on: date, minutes: int) -> Hours:
    """Raises DAY_NOT_POSSIBLE for a day to come; ValueError for no time, or more than a day."""
    entered = Hours(HoursId(new_id()), kind, _possible(on, clock), minutes)
    put_hours(store, entered)
    return entered


def change_hours(store: Store, clock: Clock, hours: HoursId, kind: StaffHours, on: date, minutes: int) -> Hours:
    """Put right. Raises NO_LONGER_THERE, DAY_NOT_POSSIBLE; ValueError as `enter_hours`."""
    day = _possible(on, clock)
    with store.work() as work:
        known = work.hours.get(hours)
        if known is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        changed = replace(known, kind=kind, on=day, minutes=minutes)
        work.hours.put(changed)
        work.commit()
    return changed


def remove_hours(store: Store, hours: HoursId) -> None:
    """They were entered by a slip. Nothing happens when they are gone."""
    with store.work() as work:
        work.hours.remove(hours)
        work.commit()


def put_hours(store: Store, hours: Hours) -> None:
    """As they are: new ones, or some that were taken away by a slip."""
    with store.work() as work:
        work.hours.put(hours)
        work.commit()


def _possible(on: date, clock: Clock) -> date:
    if on > local_day(clock):
        raise Circumstance(ErrorCode.DAY_NOT_POSSIBLE)
    return on
