"""`samspill import`, `samspill vault info`, `samspill vault check`: each opens the vault, does one thing, says how it went, closes it."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.bootstrap import VaultDoor, import_tools
from app.domain.card import CardContents
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person
from app.domain.finding import Finding
from app.domain.ids import FamilyCode, PersonId, family_code
from app.domain.import_job import NOT_AGREED, FilmOutcome, ImportProgress, ImportReport
from app.domain.recording import Recording
from app.domain.timebase import clock_text
from app.ports import Store, Work
from app.terminal import Exit, Terminal, name_words, read_secret, size_words
from app.usecases.check_vault import check_vault
from app.usecases.erase_from_card import not_wiped
from app.usecases.import_card import Signals, import_films
from app.usecases.resume_imports import finish_at_start
from app.usecases.unwatched import Never, unseen
from ui.services import Session
from ui.texts import say


@dataclass(frozen=True)
class Access:
    """How a command gets into the vault."""

    vault: Path
    secret_from_stdin: bool
    recovery: bool


class NobodyToAsk(Exception):
    """The passphrase is needed, and neither a terminal nor `--passphrase-stdin` is there."""


class NotInFamily(Exception):
    """Nobody in the family is what was typed."""


def run_import(terminal: Terminal, access: Access, source: Path, family: str, named: tuple[str, ...] | None = None) -> Exit:
    """Import every film under `source` that is not in the vault yet. The family's children and those `named` are taken to be in it (every
    caregiver when None), and have to have agreed. Ctrl+C pauses: the same command goes on later."""
    code = family_code(family)
    with opened(access) as session, asked_to_stop() as pause:
        contents = session.cards.look(source)
        if not contents.films:
            raise Circumstance(ErrorCode.NO_FILM_FOUND)
        in_picture = who_is_in_it(session.store, code, named)
        tools = import_tools(session)
        finish_at_start(tools, pause)
        signals = Signals(progress=lambda now: terminal.progress(_progress_words(now)), pause=pause)
        report = import_films(tools, contents, contents.films, code, signals, in_picture)
    terminal.result(_import_facts(contents, report), _import_words(report))
    if report.stopped:
        return Exit.STOPPED
    return _exit_of(report)


def run_info(terminal: Terminal, access: Access) -> Exit:
    """Say what the vault holds: counts and sizes, no code of any family."""
    with opened(access) as session:
        with session.store.work() as work:
            recordings, families, receipts = work.recordings.all(), work.families.all(), work.receipts.all()
        waiting = not_wiped(session.store)
        free = session.store.free_bytes()
        practice = session.practice
    states = Counter(recording.state.value for recording in recordings)
    facts = {
        "command": "vault info",
        "practice": practice,
        "families": len(families),
        "recordings": len(recordings),
        "states": dict(states),
        "film_bytes": sum(recording.size_bytes for recording in recordings),
        "film_seconds": sum(recording.duration_us for recording in recordings) // 1_000_000,
        "not_wiped": len(waiting),
        "receipts": len(receipts),
        "free_bytes": free,
    }
    terminal.result(facts, _info_words(recordings, facts))
    return Exit.DONE


def run_check(terminal: Terminal, access: Access) -> Exit:
    """Read everything in the vault and name every damage."""
    with opened(access) as session:
        told = say("cli.checking")
        found = check_vault(session.keeper, lambda done, total: terminal.progress(f"{told} {100 * done // max(1, total)} %"))
    facts = {"command": "vault check", "well": not found, "findings": [_finding_facts(one) for one in found]}
    words = [say("cli.check.well")] if not found else [_finding_words(one) for one in found]
    terminal.result(facts, words)
    return Exit.DAMAGED if found else Exit.DONE


@contextmanager
def opened(access: Access) -> Iterator[Session]:
    """The open vault, closed again whatever happens. Opening never creates. Raises NobodyToAsk and what opening raises."""
    door = VaultDoor(access.vault.absolute())
    if not door.exists():
        raise Circumstance(ErrorCode.VAULT_MISSING)
    session = _unlocked(door, access)
    try:
        yield session
    finally:
        session.close()


def _unlocked(door: VaultDoor, access: Access) -> Session:
    if door.practice:
        return door.open_practice(unseen, Never())
    secret = read_secret(say("cli.ask.code" if access.recovery else "cli.ask.passphrase"), from_stdin=access.secret_from_stdin)
    if secret is None:
        raise NobodyToAsk
    return door.recover(secret) if access.recovery else door.unlock(secret)


def who_is_in_it(store: Store, family: FamilyCode, named: Iterable[str] | None) -> frozenset[PersonId] | None:
    """The persons of the family who were named by what they are (`mother`, `other` …) or by their id; None when nobody was. Raises
    NotInFamily for a word that is nobody there."""
    if named is None:
        return None
    with store.work() as work:
        return frozenset(person.id for word in named for person in _named(work, family, word))


def _named(work: Work, family: FamilyCode, word: str) -> list[Person]:
    found = [one for one in work.people.of(family) if word in (one.id, one.role, one.kind)]
    if not found:
        raise NotInFamily
    return found


class Asked:
    """A token that a signal sets."""

    def __init__(self) -> None:
        self.asked = False

    def cancelled(self) -> bool:
        return self.asked


@contextmanager
def asked_to_stop(*signals: signal.Signals) -> Iterator[Asked]:
    """Ctrl+C and these signals only set a token while this lasts."""
    token = Asked()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        token.asked = True

    before = {each: signal.signal(each, ask) for each in (signal.SIGINT, *signals)}
    try:
        yield token
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _exit_of(report: ImportReport) -> Exit:
    """Done when every film is in; partly when some are; failed when none is."""
    inside = [outcome for outcome in report.outcomes if outcome.recording is not None]
    well = [outcome for outcome in inside if outcome.code in (None, ErrorCode.ALREADY_IMPORTED)]
    if len(well) == len(report.outcomes):
        return Exit.DONE
    return Exit.PARTLY if inside else Exit.FAILED


def _outcome_of(outcome: FilmOutcome) -> str:
    if outcome.recording is None:
        return "refused"
    return "already" if outcome.code is ErrorCode.ALREADY_IMPORTED else "imported"


def _import_facts(contents: CardContents, report: ImportReport) -> dict[str, object]:
    films = [
        {
            "outcome": _outcome_of(outcome),
            "code": outcome.code.value if outcome.code else None,
            "problems": [problem.value for problem in outcome.problems],
            "compared": outcome.verified,
            "recording": outcome.recording,
            "kind": outcome.film.kind.value,
            "files": [name_words(part.path) for part in outcome.film.parts],
            "bytes": outcome.film.size_bytes,
        }
        for outcome in report.outcomes
    ]
    stopped = report.stopped.value if report.stopped else None
    return {"command": "import", "found": len(contents.films), "films": films, "stopped": stopped, "goes_on_later": report.resumable}


def _import_words(report: ImportReport) -> list[str]:
    lines = []
    for outcome in report.outcomes:
        name = name_words(outcome.film.parts[0].path)
        line = f"{name}, {size_words(outcome.film.size_bytes)}: {say(f'cli.film.{_outcome_of(outcome)}')}"
        if outcome.verified:
            line += f" {say('cli.film.compared')}"
        lines.append(line)
        named = dict.fromkeys((*outcome.problems, *((outcome.code,) if outcome.code else ())))
        lines += [f"    {say(f'error.{code.value}.title')}" for code in named if code is not ErrorCode.ALREADY_IMPORTED]
    if report.stopped:
        paused = report.stopped is ErrorCode.VAULT_LOCKED
        lines.append(say("cli.paused") if paused else say(f"error.{report.stopped.value}.title"))
        lines += [say("cli.goes_on")] if report.resumable else []
    refused = {*(outcome.code for outcome in report.outcomes), report.stopped}
    for code in [each for each in NOT_AGREED if each in refused]:
        lines += [say(f"error.{code.value}.what"), say(f"error.{code.value}.next")]
    return lines


def _info_words(recordings: list[Recording], facts: dict[str, object]) -> list[str]:
    whole = sum(recording.size_bytes for recording in recordings)
    length = clock_text(sum(recording.duration_us for recording in recordings))
    free = facts["free_bytes"]
    assert isinstance(free, int)
    lines = [say("cli.info.practice")] if facts["practice"] else []
    return [
        *lines,
        say("cli.info.recordings", recordings=len(recordings), families=facts["families"]),
        say("cli.info.size", size=size_words(whole), length=length),
        say("cli.info.not_wiped", films=facts["not_wiped"]),
        say("cli.info.receipts", receipts=facts["receipts"]),
        say("cli.info.free", size=size_words(free)),
    ]


def _progress_words(now: ImportProgress) -> str:
    step = say(f"card.step.{now.step.value}")
    words = say("card.step_of", number=now.film_number, count=now.film_count, step=step)
    done = 100 * now.done_bytes // max(1, now.total_bytes)
    return f"{words}, {done} %, {say('card.speed', size=size_words(now.bytes_per_second))}"


def _finding_facts(finding: Finding) -> dict[str, object]:
    return {"kind": finding.kind.value, "recording": finding.recording, "count": finding.count}


def _finding_words(finding: Finding) -> str:
    words = say(f"finding.{finding.kind.value}")
    return f"{words} ({finding.recording})" if finding.recording else words
