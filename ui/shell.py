"""What is shown when: the first screen, set-up, the lock screen, and the workspace behind it. And how all of it is locked.

One process shows one vault. Locking, throwing the practice away and moving between practice and the real vault start a fresh process
and end this one, so that no key outlives its use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from app.domain.errors import SamspillError
from app.usecases.exit_pin import set_exit_pin
from ui.garbage import spare_what_is_loaded
from ui.icons import icon
from ui.jobs import Cancel, Jobs
from ui.lock import IdleWatch, Locker
from ui.looks import choose_colours, choose_language
from ui.main_window import MainWindow
from ui.preferences import IDLE_MINUTES, LANGUAGE, THEME, Preferences
from ui.services import Door, Session
from ui.single_instance import SingleInstance
from ui.sleep import SuspendWatch
from ui.texts import say
from ui.unlock.curtain import Curtain
from ui.unlock.screen import UnlockScreen
from ui.while_filming import WhileFilming
from ui.widgets.film_question import LOCK, THROW
from ui.widgets.stage import Stage

if TYPE_CHECKING:
    from ui.workspace import Workspace

_FLUSH_S = 1.5
_WARM_UP_AFTER_MS = 150
# What needs Qt, in pieces of some ten milliseconds, on the interface's thread: Qt's classes are made as they are first named, and the
# process dies when another thread does that meanwhile (seen under load: one start in sixty).
_BEHIND_THE_LOCK = (
    "qtpy.QtCore", "qtpy.QtGui", "qtpy.QtWidgets", "qtawesome", "video.sound_out", "video.player", "ui.parent.window", "ui.review.screen",
    "ui.today.screen", "ui.families.page", "ui.visits.screen", "ui.consent.screen", "ui.privacy.screen", "ui.camcorder.screen",
    "ui.settings.screen", "ui.film.screen", "ui.card.screen", "ui.workspace",
)  # fmt: skip


@dataclass(frozen=True)
class Process:
    """What the shell may do with its own process: start a fresh one at its lock screen (None: the usual vault), and end, for good."""

    again: Callable[[Path | None], None]
    end: Callable[[], None]


class Shell(QObject):
    """Holds the window and decides what is in it."""

    def __init__(self, door: Door, practice_door: Door, preferences: Preferences, instance: SingleInstance, process: Process) -> None:
        super().__init__()
        self.door = door
        self._first_door = door
        self._practice_door = practice_door
        self._preferences = preferences
        self._instance = instance
        self._process = process
        self.jobs = Jobs(pool_workers=4)
        self.window = MainWindow(preferences)
        self._home = self.jobs.way_home(self.window)
        self.session: Session | None = None
        self.workspace: Workspace | None = None
        self._curtain: Curtain | None = None
        self._rebuild_owed = False  # colours or language changed behind the curtain
        self._locker = Locker(self._lock_now, self._is_held, self)
        self.idle = IdleWatch(lambda: preferences.get(IDLE_MINUTES), parent=self)
        self._suspend = SuspendWatch(parent=self)
        self.filming = WhileFilming(self.window, self._come_forward, self)
        self._connect()
        choose_colours(preferences)

    # --- stages ------------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """The lock screen where there is a vault, else the first screen. Shows the window."""
        if self.door.exists():
            self._show_unlock()
        else:
            self._show_welcome()
        self.window.show()
        QTimer.singleShot(_WARM_UP_AFTER_MS, self, self._warm_up)

    def speak(self, language: str) -> None:
        """Choose the language of every screen, from now on."""
        self._preferences.set(LANGUAGE, language)

    def _warm_up(self) -> None:
        """What lies behind the lock is loaded while the passphrase is typed."""
        self.jobs.pool(self, self.door.warm_up, lambda _done: self._load_next(iter(_BEHIND_THE_LOCK)))

    def _load_next(self, names: Iterator[str]) -> None:
        name = next(names, None)
        if name is None:
            icon("lock-simple")  # the fonts of the icons: the first one costs as much as making a whole screen
            spare_what_is_loaded()
        else:
            import_module(name)
            QTimer.singleShot(0, self, lambda: self._load_next(names))

    def _show_unlock(self) -> None:
        screen = UnlockScreen(self.door, self.jobs)
        screen.opened.connect(self._opened)
        screen.practice_wanted.connect(self._practise)
        screen.leave_practice_wanted.connect(self._leave_practice)
        screen.restore_wanted.connect(self._show_restore)
        self._stage(screen)

    def _show_welcome(self) -> None:
        from ui.setup.welcome import WelcomeScreen  # noqa: PLC0415  the lock screen should not wait for set-up

        screen = WelcomeScreen()
        screen.set_up_wanted.connect(self._show_set_up)
        screen.practice_wanted.connect(self._practise)
        screen.restore_wanted.connect(self._show_restore)
        screen.language_wanted.connect(self.speak)
        self._stage(screen)

    def _show_set_up(self) -> None:
        from ui.setup.wizard import SetupWizard  # noqa: PLC0415

        wizard = SetupWizard(self.door, self.jobs, self._preferences)
        wizard.left.connect(self._show_welcome)
        wizard.finished.connect(partial(self._set_up, wizard.pin))
        self._stage(wizard)

    def _show_restore(self) -> None:
        from ui.backup.restore_screen import RestoreScreen  # noqa: PLC0415

        screen = RestoreScreen(self.door, self.jobs, self._preferences)
        screen.left.connect(self._show_unlock if self.door.exists() else self._show_welcome)
        screen.finished.connect(self._opened)
        self._stage(screen)

    def _stage(self, screen: QWidget) -> None:
        self.window.show_bare(screen)
        screen.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- ways in --------------------------------------------------------------------------------------------------------------

    def _practise(self) -> None:
        """The practice vault is made where there is none, and opens by itself. The stage shown stays until it is there."""
        stage = self.window.current()
        if not isinstance(stage, Stage) or stage.busy.isVisible():
            return
        stage.notice.clear()
        stage.busy.start(say("setup.making_practice"))
        stage.setEnabled(False)

        home = self.jobs.way_home(stage)

        def progress(done: int, total: int) -> None:
            home(lambda: stage.busy.set_share(done, total))

        def failed(error: SamspillError) -> None:
            stage.show_idle()
            stage.notice.show_error(error)

        self._practice_cancel = Cancel()
        self.jobs.pool(stage, lambda: self._practice_door.open_practice(progress, self._practice_cancel), self._opened, failed)

    def _set_up(self, pin: Callable[[], str], session: Session) -> None:
        chosen = pin()
        if chosen:
            self.jobs.store(self, partial(set_exit_pin, session.store, chosen))
        self._opened(session)

    def _opened(self, session: Session) -> None:
        self.session = session
        if session.by_recovery_code:
            from ui.unlock.new_passphrase import NewPassphraseScreen  # noqa: PLC0415

            screen = NewPassphraseScreen(self.door, session, self.jobs)
            screen.done.connect(partial(self._enter, session))
            self._stage(screen)
        else:
            self._enter(session)
        self.idle.start()
        self._suspend.start()

    def _enter(self, session: Session) -> None:
        from ui.workspace import Workspace  # noqa: PLC0415  all other screens, icons and the player

        if session.practice and self.door is not self._practice_door:
            self.door = self._practice_door
            self._instance.take(self.door.folder)
            self._preferences.move_to(self.door.folder)
        self.window.set_practice(session.practice)
        self.workspace = Workspace(self.window, session, self.jobs, self._preferences)
        self.workspace.long_work_ended.connect(self._long_work_ended)
        self.filming.watch(self.workspace)
        self.workspace.start()

    # --- locking and leaving --------------------------------------------------------------------------------------------------

    def lock(self) -> None:
        """The lock button, Ctrl+L."""
        if self.session is not None:
            self.filming.unless_filming(LOCK, self._locker.demand)

    def _lock_now(self) -> None:
        self._let_go()
        self._process.again(self.door.folder)
        self._finish()

    def _leave(self) -> None:
        """The window was closed."""
        self._let_go()
        self._finish()

    def _throw_practice(self) -> None:
        """One click, two while filming."""
        if self.session is not None and self.session.practice:
            self.filming.unless_filming(THROW, self._throw_now)

    def _throw_now(self) -> None:
        """The keys go with the process, the folder before it."""
        self._let_go(remember=False)
        self._close_session()
        own = self._own_folder()
        self._practice_door.throw_practice_away()
        self._process.again(own)
        self._process.end()

    def _leave_practice(self) -> None:
        """It stays, locked; a vault of one's own, or the first screen, is next."""
        self._let_go()
        self._process.again(self._own_folder())
        self._finish()

    def _own_folder(self) -> Path | None:
        """Asked while the practice is there: a process started on it has nothing of its own to go back to, so the usual vault is next."""
        return None if self._first_door.practice else self._first_door.folder

    def _let_go(self, *, remember: bool = True) -> None:
        """From here on nothing is shown and nobody is answered."""
        if remember:
            self.window.remember_place()
            self._preferences.save()
        self.idle.stop()
        self._suspend.stop()
        self.window.hide()
        self._instance.close()
        if self.workspace is not None:
            self.workspace.stop()

    def _finish(self) -> None:
        self._close_session()
        self._process.end()

    def _close_session(self) -> None:
        self.jobs.flush(_FLUSH_S)
        if self.session is not None:
            self.session.close()
            self.session = None

    def _idle_reached(self) -> None:
        """An import or a backup is not broken off every few minutes: it is hidden, and the lock follows when it ends. A film is neither."""
        if self.filming.is_filming():
            return
        if self.session is None or self.workspace is None or not self.workspace.is_working_long():
            self._locker.wish()
        elif self._curtain is None and not self.session.practice:
            self._curtain = Curtain(self.session.keeper, self.jobs)
            self._curtain.opened.connect(self._draw_aside)
            self.window.show_bare(self._curtain)

    def _draw_aside(self) -> None:
        self._curtain = None
        self.window.show_frame()
        if self._rebuild_owed:
            self._rebuild_owed = False
            self._rebuild()

    def _long_work_ended(self) -> None:
        if self._curtain is not None:
            self._locker.demand()

    def _sleeping(self) -> None:
        """The keys must not stay in the memory of a sleeping laptop."""
        if self.filming.sleep_begins():
            self._suspend.let_sleep()
        else:
            self._locker.demand()

    def _is_held(self) -> bool:
        return self.workspace is not None and self.workspace.holds_the_lock()

    # --- look, language, calls from outside -----------------------------------------------------------------------------------

    def tell(self, error: BaseException) -> None:
        """From the crash handler, on any thread: a calm word in the window."""
        self._home(partial(self._tell, error))

    def _tell(self, error: BaseException) -> None:
        stage = self.window.current()
        notice = self.window.notice
        if isinstance(stage, Stage):
            stage.show_idle()
            notice = stage.notice
        if isinstance(error, SamspillError):
            notice.show_error(error)
        else:
            notice.show_words(say("shell.bug.title"), say("shell.bug.what"), say("shell.bug.next"), tone="warn")

    def _come_forward(self) -> None:
        if self.window.isMinimized():
            self.window.showNormal()
        self.window.raise_()
        self.window.activateWindow()

    def _soon(self, seconds: int) -> None:
        if self.filming.is_filming():
            seconds = 0  # it does not lock now
        self.window.status.set_fact("soon", say("shell.locks_soon", seconds=seconds) if seconds else "", warn=True)

    def _preference_changed(self, name: str) -> None:
        if name == THEME.name:
            choose_colours(self._preferences)
        if name == LANGUAGE.name:
            choose_language(self._preferences)
        if name in (THEME.name, LANGUAGE.name):
            self._rebuild()

    def _rebuild(self) -> None:
        """Words and painted colours are made anew; where the person was is kept. What lies behind a curtain follows when that is drawn
        aside; set-up, and what brings a backup back, stay as they are, with what was typed."""
        if self._curtain is not None:
            self._rebuild_owed = True
        elif self.workspace is not None:
            self.workspace.rebuild()
            self.filming.say_again()
        elif not self.door.exists():
            self._welcome_anew()

    def _welcome_anew(self) -> None:
        from ui.setup.welcome import WelcomeScreen  # noqa: PLC0415

        stage = self.window.current()
        if isinstance(stage, WelcomeScreen) and not stage.busy.isVisible():
            self._show_welcome()

    def _system_colours_changed(self) -> None:
        if self._preferences.get(THEME) == "system":
            self._preference_changed(THEME.name)

    def _connect(self) -> None:
        self.window.lock_wanted.connect(self.lock)
        self.window.throw_practice_wanted.connect(self._throw_practice)
        self.window.closing.connect(self._leave)
        self._instance.forward_wanted.connect(self._come_forward)
        self.idle.idle.connect(self._idle_reached)
        self.idle.soon.connect(self._soon)
        self._suspend.sleeping.connect(self._sleeping)
        self.filming.ended_and_slept.connect(self._locker.demand)
        self._preferences.changed.connect(self._preference_changed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_colours_changed)
