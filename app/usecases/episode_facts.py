"""What is told of a family's episode: where it came from, what weighs on it, the steps to other pathways, and at its end what came of it.

All of it is entered by the practitioner, all of it may be put right later; nothing asks for more than is known. What of it leaves, and how
coarsened, is `summarise`'s to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from app.domain.episode import Change, Episode, GoalChange, OutcomeMeasure, ReferralSource, Transfer, TransferKind
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import FamilyCode, TransferId, new_id
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day


@dataclass(frozen=True, slots=True)
class Beginning:
    """`stressors`: how many burdens the family has named. None: not known."""

    referred_on: date | None = None
    referral: ReferralSource | None = None
    stressors: int | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """What was looked at again when the episode ended, and how far the family is with its own goal."""

    outcomes: Mapping[OutcomeMeasure, Change] = field(default_factory=lambda: MappingProxyType({}))
    goal_change: GoalChange | None = None


@dataclass(frozen=True, slots=True)
class EpisodeOnPage:
    """The episode that runs, or ran last, and its transfers in order of their days."""

    episode: Episode
    transfers: tuple[Transfer, ...]


def current_episode(work: Work, family: FamilyCode) -> EpisodeOnPage:
    """Raises NO_LONGER_THERE: the family was erased, or became part of another."""
    episode = _known(work, family)
    transfers = tuple(one for one in work.episodes.transfers(family) if one.episode == episode.id)
    return EpisodeOnPage(episode, transfers)


def tell_episode(store: Store, clock: Clock, family: FamilyCode, beginning: Beginning, ending: Ending | None = None) -> Episode:
    """All of it as it is now. `ending` None leaves the end as it was; an episode that runs has none. Raises NO_LONGER_THERE,
    DAY_NOT_POSSIBLE (a referral that is to come, or after the end)."""
    with store.work() as work:
        known = _known(work, family)
        if beginning.referred_on is not None and beginning.referred_on > min(local_day(clock), known.closed_on or date.max):
            raise Circumstance(ErrorCode.DAY_NOT_POSSIBLE)
        told = replace(known, referred_on=beginning.referred_on, referral=beginning.referral, stressors=beginning.stressors)
        if ending is not None and known.closed_on is not None:
            told = replace(told, outcomes=ending.outcomes, goal_change=ending.goal_change)
        if told != known:
            work.episodes.put(told)
            work.commit()
    return told


def add_transfer(store: Store, clock: Clock, family: FamilyCode, kind: TransferKind, on: date) -> Transfer:
    """A step of the episode that runs, or ran last. Raises NO_LONGER_THERE, DAY_NOT_POSSIBLE (to come, or outside the episode)."""
    with store.work() as work:
        episode = _known(work, family)
        _require_within(episode, on, local_day(clock))
        transfer = Transfer(TransferId(new_id()), episode.id, kind, on)
        work.episodes.put_transfer(transfer)
        work.commit()
    return transfer


def change_transfer(store: Store, clock: Clock, transfer: TransferId, kind: TransferKind, on: date) -> Transfer:
    """Put right. Raises NO_LONGER_THERE, DAY_NOT_POSSIBLE."""
    with store.work() as work:
        known = work.episodes.transfer(transfer)
        episode = None if known is None else work.episodes.get(known.episode)
        if known is None or episode is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        _require_within(episode, on, local_day(clock))
        changed = replace(known, kind=kind, on=on)
        work.episodes.put_transfer(changed)
        work.commit()
    return changed


def remove_transfer(store: Store, transfer: TransferId) -> None:
    """It was entered by a slip. Nothing happens when it is gone."""
    with store.work() as work:
        work.episodes.remove_transfer(transfer)
        work.commit()


def put_back_transfer(store: Store, transfer: Transfer) -> None:
    """It was right after all. Raises NO_LONGER_THERE when its episode is gone."""
    with store.work() as work:
        if work.episodes.get(transfer.episode) is None:
            raise Circumstance(ErrorCode.NO_LONGER_THERE)
        work.episodes.put_transfer(transfer)
        work.commit()


def _known(work: Work, family: FamilyCode) -> Episode:
    episode = work.episodes.current(family)
    if episode is None:
        raise Circumstance(ErrorCode.NO_LONGER_THERE)
    return episode


def _require_within(episode: Episode, on: date, today: date) -> None:
    if on > min(today, episode.closed_on or today) or (episode.opened_on is not None and on < episode.opened_on):
        raise Circumstance(ErrorCode.DAY_NOT_POSSIBLE)
