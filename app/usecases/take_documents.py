"""What comes down from the team base: fetched, shown, and only then taken. Erasures of which nothing is here ask nobody; an
unsigned document never gets this far, an older one or one that cannot be read is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.base_ports import BaseLink, Membership
from app.domain.audit import Deed
from app.domain.base_documents import Named, check_readable, read_erasures, read_named, read_policy
from app.domain.errors import Circumstance, ErrorCode
from app.domain.outbox import Document, DocumentKind, DocumentState, Kept, KeptState
from app.ports import CancelToken, Clock, Store, Work
from app.usecases.foresee_policy import Foreseen, foresee_policy
from app.usecases.policy import enter_policy
from app.usecases.team import keep_newest_document, known_gateways, membership, newest_document, require_membership

_MOST_AT_ONCE = 200
ERASED = "erased"  # why a record is closed, and `sync.wire.Refusal.ERASED`


@dataclass(frozen=True, slots=True)
class Arrived:
    """Kinds that wait to be looked at, and why others were refused."""

    waiting: tuple[DocumentKind, ...] = ()
    refused: tuple[ErrorCode, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that waits, and what it would change. `rules` None: none in it, or `trouble` (POLICY_*) keeps them from being accepted.
    `erased`: how many records of this laptop it names that are not erased here yet. `named`: what is in it of schemes or supervisors, and
    `no_longer` what was in the one before and is not in it."""

    document: Document
    rules: Foreseen | None = None
    gateways_added: tuple[str, ...] = ()
    gateways_gone: tuple[str, ...] = ()
    erased: int = 0
    named: tuple[Named, ...] = ()
    no_longer: tuple[Named, ...] = ()
    trouble: ErrorCode | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A document that holds, and what is in it of schemes or supervisors."""

    document: Document
    named: tuple[Named, ...] = ()


def fetch_documents(store: Store, clock: Clock, base: BaseLink, cancel: CancelToken) -> Arrived:
    """Ask for what is new. Raises NOT_IN_TEAM, and what `BaseLink.documents` raises; then nothing was taken."""
    with store.work() as work:
        member = require_membership(work)
        after = newest_document(work)
    found = _all_after(base, member, after, cancel)
    if not found:
        return Arrived()
    refused = []
    with store.work() as work:
        if membership(work) != member:
            raise Circumstance(ErrorCode.NOT_IN_TEAM)
        for document in sorted(found, key=lambda one: one.number):
            try:
                if _is_new(work, document):
                    check_readable(document.kind, document.body)
                    work.documents.put(replace(document, state=DocumentState.WAITING))
                    if document.kind is DocumentKind.ERASURES and not _named_here(work, document):
                        _take(work, clock, document)
            except Circumstance as error:
                refused.append(error.code)
        keep_newest_document(work, max(after, *(one.number for one in found)))
        waiting = tuple(one.kind for one in work.documents.waiting())
        work.commit()
    return Arrived(waiting, tuple(refused))


def waiting_documents(store: Store, clock: Clock) -> tuple[Pending, ...]:
    """What waits to be looked at, with what each would change. Changes nothing."""
    with store.work() as work:
        waiting = work.documents.waiting()
        seen = [_pending(work, document) for document in waiting]
    return tuple(_with_rules(store, clock, one) for one in seen)


def documents_in_force(store: Store) -> tuple[Holding, ...]:
    with store.work() as work:
        held = [one for one in map(work.documents.in_force, DocumentKind) if one is not None]
    return tuple(Holding(one, read_named(one.kind, one.body)) for one in held)


def take_document(store: Store, clock: Clock, document: Document) -> None:
    """Let the document hold that was shown. Raises DOCUMENT_OLDER when a newer one of its kind came meanwhile, and for a policy what
    `accept_policy` raises; then all is as before."""
    with store.work() as work:
        newest = work.documents.newest(document.kind)
        if newest is None or (newest.version, newest.body) != (document.version, document.body):
            raise Circumstance(ErrorCode.DOCUMENT_OLDER)
        _take(work, clock, newest)
        work.commit()


def _all_after(base: BaseLink, member: Membership, after: int, cancel: CancelToken) -> list[Document]:
    """The base gives some at a time; what is beyond a few hundred comes the next time."""
    found: list[Document] = []
    while len(found) < _MOST_AT_ONCE and (some := base.documents(member, max((after, *(one.number for one in found))), cancel)):
        found += some
    return found


def _is_new(work: Work, document: Document) -> bool:
    """Raises DOCUMENT_OLDER for one that is replaced already, or that gives a known version another meaning."""
    newest = work.documents.newest(document.kind)
    if newest is None or document.version > newest.version:
        return True
    if document.version == newest.version and document.body == newest.body:
        return False
    raise Circumstance(ErrorCode.DOCUMENT_OLDER)


def _take(work: Work, clock: Clock, document: Document) -> None:
    if document.kind is DocumentKind.POLICY:
        policy = read_policy(document.body)
        if policy.rules:
            enter_policy(work, clock, policy.rules, policy.signature)
    elif document.kind is DocumentKind.ERASURES:
        for kept in _named_here(work, document):
            work.outbox.keep(replace(kept, state=KeptState.CLOSED, reason=ERASED))
    work.documents.take(document.kind)
    work.audit.append(clock.now(), Deed.DOCUMENT_TAKEN, subject=document.kind.value)


def _named_here(work: Work, erasures: Document) -> list[Kept]:
    """Of the records that were erased at the base, those that this laptop still keeps."""
    known = (work.outbox.kept(record) for record in read_erasures(erasures.body))
    return [kept for kept in known if kept is not None and kept.state is not KeptState.CLOSED]


def _pending(work: Work, document: Document) -> Pending:
    if document.kind is DocumentKind.POLICY:
        now, then = known_gateways(work), read_policy(document.body).gateways
        return Pending(document, gateways_added=tuple(sorted(then - now)), gateways_gone=tuple(sorted(now - then)))
    if document.kind is DocumentKind.ERASURES:
        return Pending(document, erased=len(_named_here(work, document)))
    named, held = read_named(document.kind, document.body), work.documents.in_force(document.kind)
    before = read_named(held.kind, held.body) if held is not None else ()
    return Pending(document, named=named, no_longer=tuple(one for one in before if one not in named))


def _with_rules(store: Store, clock: Clock, pending: Pending) -> Pending:
    if pending.document.kind is not DocumentKind.POLICY:
        return pending
    policy = read_policy(pending.document.body)
    if not policy.rules:
        return pending
    try:
        return replace(pending, rules=foresee_policy(store, clock, policy.rules, policy.signature))
    except Circumstance as error:
        return replace(pending, trouble=error.code)
