"""One question and its answer over HTTP, with what a hostile or a poor network may do kept in bounds: a time limit for the whole of it and
not for each read, a size limit, no redirects, no cookies, no header that was not asked for, and no answer that is not signed.

What the network does comes out as circumstances; the text of a foreign error, which may name a host, goes no further.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
import urllib.request
import weakref
from collections.abc import Mapping
from contextlib import suppress
from typing import cast
from urllib.parse import urlsplit

import httpcore
import httpx

from app.domain.errors import Circumstance, ErrorCode
from app.ports import CancelToken
from sync.pairing import is_this_machine
from sync.questions import Answer, Limits, Question
from sync.signatures import ANSWER_HEADER

_KEPT_S = 4.0  # a connection that rests; the base ends it after 5
_LEAVING_S = 0.5
_LOOK_S = 0.1  # how long a wish to stop may be overlooked


class Line:
    """The way to one address: at most one connection, kept for a few seconds."""

    def __init__(self, url: str, limits: Limits) -> None:
        self._url = url
        self._limits = limits
        self._call: _Call | None = None

    def ask(self, question: Question, cancel: CancelToken | None = None) -> Answer:
        """Raises BASE_UNREACHABLE, BASE_CERTIFICATE, BASE_TROUBLE (an answer too large) and CANCELLED; after each of them the question
        may have arrived all the same, unless it was stopped before."""
        if cancel is not None and cancel.cancelled():
            raise Circumstance(ErrorCode.CANCELLED)
        call = self._call or _Call(self._url, self._limits)
        self._call = None
        answer = call.run(question, cancel)
        if call.is_over():
            call.close()
        else:
            self._call = call
        return answer

    def close(self) -> None:
        if self._call is not None:
            self._call.close()
            self._call = None


class _Call:
    """A connection with the thread that speaks through it. Whatever goes wrong, it is not used again.

    The thread is needed because nothing ends a look-up of a name, or a server that answers one byte at a time: when the time is over, the
    socket is shut under it, and where there is none yet, it is left to end by itself.
    """

    def __init__(self, url: str, limits: Limits) -> None:
        self._url = url
        self._held = _Held(_client(url, limits))
        self._over = threading.Event()
        weakref.finalize(self, self._held.close)

    def run(self, question: Question, cancel: CancelToken | None) -> Answer:
        """An answer that comes in the very moment it is stopped is an answer."""
        said: list[Answer | Circumstance] = []
        thread = threading.Thread(target=self._speak, args=(question, said), name="base", daemon=True)
        thread.start()
        stopped = _wait(thread, question.seconds, cancel)
        if thread.is_alive():
            self._over.set()
            self._held.shut()
            thread.join(_LEAVING_S)
        outcome = said[0] if said else Circumstance(ErrorCode.BASE_UNREACHABLE)
        if isinstance(outcome, Circumstance):
            raise Circumstance(ErrorCode.CANCELLED) if stopped else outcome
        return outcome

    def is_over(self) -> bool:
        """It was shut, though an answer came all the same."""
        return self._over.is_set()

    def close(self) -> None:
        self._held.close()

    def _speak(self, question: Question, said: list[Answer | Circumstance]) -> None:
        try:
            said.append(self._exchange(question))
        except Circumstance as trouble:
            said.append(trouble)
            self.close()
        except (httpx.HTTPError, httpx.StreamError, OSError, ValueError) as trouble:  # ValueError: h11 and ssl, of a socket shut under them
            said.append(Circumstance(_code_of(trouble)))
            self.close()

    def _exchange(self, question: Question) -> Answer:
        request = httpx.Request(
            question.method,
            self._url + question.target,
            headers={**question.headers, "Accept-Encoding": "identity"},
            content=question.body,
            extensions={"trace": self._on_event},
        )
        answer = self._held.client.send(request, stream=True)
        try:
            signature = answer.headers.get(ANSWER_HEADER)
            if signature is None:  # a portal's page, or a proxy that found nobody behind it
                raise Circumstance(ErrorCode.BASE_UNREACHABLE)
            return Answer(answer.status_code, _read(answer, question.most), signature, answer.headers.get("Retry-After", ""))
        finally:
            answer.close()

    def _on_event(self, name: str, about: Mapping[str, object]) -> None:
        """httpcore's trace: a second handle on the connection as soon as there is one, which TLS does not take over."""
        if self._over.is_set():
            raise httpx.ConnectTimeout("")
        if name == "connection.connect_tcp.complete":
            self._held.hold(cast(httpcore.NetworkStream, about["return_value"]))


def _wait(thread: threading.Thread, seconds: float, cancel: CancelToken | None) -> bool:
    """Until it has ended, or its time is over, or (True) it is to stop."""
    until = time.monotonic() + seconds
    while thread.is_alive() and (left := until - time.monotonic()) > 0:
        if cancel is not None and cancel.cancelled():
            return True
        thread.join(min(left, _LOOK_S))
    return False


class _Held:
    """What has to be closed, from whichever thread."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self._handle: socket.socket | None = None
        self._guard = threading.Lock()

    def hold(self, stream: httpcore.NetworkStream) -> None:
        with self._guard, suppress(OSError):  # it went while it came
            if self._handle is not None:
                self._handle.close()
            self._handle = stream.get_extra_info("socket").dup()

    def shut(self) -> None:
        with self._guard, suppress(OSError):  # the other side was quicker
            if self._handle is not None:
                self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with self._guard:
            if self._handle is not None:
                self._handle.close()
                self._handle = None
        self.client.close()


def _client(url: str, limits: Limits) -> httpx.Client:
    return httpx.Client(
        verify=trusted_by_system() if url.startswith("https") else False,
        trust_env=False,  # no .netrc, and proxies are asked for below
        proxy=_proxy(url),
        timeout=httpx.Timeout(None, connect=limits.connect),
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=_KEPT_S),
        follow_redirects=False,
    )


def trusted_by_system() -> ssl.SSLContext:
    """Whom the system trusts, with what IT has added. Python on macOS finds none of it: there the list that comes with the program."""
    context = ssl.create_default_context()
    found = ssl.get_default_verify_paths()
    if found.cafile or found.capath or context.cert_store_stats()["x509_ca"]:
        return context
    return httpx.create_ssl_context(trust_env=False)


def _proxy(url: str) -> str | None:
    """The system's proxy. It sees where the laptop speaks to, and nothing of what is said: that is encrypted to the base."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    found = urllib.request.getproxies().get(parts.scheme, "")
    named = found if "://" in found or not found else f"http://{found}"
    return named if named.startswith(("http://", "https://")) else None


def _read(answer: httpx.Response, most: int) -> bytes:
    body = bytearray()
    for part in answer.iter_raw():
        body += part
        if len(body) > most:
            raise Circumstance(ErrorCode.BASE_TROUBLE)
    return bytes(body)


def _code_of(trouble: BaseException) -> ErrorCode:
    """A certificate that does not fit has its own words: the laptop's clock may be wrong, or a log-in page stands in the way."""
    seen: BaseException | None = trouble
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return ErrorCode.BASE_CERTIFICATE
        seen = seen.__cause__ or seen.__context__
    return ErrorCode.BASE_UNREACHABLE
