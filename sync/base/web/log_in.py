"""Log-in, log-out and the reader's language: the three forms of the pages."""

from __future__ import annotations

import math
import re

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sync.base.rates import household
from sync.base.web import passwords, readers, sittings
from sync.base.web.desk import Desk, page, read_form, see, sorry
from sync.base.web.readers import Reader
from sync.base.web.words import chosen

_HERE = re.compile(r"/(\?quarter=|report/)[0-9]{4}-Q[1-4]")  # the pages that one may stay on in another language


def log_in_routes(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    def show(request: Request) -> Response:
        if desk.sitting(request):
            return see("/")
        has_ended = desk.sitting_cookie in request.cookies
        answer = _form(desk, chosen(request.query_params.get("language")), "login.ended" if has_ended else None)
        if has_ended:
            desk.take_cookie(answer, desk.sitting_cookie)
        return answer

    @router.post("/login")
    async def log_in(request: Request) -> Response:
        said = await read_form(request)
        return sorry(None, "form", 400) if said is None else await run_in_threadpool(_log_in, desk, request, said)

    @router.post("/logout")
    async def log_out(request: Request) -> Response:
        return await run_in_threadpool(_log_out, desk, request, await read_form(request))

    @router.post("/language")
    async def language(request: Request) -> Response:
        return await run_in_threadpool(_language, desk, request, await read_form(request))

    return router


def _log_in(desk: Desk, request: Request, said: dict[str, str]) -> Response:
    language, name = chosen(said.get("language")), said.get("name", "").strip()
    if not sittings.same(said.get("form"), request.cookies.get(desk.form_cookie)):
        return _form(desk, language, "login.again", 403, name)
    address = household(request.client.host if request.client else "")
    wait = desk.tries.begin(name, address)
    if wait:
        return _form(desk, language, "login.wait", 429, name, math.ceil(wait / 60))
    try:
        who = _who(desk, name, said.get("password", ""))
    except passwords.TooBusyError:
        return _form(desk, language, "login.busy", 503, name)
    answer = None if who is None else _begin(desk, request, *who)
    if answer is None:
        return _form(desk, language, "login.wrong", 403, name)
    desk.tries.succeeded(name, address)
    return answer


def _who(desk: Desk, name: str, password: str) -> tuple[Reader, str] | None:
    """The reader whose name and password these are, with the hash that it was. The same work for a name that nobody has, or that nobody
    can have."""
    found = None
    if readers.can_be_name(name):
        with desk.database.connect() as connection:
            found = readers.find_reader(connection, name)
    known = found[1] if found else None
    if not passwords.fits(known, password) or found is None:
        return None
    who, password_hash = found
    if passwords.is_old(password_hash):
        fresh = passwords.hash_of(password)

        def renew(connection: Connection) -> str:
            if not readers.is_still(connection, who, password_hash):
                return password_hash  # changed while we looked: `_begin` sees it too
            readers.write_hash(connection, who, fresh)
            return fresh

        return who, desk.database.trying(renew)
    return found


def _begin(desk: Desk, request: Request, who: Reader, password_hash: str) -> Response | None:
    """A cookie that nobody had before; one that the browser still has ends. None when the account went, or got another password, while its
    password was looked at."""
    before = request.cookies.get(desk.sitting_cookie)

    def begin(connection: Connection) -> str | None:
        sittings.end(connection, before)
        return sittings.begin(connection, who, desk.settings.now()) if readers.is_still(connection, who, password_hash) else None

    cookie = desk.database.trying(begin)
    if cookie is None:
        return None
    answer = see("/")
    desk.give_cookie(answer, desk.sitting_cookie, cookie)
    desk.take_cookie(answer, desk.form_cookie)
    return answer


def _log_out(desk: Desk, request: Request, said: dict[str, str] | None) -> Response:
    sitting = desk.sitting(request)
    if sitting is not None:
        if said is None or not sittings.same(said.get("csrf"), sitting.csrf):
            return sorry(sitting.reader.language, "form", 403)
        desk.database.trying(lambda connection: sittings.end(connection, request.cookies.get(desk.sitting_cookie)))
    answer = see("/login")
    desk.take_cookie(answer, desk.sitting_cookie)
    return answer


def _language(desk: Desk, request: Request, said: dict[str, str] | None) -> Response:
    sitting = desk.sitting(request)
    if sitting is None:
        return see("/login")
    if said is None or not sittings.same(said.get("csrf"), sitting.csrf):
        return sorry(sitting.reader.language, "form", 403)
    desk.database.trying(lambda connection: readers.set_language(connection, sitting.reader, said.get("language", "")))
    here = said.get("here", "")
    return see(here if _HERE.fullmatch(here) else "/")


def _form(desk: Desk, language: str, trouble: str | None = None, status: int = 200, name: str = "", minutes: int = 0) -> Response:
    """The log-in form, with a secret that must come back both in it and in a cookie: another site can send neither. `name` as it was typed
    before; what nobody can be called is not said again."""
    token = sittings.secret()
    typed = name if readers.can_be_name(name) else ""
    values = {"trouble": trouble, "minutes": minutes, "name": typed, "token": token, "sitting": None}
    answer = page("login.html", language, values, status)
    desk.give_cookie(answer, desk.form_cookie, token)
    if minutes:
        answer.headers["retry-after"] = str(minutes * 60)
    return answer
