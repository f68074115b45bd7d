"""A laptop with a family that is counted, and a team base in memory: for tests of what leaves and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time

from app.base_ports import Invitation, Membership
from app.domain.consent import Purpose
from app.domain.ids import RecordId, VisitId, new_id
from app.domain.outbox import Kept, KeptState, OutboxLine
from app.domain.summary import SummaryKind
from app.domain.visit import Visit, VisitKind, VisitState
from app.usecases.join_team import join_team
from app.usecases.outbox import OutboxView, look_at_outbox
from app.usecases.prepare_summaries import Prepared, prepare_summaries
from app.usecases.release_summaries import Packed, Released, pack, release
from app.usecases.unwatched import unseen
from sync.codec import WireCodec
from tests.fakes.base import URL, FakeBase, NoWaiting
from tests.usecases.caring import MOTHER, TODAY, Home
from tests.usecases.importing import Token

SECRET = "0123456789ABCDEF"


class Laptop:
    """`home` with a base. `counted`: everybody in its family has agreed to statistics."""

    def __init__(self, home: Home, base: FakeBase | None = None, *, counted: bool = True) -> None:
        self.home = home
        self.base = base or FakeBase()
        self.codec = WireCodec()
        self.pacer = NoWaiting()
        self.cancel = Token()
        if counted:
            home.all_agree(Purpose.STATISTICS)

    def join(self, base: FakeBase | None = None) -> Membership:
        self.base = base or self.base
        self.base.codes.add(SECRET)
        return join_team(self.home.vault, self.home.clock, self.base, Invitation(URL, SECRET), self.cancel)

    def visit(self, on: date = TODAY, state: VisitState = VisitState.HELD, minutes: int | None = None) -> VisitId:
        visit = VisitId(new_id())
        starts_at = datetime.combine(on, time(10))
        self.put(Visit(visit, self.home.code, starts_at, VisitKind.FILM, state=state, minutes=minutes, took_part=frozenset({MOTHER})))
        return visit

    def visits(self, days: Iterable[date]) -> list[VisitId]:
        """Held on these days, all entered at once."""
        made = [
            Visit(VisitId(new_id()), self.home.code, datetime.combine(day, time(10)), VisitKind.FILM, state=VisitState.HELD) for day in days
        ]
        with self.home.vault.work() as work:
            for visit in made:
                work.visits.put(visit)
            work.commit()
        return [visit.id for visit in made]

    def put(self, visit: Visit) -> None:
        with self.home.vault.work() as work:
            work.visits.put(visit)
            work.commit()

    def change(self, visit: VisitId, **fields: object) -> None:
        with self.home.vault.work() as work:
            known = work.visits.get(visit)
            assert known is not None
            work.visits.put(replace(known, **fields))  # type: ignore[arg-type]
            work.commit()

    def remove(self, *visits: VisitId) -> None:
        with self.home.vault.work() as work:
            for visit in visits:
                work.visits.remove(visit)
            work.commit()

    def prepare(self) -> Prepared:
        return prepare_summaries(self.home.vault, self.home.clock, self.codec, unseen, self.cancel)

    def pack(self) -> tuple[Packed, ...]:
        return pack(self.home.vault, self.codec)

    def release(self, packs: tuple[Packed, ...] | None = None) -> Released:
        packs = self.pack() if packs is None else packs
        return release(self.home.vault, self.home.clock, self.base, self.pacer, packs, unseen, self.cancel)

    def send(self) -> Released:
        """Prepare and release all."""
        self.prepare()
        return self.release()

    def view(self) -> OutboxView:
        return look_at_outbox(self.home.vault)

    def lines(self, state: KeptState) -> tuple[OutboxLine, ...]:
        """Without the laptop's own counters."""
        return tuple(line for line in self.view().of(state) if line.kept.kind is not SummaryKind.COUNTERS)

    def kept(self, record: RecordId) -> Kept:
        with self.home.vault.work() as work:
            kept = work.outbox.kept(record)
        assert kept is not None
        return kept

    def record(self, visit: VisitId) -> RecordId:
        with self.home.vault.work() as work:
            return work.outbox.record_of(SummaryKind.VISIT, visit)

    def counted(self) -> dict[RecordId, dict[str, object]]:
        """What the base counts, without the laptop's counters."""
        return {record: said for record, said in self.base.counts().items() if said["kind"] != "counters"}


def said(line: OutboxLine) -> dict[str, object]:
    """The summary in a line of the outbox."""
    assert line.body is not None
    summary: dict[str, object] = json.loads(line.body)["summary"]
    return summary
