"""Whether a family may be filmed: who will be in the picture, who of them has not said yes, and the quickest way to a yes.

The same wherever film comes in. The gate itself is in the use cases: here it is only shown, before anybody runs into it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.consent import Purpose
from app.domain.errors import SamspillError
from app.domain.ids import FamilyCode, PersonId
from app.ports import Clock, Store
from app.usecases.agree_on_paper import Lacking, lacking
from app.usecases.first_people import first_people
from ui.consent.reading import FamilyLedger
from ui.consent.words import missing_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import BIG_TARGET_PX
from ui.widgets.announce import announce
from ui.widgets.paper_consent import PaperConsent
from ui.widgets.parts import button, column, keyboard_before, row, secondary, section, set_role, words
from ui.widgets.who_is_in_it import WhoIsInIt


class FilmPermission(QWidget):
    """`show_family` reads what there is; `changed()` follows, then and whenever `may_film` or `in_words` is another matter.

    `agreed()`: a consent was entered here, and now all have said yes. `consent_wanted(str)`: open this family's ledger.
    `failed(SamspillError)`: reading or entering went wrong; then nobody may be filmed until it is read again.
    """

    changed = Signal()
    agreed = Signal()
    consent_wanted = Signal(str)
    failed = Signal(object)

    def __init__(self, store: Store, jobs: Jobs, clock: Clock) -> None:
        super().__init__()
        self._store, self._jobs, self._clock = store, jobs, clock
        self._family: FamilyCode | None = None
        self._lacking: Lacking | None = None
        self._asked = 0  # only the last answer counts
        self._is_read = False  # else what is shown is the answer before
        self._entering = False
        self._naming = False
        self.who = WhoIsInIt()
        self.heading = section(say("permission.who"))
        self.state = words()
        self.hint = secondary(say("permission.withdrawn"))
        self.paper = PaperConsent(store, jobs, clock)
        self.name_button = button(say("permission.name_them"), self._name_them, "primary")
        self.consents_button = button(say("permission.consents"), self._want_consents)
        for one in (self.name_button, self.consents_button):
            one.setStyleSheet(f"min-height: {BIG_TARGET_PX - 10}px")
        self._ways = row(self.name_button, self.consents_button, None)
        self.setLayout(column(self.heading, self.who, self.state, self.hint, self._ways, self.paper))
        self.who.changed.connect(self._read)
        self.paper.agreed.connect(self._entered)
        self.paper.sign_wanted.connect(self._want_consents)
        self.paper.failed.connect(self.failed)
        self._show()

    # --- what is known --------------------------------------------------------------------------------------------------------

    def show_family(self, family: FamilyCode | None) -> None:
        """Show this family; None: none is chosen yet. The same family again is read anew."""
        if family != self._family:
            self._lacking, self._is_read = None, False
            self.who.show_people(())
        self._family = family
        self._read()

    def may_film(self) -> bool:
        """Whether all who will be in the picture have said yes. False while it is being read, and without a family."""
        return self._is_read and self._lacking is not None and not self._lacking.lacks

    def is_known(self) -> bool:
        """Whether it has been read, as it is ticked now."""
        return self._is_read

    def in_picture(self) -> frozenset[PersonId]:
        """Who besides the children will be in it."""
        return self.who.in_picture()

    def in_words(self) -> str:
        """Who will be in it: `Barnet, Mor`. Empty where nobody is known."""
        return self.who.in_words()

    def missing_in_words(self) -> str:
        """Who has not said yes; empty when nobody is missing, or it is not known yet."""
        found = self._lacking
        if found is None or not found.lacks:
            return ""
        if not found.people:
            return say("permission.nobody_short")
        lacks = found.lacks.get(Purpose.FILM, ())
        return say("permission.lacking", who=missing_words(lacks, FamilyLedger(found.family, found.day, found.people, {})))

    def first_step(self) -> QWidget | None:
        """Where the keyboard goes to get a yes; None when nothing is missing or known."""
        if self.may_film() or not self._is_read:
            return None
        if not self.name_button.isHidden():
            return self.name_button
        return self.consents_button if self.paper.isHidden() else self.paper.kept_at

    # --- reading --------------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._asked += 1
        family, asked = self._family, self._asked
        self._is_read = False  # a tick was set: nobody films on the answer before it
        self._show()
        self.changed.emit()
        if family is None:
            return
        in_picture = self.who.in_picture() if self.who.ticks else None
        self._jobs.store(
            self,
            lambda: lacking(self._store, self._clock, family, in_picture=in_picture),
            partial(self._known, asked, in_picture),
            partial(self._not_known, asked),
        )

    def _known(self, asked: int, in_picture: frozenset[PersonId] | None, found: Lacking) -> None:
        if asked != self._asked:
            return
        self.who.show_people(found.people)
        keyboard_before(self.name_button, list(self.who.ticks.values()))
        if in_picture is not None and self.who.in_picture() != in_picture:
            self._read()  # somebody was entered in the family meanwhile
            return
        self._lacking, self._is_read = found, True
        self._show()
        self.changed.emit()
        if self._naming:
            self._naming = False
            (self.first_step() or self).setFocus()  # the button that had the keyboard is gone
        if self._entering:
            self._entering = False
            announce(self, say("permission.entered"))
            if self.may_film():
                self.agreed.emit()

    def _not_known(self, asked: int, error: SamspillError) -> None:
        if asked == self._asked:
            self._failed(error)

    def _failed(self, error: SamspillError) -> None:
        self._entering = self._naming = False
        self._show()
        self.failed.emit(error)

    # --- what is pressed ------------------------------------------------------------------------------------------------------

    def _name_them(self) -> None:
        family = self._family
        if family is not None:
            self.name_button.setEnabled(False)
            self._naming = True
            self._jobs.store(self, lambda: first_people(self._store, self._clock, family), lambda _new: self._read(), self._failed)

    def _entered(self) -> None:
        self._entering = True
        self._read()

    def _want_consents(self) -> None:
        if self._family is not None:
            self.consent_wanted.emit(self._family)

    # --- what is shown --------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._lacking
        nobody = found is not None and not found.people
        withdrawn = found is not None and bool(found.withdrawn())
        self.setVisible(self._family is not None)
        self.who.setVisible(not nobody)
        self.name_button.setVisible(nobody)
        self.name_button.setEnabled(True)
        self.hint.setVisible(withdrawn)
        self.consents_button.setVisible(withdrawn)
        self.paper.show_lacking(found, self.in_picture())
        said, role = self._state_words(nobody=nobody)
        self.state.setText(said)
        set_role(self.state, role)

    def _state_words(self, *, nobody: bool) -> tuple[str, str]:
        if self._lacking is None:
            return say("permission.reading"), "secondary"
        if nobody:
            return say("permission.nobody", code=self._family), ""
        if not self._lacking.lacks:
            return say("permission.given"), "good"
        return self.missing_in_words(), "warn"
