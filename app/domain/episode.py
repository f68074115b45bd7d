"""An episode: from referral to closure. What of it is counted, in closed lists, and the transfers it carries to other pathways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from app.domain.family import ClosureReason
from app.domain.ids import EpisodeId, FamilyCode, HoursId, TransferId

MOST_STRESSORS = 99
MOST_HOURS_MINUTES = 24 * 60


class ReferralSource(StrEnum):
    FAMILY = "family"
    HEALTH_VISITOR = "health_visitor"
    MIDWIFE = "midwife"
    DOCTOR = "doctor"
    HOSPITAL = "hospital"
    MENTAL_HEALTH = "mental_health"
    CHILD_WELFARE = "child_welfare"
    OTHER = "other"


class TransferKind(StrEnum):
    """To more support, to less, or out of the service."""

    STEP_UP = "step_up"
    STEP_DOWN = "step_down"
    STEP_OUT = "step_out"


class OutcomeMeasure(StrEnum):
    """What was looked at again when the episode ended, in our own words; licensed instruments are never named."""

    INTERACTION = "interaction"
    PARENT_WELLBEING = "parent_wellbeing"
    CONFIDENCE = "confidence"
    LOCAL_1 = "local_1"  # the team knows which
    LOCAL_2 = "local_2"


class Change(StrEnum):
    IMPROVED = "improved"
    SAME = "same"
    WORSE = "worse"


class GoalChange(StrEnum):
    """How far the family is with the goal it set itself, banded, at closure."""

    REACHED = "reached"
    NEARER = "nearer"
    SAME = "same"
    FURTHER = "further"


class StaffHours(StrEnum):
    TRAINING = "training"
    SUPERVISION = "supervision"


@dataclass(frozen=True, slots=True)
class Episode:
    """Days are local. `closed_on` and `closure` are those of the family's entry; the rest is entered with the episode or at its end."""

    id: EpisodeId
    family: FamilyCode
    opened_on: date | None = None
    referred_on: date | None = None
    referral: ReferralSource | None = None
    stressors: int | None = None
    closed_on: date | None = None
    closure: ClosureReason | None = None
    outcomes: Mapping[OutcomeMeasure, Change] = field(default_factory=lambda: MappingProxyType({}))
    goal_change: GoalChange | None = None

    def __post_init__(self) -> None:
        if self.stressors is not None and not 0 <= self.stressors <= MOST_STRESSORS:
            raise ValueError("stressors are counted from 0")


@dataclass(frozen=True, slots=True)
class Transfer:
    """A step to another pathway; the episode may go on."""

    id: TransferId
    episode: EpisodeId
    kind: TransferKind
    on: date


@dataclass(frozen=True, slots=True)
class Hours:
    """Training or supervision that the practitioner took part in: of no family."""

    id: HoursId
    kind: StaffHours
    on: date
    minutes: int

    def __post_init__(self) -> None:
        if not 0 < self.minutes <= MOST_HOURS_MINUTES:
            raise ValueError("hours last up to a day")


def episode_on(episodes: Sequence[Episode], day: date) -> Episode | None:
    """The one that a visit on this day is of: the last that had begun by then. A visit before all of them is of the first: its referral was
    written down later. `episodes` of one family, in order of their first days. None when there is none."""
    begun = [one for one in episodes if one.opened_on is None or one.opened_on <= day]
    return begun[-1] if begun else next(iter(episodes), None)


@dataclass(frozen=True, slots=True)
class Joined:
    """`episodes` as they are now; `became`: which are no more, and what each has become part of."""

    episodes: tuple[Episode, ...]
    became: Mapping[EpisodeId, EpisodeId]


def joined(family: FamilyCode, episodes: Iterable[Episode]) -> Joined:
    """The episodes of two entries of one family, those of the entry that stays first, as `family`'s: two that overlap become one. What the
    first of two says stands, and the other fills what it leaves open."""
    kept: list[Episode] = []
    became: dict[EpisodeId, EpisodeId] = {}
    for one in episodes:
        episode = replace(one, family=family)
        while (other := next((known for known in kept if _overlap(known, episode)), None)) is not None:
            kept.remove(other)
            became |= {gone: other.id for gone, into in became.items() if into == episode.id} | {episode.id: other.id}
            episode = _as_one(other, episode)
        kept.append(episode)
    return Joined(tuple(kept), MappingProxyType(became))


def _overlap(one: Episode, other: Episode) -> bool:
    """Days that are not known may be any."""
    return _begins_by(one, other.closed_on) and _begins_by(other, one.closed_on)


def _begins_by(one: Episode, day: date | None) -> bool:
    return one.opened_on is None or day is None or one.opened_on < day


def _as_one(stays: Episode, other: Episode) -> Episode:
    last = max((stays, other), key=lambda one: one.closed_on or date.max)
    return replace(
        stays,
        opened_on=min((day for day in (stays.opened_on, other.opened_on) if day), default=None),
        referred_on=min((day for day in (stays.referred_on, other.referred_on) if day), default=None),
        referral=stays.referral or other.referral,
        stressors=other.stressors if stays.stressors is None else stays.stressors,
        closed_on=last.closed_on,
        closure=last.closure,
        outcomes=MappingProxyType({**other.outcomes, **stays.outcomes}) if last.closed_on else MappingProxyType({}),
        goal_change=(stays.goal_change or other.goal_change) if last.closed_on else None,
    )
