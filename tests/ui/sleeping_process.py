"""Watches for sleep on the system bus it is given; another connection of the same process plays logind. For `test_lock.py`."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QApplication

from ui.lock import SuspendWatch


def main() -> None:
    application = QApplication([])
    watch = SuspendWatch()

    def say(word: str) -> None:
        sys.stdout.write(f"{word}\n")
        sys.stdout.flush()

    def slept() -> None:
        say("sleeping")
        application.quit()

    logind = QDBusConnection.connectToBus(os.environ["DBUS_SYSTEM_BUS_ADDRESS"], "logind")
    assert logind.registerService("org.freedesktop.login1")

    def tell(starting: bool) -> None:
        message = QDBusMessage.createSignal("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
        message.setArguments([starting])
        logind.send(message)

    watch.sleeping.connect(slept)
    watch.start()
    say("waiting")
    QTimer.singleShot(100, lambda: tell(False))  # waking up is no reason
    QTimer.singleShot(300, lambda: tell(True))
    QTimer.singleShot(10_000, application.quit)
    application.exec()


if __name__ == "__main__":
    main()
