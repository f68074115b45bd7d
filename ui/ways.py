"""What the workspace may ask of a screen, and the screens of the workspace."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from app.domain.recording import Recording
from app.domain.visit import Visit
from ui.places import Place


@runtime_checkable
class Reads(Protocol):
    """A screen that shows what the vault holds."""

    def refresh(self) -> None: ...


@runtime_checkable
class Stops(Protocol):
    """A screen that is told before the vault is closed: what was typed is kept, what runs is left where it is."""

    def stop(self) -> None: ...


@runtime_checkable
class TakesKeyboard(Protocol):
    """A screen that knows where the next thing is done."""

    def take_keyboard(self) -> None: ...


@runtime_checkable
class HoldsWords(Protocol):
    """A screen on which something may be half typed, half signed or half chosen: it is not made anew under the hands of who does it."""

    def holds_words(self) -> bool: ...


class Ways(Protocol):
    """What the screens ask of the workspace."""

    def open(self, place: Place) -> None:
        """One step deeper: back leads here again."""

    def planned(self, visit: Visit) -> None:
        """The visit that is shown was planned, held, moved or cancelled."""

    def back(self) -> None: ...

    def changed(self) -> None:
        """Something in the vault is other than it was."""

    def known(self, family: str) -> None:
        """Whose visit is shown."""

    def gone(self, family: str) -> None:
        """This family was erased."""

    def delete_film(self, film: Recording) -> None:
        """Ask whether this film is to be destroyed, where the consequences are shown."""

    def imported(self) -> None:
        """An import has ended, whole or not."""

    def long_work_over(self) -> None:
        """A backup, bringing films back from one, or a sending has ended."""
