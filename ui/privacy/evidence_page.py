"""Evidence for the data protection officer: read on screen, saved as a PDF or as HTML, each with one button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.domain.errors import SamspillError
from app.usecases.evidence import Evidence, evidence_written, gather_evidence
from ui import paper
from ui.jobs import Jobs
from ui.preferences import IDLE_MINUTES, Preferences
from ui.privacy.evidence_words import (
    Section,
    deletion_row,
    evidence_page,
    last_words,
    made_words,
    sections,
    warnings,
)
from ui.services import Session
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.choose_path import choose_new_file
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, title, words

WIDTH_PX = 900
ON_SCREEN = 5  # of the last deletions; the file has them all
_WHAT_PX = 330

PlaceChooser = Callable[[QWidget, str], Path | None]


def choose_place(parent: QWidget, ending: str) -> Path | None:
    return choose_new_file(parent, say("evidence.file_where"), say("evidence.file_name"), ending)


def file_bytes(evidence: Evidence, ending: str) -> bytes:
    """`ending` is pdf or html. On the interface's thread: a PDF is drawn by Qt."""
    page = evidence_page(evidence)
    return paper.pdf_bytes(paper.document(page)) if ending == "pdf" else page.encode()


class EvidencePage(Page):
    """`refresh` gathers it anew; `changed` when it was saved, which the log says."""

    changed = Signal()

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences, choose: PlaceChooser = choose_place) -> None:
        super().__init__(WIDTH_PX)
        self._session, self._jobs, self._preferences, self._choose = session, jobs, preferences, choose
        self.evidence: Evidence | None = None
        self.notice = Notice(closable=True)
        self.made = secondary()
        self.pdf_button = button(say("evidence.save_pdf"), partial(self._save, "pdf"), "primary")
        self.html_button = button(say("evidence.save_html"), partial(self._save, "html"))
        head = row(title(say("evidence.title")), self.html_button, self.pdf_button)
        head.setStretch(0, 1)
        self.add(head)
        self.add(words(say("evidence.lead")))
        self.add(self.notice)
        self.add(self.made)
        self._facts = column(spacing=SPACE_BETWEEN)
        self.add(self._facts)
        self.end()
        self._let(may=False)

    def refresh(self) -> None:
        self.made.setText(say("evidence.gathering"))
        self._jobs.pool(self, self._gathering(), self._fill, self._failed)

    def _gathering(self) -> Callable[[], Evidence]:
        session, minutes = self._session, self._preferences.get(IDLE_MINUTES)
        return lambda: gather_evidence(session.store, session.clock, session.machine(minutes))

    def _fill(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.made.setText(made_words(evidence))
        self._let(may=True)
        clear_layout(self._facts)
        found = warnings(evidence)
        for one in found:
            self._facts.addWidget(words(one, "warn"))
        if not found:
            self._facts.addWidget(words(say("evidence.all_well"), "good"))
        for each in sections(evidence):
            self._facts.addWidget(_card(each))
        if evidence.last_deletions:
            shown = tuple((" · ".join(line[1:3]), line[3]) for line in map(deletion_row, evidence.last_deletions[:ON_SCREEN]))
            self._facts.addWidget(_card(Section(last_words(evidence), shown)))

    def _save(self, ending: str) -> None:
        """Gathered anew: what is saved is as it is now."""
        path = self._choose(self, ending)
        if path is None:
            return
        self.notice.clear()
        self._let(may=False)
        self.made.setText(say("evidence.gathering"))
        self._jobs.pool(self, self._gathering(), partial(self._write, path, ending), self._failed)

    def _write(self, path: Path, ending: str, evidence: Evidence) -> None:
        data = file_bytes(evidence, ending)
        session = self._session

        def work() -> None:
            paper.write_file(path, data)
            evidence_written(session.store, session.clock)  # noted once it is true

        self._jobs.store(self, work, lambda _nothing: self._written(), self._failed)

    def _written(self) -> None:
        self.notice.show_words(say("evidence.saved"), say("evidence.saved_what"), tone="good")
        self.changed.emit()
        self.refresh()

    def _failed(self, error: SamspillError) -> None:
        self.made.setText(made_words(self.evidence) if self.evidence else "")
        self._let(may=self.evidence is not None)
        self.notice.show_error(error)

    def _let(self, *, may: bool) -> None:
        for made in (self.pdf_button, self.html_button):
            made.setEnabled(may)


def _card(each: Section) -> QFrame:
    whole = column(section(each.heading), spacing=8)
    for what, how in each.facts:
        name = secondary(what)
        name.setFixedWidth(_WHAT_PX)
        line = row(name, words(how), spacing=SPACE_BETWEEN)
        line.setStretch(1, 1)
        whole.addLayout(line)
    return card(whole)
