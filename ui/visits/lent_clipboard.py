"""Words lent to the clipboard: they are taken back after a minute, unless something else was copied meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QObject, QTimer, Signal
from PySide6.QtGui import QClipboard, QGuiApplication

LENT_MS = 60_000
# Asks the system's clipboard histories not to keep it: KDE and others, macOS, Windows.
_NO_HISTORY = {
    "x-kde-passwordManagerHint": b"secret",
    "org.nspasteboard.ConcealedType": b"1",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
}


class LentClipboard(QObject):
    """`lend` puts text there; `taken_back` when it was cleared."""

    taken_back = Signal()

    def __init__(self, parent: QObject | None = None, *, lent_ms: int = LENT_MS) -> None:
        super().__init__(parent)
        self._text = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(lent_ms)
        self._timer.timeout.connect(self.take_back)

    def lend(self, text: str) -> None:
        data = QMimeData()
        data.setText(text)
        for kind, value in _NO_HISTORY.items():
            data.setData(kind, value)
        _clipboard().setMimeData(data)
        self._text = text
        self._timer.start()

    def take_back(self) -> None:
        """Clear it if it still holds what was lent. What somebody else put there is theirs."""
        self._timer.stop()
        lent, self._text = self._text, ""
        if lent:
            if _plain(_clipboard().text()) == _plain(lent):
                _clipboard().clear()
            self.taken_back.emit()


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def _plain(text: str) -> str:
    """Systems change the ends of lines on the way."""
    return text.replace("\r\n", "\n").rstrip("\n")
