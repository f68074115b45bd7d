"""Settings: how it looks and speaks, when it locks, and what opens it. Everything takes effect at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSpinBox, QWidget

from app.base_ports import Membership
from app.domain.errors import SamspillError
from app.usecases.exit_pin import has_exit_pin, set_exit_pin
from app.usecases.team import team
from ui.backup.panel import BackupPanel
from ui.jobs import Jobs
from ui.preferences import IDLE_MINUTES, LANGUAGE, PLANNED_FILM_MINUTES, PRE_ROLL_MS, THEME, Preference, Preferences
from ui.services import Session
from ui.settings.keys import PassphraseForm, RecoveryForm
from ui.setup.steps import PinField
from ui.setup.welcome import OWN_NAMES
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box, number_box
from ui.widgets.notice import Notice
from ui.widgets.page import Page
from ui.widgets.parts import button, card, column, row, secondary, section, title, words

WIDTH_PX = 760
_FIELD_PX = 240


class SettingsScreen(Page):
    """Reads and writes preferences, the PIN and the keys of the open vault. `team_wanted`: the team, and joining one;
    `hours_wanted`: hours of training and supervision."""

    team_wanted = Signal()
    hours_wanted = Signal()

    def __init__(self, session: Session, jobs: Jobs, preferences: Preferences) -> None:
        super().__init__(WIDTH_PX)
        self._session = session
        self._jobs = jobs
        self._preferences = preferences
        self.add(title(say("settings.title")))
        self.add(self._look())
        self.add(self._locking())
        self.add(self._film())
        self.add(self._team())
        self.passphrase = PassphraseForm(session, jobs)
        self.recovery = RecoveryForm(session, jobs)
        self.backup = BackupPanel(session, jobs)
        self.backup.grown.connect(lambda: QTimer.singleShot(0, self, self._show_backup))  # once it has its new size
        if not session.practice:  # the practice opens by itself: it has no key worth changing, and nothing worth a backup
            self.add(card(column(section(say("settings.keys")), self.passphrase, self.recovery, spacing=SPACE_BETWEEN)))
            self.add(card(column(self.backup)))
        self.end()

    def refresh(self) -> None:
        self._jobs.store(self, partial(team, self._session.store), self._show_team)

    def _show_backup(self) -> None:
        self.ensureWidgetVisible(self.backup)

    def is_backing_up(self) -> bool:
        return self.backup.is_running()

    def holds_words(self) -> bool:
        """Whether a key, a PIN or what opens a backup is being entered."""
        return bool(self.pin.text()) or self.passphrase.is_open() or self.recovery.is_open() or self.backup.is_asking()

    def stop(self) -> None:
        """The vault is being closed: a backup that is being made is given up."""
        self.backup.stop()

    # --- groups -----------------------------------------------------------------------------------------------------------

    def _look(self) -> QFrame:
        languages = [("", say("settings.language.system")), *OWN_NAMES]
        themes = [(value, say(f"settings.theme.{value}")) for value in ("system", "light", "dark")]
        self.language = self._choice(LANGUAGE, languages, say("settings.language"))
        self.theme = self._choice(THEME, themes, say("settings.theme"))
        rows = (_line(say("settings.language"), self.language), _line(say("settings.theme"), self.theme))
        return card(column(section(say("settings.look")), *rows, spacing=SPACE_BETWEEN))

    def _locking(self) -> QFrame:
        self.idle = self._number(IDLE_MINUTES, 1, 60, say("settings.idle"), say("setup.lock.minutes"))
        self.pin = PinField()
        self.pin.textChanged.connect(lambda _text: self._pin_typed())
        self.pin_button = button(say("settings.pin_save"), self._save_pin)
        self.no_pin_button = button(say("settings.pin_remove"), partial(self._keep_pin, ""), "quiet")
        self.pin_notice = Notice()
        self._pin_typed()
        self._jobs.store(self, partial(has_exit_pin, self._session.store), self.no_pin_button.setVisible)
        pin = row(self.pin, self.pin_button, self.no_pin_button)
        lines = (_line(say("settings.idle"), self.idle), _line(say("settings.pin"), pin))
        return card(column(section(say("settings.locking")), *lines, secondary(say("setup.lock.pin_help")), self.pin_notice, spacing=12))

    def _film(self) -> QFrame:
        self.pre_roll = number_box(say("settings.pre_roll"), 0, 10, self._preferences.get(PRE_ROLL_MS) // 1000, say("settings.seconds"))
        self.pre_roll.setFixedWidth(_FIELD_PX)
        self.pre_roll.valueChanged.connect(lambda seconds: self._preferences.set(PRE_ROLL_MS, seconds * 1000))
        self.planned = self._number(PLANNED_FILM_MINUTES, 5, 120, say("settings.planned"), say("settings.planned_minutes"))
        pre_roll = (_line(say("settings.pre_roll"), self.pre_roll), secondary(say("settings.pre_roll_help")))
        planned = (_line(say("settings.planned"), self.planned), secondary(say("settings.planned_help")))
        return card(column(section(say("settings.film")), *planned, *pre_roll, spacing=12))

    def _team(self) -> QFrame:
        self.team_state = words()
        self.team_button = button(say("settings.to_team"), self.team_wanted.emit)
        line = row(self.team_state, self.team_button, spacing=SPACE_BETWEEN)
        line.setStretch(0, 1)
        self.hours_button = button(say("settings.to_hours"), self.hours_wanted.emit)
        hours = row(words(say("settings.hours")), self.hours_button, spacing=SPACE_BETWEEN)
        hours.setStretch(0, 1)
        return card(column(section(say("team.title")), line, hours, spacing=12))

    def _show_team(self, member: Membership | None) -> None:
        self.team_state.setText(say("settings.in_team", team=member.team, name=member.name) if member else say("settings.no_team"))

    # --- fields -----------------------------------------------------------------------------------------------------------

    def _choice(self, preference: Preference[str], choices: list[tuple[str, str]], label: str) -> QComboBox:
        box = choice_box(label)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex(box.findData(self._preferences.get(preference)))
        box.setFixedWidth(_FIELD_PX)
        box.activated.connect(lambda place: self._preferences.set(preference, box.itemData(place)))
        return box

    def _number(self, preference: Preference[int], least: int, most: int, label: str, unit: str) -> QSpinBox:
        box = number_box(label, least, most, self._preferences.get(preference), unit)
        box.setFixedWidth(_FIELD_PX)
        box.valueChanged.connect(lambda value: self._preferences.set(preference, value))
        return box

    # --- the PIN ------------------------------------------------------------------------------------------------------------

    def _pin_typed(self) -> None:
        self.pin_button.setEnabled(bool(self.pin.text()) and self.pin.is_fit())

    def _save_pin(self) -> None:
        self._keep_pin(self.pin.text())

    def _keep_pin(self, pin: str) -> None:
        self.pin.clear()
        self._jobs.store(self, partial(set_exit_pin, self._session.store, pin), lambda _done: self._pin_kept(bool(pin)), self._failed)

    def _pin_kept(self, there: bool) -> None:
        self.no_pin_button.setVisible(there)
        self.pin_notice.show_words(say("settings.pin_saved") if there else say("settings.pin_removed"), tone="good")

    def _failed(self, error: SamspillError) -> None:
        self.pin_notice.show_error(error)


def _line(text: str, field: QWidget | QHBoxLayout) -> QHBoxLayout:
    """A label and its field, side by side."""
    label = QLabel(text)
    label.setMinimumWidth(270)
    if isinstance(field, QWidget):
        label.setBuddy(field)
    return row(label, field, None, spacing=SPACE_BETWEEN)
