"""Running the base: the web server, the figures once an hour, and an end that lets running requests finish."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.domain.errors import Circumstance
from sync.base.api import make_app
from sync.base.database import Database
from sync.base.erasing import sweep
from sync.base.logs import tell, tell_trouble
from sync.base.metrics import MEDIA_TYPE, Metrics
from sync.base.publishing import publish_changed
from sync.base.settings import Settings

PUBLISH_SECONDS = 3600.0
HEAD_SECONDS = 30.0  # for a request line and its headers
GRACE_SECONDS = 20
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen. Port 0 takes a free one. `metrics_port`: on this machine only; None for none. `proxies`: addresses of reverse
    proxies whose word on who asks is taken."""

    host: str = "127.0.0.1"
    port: int = 0
    metrics_port: int | None = None
    proxies: str = "127.0.0.1"


class Patient(H11Protocol):
    """HTTP/1.1 that hangs up on whoever begins to ask and never finishes the question: HEAD_SECONDS for the request line and headers."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the library's own
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:  # the question is whole
            self._stop_waiting()
        elif self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


class _Server(uvicorn.Server):
    """Signals are ours: two of these run in one process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Service:
    """A base that listens. `run` blocks until `stop` is called, on any thread, or the process is told to end."""

    def __init__(self, database: Database, settings: Settings, listen: Listen) -> None:
        self._database = database
        self._settings = settings
        metrics = Metrics()
        self._sockets = [_bound(listen.host, listen.port)]
        apps: list[ASGIApp] = [make_app(database, settings, metrics)]
        if listen.metrics_port is not None:
            self._sockets.append(_bound("127.0.0.1", listen.metrics_port))
            apps.append(_metrics_app(metrics))
        self._servers = [_Server(_config(one, listen.proxies)) for one in apps]
        self.port: int = self._sockets[0].getsockname()[1]
        self.metrics_port: int | None = None if listen.metrics_port is None else self._sockets[1].getsockname()[1]

    @property
    def started(self) -> bool:
        return all(server.started for server in self._servers)

    def run(self, *, signals: bool = True) -> None:
        """`signals`: SIGTERM and SIGINT end it; only possible on the main thread."""
        with _on_signals(self.stop) if signals else contextlib.nullcontext():
            asyncio.run(self._serve())

    def stop(self) -> None:
        """Take no more requests, finish those that run, end."""
        for server in self._servers:
            server.should_exit = True

    async def _serve(self) -> None:
        tell("listening", port=self.port)
        publishing = asyncio.create_task(self._publish())
        try:
            await asyncio.gather(*(server.serve(sockets=[one]) for server, one in zip(self._servers, self._sockets, strict=True)))
        finally:
            publishing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await publishing
        tell("ended", port=self.port)

    async def _publish(self) -> None:
        """At the start and once an hour, whatever became of it the last time: summaries come in without figures too. Then what laptops
        withdrew is swept out of the database's logs and gaps."""
        while True:
            try:
                written = await asyncio.to_thread(publish_changed, self._database, self._settings.now())
                tell("published", tables=written)
                await asyncio.to_thread(sweep, self._database)
            except Circumstance as error:
                tell("publishing", code=error.code.value)
            except Exception as error:  # noqa: BLE001  a mistake in counting must not end the counting for good; its words are not logged
                tell_trouble("publishing", error)
            await asyncio.sleep(PUBLISH_SECONDS)


def _config(app: ASGIApp, proxies: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=proxies,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=GRACE_SECONDS,
        h11_max_incomplete_event_size=16 << 10,
    )


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


def _metrics_app(metrics: Metrics) -> Starlette:
    def scraped(_request: Request) -> Response:
        return PlainTextResponse(metrics.text(), media_type=MEDIA_TYPE)

    return Starlette(routes=[Route("/metrics", scraped)])


@contextlib.contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {one: signal.signal(one, told) for one in _SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
