"""The side of a family's page: who is in it, what makes a visit work, and its episode. All are changed in their place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QPushButton, QWidget

from app.domain.episode import Transfer, TransferKind
from app.domain.errors import SamspillError
from app.domain.family import PersonKind
from app.domain.ids import PersonId
from app.ports import Clock, Store
from app.usecases.change_family import change_family
from app.usecases.change_people import PersonFacts, add_person, change_person
from app.usecases.consent_gate import local_day
from app.usecases.episode_facts import Beginning, Ending, add_transfer, change_transfer, put_back_transfer, remove_transfer, tell_episode
from app.usecases.family_page import FamilyPage, PersonOnPage
from app.usecases.open_family import FamilyFacts
from ui import wording
from ui.families.editors import Editor, FamilyEditor, PersonEditor
from ui.families.episode_forms import EpisodeEditor, TransferEditor
from ui.families.words import DOT, age_words, episode_facts, on_day, person_words, transfer_words
from ui.jobs import Jobs
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.parts import button, card, clear_layout, column, row, secondary, section, words

SIDE_PX = 400
_ADD = {PersonKind.CHILD: "families.add_child", PersonKind.CAREGIVER: "families.add_carer"}
_ABOUT, _EPISODE, _TRANSFER = "families.about", "families.episode", "families.transfer_add"


class PeoplePanel(QWidget):
    """`show_page` shows it, except under a form that is being filled in (`editor`)."""

    changed = Signal()  # saved; or put away, and what changed meanwhile is to be read
    saved = Signal()
    failed = Signal(object)  # SamspillError, of what has no form
    erase_wanted = Signal(object, str)  # PersonId, the person in words

    def __init__(self, store: Store, clock: Clock, jobs: Jobs) -> None:
        super().__init__()
        self._store, self._clock, self._jobs = store, clock, jobs
        self._page: FamilyPage | None = None
        self._came_from = ""  # of `_buttons`: where a form was opened, and where the keyboard goes when it is put away
        self._removed: Transfer | None = None  # a moment ago: it can be put back
        self._buttons: dict[str, QWidget] = {}  # by the id of the person, or by the key of its words
        self.editor: Editor | None = None
        self.edit_buttons: dict[PersonId, QWidget] = {}
        self.setFixedWidth(SIDE_PX)
        self._inner = column()
        self.setLayout(column(self._inner, None))

    def clear(self) -> None:
        """Another family comes: a form of the one before is put away."""
        self._page = self.editor = self._removed = None
        self.edit_buttons, self._buttons = {}, {}
        clear_layout(self._inner)

    def show_page(self, page: FamilyPage) -> None:
        """The keyboard stays on its button when the page is read anew."""
        at = next((key for key, made in self._buttons.items() if made is QApplication.focusWidget()), None)
        self._page = page
        clear_layout(self._inner)
        self.edit_buttons = {}
        self._inner.addWidget(section(say("families.people")))
        for one in page.people:
            self._inner.addWidget(self._person(one))
        self.add_child = button(say(_ADD[PersonKind.CHILD]), partial(self._edit_person, PersonKind.CHILD, None), "quiet")
        self.add_carer = button(say(_ADD[PersonKind.CAREGIVER]), partial(self._edit_person, PersonKind.CAREGIVER, None), "quiet")
        self._inner.addLayout(row(self.add_child, self.add_carer, None))
        self._inner.addWidget(section(say(_ABOUT)))
        self.edit_button = button(say("families.edit"), self._edit_family)
        self.edit_button.setAccessibleName(f"{say('families.edit')}: {say('families.about')}")
        known = row(column(*(words(fact) for fact in _facts(page))), self.edit_button, spacing=SPACE_BETWEEN)
        known.setStretch(0, 1)
        self._inner.addWidget(card(known, margin=12))
        self._buttons = {_ADD[PersonKind.CHILD]: self.add_child, _ADD[PersonKind.CAREGIVER]: self.add_carer, _ABOUT: self.edit_button}
        self._buttons |= {str(who): made for who, made in self.edit_buttons.items()}
        self._inner.addWidget(section(say(_EPISODE)))
        self._inner.addWidget(self._episode(page))
        if at in self._buttons:
            self._buttons[at].setFocus()

    def _person(self, one: PersonOnPage) -> QFrame:
        who = self._who(one)
        lines: list[QWidget] = [words(who, "row-title")]
        if one.person.kind is PersonKind.CHILD:
            lines.append(secondary(_age(one)))
        if one.person.has_responsibility:
            lines.append(secondary(say("families.responsible")))
        agrees = wording.listed([say(f"families.purpose.{purpose.value}") for purpose in one.agrees])
        lines.append(secondary(say("families.agrees", purposes=agrees) if agrees else say("families.agrees_nothing")))
        if one.near_twelve_months:
            lines.append(words(say("families.twelve"), "warn"))
        edit = button(say("families.edit"), partial(self._edit_person, one.person.kind, one))
        edit.setAccessibleName(f"{say('families.edit')}: {who}")
        self.edit_buttons[one.person.id] = edit
        across = row(column(*lines, spacing=2), edit, spacing=SPACE_BETWEEN)
        across.setStretch(0, 1)
        return card(across, margin=12)

    def _episode(self, page: FamilyPage) -> QFrame:
        """What is told of it, and its steps to other pathways."""
        self.episode_button = self._change(_EPISODE, say(_EPISODE), partial(self._edit_episode, page))
        told = row(column(*(words(fact) for fact in episode_facts(page.episode.episode))), self.episode_button, spacing=SPACE_BETWEEN)
        told.setStretch(0, 1)
        parts: list[QLayout] = [told]
        for transfer in page.episode.transfers:
            said = transfer_words(transfer)
            line = row(words(said), self._change(transfer.id, said, partial(self._edit_transfer, page, transfer)), spacing=SPACE_BETWEEN)
            line.setStretch(0, 1)
            parts.append(line)
        if self._removed is not None:
            self.put_back_button = button(say("families.put_back"), partial(self._put_back, self._removed))
            parts.append(row(secondary(say("families.transfer_removed")), None, self.put_back_button))
        self.transfer_button = button(say(_TRANSFER), partial(self._edit_transfer, page, None), "quiet")
        self._buttons[_TRANSFER] = self.transfer_button
        return card(column(*parts, row(self.transfer_button, None)), margin=12)

    def _change(self, key: str, what: str, clicked: Callable[[], object]) -> QPushButton:
        made = button(say("families.edit"), clicked)
        made.setAccessibleName(f"{say('families.edit')}: {what}")
        self._buttons[key] = made
        return made

    # --- forms -----------------------------------------------------------------------------------------------------------------

    def _edit_family(self) -> None:
        if self._page is not None:
            code = self._page.family.code
            self._came_from = _ABOUT
            made = FamilyEditor(self._page.family, say(_ABOUT))

            def save(facts: FamilyFacts) -> None:
                self._do(made, lambda: change_family(self._store, code, facts))

            self._edit(made, save)

    def _edit_person(self, kind: PersonKind, one: PersonOnPage | None) -> None:
        if self._page is None:
            return
        self._came_from = one.person.id if one else _ADD[kind]
        code, made = self._page.family.code, PersonEditor(kind, self._who(one) if one else say(_ADD[kind]), one.person if one else None)

        def save(facts: PersonFacts) -> None:
            if one is None:
                self._do(made, lambda: add_person(self._store, self._clock, code, facts))
            else:
                self._do(made, lambda: change_person(self._store, self._clock, one.person.id, facts))

        if one is not None:
            made.erase_wanted.connect(partial(self._ask_to_erase, one))
        self._edit(made, save)

    def _edit_episode(self, page: FamilyPage) -> None:
        self._came_from = _EPISODE
        made = EpisodeEditor(page.episode.episode, say(_EPISODE))

        def save(said: tuple[Beginning, Ending | None]) -> None:
            self._do(made, lambda: tell_episode(self._store, self._clock, page.family.code, *said))

        self._edit(made, save)

    def _edit_transfer(self, page: FamilyPage, known: Transfer | None) -> None:
        self._came_from = known.id if known else _TRANSFER
        made = TransferEditor(transfer_words(known) if known else say(_TRANSFER), local_day(self._clock), known)

        def save(said: tuple[TransferKind, date]) -> None:
            if known is None:
                self._do(made, lambda: add_transfer(self._store, self._clock, page.family.code, *said))
            else:
                self._do(made, lambda: change_transfer(self._store, self._clock, known.id, *said))

        def remove() -> None:
            if known is not None:
                self._came_from, self._removed = _TRANSFER, known
                self._do(made, lambda: remove_transfer(self._store, known.id))

        made.remove_wanted.connect(remove)
        self._edit(made, save)

    def _put_back(self, transfer: Transfer) -> None:
        def done(_none: object) -> None:
            self._removed = None
            self.saved.emit()
            self.changed.emit()

        self._jobs.store(self, partial(put_back_transfer, self._store, transfer), done, self.failed.emit)

    def _edit(self, made: Editor, save: Callable[..., None]) -> None:
        """One form at a time, in the place of what it changes."""
        clear_layout(self._inner)
        self.edit_buttons, self._buttons = {}, {}
        self.editor, self._removed = made, None
        made.saved.connect(save)
        made.left.connect(self._leave)
        self._inner.addWidget(made)
        made.setFocus()

    def _do(self, made: Editor, work: Callable[[], object]) -> None:
        made.save_button.setEnabled(False)

        def failed(error: SamspillError) -> None:
            made.save_button.setEnabled(True)
            made.notice.show_error(error)

        self._jobs.store(made, work, lambda _done: self._was_saved(), failed)

    def _was_saved(self) -> None:
        self._leave()
        self.saved.emit()

    def _leave(self) -> None:
        """What changed meanwhile, and was not shown under the form, is read now."""
        self.editor = None
        if self._page is not None:
            self.show_page(self._page)
            self._buttons.get(self._came_from, self.edit_button).setFocus()
        self.changed.emit()

    def _ask_to_erase(self, one: PersonOnPage) -> None:
        self._leave()
        self.erase_wanted.emit(one.person.id, self._who(one))

    def _who(self, one: PersonOnPage) -> str:
        return person_words(one.person, [other.person for other in self._page.people] if self._page else ())


def _age(one: PersonOnPage) -> str:
    person = one.person
    if one.age is not None and person.born_on is not None:
        return DOT.join((age_words(one.age), say("families.born_on", date=on_day(person.born_on))))
    return say("families.due_on", date=on_day(person.due_on)) if person.due_on else say("families.age_unknown")


def _facts(page: FamilyPage) -> list[str]:
    """Language, interpreter, adaptations, each on its line."""
    family = page.family
    facts = [family.language] if family.language else []
    facts += [say("families.interpreter")] if family.interpreter else []
    facts += [say(f"families.adaptation.{one.value}") for one in sorted(family.adaptations)]
    return facts or [say("families.about_empty")]
