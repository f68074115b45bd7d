"""Every state of the review screen and of parent mode fits the smallest window, in both languages and at 200 %: no word is cut off."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from app.domain.appearance import Appearance
from app.domain.clip import Clip, Intent
from app.domain.errors import Circumstance, ErrorCode
from app.domain.family import Person, PersonKind, Role
from app.domain.ids import ClipId, MarkId, PersonId
from app.domain.mark import Mark
from app.domain.scheme import BOOKMARK, GAP, MOMENTS
from storage.practice import create_practice_vault
from storage.vault import Vault
from tests.samples.make import sample
from tests.ui.films import AT_THE_TIME, keep_film, put_all, start_lanes, wait_for
from tests.ui.fit import faults
from tests.ui.scaled import again_at_two_hundred_percent
from ui.jobs import Jobs
from ui.parent.window import ParentWindow
from ui.preferences import Preferences
from ui.review.code_bar import _KEY_ROOM
from ui.review.screen import ReviewScreen
from ui.texts import LANGUAGES, Language, set_language
from ui.theme import LIGHT, apply_theme
from video.player import Player

S = 1_000_000
# What the frame leaves of 1280x720, the smallest window, with the practice banner, the menu and the status line shown.
ROOM = QSize(1172, 620)
SHOTS = os.environ.get("SAMSPILL_SHOTS")
PATIENCE_S = 3.0


class Shown:
    """The review screen on a film with marks and clips, in one language."""

    def __init__(self, vault: Vault, jobs: Jobs, preferences: Preferences, language: Language) -> None:
        self.vault, self.jobs, self.preferences, self.language = vault, jobs, preferences, language
        self.recording = keep_film(vault, sample("mp4_gop30", seconds=6).path)
        marks = [
            Mark(MarkId(f"m{n}"), self.recording.id, code.id, n * S // 2, note="smiler, ser opp og ler") for n, code in enumerate(MOMENTS)
        ]
        # With what is noted while filming there is one row more on the timeline, and less room for everything.
        marks += [
            Mark(MarkId("b"), self.recording.id, BOOKMARK.id, 2 * S),
            Mark(MarkId("g"), self.recording.id, GAP.id, 5 * S, note="03:12"),
        ]
        self.clips = [Clip(ClipId(f"c{i}"), self.recording.id, n * S, n * S + S, "", i, n) for n, i in enumerate(Intent)]
        put_all(vault, [*marks, *self.clips])
        self.review = ReviewScreen(vault, AT_THE_TIME, jobs, Player, preferences)
        self.review.resize(ROOM)
        self.review.show()
        self.review.open(self.recording)
        wait_for(lambda: self.review.player.is_exact() and bool(self.review.book.marks()))

    def check(self, state: str, root: QWidget | None = None, room: QSize = ROOM) -> None:
        shown = root or self.review
        deadline = time.monotonic() + PATIENCE_S
        wait_for(lambda: not faults(shown) or time.monotonic() > deadline)  # rows that came are laid out in the next turns
        if SHOTS:
            shown.grab().save(f"{SHOTS}/fit-{state}-{self.language}.png")
        assert shown.size() == room, state
        assert faults(shown) == [], state
        tools = [tool for tool in shown.findChildren(QToolButton) if tool.isVisibleTo(shown) and tool.text() and not tool.icon().isNull()]
        assert [tool.text() for tool in tools if tool.width() < tool.sizeHint().width()] == [], state  # icon and words both


@pytest.fixture(params=LANGUAGES)
def shown(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> Iterator[Shown]:
    set_language(request.param)
    apply_theme(qapp, LIGHT)
    vault, jobs, preferences = create_practice_vault(tmp_path / "vault"), Jobs(), Preferences(tmp_path)
    start_lanes(jobs, preferences)
    made = Shown(vault, jobs, preferences, request.param)
    yield made
    made.review.close()
    assert made.review.player.wait_closed()
    made.review.deleteLater()
    jobs.close()
    vault.close()


def test_every_state_of_the_review_screen_fits(shown: Shown) -> None:
    review = shown.review
    shown.check("review")
    for number, code in enumerate(MOMENTS):
        review.marker.choose(f"m{number}")
        shown.check(f"mark-{code.id}")
    for name in ("b", "g"):
        review.marker.choose(name)
        shown.check(f"mark-{name}")
    review.marker.press("explores")
    shown.check("state-open")
    review.marker.press("explores")
    review.marker.clip_in()
    review.marker.choose(shown.clips[1].id)
    shown.check("clip")
    review.notice.show_error(Circumstance(ErrorCode.CLIP_TOO_SHORT))
    shown.check("clip-too-short")
    review.notice.clear()
    review._toggle_help()
    shown.check("help")
    review._toggle_help()
    review.transport.show_duration(3 * 3600 * S)
    review.transport.show_time(2 * 3600 * S, exact=True)
    shown.check("hours")


def test_who_is_in_the_film_and_why_it_is_refused_fit(shown: Shown) -> None:
    review = shown.review
    family = shown.recording.family
    with shown.vault.work() as work:
        work.people.put(Person(PersonId("n"), family, PersonKind.OTHER))
        work.people.put(Person(PersonId("f"), family, PersonKind.CAREGIVER, Role.FATHER, has_responsibility=True))
        work.people.put(Person(PersonId("g"), family, PersonKind.CAREGIVER, Role.GRANDPARENT))
        for one in work.people.of(family):
            if one.id not in ("n", "g"):
                work.appearances.put(Appearance(shown.recording.id, one.id))
        work.appearances.put(Appearance(shown.recording.id, PersonId("n"), S, 2 * S))
        work.commit()
    wait_for(lambda: not review.refusal.isHidden())
    shown.check("refused")
    review._toggle_people()
    wait_for(lambda: PersonId("n") in review.people.choices and not faults(review))  # new rows are laid out in the next turns
    shown.check("people-refused")
    for person in ("f", "g"):
        with shown.vault.work() as work:
            work.appearances.remove(shown.recording.id, PersonId(person))
            work.commit()
    review.opening.ask_again()
    review.people.show_film(shown.recording.id)
    wait_for(lambda: review.player.is_exact() and review.timeline.has_pictures() and not faults(review))
    shown.check("people-hidden")
    review.people._begin(PersonId("f"))
    shown.check("people-entering")
    review._toggle_people()
    shown.check("hidden")


def test_words_of_codes_fit_their_buttons_also_in_bold(shown: Shown) -> None:
    for made in shown.review.code_bar.buttons.values():
        made.set_on(True)
        wide = max(map(QFontMetrics(made.words_font()).horizontalAdvance, made.lines()))
        assert _KEY_ROOM + wide <= made.width() - 2, made.text()
        assert len(made.lines()) * QFontMetrics(made.words_font()).lineSpacing() <= made.height() - 4


def test_every_state_of_parent_mode_fits(shown: Shown) -> None:
    clip = Clip(
        ClipId("1" * 32), shown.recording.id, 0, 2 * S, "Se, nå vil jeg hvile litt. Jeg ser bort en stund, og så kommer jeg tilbake til deg"
    )
    other = Clip(ClipId("2" * 32), shown.recording.id, 3 * S, 4 * S)
    window = ParentWindow(
        shown.vault, AT_THE_TIME, shown.jobs, Player, shown.recording, [clip, other], lambda _typed: False, shown.preferences
    )
    room = QSize(1280, 720)
    window.resize(room)
    window.show()
    wait_for(window.player.is_exact)
    shown.check("parent", window, room)
    window._toggle_drawing()
    shown.check("parent-drawing", window, room)
    window._toggle_drawing()
    window.ask_to_leave()
    window.leave_panel._refused(Circumstance(ErrorCode.WAIT_BEFORE_NEXT_TRY, seconds=300))
    shown.check("parent-leaving", window, room)
    window.close()
    assert window.player.wait_closed()
    window.deleteLater()


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__)
