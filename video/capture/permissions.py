"""Whether the system lets this program use cameras and microphones. macOS asks the person, Windows has a switch; Linux has neither."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QMicrophonePermission, QObject, Qt

_Status = Qt.PermissionStatus


def ask_the_person(context: QObject, answered: Callable[[], None]) -> None:
    """Where the person was not asked yet, the system asks now; `answered` is called after each answer, on this thread, the main one."""
    application = QCoreApplication.instance()
    assert application is not None
    if application.checkPermission(QCameraPermission()) == _Status.Undetermined:
        application.requestPermission(QCameraPermission(), context, lambda _permission: answered())
    if application.checkPermission(QMicrophonePermission()) == _Status.Undetermined:
        application.requestPermission(QMicrophonePermission(), context, lambda _permission: answered())


def camera_refused() -> bool:
    """Whether no camera may be used."""
    application = QCoreApplication.instance()
    return application is not None and application.checkPermission(QCameraPermission()) == _Status.Denied


def microphone_refused() -> bool:
    """Whether no microphone may be used."""
    application = QCoreApplication.instance()
    return application is not None and application.checkPermission(QMicrophonePermission()) == _Status.Denied
