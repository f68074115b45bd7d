"""Stays awake on the buses it is given, says what was agreed to, lets go, and ends. For `test_stay_awake.py`."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, QTimer

from ui.stay_awake import StayAwake, Wakefulness


def main() -> None:
    application = QCoreApplication([])
    awake = StayAwake()

    def end() -> None:
        say("ending")
        application.quit()

    def told(state: Wakefulness) -> None:
        if state is not Wakefulness.ASKED:
            say(f"state {state.value}")
        if state is Wakefulness.OFF:
            QTimer.singleShot(500, end)  # what was let go of is seen while this process is still there
        elif state is not Wakefulness.ASKED:
            QTimer.singleShot(100, awake.release)

    awake.changed.connect(told)
    awake.hold()
    application.exec()


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
