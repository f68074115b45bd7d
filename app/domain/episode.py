"""An episode: from referral to closure. What of it is counted, in closed lists, and the transfers it carries to other pathways."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
