"""The frame of the application: rail, top bar, status line, practice banner, menu bar; screens come and go inside it.

It knows no screen. `ui/shell.py` decides what is shown and listens to the wishes this window emits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QByteArray, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenuBar,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.usecases.exit_pin import PRACTICE_PIN
from ui.icons import icon
from ui.places import FOOTAGE, MARKS, RAIL
from ui.preferences import WINDOW_PLACE, Preferences
from ui.rail import Rail
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.film_line import FilmLine
from ui.widgets.film_question import FilmQuestion
from ui.widgets.notice import Notice
from ui.widgets.parts import button, name, words
from ui.widgets.status_line import StatusLine

DEFAULT_SIZE = QSize(1280, 720)
RAIL_PX = 108


class MainWindow(QMainWindow):
    """`show_bare` for what comes before unlocking, `show_screen` for what comes after."""

    go_wanted = Signal(str)  # one of the rail's places
    back_wanted = Signal()
    search_wanted = Signal()
    lock_wanted = Signal()
    throw_practice_wanted = Signal()
    closing = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self.setWindowTitle(say("shell.app"))
        self._bare = QStackedWidget()
        self._stack = QStackedWidget()
        self.notice = Notice(closable=True)
        self.status = StatusLine()
        self.film_question = FilmQuestion()
        self.film_line = FilmLine()
        self.may_close: Callable[[], bool] = lambda: True  # asked when the window's cross is pressed
        self._frame: QWidget | None = None
        self._outer = QStackedWidget()
        self._outer.addWidget(self._bare)
        self.setCentralWidget(self._outer)
        self._place()

    # --- what is shown ---------------------------------------------------------------------------------------------------

    def show_bare(self, widget: QWidget) -> None:
        """Only this widget: set-up and the lock screen have nothing around them."""
        _show_only(self._bare, widget)
        self._outer.setCurrentWidget(self._bare)

    def show_screen(self, widget: QWidget) -> None:
        """Inside the frame. The widget shown before is kept until `drop`."""
        if self._frame is None:
            self._build_frame()
        if self._stack.indexOf(widget) < 0:
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        assert self._frame is not None
        self._outer.setCurrentWidget(self._frame)

    def show_frame(self) -> None:
        """Back to the screen that was shown before something bare covered it."""
        shown = self._stack.currentWidget()
        if shown is not None:
            self.show_screen(shown)

    def drop(self, widget: QWidget) -> None:
        """The widget is not needed any more."""
        self._stack.removeWidget(widget)
        widget.deleteLater()

    def rebuild_frame(self) -> None:
        """The frame in another language or other colours. Screens inside are kept; the caller shows one of them next."""
        if self._frame is None:
            return
        kept = [self._stack.widget(place) for place in range(self._stack.count())]
        old, self._frame = self._frame, None
        self._stack, self.notice, self.status, self.film_line = QStackedWidget(), Notice(closable=True), StatusLine(), FilmLine()
        self.film_question = FilmQuestion()
        for screen in kept:
            if screen is not None:
                self._stack.addWidget(screen)
        self._build_frame()
        self._outer.removeWidget(old)
        old.deleteLater()

    def current(self) -> QWidget | None:
        stack = self._bare if self._outer.currentWidget() is self._bare else self._stack
        return stack.currentWidget()

    def is_bare(self) -> bool:
        """Whether something stands over the frame."""
        return self._outer.currentWidget() is self._bare

    def set_family(self, code: str) -> None:
        self._family.setText(say("shell.family", code=code) if code else "")

    def set_back(self, where: str) -> None:
        """Where back leads, in words; empty where it leads nowhere."""
        self.back_button.setText(f"‹ {where}")
        name(self.back_button, say("shell.back_to", where=where), say("shell.back_tip"))
        self.back_button.setVisible(bool(where))
        self._back_action.setEnabled(bool(where))

    def set_footage(self, allowed: bool) -> None:
        """Whether film may come onto this laptop: which places the rail, the menu and the keys lead to."""
        self.rail.set_footage(allowed)
        self._go_actions[MARKS[0]].setVisible(not allowed)
        for place in FOOTAGE:
            self._go_actions[place].setVisible(allowed)

    def set_practice(self, practice: bool) -> None:
        if self._frame is None:
            self._build_frame()
        self._banner.setVisible(practice)

    # --- the keyboard -------------------------------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round everything that can be used. Qt's own way turns back at a widget with a focus proxy, and never comes to what lies
        before the proxy: the rail beside the film screen, the languages at the first start."""
        at: QWidget | None = self.focusWidget() or self
        seen = set()  # a chain whose widgets are just going need not lead back to where it began
        while at is not None and at not in seen:
            seen.add(at)
            at = at.nextInFocusChain() if forward else at.previousInFocusChain()
            if at is None or at in seen:
                break
            if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.focusProxy() is None and at.isEnabled() and at.isVisibleTo(self):
                at.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
                return True
        return False

    # --- place on the desktop -----------------------------------------------------------------------------------------------

    def _place(self) -> None:
        self.resize(DEFAULT_SIZE)
        kept = self._preferences.get(WINDOW_PLACE)
        if kept:
            self.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "ignore")))

    def remember_place(self) -> None:
        """Called before locking and closing."""
        self._preferences.set(WINDOW_PLACE, bytes(self.saveGeometry().toBase64().data()).decode("ascii"))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.remember_place()
        self.closing.emit()
        event.accept()

    # --- building -----------------------------------------------------------------------------------------------------------

    def _build_frame(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(_inset(self.film_question))
        right.addWidget(self.film_line)
        right.addLayout(_inset(self.notice))
        right.addWidget(self._stack, 1)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        self.rail = Rail()
        self.rail.go_wanted.connect(self.go_wanted)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        self.film_line.back_wanted.connect(partial(self.go_wanted.emit, "film"))
        self._frame = QWidget()
        down = QVBoxLayout(self._frame)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self._build_top())
        down.addWidget(self._build_banner())
        down.addLayout(across, 1)
        down.addWidget(self.status)
        self._outer.addWidget(self._frame)
        self.set_footage(True)
        self._order_keyboard()

    def _order_keyboard(self) -> None:
        """The rail first: where a screen goes away under the keyboard, Space must neither lock nor throw the practice away."""
        chain = [*self.rail.buttons.values(), self.back_button, self.search_button, self._lock, self.banner_button]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _build_banner(self) -> QFrame:
        self._banner = QFrame()
        self._banner.setProperty("role", "banner")
        layout = QHBoxLayout(self._banner)
        layout.setContentsMargins(SPACE_BETWEEN, 2, SPACE_BETWEEN, 2)
        self._banner_words = words(say("shell.practice", pin=PRACTICE_PIN))
        self.banner_button = button(say("shell.throw_practice"), self.throw_practice_wanted.emit)
        layout.addWidget(self._banner_words, 1)
        layout.addWidget(self.banner_button)
        self._banner.hide()
        return self._banner

    def _build_top(self) -> QFrame:
        """One slim row: menu, family, lock. What is below belongs to the screen, and most of that to the film."""
        top = QFrame()
        top.setProperty("role", "top")
        layout = QHBoxLayout(top)
        layout.setContentsMargins(0, 2, SPACE_BETWEEN, 2)
        layout.setSpacing(SPACE_BETWEEN)
        self._family = words(role="family", wrap=False)
        name(self._family, say("shell.family_name"))
        self._lock = button(say("shell.lock"), self.lock_wanted.emit)
        self._lock.setIcon(icon("lock-simple"))
        self._lock.setToolTip(say("shell.lock_tip"))
        self.back_button = button("", self.back_wanted.emit, "quiet")
        self.back_button.setToolTip(say("shell.back_tip"))
        self.back_button.hide()
        layout.addWidget(self._build_menu(), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.back_button)
        layout.addStretch(1)
        self.search_button = button(say("shell.go.search"), self.search_wanted.emit, "quiet")
        self.search_button.setIcon(icon("magnifying-glass"))
        self.search_button.setToolTip(say("shell.search_tip"))
        layout.addWidget(self._family)
        layout.addWidget(self.search_button)
        layout.addWidget(self._lock)
        return top

    def _build_menu(self) -> QMenuBar:
        bar = QMenuBar()
        bar.setNativeMenuBar(False)  # beside the family and the lock, the same on every system
        bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        name(bar, say("shell.menu"))
        file_menu = bar.addMenu(say("shell.menu.file"))
        self._action(file_menu.addAction(say("shell.menu.lock")), "Ctrl+L", self.lock_wanted.emit)
        self._action(file_menu.addAction(say("shell.menu.quit")), "Ctrl+Q", self.close)
        go_menu = bar.addMenu(say("shell.menu.go"))
        self._go_actions: dict[str, QAction] = {}
        for number, (place, _picture) in enumerate(RAIL, start=1):
            if place == FOOTAGE[0]:
                go_menu.addAction(self._go_action(bar, MARKS[0], number))
            go_menu.addAction(self._go_action(bar, place, number))
        self._action(go_menu.addAction(say("shell.go.search")), "Ctrl+F", self.search_wanted.emit)
        go_menu.addSeparator()
        self._back_action = QAction(say("shell.back"), bar)
        go_menu.addAction(self._back_action)
        self._back_action.setEnabled(False)
        self._action(self._back_action, "Alt+Left", self.back_wanted.emit)
        help_menu = bar.addMenu(say("shell.menu.help"))
        about = help_menu.addAction(say("shell.menu.about", version=QApplication.applicationVersion() or "0"))
        about.setEnabled(False)
        return bar

    def _go_action(self, bar: QMenuBar, place: str, number: int) -> QAction:
        """Not made by its menu: what a menu makes cannot be relied on later (PySide lets go of a menu's wrapper, and of its actions')."""
        action = self._go_actions[place] = QAction(say(f"shell.go.{place}"), bar)
        self._action(action, f"Ctrl+{number}", partial(self.go_wanted.emit, place))
        return action

    def _action(self, action: QAction, keys: str, run: Callable[[], object]) -> None:
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on=False: run())


def _inset(notice: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(SPACE_BETWEEN, 0, SPACE_BETWEEN, 0)
    layout.addWidget(notice)
    return layout


def _show_only(stack: QStackedWidget, widget: QWidget) -> None:
    for old in [stack.widget(place) for place in range(stack.count())]:
        if old is not None and old is not widget:
            stack.removeWidget(old)
            old.deleteLater()
    if stack.indexOf(widget) < 0:
        stack.addWidget(widget)
    stack.setCurrentWidget(widget)
