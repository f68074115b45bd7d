"""Pack what waits, for a person to look at, and send what was looked at: exactly those bytes, or nothing.

That a batch is on its way is written down before its first byte goes. Only the base's signed receipt, read item by item, makes a
summary sent; whatever else happens it waits and goes again, as the same bytes, which the base knows when they have come twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from app.base_ports import BaseLink, BatchAnswer, Codec, ItemAnswer, ItemOutcome, Membership, Pacer
from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.fingerprint import fingerprint
from app.domain.ids import BatchId, new_record_id
from app.domain.outbox import MOST_ITEMS, Due, Kept, KeptState, Parcel, SentItem
from app.domain.summary import SummaryKind
from app.ports import CancelToken, Clock, Progress, Store, Work
from app.usecases.consent_gate import consent_day
from app.usecases.notice_restored import notice_documents, notice_stored
from app.usecases.pacing import patiently
from app.usecases.revise_record import CONFLICT
from app.usecases.summarise import Summariser
from app.usecases.team import keep_stored, membership, require_membership

DIGEST_DIFFERS = "digest_differs"  # why a record is in quarantine: the base has counted another digest than ours


@dataclass(frozen=True, slots=True)
class Packed:
    """A batch as it will go: the exact body."""

    batch: BatchId
    body: bytes = field(repr=False)
    items: tuple[SentItem, ...]


@dataclass(frozen=True, slots=True)
class Released:
    """How many items the base acknowledged, how many it refused, and how many were no more as they were shown (their batches were not
    sent). `waiting`: summaries that wait now. `restored`: how many the base has lost since, and wait again. `trouble`: what kept the rest
    here (BASE_*, CANCELLED)."""

    sent: int = 0
    quarantined: int = 0
    changed: int = 0
    waiting: int = 0
    restored: int = 0
    trouble: ErrorCode | None = None


def pack(store: Store, codec: Codec) -> tuple[Packed, ...]:
    """All that waits, in batches. Raises NOT_IN_TEAM. The order is that of the records' random names, and tells nothing of their days."""
    with store.work() as work:
        member = require_membership(work)
        waiting = [line for line in work.outbox.lines() if line.kept.state is KeptState.WAITING]
    items = [_item(line.kept, line.body) for line in waiting if line.body is not None]
    items.sort(key=lambda item: item.record)
    return tuple(_packed(codec, member, items[first : first + MOST_ITEMS]) for first in range(0, len(items), MOST_ITEMS))


def release(
    store: Store, clock: Clock, base: BaseLink, pacer: Pacer, packs: Sequence[Packed], progress: Progress, cancel: CancelToken
) -> Released:
    """Send these batches, one after the other, until all are sent or something keeps the rest here. Progress counts items. Raises
    NOT_IN_TEAM; circumstances of the base are told in what comes back."""
    with store.work() as work:
        member = require_membership(work)
    talk = _Talk(base, member, pacer, cancel)
    total = sum(len(packed.items) for packed in packs)
    came, done = Released(), 0
    try:
        greeting = patiently(lambda: base.greet(member, cancel), pacer)
        with store.work() as work:
            came = replace(came, restored=notice_stored(work, greeting.stored))
            notice_documents(work, greeting.documents)
            work.commit()
        for packed in packs:
            if cancel.cancelled():
                raise Circumstance(ErrorCode.CANCELLED)
            came = _send(store, clock, talk, packed, came)
            done += len(packed.items)
            progress(done, total)
    except Circumstance as error:
        if error.code is ErrorCode.NOT_IN_TEAM:
            raise
        came = replace(came, trouble=error.code)
    with store.work() as work:
        return replace(came, waiting=work.outbox.counts()[KeptState.WAITING])


def _item(kept: Kept, body: bytes) -> SentItem:
    return SentItem(kept.record, kept.made, hashlib.sha256(body).hexdigest(), body)


def _packed(codec: Codec, member: Membership, items: Sequence[SentItem]) -> Packed:
    batch = BatchId(new_record_id())
    return Packed(batch, codec.body(batch, member.team, [item.body for item in items if item.body is not None]), tuple(items))


@dataclass(frozen=True, slots=True)
class _Talk:
    """Who speaks with whom, how patiently, and until when."""

    base: BaseLink
    member: Membership
    pacer: Pacer
    cancel: CancelToken


def _send(store: Store, clock: Clock, talk: _Talk, packed: Packed, came: Released) -> Released:
    def once() -> BatchAnswer | None:
        """Looked at anew for each try: consent may be withdrawn while the network is waited for."""
        with store.work() as work:
            if membership(work) != talk.member:
                raise Circumstance(ErrorCode.NOT_IN_TEAM)
            if not _is_as_shown(work, clock, packed):
                return None
            _put_on_its_way(work, clock, talk.member, packed)
            work.commit()
        return talk.base.send(talk.member, packed.batch, packed.body, talk.cancel)

    answer = patiently(once, talk.pacer)
    if answer is None:
        return replace(came, changed=came.changed + len(packed.items))
    with store.work() as work:
        fresh = sum(one.outcome is ItemOutcome.STORED for one in answer.items)
        restored = notice_stored(work, answer.stored - fresh)
        sent, quarantined = _take_receipt(work, packed, answer)
        work.departures.received(packed.batch, clock.now(), answer.raw)
        keep_stored(work, answer.stored)
        work.commit()
    return replace(came, sent=came.sent + sent, quarantined=came.quarantined + quarantined, restored=came.restored + restored)


def _is_as_shown(work: Work, clock: Clock, packed: Packed) -> bool:
    """Whether each item is still what waits: neither changed nor left out nor erased since, and its family's consent is there today."""
    summariser = Summariser(work, consent_day(work, clock))
    for item in packed.items:
        kept = work.outbox.kept(item.record)
        if kept is None or kept.state is not KeptState.WAITING or kept.made != item.revision:
            return False
        revision = work.outbox.revision(item.record, item.revision)
        if revision is None or revision.body is None or revision.body != item.body:
            return False
        if not kept.gone and kept.kind is not SummaryKind.COUNTERS and not _may_be_told(summariser, kept):
            return False
    return True


def _may_be_told(summariser: Summariser, kept: Kept) -> bool:
    """Whether there is anything to tell of it now, whichever family it is of by now."""
    return summariser.wanted(Due(kept.kind, kept.about, kept.record)).summary is not None


def _put_on_its_way(work: Work, clock: Clock, member: Membership, packed: Packed) -> None:
    """Written down once, however often it is tried."""
    if work.departures.items(packed.batch):
        return
    now = clock.now()
    for item in packed.items:
        revision = work.outbox.revision(item.record, item.revision)
        if revision is not None and not revision.tried:
            work.outbox.put_revision(replace(revision, tried=True))
    base = fingerprint(bytes.fromhex(member.key))
    work.departures.append(Parcel(packed.batch, now, base, member.team, hashlib.sha256(packed.body).hexdigest()), packed.items)
    work.audit.append(now, Deed.SUMMARIES_SENT, subject=packed.batch)


def _take_receipt(work: Work, packed: Packed, answer: BatchAnswer) -> tuple[int, int]:
    """How many were acknowledged, and how many are in quarantine by this receipt. What it does not name waits on."""
    named = {(one.record, one.revision): one for one in answer.items}
    sent = quarantined = 0
    for item in packed.items:
        said = named.get((item.record, item.revision))
        kept = work.outbox.kept(item.record)
        if said is None or kept is None or said.outcome is ItemOutcome.UNKNOWN:
            continue
        reason = _reason(item, said)
        if not reason:
            _acknowledge(work, kept, item.revision, answer.stored)
            sent += 1
        elif kept.made == item.revision and kept.state is KeptState.WAITING:
            work.outbox.keep(replace(kept, state=KeptState.QUARANTINED, reason=reason))
            quarantined += 1
    return sent, quarantined


def _reason(item: SentItem, said: ItemAnswer) -> str:
    """Why it goes into quarantine; "" for what the base has as we sent it."""
    if said.outcome is ItemOutcome.REFUSED:
        return said.refusal
    if said.outcome is ItemOutcome.CONFLICT:
        return CONFLICT
    return "" if said.digest == item.digest else DIGEST_DIFFERS


def _acknowledge(work: Work, kept: Kept, revision: int, stored: int) -> None:
    """What changed again meanwhile waits on as its next revision."""
    newest = kept.made == revision and kept.state is not KeptState.CLOSED
    work.outbox.keep(
        replace(
            kept,
            sent=max(kept.sent, revision),
            stored=stored,
            state=KeptState.SENT if newest else kept.state,
            reason="" if newest else kept.reason,
        )
    )
