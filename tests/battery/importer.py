"""Imports a card into a practice vault until it is killed: the process that the kill battery starts. Says on stdout where it is.

    python -m tests.battery.importer VAULT CARD

What was left by an earlier, killed one is finished first, as the application does at start and when the card is there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from app.domain.import_job import ImportProgress
from app.usecases.import_card import ImportTools, Signals, import_films
from app.usecases.resume_imports import finish_at_start, resume_from_card
from app.usecases.unwatched import Never
from storage.practice import open_practice_vault
from tests.usecases.importing import FAMILY, PlainWorkshop, TestClock
from video.card.reader import FolderCards


def tell(progress: ImportProgress) -> None:
    sys.stdout.write(f"{progress.step.value} {progress.done_bytes}\n")
    sys.stdout.flush()


def main(vault_folder: Path, card: Path) -> None:
    cards = FolderCards()
    vault = open_practice_vault(vault_folder)
    tools = ImportTools(vault, cards, PlainWorkshop(), TestClock())
    tell_all = Signals(progress=tell)
    contents = cards.look(card)
    finish_at_start(tools, Never())
    resume_from_card(tools, contents, tell_all)
    import_films(tools, contents, contents.films, FAMILY, tell_all)
    vault.close()
    sys.stdout.write("done\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
