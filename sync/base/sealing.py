"""What stands around the conversation with laptops: the body within its limits, every answer signed, counted and logged.

A plain ASGI application around the one that answers, so that nothing gets out unsigned, errors of the framework included.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.errors import Circumstance
from sync.base.logs import METHODS, tell, tell_trouble
from sync.base.metrics import Metrics
from sync.base.rates import Limiter, household
from sync.base.refused import Refused
from sync.base.settings import Settings
from sync.base.signing import BaseKey
from sync.messages import MOST_SMALL_BYTES, Word
from sync.signatures import ANSWER_HEADER, REQUEST_HEADER, answer_words
from sync.wire import MOST_BODY_BYTES

BODY = "samspill.body"
NOTE = "samspill.note"
_SLOW_ONES = 8  # bodies that may be on their way for each request that is worked on
_OF_ONE = 2  # of these, from one address
_LET_BY = 1 << 20  # bytes over the limit that are read all the same
_REQUEST = re.compile(r"[0-9a-f]{32}")
_OPEN = frozenset({"/v1/health", "/v1/enrol", "/v1/challenge", "/v1/token"})  # asked without a token
# What no laptop of a team is told: whoever is, is counted like whoever has no token.
_STRANGE = frozenset(set(Word) - {Word.NOT_VALID, Word.WRONG_TEAM, Word.TOO_MANY, Word.BUSY, Word.TROUBLE})


@dataclass
class Note:
    """What the log says of a request: words of our own only. `items`: how many of a batch were looked at."""

    route: str = "unknown"
    code: str = ""
    items: int = 0


@dataclass
class _Room:
    """So many at once, and `of_one` from one address; one more is told `busy`."""

    most: int
    of_one: int
    taken: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def place(self, who: str) -> Iterator[None]:
        if self.taken.total() >= self.most or self.taken[who] >= self.of_one:
            raise Refused(Word.BUSY, retry_after=5)
        self.taken[who] += 1
        try:
            yield
        finally:
            self.taken[who] -= 1
            if not self.taken[who]:
                del self.taken[who]


class ClientGone(Exception):
    """Whoever asked is no longer there; nothing is done with half a body."""


@dataclass
class Sealed:
    """`app` finds the whole body in the scope under BODY, and has nothing more to read."""

    app: ASGIApp
    key: BaseKey
    settings: Settings
    metrics: Metrics
    _addresses: Limiter = field(init=False)
    _reading: _Room = field(init=False)  # apart from the work, so that slow lines keep nobody out
    _working: _Room = field(init=False)

    def __post_init__(self) -> None:
        self._addresses = Limiter(self.settings.address_per_minute)
        self._reading = _Room(self.settings.at_once * _SLOW_ONES, self.settings.at_once * _OF_ONE)
        self._working = _Room(self.settings.at_once, self.settings.at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return  # a web socket: there is none here
        began = time.monotonic()
        note = scope[NOTE] = Note()
        scope[BODY] = b""
        try:
            status, headers, body = await self._answer(scope, receive)
        except ClientGone:
            return
        await self._send(scope, send, status, headers, body)
        seconds = time.monotonic() - began
        self.metrics.answered(note.route, status, seconds)
        method = scope["method"] if scope["method"] in METHODS else "other"
        told: dict[str, str | int] = {"code": note.code} if note.code else {}
        told |= {"items": note.items} if note.items else {}
        tell("request", route=note.route, method=method, status=status, millis=round(seconds * 1000), bytes=len(scope[BODY]), **told)

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        note: Note = scope[NOTE]
        try:
            self._let_in(scope)
            with self._reading.place(_address(scope)):
                scope[BODY] = await self._read(scope, receive)
            taken = _Taken()
            with self._working.place(_address(scope)):
                await self.app(scope, _nothing_more, taken)
        except Refused as refused:
            note.code = refused.word.value
            return _raw(refusal(refused))
        except Circumstance as error:  # the database is locked, full or away
            tell("database", code=error.code.value)
            note.code = Word.BUSY.value
            return _raw(refusal(Refused(Word.BUSY, retry_after=10)))
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is answered, and its words are not logged
            tell_trouble("trouble", error)
            note.code = Word.TROUBLE.value
            return _raw(refusal(Refused(Word.TROUBLE)))
        finally:
            if note.code in _STRANGE:
                self._addresses.take(_address(scope))
        return taken.status, taken.headers, bytes(taken.body)

    def _let_in(self, scope: Scope) -> None:
        known = scope["path"] not in _OPEN and header(scope, "authorization")
        wait = self._addresses.wait(_address(scope)) if known else self._addresses.take(_address(scope))
        if wait:
            raise Refused(Word.TOO_MANY, retry_after=wait)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        most = MOST_BODY_BYTES if scope["path"].startswith("/v1/batches/") else MOST_SMALL_BYTES
        length = header(scope, "content-length")
        if length.isdecimal() and (len(length) > 9 or int(length) > most + _LET_BY):
            raise Refused(Word.TOO_LARGE)
        if header(scope, "content-encoding"):
            raise Refused(Word.MEDIA_TYPE)
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                return await _whole(receive, most)
        except TimeoutError:
            raise Refused(Word.TOO_SLOW) from None

    async def _send(self, scope: Scope, send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        asked = header(scope, REQUEST_HEADER)
        request = asked if _REQUEST.fullmatch(asked) else ""
        signature = self.key.sign(answer_words(request, status, body))
        more = [
            (ANSWER_HEADER.lower().encode(), signature.encode()),
            (b"cache-control", b"no-store"),
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": status, "headers": [*headers, *more]})
        await send({"type": "http.response.body", "body": body})


def _address(scope: Scope) -> str:
    return household(str((scope.get("client") or ("",))[0]))


def header(scope: Scope, name: str) -> str:
    """A header as it came; "" when it is missing or came more than once."""
    wanted = name.lower().encode()
    found = [value for key, value in scope["headers"] if key == wanted]
    return found[0].decode("latin-1") if len(found) == 1 else ""


def refusal(refused: Refused) -> Response:
    """The answer of a refusal: its word."""
    headers = {"Retry-After": str(refused.retry_after)} if refused.retry_after else {}
    if refused.word in (Word.TOO_LARGE, Word.TOO_SLOW):  # there is more of it on the line, which nobody reads
        headers["Connection"] = "close"
    return JSONResponse({"code": refused.word.value}, refused.status, headers)


def _raw(response: Response) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    return response.status_code, list(response.raw_headers), bytes(response.body)


async def _whole(receive: Receive, most: int) -> bytes:
    """What is a little too long is read to its end and thrown away: hung up on in the middle, the other side would not see the answer."""
    body = bytearray()
    length = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        part = message.get("body", b"")
        more = message.get("more_body", False)
        length += len(part)
        if length <= most:
            body += part
        elif length > most + _LET_BY or not more:
            raise Refused(Word.TOO_LARGE)
    return bytes(body)


async def _nothing_more() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


@dataclass
class _Taken:
    """Keeps an answer, to be signed before it goes."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message["headers"])
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
