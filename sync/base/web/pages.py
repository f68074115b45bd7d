"""The pages that people see, joined to the base's application."""

from __future__ import annotations

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.domain.errors import Circumstance
from resources.read import resource_bytes
from sync.base.database import Database
from sync.base.settings import Settings
from sync.base.web.desk import Desk, sorry
from sync.base.web.figure_pages import figure_routes
from sync.base.web.headers import SafeHeaders
from sync.base.web.log_in import log_in_routes

_ASSETS = {"dashboard.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


def add_pages(app: FastAPI, database: Database, settings: Settings) -> None:
    """Log-in, overview, tables and reports at `/`; also the pages for what is not there, and for when the database does not answer."""
    desk = Desk(database, settings)
    app.include_router(log_in_routes(desk))
    app.include_router(figure_routes(desk))
    for name, media_type in _ASSETS.items():
        _add_asset(app, name, media_type)
    app.add_exception_handler(HTTPException, _nowhere)
    app.add_exception_handler(Circumstance, _not_now)
    app.add_middleware(SafeHeaders, secure=settings.secure_cookies)


def _add_asset(app: FastAPI, name: str, media_type: str) -> None:
    content = resource_bytes(f"base/{name}")

    def asset() -> Response:
        return Response(content, media_type=media_type, headers={"cache-control": "max-age=600"})

    app.add_api_route(f"/assets/{name}", asset, methods=["GET"], include_in_schema=False)


def _nowhere(_request: Request, error: Exception) -> Response:
    """Nothing is told apart here: a page that is not there, and a way of asking that it does not have."""
    return sorry(None, "nowhere", error.status_code if isinstance(error, HTTPException) else 404)


def _not_now(_request: Request, _error: Exception) -> Response:
    return sorry(None, "busy", 503)
