"""Servers on loopback that are no team base, or a base that lies: what a laptop may meet in a café."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from sync import signatures
from sync.signatures import ANSWER_HEADER, REQUEST_HEADER, answer_words, signed
from sync.wire import SCHEMA_ID

DEVICE = "2d9c1f04-6a3e-4f0b-9b7e-0c4f3a5b6d71"


@dataclass(frozen=True)
class Heard:
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def request(self) -> str:
        return self.headers.get(REQUEST_HEADER, "")


@dataclass
class Told:
    """An answer as it goes."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


Answering = Callable[[Heard], Told]


class Web:
    """An HTTP server in threads; `heard` is all that was asked."""

    def __init__(self, answering: Answering, tls: ssl.SSLContext | None = None) -> None:
        self.heard: list[Heard] = []
        self._open: list[socket.socket] = []
        heard, open_ones = self.heard, self._open

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 20
            disable_nagle_algorithm = True

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                heard.append(Heard(self.command, self.path, dict(self.headers.items()), body))
                told = answering(heard[-1])
                self.send_response_only(told.status)
                for name, value in {**told.headers, "Content-Length": str(len(told.body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(told.body)

            do_GET = do_POST = do_PUT = answer  # noqa: N815  the library's own names

            def setup(self) -> None:
                super().setup()
                open_ones.append(self.connection)

            def log_message(self, format: str, *args: object) -> None:
                """Silent."""

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, request: object, client_address: object) -> None:
                """A laptop that hangs up is no error."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.port = self._server.server_port
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._thread.join()
        for connection in self._open:
            with suppress(OSError):  # closed already
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()

    @property
    def connections(self) -> int:
        return len(self._open)

    def paths(self) -> list[str]:
        return [f"{one.method} {one.target}" for one in self.heard]


class Liar:
    """A base with a key of its own that answers by script: what is put into `told` by path, before what it should answer."""

    def __init__(self) -> None:
        self.seed = signatures.new_seed()
        self.told: dict[str, list[Answering]] = {}

    @property
    def key(self) -> bytes:
        return signatures.public_key(self.seed)

    def say(self, path: str, *answers: Answering) -> None:
        """The next answers to this path (without its query)."""
        self.told[path] = list(answers)

    def __call__(self, heard: Heard) -> Told:
        waiting = self.told.get(heard.target.partition("?")[0])
        return waiting.pop(0)(heard) if waiting else self.right(heard)

    def right(self, heard: Heard) -> Told:
        said: dict[str, object] = {
            "/v1/health": {"base": self.key.hex(), "schemas": [str(SCHEMA_ID)]},
            "/v1/enrol": {"device": DEVICE, "name": "Rødstilk", "team": "TRO01"},
            "/v1/challenge": {"challenge": "ab" * 32},
            "/v1/token": {"token": "cd" * 32, "seconds": 600, "stored": 3, "documents": 1},
            "/v1/documents": {"documents": []},
            "/v1/leave": {},
        }
        return self.telling(said[heard.target.partition("?")[0]])(heard)

    def telling(self, said: object, status: int = 200, **headers: str) -> Answering:
        """Rightly signed."""
        body = json.dumps(said).encode()

        def told(heard: Heard) -> Told:
            signature = signed(self.seed, answer_words(heard.request, status, body))
            return Told(status, body, {ANSWER_HEADER: signature, **headers})

        return told


def no(liar: Liar, word: str, status: int, **headers: str) -> Answering:
    """A signed refusal."""
    return liar.telling({"code": word}, status, **headers)


class Raw:
    """A TCP server that does what `speak` does with each connection; at the end all of them are closed."""

    def __init__(self, speak: Callable[[socket.socket, threading.Event], None]) -> None:
        self._speak = speak
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(0.02)
        self.over = threading.Event()
        self.connections = 0
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listening.accept()
            except TimeoutError:
                continue
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(0.02)
            try:
                self._speak(connection, self.over)
            except OSError:
                return  # the laptop hung up

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()
        self._listening.close()
