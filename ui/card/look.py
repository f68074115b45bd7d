"""What is known of the films on a card, read off the interface's thread: in the vault already or not, and what the decoder says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

from app.domain.card import CardContents, FoundFilm
from app.domain.errors import ErrorCode, SamspillError
from app.domain.ids import FamilyCode
from app.domain.recording import Recording
from app.film_ports import CardReader, Examination, Workshop
from app.ports import CancelToken, Store
from app.usecases.erase_from_card import may_be_erased
from app.usecases.known_film import known_recording
from app.usecases.no_import import footage_is_allowed
from app.usecases.resume_imports import films_to_resume


@dataclass(frozen=True)
class Known:
    """How one film on the card stands to the vault. `erasable` once it was compared."""

    recording: Recording | None
    erasable: bool


@dataclass(frozen=True)
class CardView:
    """A card as the screen shows it. `allowed`: whether film may come onto this laptop at all."""

    contents: CardContents = field(repr=False)
    known: tuple[Known, ...]
    families: tuple[FamilyCode, ...]
    to_resume: tuple[FoundFilm, ...] = field(repr=False)
    allowed: bool = True


def view_card(store: Store, contents: CardContents) -> CardView:
    """Compare what is on the card with what is in the vault."""
    known = tuple(Known(known_recording(store, film), may_be_erased(store, contents, film)) for film in contents.films)
    with store.work() as work:
        families, allowed = tuple(work.families.all()), footage_is_allowed(work)
    return CardView(contents, known, families, tuple(films_to_resume(store, contents)), allowed)


def examine_films(
    cards: CardReader, workshop: Workshop, films: tuple[FoundFilm, ...], tell: Callable[[int, Examination], None], cancel: CancelToken
) -> None:
    """A quick look at each film in turn; one that cannot be read is told as such and the next goes on."""
    for number, film in enumerate(films):
        if cancel.cancelled():
            return
        tell(number, _examine(cards, workshop, film))


def _examine(cards: CardReader, workshop: Workshop, film: FoundFilm) -> Examination:
    try:
        with closing(cards.open(film)) as source:
            return workshop.examine(source)
    except SamspillError as error:
        return Examination(0, None, has_sound=False, filmed_at=None, problems=(error.code,))


# With any of these there is nothing to import.
HOPELESS = frozenset(
    {
        ErrorCode.FILM_EMPTY,
        ErrorCode.FILM_NOT_A_FILM,
        ErrorCode.FILM_NO_LENGTH,
        ErrorCode.FILM_SOUND_ONLY,
        ErrorCode.CARD_READ_FAILED,
        ErrorCode.CARD_PULLED,
    }
)
