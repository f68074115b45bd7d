"""A network that cannot be trusted, on loopback: it stands between a laptop and its base and does to each message what a draw says.

It reads whole HTTP messages, so that a fault hits the one that was meant, and any byte of it.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_PATIENCE_S = 0.5  # for what a spoilt request makes of the other side
_LONG_S = 20.0
_REDIRECT = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n"
_PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>"


class Kind(StrEnum):
    NONE = "none"
    DELAY = "delay"
    CUT_REQUEST = "cut_request"  # the base hears a part
    CUT_ANSWER = "cut_answer"  # the laptop hears a part
    SWALLOW = "swallow"  # the base did it, and nobody says so
    RESET = "reset"  # likewise, with a reset
    SPOIL_REQUEST = "spoil_request"  # one bit of it
    SPOIL_ANSWER = "spoil_answer"
    TWICE = "twice"  # the base hears it two times
    LATE = "late"  # the base hears it after the next one, when the laptop has long given up
    OLD = "old"  # the laptop hears an answer to another request
    TRICKLE = "trickle"
    REDIRECT = "redirect"
    PAGE = "page"
    STALL = "stall"  # half open: until the laptop gives up


@dataclass(frozen=True)
class Fault:
    """`part`: where in the message, from 0 to 1."""

    kind: Kind
    part: float = 0.5


Draw = Callable[[bytes], Fault]


class Weather:
    """Draws by a seed: `share` of the batches have a fault, and a fifth of that of what is said before them. A stall is one fault in
    fifty."""

    def __init__(self, seed: int, share: float = 0.6) -> None:
        self._random = random.Random(seed)
        self.share = share
        self.seen: Counter[Kind] = Counter()

    def __call__(self, request: bytes) -> Fault:
        kind = Kind.NONE
        if self._random.random() < (self.share if request.startswith(b"PUT") else self.share / 5):
            often = [one for one in Kind if one not in (Kind.NONE, Kind.STALL)]
            kind = Kind.STALL if self._random.random() < 0.02 else self._random.choice(often)
        self.seen[kind] += 1
        return Fault(kind, self._random.random())


class _HungUp(Exception):
    """The connection is over."""


class FaultProxy:
    """`url` leads to the base at `target`, if the draw lets it."""

    def __init__(self, target: str, draw: Draw) -> None:
        self._port = urlsplit(target).port
        self._draw = draw
        self._late: list[bytes] = []
        self._old = b""
        self._guard = threading.Lock()
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.02)
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, name="fault proxy")]
        self._threads[0].start()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        with self._guard:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listening.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                laptop, _ = self._listening.accept()
            except TimeoutError:
                continue
            laptop.settimeout(_LONG_S)
            laptop.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            thread = threading.Thread(target=self._serve, args=(laptop,), name="fault proxy")
            self._threads = [*[one for one in self._threads if one.is_alive()], thread]
            thread.start()

    def _serve(self, laptop: socket.socket) -> None:
        base: socket.socket | None = None
        with self._guard:
            self._open.add(laptop)
        try:
            while not self._over.is_set():
                request = _message(laptop)
                base = base or self._to_base()
                self._pass(laptop, base, request, self._draw(request))
        except (_HungUp, OSError):
            pass
        finally:
            with self._guard:
                self._open.discard(laptop)
            laptop.close()
            if base is not None:
                base.close()

    def _pass(self, laptop: socket.socket, base: socket.socket, request: bytes, fault: Fault) -> None:
        """Raises _HungUp where the fault ends the connection."""
        kind, late, self._late = fault.kind, self._late, []
        if kind in (Kind.REDIRECT, Kind.PAGE):
            laptop.sendall(_REDIRECT if kind is Kind.REDIRECT else _PAGE)
        elif kind is Kind.LATE:
            self._late = [*late, request]
        elif kind is Kind.CUT_REQUEST:
            base.sendall(request[: _place(request, fault)])
        elif kind is Kind.OLD and self._old:
            laptop.sendall(self._old)
        elif kind is Kind.SPOIL_REQUEST:
            base.settimeout(_PATIENCE_S)
            base.sendall(_spoilt(request, fault))
            laptop.sendall(_message(base))
        else:
            base.sendall(request)
            answer = _message(base)
            if kind is Kind.TWICE:
                late = [*late, request]
            self._deliver(late)
            self._answer(laptop, answer, fault)
            self._old = answer
            return
        raise _HungUp

    def _answer(self, laptop: socket.socket, answer: bytes, fault: Fault) -> None:
        if fault.kind is Kind.DELAY:
            time.sleep(0.03 * fault.part)
        if fault.kind is Kind.STALL:
            while not self._over.is_set() and laptop.recv(1):
                pass
        elif fault.kind is Kind.RESET:
            laptop.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault.kind is Kind.CUT_ANSWER:
            laptop.sendall(answer[: _place(answer, fault)])
        elif fault.kind is Kind.SPOIL_ANSWER:
            laptop.sendall(_spoilt(answer, fault))
        elif fault.kind is Kind.TRICKLE:
            for start in range(0, len(answer), max(1, len(answer) // 10)):
                laptop.sendall(answer[start : start + max(1, len(answer) // 10)])
                time.sleep(0.002)
            return
        elif fault.kind is not Kind.SWALLOW:
            laptop.sendall(answer)
            return
        raise _HungUp

    def _deliver(self, late: list[bytes]) -> None:
        """What comes again, or after its time: nobody hears the answer."""
        for request in late:
            with self._to_base() as base, suppress(_HungUp, OSError):
                base.sendall(request)
                _message(base)

    def _to_base(self) -> socket.socket:
        base = socket.create_connection(("127.0.0.1", self._port), _LONG_S)
        base.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return base


def _message(side: socket.socket) -> bytes:
    """One whole HTTP message. Raises _HungUp where it ends before."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += _more(side)
    head = said.partition(b"\r\n\r\n")[0]
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    whole = len(head) + 4 + length
    while len(said) < whole:
        said += _more(side)
    return said


def _more(side: socket.socket) -> bytes:
    part = side.recv(65536)
    if not part:
        raise _HungUp
    return part


def _place(message: bytes, fault: Fault) -> int:
    return min(int(len(message) * fault.part), len(message) - 1)


def _spoilt(message: bytes, fault: Fault) -> bytes:
    place = _place(message, fault)
    return message[:place] + bytes([message[place] ^ (1 << int(fault.part * 1000) % 8)]) + message[place + 1 :]
