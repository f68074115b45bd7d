"""What the team base should have of a visit, an episode, a transfer or an entry of hours: its summary, or why it has none.

Only here are a family's facts turned into bands. One `Summariser` serves one unit of work: it reads each family once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.consent import Purpose
from app.domain.episode import Change, Episode, OutcomeMeasure, episode_on
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import ClosureReason, Family, Person, PersonKind
from app.domain.ids import EpisodeId, FamilyCode, HoursId, TransferId, VisitId
from app.domain.outbox import Due
from app.domain.summary import (
    EpisodeSummary,
    HoursSummary,
    Summary,
    SummaryKind,
    TransferSummary,
    VisitSummary,
    age_band,
    attendance,
    caregiver_band,
    clips_band,
    film_band,
    hours_band,
    is_countable,
    minutes_band,
    quarter,
    stressor_band,
    visit_number,
    waiting_band,
)
from app.domain.visit import Visit, VisitState
from app.ports import Work
from app.usecases.consent_gate import require_family


@dataclass(frozen=True, slots=True)
class Wanted:
    """`summary` None: the base should have nothing, because there is nothing to tell or because of `lack` (CONSENT_*, NOBODY_NAMED)."""

    summary: Summary | None = None
    family: FamilyCode | None = None
    lack: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class _Of:
    """A family's facts."""

    family: Family
    people: list[Person]
    visits: list[Visit]
    episodes: list[Episode]
    lack: ErrorCode | None
    with_outcomes: bool  # all have agreed to being asked how it went


class Summariser:
    """`day`: the one that consents are asked for."""

    def __init__(self, work: Work, day: date) -> None:
        self._work = work
        self._day = day
        self._families: dict[FamilyCode, _Of | None] = {}

    def wanted(self, due: Due) -> Wanted:
        if due.about is None:
            return Wanted()
        if due.kind is SummaryKind.VISIT:
            return self._visit(self._work.visits.get(VisitId(due.about)))
        if due.kind is SummaryKind.EPISODE:
            return self._episode(self._work.episodes.get(EpisodeId(due.about)))
        if due.kind is SummaryKind.TRANSFER:
            return self._transfer(TransferId(due.about))
        return self._hours(HoursId(due.about))

    def lack(self, family: FamilyCode) -> ErrorCode | None:
        """Why nothing of this family is sent; None when all have agreed, or when it is gone."""
        of = self._of(family)
        return None if of is None else of.lack

    def _visit(self, visit: Visit | None) -> Wanted:
        came = None if visit is None else attendance(visit.state)
        of = None if visit is None else self._of(visit.family)
        if visit is None or came is None or of is None or not is_countable(visit.starts_at.date()):
            return Wanted()
        day = visit.starts_at.date()
        episode = episode_on(of.episodes, day)
        if of.lack is not None or episode is None:
            return Wanted(None, visit.family, of.lack)
        took_part = [person for person in of.people if person.id in visit.took_part]
        summary = VisitSummary(
            period=quarter(day),
            episode=self._work.episodes.token(episode.id, day.year),
            visit_number=visit_number(_number(of, episode, visit)),
            contact=visit.kind,
            place=visit.place,
            attendance=came,
            duration=minutes_band(visit.minutes),
            travel=minutes_band(visit.travel_minutes),
            film_minutes=film_band(visit.film_minutes),
            clips_shown=clips_band(visit.clips_shown),
            child_age=age_band((person for person in of.people if person.kind is PersonKind.CHILD), day),
            caregiver=caregiver_band(took_part),
            interpreter=of.family.interpreter,
        )
        return Wanted(summary, visit.family)

    def _episode(self, episode: Episode | None) -> Wanted:
        of = None if episode is None else self._of(episode.family)
        if episode is None or of is None or episode.closed_on is None or not is_countable(episode.closed_on):
            return Wanted()
        if of.lack is not None:
            return Wanted(None, episode.family, of.lack)
        measure, change = _outcome(episode) if of.with_outcomes else (None, None)
        summary = EpisodeSummary(
            period=quarter(episode.closed_on),
            episode=self._work.episodes.token(episode.id, episode.closed_on.year),
            referral=episode.referral,
            closure=episode.closure or ClosureReason.OTHER,
            waiting=waiting_band(_waited(of, episode)),
            stressors=stressor_band(episode.stressors),
            measure=measure,
            change=change,
            goal_change=episode.goal_change if of.with_outcomes else None,
        )
        return Wanted(summary, episode.family)

    def _transfer(self, transfer_id: TransferId) -> Wanted:
        transfer = self._work.episodes.transfer(transfer_id)
        episode = None if transfer is None else self._work.episodes.get(transfer.episode)
        of = None if episode is None else self._of(episode.family)
        if transfer is None or episode is None or of is None or not is_countable(transfer.on):
            return Wanted()
        if of.lack is not None:
            return Wanted(None, episode.family, of.lack)
        token = self._work.episodes.token(episode.id, transfer.on.year)
        return Wanted(TransferSummary(quarter(transfer.on), token, transfer.kind), episode.family)

    def _hours(self, hours_id: HoursId) -> Wanted:
        hours = self._work.hours.get(hours_id)
        if hours is None or not is_countable(hours.on):
            return Wanted()
        return Wanted(HoursSummary(quarter(hours.on), hours.kind, hours_band(hours.minutes)))

    def _of(self, code: FamilyCode) -> _Of | None:
        if code not in self._families:
            self._families[code] = self._read(code)
        return self._families[code]

    def _read(self, code: FamilyCode) -> _Of | None:
        family = self._work.families.get(code)
        if family is None:
            return None
        lack = self._lacks(code, Purpose.STATISTICS)
        with_outcomes = lack is None and self._lacks(code, Purpose.OUTCOME_MEASURES) is None
        work = self._work
        return _Of(family, work.people.of(code), work.visits.of(code), work.episodes.of(code), lack, with_outcomes)

    def _lacks(self, family: FamilyCode, purpose: Purpose) -> ErrorCode | None:
        try:
            require_family(self._work, self._day, family, purpose)
        except Circumstance as error:
            return error.code
        return None


def _kept_visits(of: _Of, episode: Episode) -> list[Visit]:
    """Those of the episode that were held, in order of time."""
    held = (one for one in of.visits if one.state is VisitState.HELD)
    return [one for one in held if episode_on(of.episodes, one.starts_at.date()) == episode]


def _number(of: _Of, episode: Episode, visit: Visit) -> int:
    """Which it was of those that were kept; one that was not kept has the number it would have had."""
    before = [one.id for one in _kept_visits(of, episode) if one.starts_at <= visit.starts_at]
    return before.index(visit.id) + 1 if visit.id in before else len(before) + 1


def _waited(of: _Of, episode: Episode) -> int | None:
    """Days from the referral to the first visit that was kept."""
    first = next(iter(_kept_visits(of, episode)), None)
    if first is None or episode.referred_on is None:
        return None
    return (first.starts_at.date() - episode.referred_on).days


def _outcome(episode: Episode) -> tuple[OutcomeMeasure | None, Change | None]:
    """One measure leaves: the first of the closed list that was looked at again."""
    return next(((measure, episode.outcomes[measure]) for measure in OutcomeMeasure if measure in episode.outcomes), (None, None))
