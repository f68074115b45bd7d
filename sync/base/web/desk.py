"""What every page needs: who is logged in, the words of her language, a template, and forms that only our own pages can send."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse, Response

from resources.read import resource_text
from sync.base.database import Database
from sync.base.settings import Settings
from sync.base.web import sittings
from sync.base.web.sittings import Sitting
from sync.base.web.tries import Tries
from sync.base.web.words import chosen, quarter_short, words_in

MOST_FORM_BYTES = 8 << 10
FORM_SECONDS = 20.0
_FORM_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Desk:
    """Handed to every page; made once by `add_pages`."""

    database: Database
    settings: Settings
    tries: Tries = field(default_factory=lambda: Tries(time.monotonic))

    @property
    def sitting_cookie(self) -> str:
        """`__Host-` has the browser see to it that no other site or path of this name can set it; it needs https."""
        return "__Host-samspill" if self.settings.secure_cookies else "samspill"

    @property
    def form_cookie(self) -> str:
        return f"{self.sitting_cookie}-form"

    def sitting(self, request: Request) -> Sitting | None:
        """Who asks. Blocks: called on a thread of the pool only."""
        cookie, now = request.cookies.get(self.sitting_cookie), self.settings.now()
        with self.database.connect() as connection:
            found = sittings.look_up(connection, cookie, now)
        if found is not None and found.to_note and cookie is not None:
            self.database.trying(lambda connection: sittings.note_seen(connection, cookie, now))
        return found

    def give_cookie(self, response: Response, name: str, value: str) -> None:
        """A cookie of this browser session, out of reach of scripts and of other sites."""
        response.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=self.settings.secure_cookies)

    def take_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path="/", httponly=True, samesite="strict", secure=self.settings.secure_cookies)


async def read_form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None for what no page of ours sends: from another site, another type, too large, too slow, a field twice."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM_TYPE:
        return None
    body = bytearray()
    try:
        async with asyncio.timeout(FORM_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > MOST_FORM_BYTES:
                    return None
    except (TimeoutError, ClientDisconnect):
        return None
    try:
        said = parse_qs(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict", max_num_fields=20)
    except ValueError:  # UnicodeDecodeError too
        return None
    return {name: values[0] for name, values in said.items()} if all(len(values) == 1 for values in said.values()) else None


def page(template: str, language: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page of `resources/base/<template>` in this language."""
    tools = {"say": words_in(language), "language": language, "quarter_short": lambda period: quarter_short(period, language)}
    return HTMLResponse(_templates().get_template(template).render(**tools, **values), status)


def sorry(language: str | None, word: str, status: int, sitting: Sitting | None = None) -> HTMLResponse:
    """A page that says what is the matter: `sorry.<word>`."""
    return page("sorry.html", chosen(language), {"word": word, "sitting": sitting}, status)


def see(path: str) -> RedirectResponse:
    """Go there with a GET."""
    return RedirectResponse(path, 303)


@cache
def _templates() -> Environment:
    loader = FunctionLoader(lambda name: resource_text(f"base/{name}"))
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
