"""The evidence in words, for a data protection officer: sections of facts, the same on screen and on paper. No name, code or content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import escape

from app.domain.consent import Purpose
from app.domain.family import FamilyState
from app.domain.fingerprint import fingerprint
from app.domain.outbox import KeptState
from app.usecases.evidence import EXPIRY_DAYS, DeletionFact, DiskState, Evidence
from ui import paper, wording
from ui.privacy.log_words import fault_words
from ui.texts import say

_FIRST_PERCENT = 42
_NOT_SENT = (KeptState.WAITING, KeptState.LEFT_OUT, KeptState.QUARANTINED, KeptState.NO_CONSENT)
Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    facts: tuple[Fact, ...]


def warnings(evidence: Evidence) -> list[str]:
    """What somebody should do something about, in full sentences; none when all is as it should be."""
    found = [say("evidence.warn.practice")] if evidence.machine.practice else []
    if evidence.audit_fault is not None:
        title, what, _next = fault_words(evidence.audit_fault)
        found.append(f"{title}. {what}")
    if evidence.overdue:
        found.append(wording.count("evidence.warn.overdue", evidence.overdue))
    if evidence.clock_doubted:
        found.append(say("evidence.warn.clock"))
    if evidence.machine.disk is DiskState.PLAIN:
        found.append(say("evidence.warn.disk"))
    if not evidence.machine.keyring:
        found.append(say("evidence.warn.keyring"))
    if evidence.cards_not_wiped:
        found.append(wording.count("evidence.warn.cards", evidence.cards_not_wiped))
    if evidence.sharing.fault is not None:
        found.append(say("evidence.warn.left"))
    if evidence.sharing.held:
        found.append(wording.count("evidence.warn.held", evidence.sharing.held))
    return found


def sections(evidence: Evidence) -> list[Section]:
    """Every fact but the last deletions."""
    return [
        Section(say("evidence.where"), tuple(_where(evidence))),
        Section(say("evidence.locks"), tuple(_locks(evidence))),
        Section(say("evidence.rules"), tuple(_rules(evidence))),
        Section(say("evidence.consents"), tuple(_consents(evidence))),
        Section(say("evidence.sharing"), tuple(_sharing(evidence))),
        Section(say("evidence.deletions"), tuple(_deletions(evidence))),
        Section(say("evidence.log"), tuple(_log(evidence))),
        Section(say("evidence.versions"), evidence.machine.versions),
    ]


def deletion_heads() -> tuple[str, ...]:
    return say("evidence.asked"), say("evidence.finished"), say("evidence.what"), say("evidence.why")


def deletion_row(one: DeletionFact) -> tuple[str, ...]:
    what = " · ".join(
        part
        for part in (
            wording.size(one.film_bytes) if one.film_bytes else "",
            wording.count("wording.marks", one.marks) if one.marks else "",
            wording.count("wording.clips", one.clips) if one.clips else "",
        )
        if part
    )
    why = " ".join((say(f"receipts.rule.{one.rule.value}"), *(say(f"receipts.unreached.{each.value}") for each in one.unreached)))
    return wording.when(one.asked_at), wording.when(one.finished_at), what or say("evidence.nothing"), why


def evidence_page(evidence: Evidence) -> str:
    """All of it as one HTML text."""
    parts = [f"<p>{escape(made_words(evidence))}</p>", f"<p>{escape(say('evidence.no_names'))}</p>"]
    found = warnings(evidence)
    parts += [f'<p class="warn">{escape(one)}</p>' for one in found] or [f"<p><b>{escape(say('evidence.all_well'))}</b></p>"]
    for section in sections(evidence):
        parts.append(f"<h2>{escape(section.heading)}</h2>{paper.table(list(section.facts), first=_FIRST_PERCENT)}")
    if evidence.last_deletions:
        parts.append(f"<h2>{escape(last_words(evidence))}</h2>")
        parts.append(paper.table([deletion_row(one) for one in evidence.last_deletions], deletion_heads()))
    return paper.page(say("evidence.page_title"), "\n".join(parts))


def made_words(evidence: Evidence) -> str:
    return say("evidence.made", time=wording.when(evidence.at))


def last_words(evidence: Evidence) -> str:
    return wording.count("evidence.last", len(evidence.last_deletions))


def _where(evidence: Evidence) -> Iterator[Fact]:
    yield say("evidence.folder"), evidence.machine.folder.as_posix()
    yield say("evidence.disk"), say(f"evidence.disk.{evidence.machine.disk.value}")
    anything = evidence.sharing.team is not None or evidence.sharing.left.batches
    yield say("evidence.network"), say("evidence.network.base" if anything else "evidence.network.none")
    for state in FamilyState:
        yield say(f"evidence.families.{state.value}"), str(evidence.families[state])
    yield say("evidence.films"), say("evidence.films_of", count=evidence.films, size=wording.size(evidence.film_bytes))
    yield say("evidence.cards"), str(evidence.cards_not_wiped)
    backup = evidence.last_backup
    yield say("evidence.backup"), say("evidence.backup.none") if backup is None else wording.when(backup)


def _locks(evidence: Evidence) -> Iterator[Fact]:
    set_by = evidence.safeguards
    yield say("evidence.lock_after"), wording.count("evidence.minutes", evidence.machine.lock_after_minutes)
    yield say("evidence.keyring"), evidence.machine.keyring or say("evidence.keyring.none")
    yield say("evidence.pin"), _yes(set_by.exit_pin)
    yield say("evidence.second"), _yes(set_by.second_person)
    for what, which in evidence.machine.algorithms:
        yield say(f"evidence.algorithm.{what}"), which


def _rules(evidence: Evidence) -> Iterator[Fact]:
    set_by = evidence.safeguards
    source = say("evidence.source.signed", number=set_by.signed_rules) if set_by.signed_rules else say("evidence.source.defaults")
    yield say("evidence.source"), f"{source} {say('evidence.source.team')}" if set_by.team_rules else source
    for field in fields(evidence.policy):
        yield say(f"rules.keep.{field.name}"), wording.count("rules.days", getattr(evidence.policy, field.name))
    yield say("evidence.withdrawal"), say("evidence.withdrawal.at_once")
    yield say("evidence.footage"), _yes(set_by.footage_allowed)


def _consents(evidence: Evidence) -> Iterator[Fact]:
    for purpose in Purpose:
        yield say(f"ledger.purpose.{purpose.value}"), str(evidence.consents.get(purpose, 0))
    yield say("evidence.expiring", days=EXPIRY_DAYS), str(evidence.consents_expiring)


def _sharing(evidence: Evidence) -> Iterator[Fact]:
    sharing = evidence.sharing
    team, left = sharing.team or sharing.former, sharing.left
    if sharing.team is None:
        yield say("evidence.team"), say("evidence.team.none")
    if team is not None:
        yield say("evidence.team" if sharing.team else "evidence.team.former"), say("evidence.team.at", team=team.team, address=team.url)
        yield say("evidence.base"), fingerprint(bytes.fromhex(team.key))
    if left.last_at is None:
        yield say("evidence.left"), say("evidence.nothing_left")
    else:
        yield say("evidence.left"), say("evidence.left.in", items=wording.count("outbox.items", left.items), batches=left.batches)
        yield say("evidence.left.last"), wording.when(left.last_at)
        yield say("evidence.left.unheard"), str(left.unheard)
        yield say("evidence.at_base"), wording.count("outbox.items", sharing.at_base)
        yield say("evidence.untold"), str(sharing.untold)
        yield say("evidence.left.list"), say("evidence.left.whole" if sharing.fault is None else "evidence.left.changed")
    for state in _NOT_SENT:
        yield say(f"evidence.here.{state.value}"), str(sharing.here[state])
    by_itself = wording.count("evidence.by_itself", sharing.gateways) if sharing.gateways else say("evidence.by_itself.never")
    yield say("evidence.by_itself"), by_itself
    yield say("evidence.what_goes"), say("evidence.what_goes.words")


def _deletions(evidence: Evidence) -> Iterator[Fact]:
    yield say("evidence.deleted"), str(evidence.deletions)
    yield say("evidence.overdue"), str(evidence.overdue)
    for why, count in evidence.held_back.items():
        yield say(f"evidence.held.{why.value}"), str(count)
    yield say("evidence.holds"), str(evidence.holds)
    yield say("evidence.clock"), say("evidence.clock.doubted" if evidence.clock_doubted else "evidence.clock.believed")


def _log(evidence: Evidence) -> Iterator[Fact]:
    yield say("evidence.entries"), str(evidence.audit_entries)
    yield say("evidence.chain"), say("evidence.chain.whole") if evidence.audit_fault is None else fault_words(evidence.audit_fault)[1]


def _yes(is_so: bool) -> str:
    return say("evidence.yes" if is_so else "evidence.no")
