"""Make the summaries that are due: the exact bytes of each, in the outbox, for somebody to look at. Nothing is sent from here.

Some hundred at a time, so that whoever else needs the store meanwhile has it at once; a kill leaves the rest due.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from app.base_ports import Codec
from app.domain.ids import FamilyCode
from app.domain.outbox import HELD_NUMBER, HELD_SHARE, Due, KeptState, OutboxLine
from app.domain.summary import CountersSummary, SummaryKind, count_band, is_countable, quarter
from app.ports import CancelToken, Clock, Progress, Store, Work
from app.usecases.consent_gate import consent_day, local_day
from app.usecases.deletion_calendar import how_many
from app.usecases.revise_record import Revised, Reviser
from app.usecases.summarise import Summariser, Wanted
from app.usecases.today import AHEAD_DAYS
from app.usecases.watch_clock import clock_is_doubted

AT_ONCE = 100
LOOKED_AT = "looked_at"  # a tombstone's reason: somebody has released it


@dataclass(frozen=True, slots=True)
class Prepared:
    """What came of the things that were due. `held`: tombstones that wait for a human look now, those that did before too."""

    made: int
    tombstones: int
    without_consent: int
    held: int


def prepare_summaries(store: Store, clock: Clock, codec: Codec, progress: Progress, cancel: CancelToken) -> Prepared:
    """Make all that is due, or as much as there was time for before `cancel`. Progress counts things that were due."""
    with store.work() as work:
        _mark_changed_consents(work, clock)
        total = work.outbox.how_many_due()
        work.commit()
    came: Counter[Revised] = Counter()
    done = 0
    while not cancel.cancelled():
        with store.work() as work:
            some = work.outbox.due(AT_ONCE)
            if not some:
                break
            became = _prepare(work, clock, codec, some)
            if Revised.TOMBSTONE in became:
                _hold_back(work)
            work.commit()
        came.update(became)
        done += len(some)
        progress(min(done, total), total)
    with store.work() as work:
        _count_laptop(work, clock, codec)
        held = work.outbox.counts()[KeptState.HELD]
        work.commit()
    return Prepared(came[Revised.MADE], came[Revised.TOMBSTONE], came[Revised.NO_CONSENT], held)


def _prepare(work: Work, clock: Clock, codec: Codec, some: list[Due]) -> list[Revised]:
    summariser, reviser = Summariser(work, consent_day(work, clock)), Reviser(work, codec)
    came = []
    for due in some:
        came.append(reviser.revise(due, summariser.wanted(due)))
        work.outbox.not_due(due)
    return came


def _mark_changed_consents(work: Work, clock: Clock) -> None:
    """A consent runs out without anybody changing anything: whoever's has, is looked at again."""
    summariser = Summariser(work, consent_day(work, clock))
    lacking: dict[FamilyCode, bool] = {}
    for line in work.outbox.lines():
        kept = line.kept
        if kept.family is None or kept.about is None or kept.gone:
            continue
        if kept.family not in lacking:
            lacking[kept.family] = summariser.lack(kept.family) is not None
        if lacking[kept.family] != (kept.state is KeptState.NO_CONSENT):
            work.outbox.mark_due(kept.kind, kept.about)


def _hold_back(work: Work) -> None:
    """More tombstones than a day's work makes are a slip, until somebody has looked."""
    waiting = [line.kept for line in work.outbox.lines() if _is_unseen_tombstone(line)]
    if len(waiting) > HELD_NUMBER or len(waiting) > HELD_SHARE * work.outbox.sent_records():
        for kept in waiting:
            work.outbox.keep(replace(kept, state=KeptState.HELD))


def _is_unseen_tombstone(line: OutboxLine) -> bool:
    kept = line.kept
    return kept.gone and kept.state in (KeptState.WAITING, KeptState.HELD) and kept.reason != LOOKED_AT


def _count_laptop(work: Work, clock: Clock, codec: Codec) -> None:
    """How the laptop stands goes along with what waits, never alone: alone it would tell each day of a laptop that is looked at."""
    today = local_day(clock)
    if clock_is_doubted(work, clock) or not is_countable(today):
        return
    if not any(line.kept.state is KeptState.WAITING and line.kept.kind is not SummaryKind.COUNTERS for line in work.outbox.lines()):
        return
    period = quarter(today)
    summary = CountersSummary(
        period=period,
        overdue_deletions=count_band(how_many(work, today - timedelta(1))),
        unwiped_cards=count_band(len({film.card for film in work.cards.not_wiped()})),
        expiring_consents=count_band(len(work.ledger.expiring(today, today + timedelta(AHEAD_DAYS)))),
    )
    Reviser(work, codec).revise(Due(SummaryKind.COUNTERS, period, work.outbox.record_of(SummaryKind.COUNTERS, period)), Wanted(summary))
