"""Fill a practice vault: a made-up family agrees on paper, its card is drawn, imported as any card is, and wiped. Nobody real is in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.consent import Purpose
from app.domain.episode import ReferralSource
from app.domain.errors import Circumstance
from app.domain.family import PersonKind, Role
from app.domain.ids import FamilyCode, RecordingId
from app.domain.import_job import ImportProgress
from app.domain.recording import SourceKind
from app.ports import CancelToken, Clock, Progress
from app.usecases.agree_on_paper import Paper, agree_on_paper
from app.usecases.change_people import PersonFacts
from app.usecases.consent_gate import local_day
from app.usecases.episode_facts import Beginning, tell_episode
from app.usecases.erase_from_card import erase_films
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.open_family import open_family

PRACTICE_FAMILY = FamilyCode("DEMO")
MakeCard = Callable[[Path, Progress, CancelToken], None]
_BABY_DAYS = 140  # four months old
_WAITED_DAYS = 18
_DRAWING, _ALL = 600, 1000  # drawing the films is the longer part


def make_practice(tools: ImportTools, make_card: MakeCard, progress: Progress, cancel: CancelToken) -> tuple[RecordingId, ...]:
    """Make the films and import them; returns their recordings, oldest first. Raises CANCELLED, DISK_FULL, and what the store raises.

    The films lie on disk in the open for a moment, in a private temporary folder: they show nobody. `progress` counts thousandths.
    """

    def drawn(done: int, total: int) -> None:
        progress(_DRAWING * done // total, _ALL)

    def imported(now: ImportProgress) -> None:
        progress(_DRAWING + (_ALL - _DRAWING) * now.done_bytes // max(1, now.total_bytes), _ALL)

    open_family(tools.store, tools.clock, PRACTICE_FAMILY, people=_drawn_family(tools.clock))
    referred_on = local_day(tools.clock) - timedelta(days=_WAITED_DAYS)
    tell_episode(tools.store, tools.clock, PRACTICE_FAMILY, Beginning(referred_on, ReferralSource.HEALTH_VISITOR, 1))
    agree_on_paper(tools.store, tools.clock, Paper(PRACTICE_FAMILY, "DEMO", frozenset({Purpose.FILM, Purpose.REPLAY, Purpose.STATISTICS})))
    with TemporaryDirectory(prefix="practice-") as folder:
        make_card(Path(folder), drawn, cancel)
        contents = tools.cards.look(Path(folder))
        films = tuple(replace(film, kind=SourceKind.PRACTICE) for film in contents.films)
        report = import_films(tools, contents, films, PRACTICE_FAMILY, Signals(progress=imported, cancel=cancel))
        failed = report.stopped or next((outcome.code for outcome in report.outcomes if outcome.code is not None), None)
        if failed is not None:
            raise Circumstance(failed)
        erase_films(tools.store, tools.cards, contents, films)
    progress(_ALL, _ALL)
    return tuple(outcome.recording for outcome in report.outcomes if outcome.recording is not None)


def _drawn_family(clock: Clock) -> tuple[PersonFacts, ...]:
    """Those who are drawn: a baby of four months, and its mother."""
    born_on = local_day(clock) - timedelta(days=_BABY_DAYS)
    return (PersonFacts(PersonKind.CHILD, born_on=born_on), PersonFacts(PersonKind.CAREGIVER, Role.MOTHER, has_responsibility=True))
