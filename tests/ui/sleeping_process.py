"""Watches for sleep on the system bus it is given, as the application does, and ends when told; with the argument "filming" not the first
time. For `test_sleep.py`.
"""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from ui.sleep import SuspendWatch


def main() -> None:
    application = QApplication([])
    watch = SuspendWatch()

    filming = sys.argv[1:]

    def slept() -> None:
        sys.stdout.write("sleeping\n")
        sys.stdout.flush()
        if filming:
            filming.clear()
            watch.let_sleep()
            return
        os._exit(0)  # as locking does

    watch.sleeping.connect(slept)
    watch.start()
    application.exec()


if __name__ == "__main__":
    main()
