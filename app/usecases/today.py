"""The first screen after unlocking: what this day asks for, each line with the one thing to do. One read, changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice

from app.domain.card import CardFilmState
from app.domain.consent import Purpose
from app.domain.family import months_after, nears_twelve_months
from app.domain.ids import CardId, ConsentId, FamilyCode, NoteId, PersonId, RecordingId, VisitId
from app.domain.outbox import KeptState
from app.domain.retention import Due, DueRule, HeldBack
from app.domain.visit import DiaryLine, VisitKind, VisitState
from app.ports import Clock, Store, Work
from app.usecases.consent_gate import local_day
from app.usecases.deletion_calendar import how_many, soonest
from app.usecases.family_page import diary_time
from app.usecases.no_import import footage_is_allowed
from app.usecases.team import membership
from app.usecases.watch_clock import clock_is_doubted

AHEAD_DAYS = 14  # consents that expire, deletions
RECENT_DAYS = 30  # what was left open longer ago stands in the list of families, and with the film that cannot go
MOST_LINES = 50  # in each part; a screen that shows more helps nobody
OF_FILM = (DueRule.FILM_AFTER_GUIDANCE, DueRule.FILM_AFTER_FILMING)
_PROMPT_MONTHS = 13  # from then on the gentle prompt is over


class Part(StrEnum):
    """The parts of the screen, in their order."""

    VISITS_TODAY = "visits_today"
    VISITS_THIS_WEEK = "visits_this_week"  # the six days after today
    NOTES = "notes"
    FILM = "film"
    CONSENTS = "consents"
    DELETIONS = "deletions"
    CARDS = "cards"
    CHILDREN = "children"
    OUTBOX = "outbox"  # for the team base, and from it


class ToDo(StrEnum):
    """The one thing to do."""

    PREPARE_VISIT = "prepare_visit"
    ENTER_VISIT = "enter_visit"  # say how it went: its time is over
    WRITE_NOTE = "write_note"
    SIGN_NOTE = "sign_note"
    REVIEW_FILM = "review_film"
    RENEW_CONSENT = "renew_consent"
    SEE_CALENDAR = "see_calendar"
    WRITE_NOTE_FIRST = "write_note_first"  # or the film cannot go
    SEE_HOLD = "see_hold"
    CONFIRM_DATE = "confirm_date"
    WIPE_CARD = "wipe_card"
    PLAN_ENDING = "plan_ending"
    SEE_DOCUMENTS = "see_documents"  # that came down from the team base
    LOOK_AT_OUTBOX = "look_at_outbox"  # what was refused, or is held until somebody has looked
    SEND_SUMMARIES = "send_summaries"


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One line, and where it leads: whichever id there is. `on` is the day it is about, `hour_minute` the time of a visit or film. `many`:
    how many films, clips, notes or summaries stand behind it. `label` is what a card calls itself."""

    part: Part
    todo: ToDo
    on: date
    family: FamilyCode | None = None
    name: str = field(default="", repr=False)
    hour_minute: tuple[int, int] | None = None
    visit_kind: VisitKind | None = None
    visit: VisitId | None = None
    note: NoteId | None = None
    recording: RecordingId | None = None
    consent: ConsentId | None = None
    person: PersonId | None = None
    purpose: Purpose | None = None
    rule: DueRule | None = None
    card: CardId | None = None
    label: str = field(default="", repr=False)
    many: int = 1


@dataclass(frozen=True, slots=True)
class TodayView:
    """At most so many lines of each part; `left_out` says how many more there are of it (of deletions: films, clips and notes).
    `doubted`: no deletion happens by itself until somebody confirmed the date. `footage`: whether film may come onto this laptop."""

    day: date
    lines: tuple[TodayLine, ...]
    left_out: dict[Part, int]
    doubted: bool
    footage: bool

    def of(self, part: Part) -> tuple[TodayLine, ...]:
        return tuple(line for line in self.lines if line.part is part)


def today_view(store: Store, clock: Clock) -> TodayView:
    """As it is now."""
    today = local_day(clock)
    with store.work() as work:
        doubted = clock_is_doubted(work, clock)
        parts: dict[Part, list[TodayLine]] = {part: [] for part in Part}
        for line in (
            *_diary(work, today),
            *_notes(work, today),
            *_film(work),
            *_consents(work, today),
            *_cards(work),
            *_children(work, today),
            *_outbox(work, today),
        ):
            parts[line.part].append(line)
        parts[Part.DELETIONS], more = _deletions(work, today + timedelta(AHEAD_DAYS), doubted)
        shown = [line for lines in parts.values() for line in lines[:MOST_LINES]]
        names, footage = _names(work, shown), footage_is_allowed(work)
    left_out = {part: len(lines) - MOST_LINES for part, lines in parts.items() if len(lines) > MOST_LINES}
    if more:
        left_out[Part.DELETIONS] = more
    return TodayView(today, tuple(replace(line, name=names.get(line.family, "")) for line in shown), left_out, doubted, footage)


def _diary(work: Work, today: date) -> Iterator[TodayLine]:
    """What is planned until a week from today, and what was planned and nobody said how it went, the latest first."""
    lines = [line for line in work.visits.between(today - timedelta(RECENT_DAYS), today + timedelta(6)) if _is_planned(line)]
    for line in lines:
        day = line.visit.starts_at.date()
        if day >= today:
            yield _of_visit(line, Part.VISITS_TODAY if day == today else Part.VISITS_THIS_WEEK, ToDo.PREPARE_VISIT)
    for line in reversed(lines):
        if line.visit.starts_at.date() < today:
            yield _of_visit(line, Part.VISITS_TODAY, ToDo.ENTER_VISIT)


def _is_planned(line: DiaryLine) -> bool:
    return line.visit.state is VisitState.PLANNED


def _of_visit(line: DiaryLine, part: Part, todo: ToDo) -> TodayLine:
    at = line.visit.starts_at
    return TodayLine(
        part, todo, at.date(), line.family.code, hour_minute=(at.hour, at.minute), visit_kind=line.visit.kind, visit=line.visit.id
    )


def _notes(work: Work, today: date) -> Iterator[TodayLine]:
    """Drafts to be signed, the one that waits longest first; then visits without a word, the oldest first."""
    drafts = work.notes.unsigned()
    for draft in drafts:
        yield TodayLine(
            Part.NOTES,
            ToDo.SIGN_NOTE,
            draft.starts_at.date(),
            draft.family,
            hour_minute=(draft.starts_at.hour, draft.starts_at.minute),
            visit_kind=draft.kind,
            visit=draft.visit,
            note=draft.note,
        )
    begun = {draft.visit for draft in drafts}
    for line in work.visits.without_signed_note(today - timedelta(RECENT_DAYS)):
        if line.visit.id not in begun:
            yield _of_visit(line, Part.NOTES, ToDo.WRITE_NOTE)


def _film(work: Work) -> Iterator[TodayLine]:
    for film in work.recordings.not_looked_at():
        at = diary_time(film.filmed_at or film.imported_at)
        yield TodayLine(Part.FILM, ToDo.REVIEW_FILM, at.date(), film.family, hour_minute=(at.hour, at.minute), recording=film.id)


def _consents(work: Work, today: date) -> Iterator[TodayLine]:
    for one in work.ledger.expiring(today, today + timedelta(AHEAD_DAYS)):
        if one.expires_on is not None:
            yield TodayLine(
                Part.CONSENTS, ToDo.RENEW_CONSENT, one.expires_on, one.family, consent=one.id, person=one.person, purpose=one.purpose
            )


def _deletions(work: Work, last: date, doubted: bool) -> tuple[list[TodayLine], int]:
    """What goes until then, soonest first: the first lines, and how much more there is. A family's clips or notes of one day stand on one
    line, each film on its own."""
    behind: dict[tuple[FamilyCode, DueRule, date, RecordingId | None, ToDo], int] = {}
    before, more = date.min, False
    for due in soonest(work, last):
        more = len(behind) >= MOST_LINES and due.on > before
        if more:  # what comes after stands on lines of later days
            break
        film = RecordingId(due.what) if due.rule in OF_FILM else None
        line = (due.family, due.rule, due.on, film, ToDo.CONFIRM_DATE if doubted else _todo(due))
        behind[line] = behind.get(line, 0) + 1
        before = due.on
    lines = [
        TodayLine(Part.DELETIONS, todo, on, family, recording=film, rule=rule, many=many)
        for (family, rule, on, film, todo), many in islice(behind.items(), MOST_LINES)
    ]
    whole = how_many(work, last) if more else sum(behind.values())
    return lines, whole - sum(line.many for line in lines)


def _todo(due: Due) -> ToDo:
    if not due.held_back:
        return ToDo.SEE_CALENDAR
    if HeldBack.HOLD in due.held_back:
        return ToDo.SEE_HOLD
    return ToDo.WRITE_NOTE_FIRST if HeldBack.NO_SIGNED_NOTE in due.held_back else ToDo.SEE_CALENDAR


def _cards(work: Work) -> Iterator[TodayLine]:
    """Each card once, from when it was first seen; only films that were compared may be wiped."""
    found: dict[CardId, TodayLine] = {}
    for film in work.cards.not_wiped():
        if film.state is CardFilmState.VERIFIED:
            known = found.get(film.card)
            if known is not None:
                found[film.card] = replace(known, many=known.many + 1)
            else:
                found[film.card] = TodayLine(Part.CARDS, ToDo.WIPE_CARD, diary_time(film.seen_at).date(), card=film.card, label=film.label)
    yield from found.values()


def _children(work: Work, today: date) -> Iterator[TodayLine]:
    """Children of open families near twelve months, on the day they become it."""
    for child in work.people.children_born(months_after(today, -_PROMPT_MONTHS) - timedelta(3), months_after(today, -10)):
        if child.born_on is not None and nears_twelve_months(child, today) and months_after(child.born_on, _PROMPT_MONTHS) > today:
            yield TodayLine(Part.CHILDREN, ToDo.PLAN_ENDING, months_after(child.born_on, 12), child.family, person=child.id)


def _outbox(work: Work, today: date) -> Iterator[TodayLine]:
    """Of a laptop that is in a team: what came, what needs a look, what may be sent."""
    if membership(work) is None:
        return
    counts = work.outbox.counts()
    to_look_at = counts[KeptState.HELD] + counts[KeptState.QUARANTINED]
    documents, waiting = len(work.documents.waiting()), counts[KeptState.WAITING]
    for todo, many in ((ToDo.SEE_DOCUMENTS, documents), (ToDo.LOOK_AT_OUTBOX, to_look_at), (ToDo.SEND_SUMMARIES, waiting)):
        if many:
            yield TodayLine(Part.OUTBOX, todo, today, many=many)


def _names(work: Work, lines: Iterable[TodayLine]) -> dict[FamilyCode | None, str]:
    families = (work.families.get(code) for code in {line.family for line in lines} if code is not None)
    return {family.code: family.name for family in families if family is not None}
