"""Which figures there are: each a table of one quarter, one column of one kind of record counted in its closed list of buckets.

Tables of the same population share a total, and a table may look into one bucket of another (`within`), whose cell is then its total.
Nothing else links two tables. That is on purpose: what a hidden cell could be is decided table by table (`suppression.py`), so no two
tables may say the same thing twice. Film minutes are counted among the visits that were filmed, not among all, since a phone call has
none of them and would give the hidden cell away; travel is counted among home visits; a closure by a step has one bucket, since the
steps are in a table of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.domain.episode import Change, GoalChange, ReferralSource, StaffHours, TransferKind
from app.domain.family import ClosureReason
from app.domain.summary import (
    Attendance,
    Caregiver,
    ChildAge,
    ClipsShown,
    FilmMinutes,
    HoursBand,
    Minutes,
    Stressors,
    SummaryKind,
    WaitingDays,
)
from app.domain.visit import VisitKind, VisitPlace

NOT_SAID = "not_said"  # also for a column that is empty
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Table:
    """`buckets` in the order they are shown. `folds` names the bucket of a value of `column`; a value that is not in it is its own bucket.

    `gives_way`: in which order buckets are hidden to protect a small one. By default from the last, and NOT_SAID after all others: what is
    not said in one table is often not said in another, so it protects little. The order must not depend on the figures, or it would
    tell of them.
    """

    name: str
    kind: SummaryKind
    column: str
    buckets: tuple[str, ...]
    within: tuple[str, str] | None = None  # the table and the bucket of it that are looked into
    folds: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    gives_way: tuple[str, ...] = ()

    @property
    def yielding(self) -> tuple[str, ...]:
        return self.gives_way or tuple(sorted(self.buckets, key=lambda bucket: (bucket == NOT_SAID, -self.buckets.index(bucket))))


def _words(values: type[StrEnum], *more: str, without: tuple[StrEnum, ...] = ()) -> tuple[str, ...]:
    return (*(value.value for value in values if value not in without), *more)


def _yes_no(values: type[StrEnum], no: StrEnum) -> Mapping[str, str]:
    return {value.value: NO if value is no else YES for value in values}


_KEPT = ("attendance", Attendance.KEPT.value)
_STEPS = (ClosureReason.STEPPED_UP, ClosureReason.STEPPED_DOWN, ClosureReason.STEPPED_OUT)

VISIT_TABLES = (
    Table(
        "attendance",
        SummaryKind.VISIT,
        "attendance",
        _words(Attendance),
        gives_way=(Attendance.SERVICE_CANCELLED, Attendance.FAMILY_CANCELLED, Attendance.NO_ACCESS, Attendance.KEPT),
    ),
    Table("contact", SummaryKind.VISIT, "contact", _words(VisitKind), _KEPT),
    Table("place", SummaryKind.VISIT, "place", _words(VisitPlace), _KEPT),
    Table("child_age", SummaryKind.VISIT, "child_age", _words(ChildAge), _KEPT),
    Table("caregiver", SummaryKind.VISIT, "caregiver", _words(Caregiver), _KEPT),
    Table("interpreter", SummaryKind.VISIT, "interpreter", (YES, NO), _KEPT),
    Table("duration", SummaryKind.VISIT, "duration", _words(Minutes), _KEPT),
    Table("travel", SummaryKind.VISIT, "travel", _words(Minutes), ("place", VisitPlace.HOME.value)),
    Table("filmed", SummaryKind.VISIT, "film_minutes", (YES, NO), _KEPT, _yes_no(FilmMinutes, FilmMinutes.NONE)),
    Table("film_minutes", SummaryKind.VISIT, "film_minutes", _words(FilmMinutes, without=(FilmMinutes.NONE,)), ("filmed", YES)),
    Table("guided", SummaryKind.VISIT, "clips_shown", (YES, NO), _KEPT, _yes_no(ClipsShown, ClipsShown.NONE)),
    Table("clips_shown", SummaryKind.VISIT, "clips_shown", _words(ClipsShown, without=(ClipsShown.NONE,)), ("guided", YES)),
)
EPISODE_TABLES = (
    Table("waiting", SummaryKind.EPISODE, "waiting", _words(WaitingDays)),
    Table("referral", SummaryKind.EPISODE, "referral", _words(ReferralSource, NOT_SAID)),
    Table(
        "closure",
        SummaryKind.EPISODE,
        "closure",
        ("completed", "stepped", "moved", "family_stopped", "other"),
        folds={reason.value: "stepped" for reason in _STEPS},
        gives_way=("other", "moved", "family_stopped", "completed", "stepped"),  # steps are about as many as the transfers
    ),
    Table("stressors", SummaryKind.EPISODE, "stressors", _words(Stressors)),
    Table("outcome", SummaryKind.EPISODE, "change", _words(Change, NOT_SAID)),
    Table("goal_change", SummaryKind.EPISODE, "goal_change", _words(GoalChange, NOT_SAID)),
)
TRANSFER_TABLES = (Table("transfer", SummaryKind.TRANSFER, "transfer", _words(TransferKind)),)
HOURS_TABLES = (
    Table("hours_of", SummaryKind.HOURS, "hours_of", _words(StaffHours)),
    Table("supervision", SummaryKind.HOURS, "hours", _words(HoursBand), ("hours_of", StaffHours.SUPERVISION.value)),
    Table("training", SummaryKind.HOURS, "hours", _words(HoursBand), ("hours_of", StaffHours.TRAINING.value)),
)

# Tables that are published together: they share a total, so an edition holds all of them or none. What another looks into comes first.
GROUPS: Mapping[SummaryKind, tuple[Table, ...]] = {
    SummaryKind.VISIT: VISIT_TABLES,
    SummaryKind.EPISODE: EPISODE_TABLES,
    SummaryKind.TRANSFER: TRANSFER_TABLES,
    SummaryKind.HOURS: HOURS_TABLES,
}
TABLES: Mapping[str, Table] = {table.name: table for group in GROUPS.values() for table in group}
