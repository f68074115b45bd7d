"""A browser without a screen, and what a person does with it."""

from __future__ import annotations

import asyncio
import re
from html import unescape
from typing import Self

import httpx
from httpx import Response
from starlette.types import ASGIApp

from sync.base.api import make_app
from sync.base.database import Database
from sync.base.settings import Settings
from tests.sync.base.web.town import NAME, PASSWORD

_HIDDEN = re.compile(r'<input type="hidden" name="([a-z]+)" value="([^"]*)">')


class InProcess(httpx.BaseTransport):
    """Each request answered by the application itself, without a network."""

    def __init__(self, app: ASGIApp, address: str) -> None:
        self._app, self._address = app, address

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._ask(request))

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        request.read()
        answer = await httpx.ASGITransport(self._app, client=(self._address, 1)).handle_async_request(request)
        return httpx.Response(answer.status_code, headers=answer.headers, content=await answer.aread())


class Browser(httpx.Client):
    """Keeps cookies, follows no redirect by itself."""

    @classmethod
    def of(cls, database: Database, settings: Settings, address: str = "127.0.0.1") -> Self:
        return cls(transport=InProcess(make_app(database, settings), address), base_url=settings.address)


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    form = page.split(f'action="{action}"')[1].split("</form>", maxsplit=1)[0]
    return {name: unescape(value) for name, value in _HIDDEN.findall(form)}


def log_in(browser: Browser, name: str = NAME, password: str = PASSWORD) -> Response:
    fields = hidden(browser.get("/login").text, "/login")
    return browser.post("/login", data={**fields, "name": name, "password": password})


def press(browser: Browser, action: str, **other: str) -> Response:
    """A button of the overview's frame."""
    return browser.post(action, data=hidden(browser.get("/").text, action) | other)
