"""Which microphones the sound server really has, asked of it directly (Linux: PulseAudio, or PipeWire in its place).

QtMultimedia tells when a microphone comes and mostly keeps silent when one goes (measured with 6.11.3: docs/decisions/0823); it even keeps
it in its list, and the server quietly feeds what was recording from another one. So the server is asked, twice a second, by its own
library, which Qt loads anyway. Nothing waits: `ask` sends a question and takes the answers that are there.

When the server itself went, Qt tries once, three seconds later, to find it again, and ends the whole process when it is asked to record
before. So after a loss there are no microphones until the server says that it has another client of this process: Qt.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_uint32, c_void_p
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    _SourcePointer = ctypes._Pointer["_Source"]
    _ClientPointer = ctypes._Pointer["_Client"]

_LIBRARY: Final = "libpulse.so.0"
_NO_AUTOSPAWN: Final = 1  # PA_CONTEXT_NOAUTOSPAWN: a server is never started for this
_NAME: Final = b"Samspill, looking for microphones"  # what this calls itself; Qt's name is another
_ANSWER_S: Final = 0.08
_LOOK_S: Final = 0.001
_REFUSED: Final = 1  # PA_ERR_ACCESS
_READY, _FAILED, _TERMINATED = 4, 5, 6  # pa_context_state_t


class _Source(ctypes.Structure):
    """The beginning of pa_source_info; the rest is not looked at."""

    _fields_ = (("name", c_char_p),)


class _Client(ctypes.Structure):
    """pa_client_info."""

    _fields_ = (("index", c_uint32), ("name", c_char_p), ("module", c_uint32), ("driver", c_char_p), ("about", c_void_p))


_Answer = CFUNCTYPE(None, c_void_p, POINTER(_Source), c_int, c_void_p)
_Clients = CFUNCTYPE(None, c_void_p, POINTER(_Client), c_int, c_void_p)


class SoundServer:
    """A connection of its own. Use on one thread; `close` it."""

    def __init__(self, *, lost: bool = False) -> None:
        """`lost`: begin as after a loss, so that it is known whether Qt is there."""
        self._library = _loaded()
        self._loop: int | None = None
        self._context: int | None = None
        self._asked = False
        self._coming: set[str] = set()
        self._names: frozenset[str] | None = None
        self._answer = _Answer(self._hear)
        self._clients = _Clients(self._meet)
        self.refused = False  # there is one, and it will not speak with us
        self.away = False  # there is none that answers
        self._lost = lost  # the server went since Qt found it
        self._qt = False  # found it again
        if self._library is not None:
            self._loop = self._library.pa_mainloop_new()

    def ask(self) -> frozenset[str] | None:
        """The ids of its microphones as of the last answer (half a second ago when this is called twice a second); empty when a server that
        was there went away; None when there never was one to ask."""
        if self._library is None:
            return None
        while self._library.pa_mainloop_iterate(self._loop, 0, None) > 0:
            pass
        state = self._library.pa_context_get_state(self._context) if self._context else _TERMINATED
        if state in {_FAILED, _TERMINATED}:
            self.away = bool(self._context)
            self.refused = self.away and self._library.pa_context_errno(self._context) == _REFUSED
            self._connect()
        elif state == _READY and not self._asked:
            self._asked = True
            if self._lost:
                self._qt = False
                self._unref(self._library.pa_context_get_client_info_list(self._context, self._clients, None))
            self._unref(self._library.pa_context_get_source_info_list(self._context, self._answer, None))
            self._library.pa_mainloop_iterate(self._loop, 0, None)  # send it
        return self._names

    @property
    def known(self) -> bool:
        """Whether this machine has the library to ask with."""
        return self._library is not None

    @property
    def has_qt(self) -> bool:
        """Whether Qt is connected, as far as this was asked."""
        return not self._lost

    def close(self) -> None:
        """Hang up."""
        if self._library is not None and self._loop:
            self._disconnect()
            self._library.pa_mainloop_free(self._loop)
            self._loop = None
            self._library = None

    def _connect(self) -> None:
        assert self._library is not None
        if self._names is not None:
            self._names = frozenset()
            self._lost = True
        self._disconnect()
        self._context = self._library.pa_context_new(self._library.pa_mainloop_get_api(self._loop), _NAME)
        self._library.pa_context_connect(self._context, None, _NO_AUTOSPAWN, None)

    def _disconnect(self) -> None:
        assert self._library is not None
        if self._context:
            self._library.pa_context_disconnect(self._context)
            self._library.pa_context_unref(self._context)
            self._context = None
        self._asked = False
        self._coming.clear()

    def _unref(self, operation: int | None) -> None:
        assert self._library is not None
        if operation:
            self._library.pa_operation_unref(operation)

    def _meet(self, _context: int, client: _ClientPointer, end: int, _data: int | None) -> None:
        """One client of the answer, or its end."""
        assert self._library is not None
        if end == 0 and client.contents.name != _NAME:
            process = self._library.pa_proplist_gets(client.contents.about, b"application.process.id")
            self._qt = self._qt or process == str(os.getpid()).encode()

    def _hear(self, _context: int, source: _SourcePointer, end: int, _data: int | None) -> None:
        """One microphone of the answer, or its end (negative: it failed)."""
        if end == 0:
            self._coming.add(source.contents.name.decode(errors="replace"))
            return
        if end > 0:
            self._lost = self._lost and not self._qt
            self._names = frozenset() if self._lost else frozenset(self._coming)
        self._coming.clear()
        self._asked = False


def qt_may_sound() -> bool:
    """Whether Qt has its sound server, so that it may be asked to play: when that one went, playing would end the process. Waits for the
    answer, a few milliseconds; no answer in time is a no. Where there is no such server there is nothing to fear."""
    if sys.platform != "linux":
        return True
    server = SoundServer(lost=True)
    until = time.monotonic() + _ANSWER_S
    try:
        while server.ask() is None and not server.away and server.known and time.monotonic() < until:
            time.sleep(_LOOK_S)
        return server.has_qt or not server.known
    finally:
        server.close()


def _loaded() -> ctypes.CDLL | None:
    """The library with its functions declared, None where there is none."""
    if sys.platform != "linux":
        return None
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    pointers = (
        "pa_mainloop_new",
        "pa_mainloop_get_api",
        "pa_context_new",
        "pa_context_get_source_info_list",
        "pa_context_get_client_info_list",
    )
    for name in pointers:
        getattr(library, name).restype = c_void_p
    library.pa_mainloop_get_api.argtypes = library.pa_mainloop_free.argtypes = (c_void_p,)
    library.pa_mainloop_iterate.argtypes = (c_void_p, c_int, c_void_p)
    library.pa_context_new.argtypes = (c_void_p, c_char_p)
    library.pa_context_connect.argtypes = (c_void_p, c_char_p, c_int, c_void_p)
    library.pa_context_get_source_info_list.argtypes = (c_void_p, _Answer, c_void_p)
    library.pa_context_get_client_info_list.argtypes = (c_void_p, _Clients, c_void_p)
    library.pa_proplist_gets.argtypes, library.pa_proplist_gets.restype = (c_void_p, c_char_p), c_char_p
    for name in ("pa_context_get_state", "pa_context_errno", "pa_context_disconnect", "pa_context_unref", "pa_operation_unref"):
        getattr(library, name).argtypes = (c_void_p,)
    return library
