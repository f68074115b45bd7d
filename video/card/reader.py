"""The card reader: what `app.film_ports.CardReader` asks for, over real folders. Nothing here writes to a card except `erase`."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.card import CardContents, FoundFilm
from video.card.erasing import erase_film
from video.card.films import find_films
from video.card.joined import JoinedParts
from video.card.mounts import card_id, card_label, mounted_cards
from video.card.oserrors import path_answers, reading


class FolderCards:
    """Cards, cameras shown as folders, chosen folders and single files. Fulfils `app.film_ports.CardReader`; safe on any thread."""

    def roots(self) -> list[Path]:
        """Mounted places that look like a camera's card right now. May take a moment with a slow card: keep it off the interface."""
        return mounted_cards()

    def look(self, root: Path) -> CardContents:
        """All films under `root`, oldest first; none when there are none. Raises CARD_PULLED, CARD_READ_FAILED."""
        place = os.path.abspath(root)  # noqa: PTH100  the chosen root itself may be a link; nothing below it may
        with reading(lambda: path_answers(place)):
            films = find_films(place)
        return CardContents(card_id(place), Path(place), card_label(place), tuple(films))

    def open(self, film: FoundFilm) -> JoinedParts:
        return JoinedParts(film.parts)

    def reread(self, film: FoundFilm) -> JoinedParts:
        return JoinedParts(film.parts, fresh=True)

    def erase(self, film: FoundFilm) -> None:
        """Remove the film's files for good. Raises CARD_PULLED, CARD_CHANGED, CARD_WRITE_PROTECTED."""
        erase_film(film)
