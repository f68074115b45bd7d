"""Forms of a family's episode, in its place: where it came from, a step to another pathway, and what came of it at the end."""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.episode import MOST_STRESSORS, Change, Episode, GoalChange, OutcomeMeasure, ReferralSource, Transfer, TransferKind
from app.usecases.episode_facts import Beginning, Ending
from ui.families.editors import Editor, day_text
from ui.texts import say
from ui.theme import SPACE_BETWEEN
from ui.widgets.boxes import choice_box, number_box
from ui.widgets.parts import button, column, labelled, row, secondary
from ui.wording import begun

_NOT_SAID = -1


class EndingFields(QWidget):
    """What was looked at again, how it is now, and the family's own goal. Everything may be left open."""

    def __init__(self, *, across: bool) -> None:
        super().__init__()
        self.measure, self.change, self.goal = (choice_box(say(f"families.ending_{what}")) for what in ("measure", "change", "goal"))
        for box in (self.measure, self.change, self.goal):
            box.addItem(begun(say("outbox.not_said")), "")
        for measure in OutcomeMeasure:
            self.measure.addItem(begun(say(f"people.measure.{measure.value}")), measure.value)
        for change in Change:
            self.change.addItem(begun(say(f"people.change.{change.value}")), change.value)
        for goal in GoalChange:
            self.goal.addItem(begun(say(f"people.goal_change.{goal.value}")), goal.value)
        self._others: dict[OutcomeMeasure, Change] = {}
        self.measure.currentIndexChanged.connect(lambda _at: self._measured())
        fields = [labelled(box) for box in (self.measure, self.change, self.goal)]
        hint = secondary(say("families.ending_hint"))
        self.setLayout(column(row(*fields, None, spacing=SPACE_BETWEEN), hint) if across else column(*fields, hint))
        self._measured()

    def show_ending(self, ending: Ending) -> None:
        """The first of the closed list that was looked at again; others stay as they are."""
        shown = next((one for one in OutcomeMeasure if one in ending.outcomes), None)
        self._others = {measure: change for measure, change in ending.outcomes.items() if measure is not shown}
        self.measure.setCurrentIndex(self.measure.findData(shown.value if shown else ""))
        self.change.setCurrentIndex(self.change.findData(ending.outcomes[shown].value if shown else ""))
        self.goal.setCurrentIndex(self.goal.findData(ending.goal_change.value if ending.goal_change else ""))

    def ending(self) -> Ending:
        """A measure without a change says nothing."""
        measure, change, goal = (box.currentData() for box in (self.measure, self.change, self.goal))
        said = {OutcomeMeasure(measure): Change(change)} if measure and change else {}
        return Ending(MappingProxyType(self._others | said), GoalChange(goal) if goal else None)

    def _measured(self) -> None:
        self.change.setEnabled(bool(self.measure.currentData()))
        if not self.change.isEnabled():
            self.change.setCurrentIndex(0)


class EpisodeEditor(Editor):
    """`saved((Beginning, Ending | None))`: what is told of the episode; of its end only when it has ended."""

    def __init__(self, episode: Episode, heading: str) -> None:
        super().__init__(heading)
        self.referred = self.line(say("families.referred_day"), day_text(episode.referred_on), say("families.day_hint"))
        self.source = choice_box(say("outbox.field.referral"))
        self.source.addItem(begun(say("outbox.not_said")), "")
        for source in ReferralSource:
            self.source.addItem(begun(say(f"people.referral.{source.value}")), source.value)
        self.source.setCurrentIndex(self.source.findData(episode.referral.value if episode.referral else ""))
        known = _NOT_SAID if episode.stressors is None else episode.stressors
        self.stressors = number_box(say("outbox.field.stressors"), _NOT_SAID, MOST_STRESSORS, known, "")
        self.stressors.setSpecialValueText(begun(say("outbox.not_said")))
        self.ending = EndingFields(across=False) if episode.closed_on else None
        parts: list[QWidget | QVBoxLayout] = [labelled(self.referred), labelled(self.source), labelled(self.stressors)]
        parts.append(secondary(say("families.stressors_hint")))
        if self.ending is not None:
            self.ending.show_ending(Ending(episode.outcomes, episode.goal_change))
            parts.append(self.ending)
        self.lay_out(*parts)
        self.setFocusProxy(self.referred)

    def save(self) -> None:
        try:
            referred = self.day_in(self.referred)
        except ValueError:
            return
        source, stressors = self.source.currentData(), self.stressors.value()
        said = Beginning(referred, ReferralSource(source) if source else None, None if stressors == _NOT_SAID else stressors)
        self.saved.emit((said, self.ending.ending() if self.ending else None))


class TransferEditor(Editor):
    """`saved((TransferKind, date))`: a new step (`transfer` None), or one that is put right. `remove_wanted`: it was a slip."""

    remove_wanted = Signal()

    def __init__(self, heading: str, today: date, transfer: Transfer | None = None) -> None:
        super().__init__(heading)
        self.kind = choice_box(say("outbox.field.transfer"))
        for kind in TransferKind:
            self.kind.addItem(begun(say(f"people.transfer.{kind.value}")), kind.value)
        if transfer is not None:
            self.kind.setCurrentIndex(self.kind.findData(transfer.kind.value))
        self.day = self.line(say("families.transfer_day"), day_text(transfer.on if transfer else today), say("families.day_hint"))
        self.remove_button = button(say("families.transfer_remove"), self.remove_wanted.emit, "quiet") if transfer else None
        self.lay_out(labelled(self.kind), labelled(self.day), last=self.remove_button)
        self.setFocusProxy(self.kind)

    def save(self) -> None:
        try:
            day = self.day_in(self.day, needed=True)
        except ValueError:
            return
        self.saved.emit((TransferKind(self.kind.currentData()), day))
