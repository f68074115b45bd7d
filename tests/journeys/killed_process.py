"""A start of the application that sets up, imports, marks with a note, says so, and waits to be killed: `python killed_process.py HOME`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.journeys import test_journey as steps
from tests.journeys.kit import House


def main(home: Path) -> None:
    application = QApplication([])
    house = House(home)
    steps.set_up(house)
    steps.import_films(house, home / "card")
    review = steps.open_film(house, steps.longest(house))
    steps.mark(review, house)
    sys.stdout.write("marked\n")
    sys.stdout.flush()
    while True:
        application.processEvents()
        time.sleep(0.01)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
