"""How long things are kept: four times in days, each as short as the team likes and never longer than the organisation allows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSpinBox, QWidget

from app.domain.errors import SamspillError
from app.domain.retention import Policy
from app.domain.rules_file import as_rules
from app.ports import Clock, Store
from app.usecases.foresee_policy import Foreseen, foresee_policy
from app.usecases.policy import Standing, accept_policy, standing_rules
from app.usecases.policy_file import read_policy_file
from ui import wording
from ui.jobs import Jobs
from ui.rules.change_panel import ChangePanel
from ui.rules.words import NAMES, days_words, limits_words, rule_words
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import number_box
from ui.widgets.choose_path import choose_file
from ui.widgets.notice import Notice
from ui.widgets.parts import button, column, row, secondary, section, words

_FIELD_PX = 150
_MOST_DAYS = 366 * 100


class KeepCard(QFrame):
    """`refresh` reads the rules in force. `changed` when others hold."""

    changed = Signal()

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self._store, self._jobs, self._clock = store, jobs, clock
        self.standing: Standing | None = None
        self.panel: ChangePanel | None = None
        self.setProperty("role", "card")
        self.notice = Notice(closable=True)
        self.limits = secondary()
        self.days = {name: number_box(rule_words(name), 0, _MOST_DAYS, 0, wording.count("rules.keep.unit", 0)) for name in NAMES}
        self.most = {name: secondary() for name in NAMES}
        self.save_button = button(say("rules.keep.save"), self._save, "primary")
        self.undo_button = button(say("rules.keep.undo"), self._undo, "quiet")
        self.file_button = button(say("rules.file"), self._choose)
        self._question = column()
        layout = column(
            section(say("rules.keep.title")), words(say("rules.keep.lead")), self.notice, self._grid(), self.limits,
            row(self.save_button, self.undo_button, None, self.file_button), self._question, spacing=12,
        )  # fmt: skip
        layout.setContentsMargins(SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN, SPACE_BETWEEN)
        self.setLayout(layout)
        self._allow()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_BETWEEN)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for line, name in enumerate(NAMES):
            label = QLabel(rule_words(name))
            label.setWordWrap(True)
            label.setBuddy(self.days[name])
            self.days[name].setFixedWidth(_FIELD_PX)
            self.days[name].valueChanged.connect(partial(self._typed, self.days[name]))
            grid.addWidget(label, line, 0)
            grid.addWidget(self.days[name], line, 1)
            grid.addWidget(self.most[name], line, 2, Qt.AlignmentFlag.AlignVCenter)
        return grid

    def refresh(self) -> None:
        self._jobs.store(self, partial(standing_rules, self._store), self._fill, self.notice.show_error)

    # --- what holds -----------------------------------------------------------------------------------------------------------

    def _fill(self, standing: Standing) -> None:
        """What was changed here and not saved yet stays as long as the rules are the same."""
        if standing == self.standing:
            return
        self.standing = standing
        for name, box in self.days.items():
            most = getattr(standing.allowed, name)
            box.setRange(0, most)
            box.setValue(getattr(standing.policy, name))
            self.most[name].setText(say("rules.keep.most", days=days_words(most)))
        self.limits.setText(limits_words(standing))
        self._allow()

    def wanted(self) -> Policy:
        """As it stands in the fields."""
        return Policy(**{name: box.value() for name, box in self.days.items()})

    def is_changing(self) -> bool:
        """Whether something stands in the fields that does not hold yet, or the question before it holds is open."""
        return self.panel is not None or (self.standing is not None and self.wanted() != self.standing.policy)

    def _typed(self, box: QSpinBox, days: int) -> None:
        box.setSuffix(f" {wording.count('rules.keep.unit', days)}")
        self._allow()

    def _allow(self) -> None:
        changed = self.standing is not None and self.wanted() != self.standing.policy
        self.save_button.setEnabled(changed and self.panel is None)
        self.undo_button.setVisible(changed and self.panel is None)

    def _undo(self) -> None:
        standing, self.standing = self.standing, None
        if standing is not None:
            self._fill(standing)
        self.days[NAMES[0]].setFocus()

    # --- what is to hold ------------------------------------------------------------------------------------------------------

    def _save(self) -> None:
        if self.standing is not None:
            self._ask(partial(lambda data: (data, b""), as_rules(self.wanted(), self.standing.allowed)))

    def _choose(self) -> None:
        path = choose_file(self, say("rules.file"))
        if path is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Look at a rules file; its signature lies beside it."""
        self._ask(partial(read_policy_file, path))

    def _ask(self, read: Callable[[], tuple[bytes, bytes]]) -> None:
        self.notice.clear()
        self._leave()
        self._let(False)

        def look() -> tuple[Foreseen, bytes, bytes]:
            data, signature = read()
            return foresee_policy(self._store, self._clock, data, signature), data, signature

        self._jobs.store(self, look, lambda seen: self._show(*seen), self._refused)

    def _show(self, foreseen: Foreseen, data: bytes, signature: bytes) -> None:
        panel = ChangePanel(foreseen, signed=bool(signature))
        panel.confirmed.connect(lambda: self._accept(data, signature))
        panel.left.connect(self._left)
        self._question.addWidget(panel)
        self.panel = panel
        self._allow()
        self._go_to(panel.leave_button)

    def _accept(self, data: bytes, signature: bytes) -> None:
        self._leave()
        self._jobs.store(
            self, partial(accept_policy, self._store, self._clock, data, signature), lambda _now: self._accepted(), self._refused
        )

    def _accepted(self) -> None:
        self._let(True)
        self.notice.show_words(say("rules.changed"), say("rules.changed_what"), tone="good")
        self._go_to(self.file_button)
        self.changed.emit()
        self.refresh()

    def _refused(self, error: SamspillError) -> None:
        self._let(True)
        self.notice.show_error(error)
        self._go_to(self.file_button)

    def _go_to(self, part: QWidget) -> None:
        """The keyboard, unless it is on another page by now."""
        if self.isVisible():
            part.setFocus()

    def _left(self) -> None:
        self._leave()
        self._let(True)
        (self.save_button if self.save_button.isEnabled() else self.file_button).setFocus()

    def _leave(self) -> None:
        panel, self.panel = self.panel, None
        if panel is not None:
            panel.hide()
            panel.deleteLater()

    def _let(self, may: bool) -> None:
        for part in (*self.days.values(), self.file_button):
            part.setEnabled(may)
        self._allow()
        if not may:
            self.save_button.setEnabled(False)
