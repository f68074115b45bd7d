"""5,000 summaries waiting after months without a network: prepared, packed and sent to a real base in a process of its own, over loopback.
Processor time of the laptop and bytes for each summary. The interface meanwhile: test_outbox_screen.py.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from app.base_ports import BatchAnswer, Invitation, Membership
from app.domain.ids import BatchId
from app.ports import CancelToken
from app.usecases.join_team import join_team
from app.usecases.outbox import look_at_outbox
from app.usecases.pacing import Pauses
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.release_summaries import pack, release
from app.usecases.unwatched import unseen
from app.usecases.what_left import check_what_left
from sync.client import TeamBase
from sync.codec import WireCodec
from tests.benchmarks.months import FAMILIES, VISITS, fill
from tests.fakes.secrets import MemorySecrets
from tests.sync.base.live import BaseProcess
from tests.usecases.caring import Home
from tests.usecases.importing import Token

pytestmark = pytest.mark.benchmark
MOST_SLICE_MS = 100.0  # of the processor: whoever else needs the store meanwhile waits so long
_T = TypeVar("_T")


class Counting(TeamBase):
    """Counts the bytes of bodies and receipts."""

    sent = came = 0

    def send(self, membership: Membership, batch: BatchId, body: bytes, cancel: CancelToken | None = None) -> BatchAnswer:
        answer = super().send(membership, batch, body, cancel)
        self.sent += len(body)
        self.came += len(answer.raw)
        return answer


def measured(what: str, act: Callable[[], _T], many: int) -> _T:
    wall, cpu = time.perf_counter(), time.process_time()
    came = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:18} {wall:6.2f} s, processor {cpu:6.2f} s, {1e6 * cpu / many:6.0f} µs a summary")
    return came


def test_five_thousand_prepared_and_sent(home: Home, tmp_path: Path) -> None:
    fill(home)
    codec, cancel = WireCodec(), Token()
    link = Counting(MemorySecrets(), "item")
    slices: list[float] = []
    many = FAMILIES * VISITS
    print()
    with BaseProcess(tmp_path) as base:
        join_team(home.vault, home.clock, link, Invitation(base.url, base.invite()))
        told = measured(
            "prepared",
            lambda: prepare_summaries(home.vault, home.clock, codec, lambda *_: slices.append(time.process_time()), cancel),
            many,
        )
        view = measured("looked at", lambda: look_at_outbox(home.vault), many)
        packs = measured("packed", lambda: pack(home.vault, codec), many)
        came = measured("sent", lambda: release(home.vault, home.clock, link, Pauses(cancel), packs, unseen, cancel), many)
        assert measured("chain checked", lambda: check_what_left(home.vault), many) is None
        again = measured("nothing to do", lambda: prepare_summaries(home.vault, home.clock, codec, unseen, cancel), many)
    link.close()
    longest = max(1000 * (after - before) for before, after in itertools.pairwise(slices))
    print(f"longest slice      {longest:6.0f} ms (goal {MOST_SLICE_MS:.0f})")
    print(f"bytes a summary    {link.sent / many:6.0f} up (padded, {len(packs)} batches), {link.came / many:6.0f} down")
    assert (told.made, len(view.lines), came.sent, came.trouble, again.made) == (many, many + 1, many + 1, None, 0)
    assert longest <= MOST_SLICE_MS
