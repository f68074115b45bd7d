"""Bring a record of the outbox in step with what the base should have of it: a new revision, a tombstone, or nothing.

A revision that may have left is never changed: what is different becomes the next one. One that never was on its way is replaced.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from enum import StrEnum

from app.base_ports import Codec
from app.domain.errors import ErrorCode
from app.domain.outbox import Due, Kept, KeptState, Revision
from app.domain.summary import Summary
from app.ports import Work
from app.usecases.summarise import Wanted

CONFLICT = "conflict"  # why a record is in quarantine: the base has other bytes under this revision
ANEW = "anew"  # somebody has looked at a conflict, and wants it sent under a number that nothing has used
LEAP = 100


class Revised(StrEnum):
    """What became of a record."""

    AS_IT_WAS = "as_it_was"
    MADE = "made"
    TOMBSTONE = "tombstone"
    NO_CONSENT = "no_consent"


class Reviser:
    """For one unit of work."""

    def __init__(self, work: Work, codec: Codec) -> None:
        self._outbox = work.outbox
        self._codec = codec
        self._floor = work.outbox.floor()

    def revise(self, due: Due, wanted: Wanted) -> Revised:
        kept = self._kept(due, wanted)
        if kept is None or kept.state is KeptState.CLOSED:
            return Revised.AS_IT_WAS
        newest = self._outbox.revision(kept.record, kept.made) if kept.made else None
        if wanted.summary is not None:
            return self._tell(replace(kept, family=wanted.family), newest, wanted.summary)
        if wanted.lack is ErrorCode.CONSENT_EXPIRED and self._may_be_there(kept, newest):
            return self._rest(kept)
        if self._may_be_there(kept, newest):
            return self._take_back(kept, newest)
        if wanted.lack is None:
            self._outbox.forget(kept.record)
        elif kept.state is not KeptState.LEFT_OUT:  # that it stays, also when they agree again
            return self._without_consent(replace(kept, family=wanted.family), newest, wanted.lack)
        return Revised.AS_IT_WAS

    def _kept(self, due: Due, wanted: Wanted) -> Kept | None:
        """None where there is neither anything kept nor anything to keep. What was taken away and is back goes on where its record was."""
        if due.about is None:
            return None if due.record is None else self._outbox.kept(due.record)
        record = due.record if due.record is not None else self._outbox.record_of(due.kind, due.about)
        kept = self._outbox.kept(record)
        if kept is not None:
            return replace(kept, about=due.about)
        if wanted.summary is None and wanted.lack is None:
            return None
        return Kept(record, due.kind, due.about, wanted.family, KeptState.WAITING)

    def _may_be_there(self, kept: Kept, newest: Revision | None) -> bool:
        """Whether the base may have something of it."""
        if kept.sent > 0:
            return True
        return kept.made > 0 and (newest is None or newest.tried or kept.made > 1 or kept.made <= self._floor)

    def _tell(self, kept: Kept, newest: Revision | None, summary: Summary) -> Revised:
        if newest is not None and kept.made > self._floor and kept.reason != ANEW and self._says(newest, summary):
            at_base = kept.sent == kept.made
            rests = kept.state in (KeptState.LEFT_OUT, KeptState.QUARANTINED)
            self._outbox.keep(kept if rests else replace(kept, state=KeptState.SENT if at_base else KeptState.WAITING, reason=""))
            return Revised.AS_IT_WAS
        sent = self._outbox.revision(kept.record, kept.sent) if self._is_fresh(kept, newest) and kept.sent == kept.made - 1 else None
        if sent is not None and self._says(sent, summary):  # changed, and changed back before it went
            self._outbox.drop_revision(kept.record, kept.made)
            self._outbox.keep(replace(kept, made=kept.sent, gone=False, state=KeptState.SENT, reason=""))
            return Revised.AS_IT_WAS
        state = KeptState.LEFT_OUT if kept.state is KeptState.LEFT_OUT else KeptState.WAITING
        self._put(replace(kept, state=state), newest, summary)
        return Revised.MADE

    def _rest(self, kept: Kept) -> Revised:
        """Consent ran out: what the base has it may keep, and nothing more of it goes. A tombstone needs no consent."""
        if kept.gone or kept.state is KeptState.LEFT_OUT:
            return Revised.AS_IT_WAS
        state = KeptState.SENT if kept.sent == kept.made else KeptState.NO_CONSENT
        self._outbox.keep(replace(kept, state=state, reason="" if state is KeptState.SENT else ErrorCode.CONSENT_EXPIRED.value))
        return Revised.AS_IT_WAS if state is KeptState.SENT else Revised.NO_CONSENT

    def _without_consent(self, kept: Kept, newest: Revision | None, lack: ErrorCode) -> Revised:
        """Nobody has seen anything of it, and nothing is made."""
        if newest is not None:
            self._outbox.drop_revision(kept.record, kept.made)
        self._outbox.keep(replace(kept, state=KeptState.NO_CONSENT, made=0, reason=lack.value))
        return Revised.NO_CONSENT

    def _take_back(self, kept: Kept, newest: Revision | None) -> Revised:
        if kept.gone and kept.made > self._floor and kept.reason != ANEW:
            return Revised.AS_IT_WAS
        self._put(replace(kept, state=KeptState.WAITING), newest, None)
        return Revised.TOMBSTONE

    def _put(self, kept: Kept, newest: Revision | None, summary: Summary | None) -> None:
        """Write the revision that says this, under a number of its own."""
        number = kept.made
        if not self._is_fresh(kept, newest):
            number = max(kept.made, self._floor) + (LEAP if kept.reason == ANEW else 1)
        body = self._codec.encode(kept.record, number, summary)
        self._outbox.keep(replace(kept, made=number, gone=summary is None, reason=""))
        self._outbox.put_revision(Revision(kept.record, number, body, hashlib.sha256(body).hexdigest()))

    def _is_fresh(self, kept: Kept, newest: Revision | None) -> bool:
        """Whether nobody can have seen the newest revision."""
        return newest is not None and not newest.tried and kept.made > self._floor and kept.reason != ANEW

    def _says(self, revision: Revision, summary: Summary) -> bool:
        return revision.body == self._codec.encode(revision.record, revision.revision, summary)
