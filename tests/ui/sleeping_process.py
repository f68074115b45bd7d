"""Watches for sleep on the system bus it is given, as the application does, and ends when told. For `test_sleep.py`."""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from ui.sleep import SuspendWatch


def main() -> None:
    application = QApplication([])
    watch = SuspendWatch()

    def slept() -> None:
        sys.stdout.write("sleeping\n")
        sys.stdout.flush()
        os._exit(0)  # as locking does

    watch.sleeping.connect(slept)
    watch.start()
    application.exec()


if __name__ == "__main__":
    main()
