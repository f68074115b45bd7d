"""The outbox: what waits to leave, and what a person decides about it. Deciding sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.base_ports import Codec, Membership
from app.domain.ids import RecordId
from app.domain.outbox import Departure, Due, Kept, KeptState, OutboxLine
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import consent_day
from app.usecases.prepare_summaries import LOOKED_AT
from app.usecases.revise_record import ANEW, CONFLICT, Reviser
from app.usecases.summarise import Summariser
from app.usecases.take_documents import ERASED
from app.usecases.team import membership


@dataclass(frozen=True, slots=True)
class OutboxView:
    """What the screen shows. `due`: how many things changed since the summaries were last prepared. `last`: the newest departure."""

    membership: Membership | None
    lines: tuple[OutboxLine, ...]
    counts: Counter[KeptState]
    last: Departure | None
    due: int

    def of(self, state: KeptState) -> tuple[OutboxLine, ...]:
        return tuple(line for line in self.lines if line.kept.state is state)


def look_at_outbox(store: Store) -> OutboxView:
    with store.work() as work:
        box = work.outbox
        last = next(iter(work.departures.last(1)), None)
        return OutboxView(membership(work), tuple(box.lines()), box.counts(), last, box.how_many_due())


def leave_out(store: Store, records: Iterable[RecordId]) -> int:
    """Keep these back until they are put back; how many changed. A tombstone cannot be kept back: it takes away what is there."""
    return _change(store, records, lambda kept: kept.state is KeptState.WAITING and not kept.gone, KeptState.LEFT_OUT)


def put_back(store: Store, records: Iterable[RecordId]) -> int:
    """Let these go after all."""
    return _change(store, records, lambda kept: kept.state is KeptState.LEFT_OUT, KeptState.WAITING)


def release_held(store: Store, records: Iterable[RecordId]) -> int:
    """Somebody has looked at these tombstones: they may go."""
    return _change(store, records, lambda kept: kept.state is KeptState.HELD, KeptState.WAITING, LOOKED_AT)


def may_try_again(kept: Kept) -> bool:
    """Whether it lies in quarantine and the base may take it yet: what was erased there it never takes again."""
    return kept.state is KeptState.QUARANTINED and kept.reason != ERASED


def try_again(store: Store, clock: Clock, codec: Codec, records: Iterable[RecordId]) -> int:
    """Take these out of quarantine. What the base refused goes again as it is, as when the base has been brought up to date; where it has
    other bytes under the same number, ours goes under a new one. Returns how many; what it has erased stays where it is."""
    changed = 0
    with store.work() as work:
        for kept in _known(work, records):
            if not may_try_again(kept):
                continue
            changed += 1
            if kept.reason == CONFLICT:
                _make_anew(work, clock, codec, kept)
            else:
                work.outbox.keep(replace(kept, state=KeptState.WAITING, reason=LOOKED_AT if kept.gone else ""))
        work.commit()
    return changed


def _make_anew(work: Work, clock: Clock, codec: Codec, kept: Kept) -> None:
    work.outbox.keep(replace(kept, reason=ANEW))
    due = Due(kept.kind, kept.about, kept.record)
    Reviser(work, codec).revise(due, Summariser(work, consent_day(work, clock)).wanted(due))


def _known(work: Work, records: Iterable[RecordId]) -> list[Kept]:
    return [kept for kept in map(work.outbox.kept, records) if kept is not None]


def _change(store: Store, records: Iterable[RecordId], fits: Callable[[Kept], bool], state: KeptState, reason: str = "") -> int:
    with store.work() as work:
        fitting = [kept for kept in _known(work, records) if fits(kept)]
        for kept in fitting:
            work.outbox.keep(replace(kept, state=state, reason=reason))
        work.commit()
    return len(fitting)
