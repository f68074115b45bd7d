"""What stands around the pages for people: counted and logged by their routes, as laptops' requests are (`sync.base.sealing`)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.base.logs import METHODS, tell, tell_trouble
from sync.base.metrics import Metrics
from sync.base.web.desk import sorry
from sync.base.web.headers import OF_ALL


@dataclass(frozen=True, slots=True)
class Watched:
    """A plain ASGI application around the pages. What goes wrong in them ends here: its words are not logged."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        status = 0

        async def sent(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, sent)
        except Exception as error:  # noqa: BLE001  whatever it was, somebody waits for an answer, and its words stay out of the log
            tell_trouble("page", error)
            if not status:
                answer = sorry(None, "busy", 500)
                answer.headers.update(OF_ALL)
                await answer(scope, receive, sent)
        seconds = time.monotonic() - began
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = f"{method} {getattr(scope.get('route'), 'path', 'unknown')}"
        self.metrics.answered(route, status, seconds)
        tell("page", route=route, method=method, status=status, millis=round(seconds * 1000))
