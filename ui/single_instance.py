"""One window per vault: a second start asks the first one to come forward, and ends.

The name is a hash of the vault's place, so that it tells nothing. A socket left by a killed process answers nobody and is replaced.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_RAISE = b"raise\n"
_ANSWER = b"here\n"
_WAIT_MS = 700


def instance_name(folder: Path) -> str:
    """The same for every way of writing the same folder and user, another one for any other."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    seen = f"{user}\0{folder.expanduser().resolve()}"
    return "samspill-" + hashlib.sha256(seen.encode("utf-8", "surrogateescape")).hexdigest()[:24]


def ask_to_come_forward(folder: Path) -> bool:
    """True when another process has this vault's window and answered."""
    socket = QLocalSocket()
    socket.connectToServer(instance_name(folder))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    socket.write(_RAISE)
    socket.flush()
    answered = socket.waitForReadyRead(_WAIT_MS) and bytes(socket.readAll().data()) == _ANSWER
    socket.disconnectFromServer()
    return answered


class SingleInstance(QObject):
    """Listens for second starts. `close` before handing over to a fresh process."""

    forward_wanted = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        self.take(folder)

    def take(self, folder: Path) -> bool:
        """Listen for this vault (and no other any more)."""
        self._server.close()
        return self._server.listen(instance_name(folder))

    def close(self) -> None:
        self._server.close()

    def _greet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._answer(socket))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._answer(socket)

    def _answer(self, socket: QLocalSocket) -> None:
        if bytes(socket.read(len(_RAISE)).data()) == _RAISE:
            socket.write(_ANSWER)
            socket.flush()
            self.forward_wanted.emit()
