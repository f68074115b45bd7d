"""The base as a web application: `/v1` for laptops (signed, see `sync.base.sealing`), the pages for people, `/healthz`, and what describes
the interface."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.domain.errors import Circumstance
from sync.base import described
from sync.base.auth import Proved
from sync.base.conversation import Conversation
from sync.base.database import Database
from sync.base.metrics import Metrics
from sync.base.refused import Refused
from sync.base.sealing import BODY, NOTE, Sealed, header, refusal
from sync.base.settings import Settings
from sync.base.signing import make_key
from sync.base.watching import Watched
from sync.base.web.pages import add_pages
from sync.messages import (
    ChallengeSaid,
    ChallengeWish,
    DocumentsSaid,
    Enrolled,
    Enrolment,
    HealthSaid,
    Leaving,
    TokenSaid,
    TokenWish,
    TroubleSaid,
    Word,
)
from sync.signatures import COUNTER_HEADER, PROOF_HEADER, REQUEST_HEADER
from sync.wire import Batch, BatchReceipt

LAPTOPS = "/v1"
_REFERENCE = "#/components/schemas/{model}"
_ABOUT = (
    "How a laptop and its team base talk: docs/sync.md. Every answer is signed. Errors say one word. "
    "Bodies are JSON; an item of a batch that the base does not know is refused alone."
)
_FAILURES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": TroubleSaid, "description": "Refused"},
    "5XX": {"model": TroubleSaid, "description": "Not now"},
}
_Answer = Callable[[Request], BaseModel]


def make_app(database: Database, settings: Settings, metrics: Metrics | None = None) -> FastAPI:
    """The whole base. Makes the base's key when there is none. Raises as `Database.begin`."""
    with database.in_turn() as connection:
        key = make_key(connection, settings.now())
    counts = metrics or Metrics()
    spoken = make_conversation(Conversation(database, key, settings, counts))
    whole = FastAPI(title="Samspill", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    _add_descriptions(whole, spoken)
    _add_health(whole, database)
    add_pages(whole, database, settings)
    whole.add_middleware(Parting, sealed=Sealed(spoken, key, settings, counts), metrics=counts)
    return whole


class Parting:
    """Gives `/v1` to laptops and the rest to people, before any router looks: a path with a line break in it is no exception."""

    def __init__(self, app: ASGIApp, sealed: Sealed, metrics: Metrics) -> None:
        self._people = Watched(app, metrics)
        self._laptops = sealed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path == LAPTOPS or path.startswith(f"{LAPTOPS}/"):
            await self._laptops({**scope, "root_path": LAPTOPS}, receive, send)
        else:
            await self._people(scope, receive, send)


def make_conversation(conversation: Conversation) -> FastAPI:
    """`/v1` without what stands around it."""
    api = FastAPI(
        title="Samspill team base",
        description=_ABOUT,
        version="1",
        servers=[{"url": LAPTOPS}],
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={HTTPException: _refuse_http, RequestValidationError: _refuse_http, Refused: _refuse},
    )
    _add(api, "GET /health", lambda _request: conversation.health(), None, HealthSaid)
    _add(api, "POST /enrol", lambda request: conversation.enrol(_body(request)), Enrolment, Enrolled)
    _add(api, "POST /challenge", lambda request: conversation.challenge(_body(request)), ChallengeWish, ChallengeSaid)
    _add(api, "POST /token", lambda request: conversation.token(_body(request)), TokenWish, TokenSaid)
    _add(
        api,
        "PUT /batches/{batch}",
        lambda request: conversation.batch(request.path_params["batch"], _proved(request)),
        Batch,
        BatchReceipt,
        device=True,
    )
    _add(
        api,
        "GET /documents",
        lambda request: conversation.documents(request.query_params.get("after", "0"), _proved(request)),
        None,
        DocumentsSaid,
        device=True,
    )
    _add(api, "POST /leave", lambda request: conversation.leave(_proved(request)), Leaving, Leaving, device=True)
    _describe_bodies(api)
    return api


def _add(api: FastAPI, route: str, answer: _Answer, asks: type[BaseModel] | None, gives: type[BaseModel], *, device: bool = False) -> None:
    """One request. Its body is read by us, strictly, so it is described by hand."""
    method, path = route.split(" ")

    def endpoint(request: Request) -> Response:
        request.scope[NOTE].route = f"{method} {LAPTOPS}{path}"
        if asks is not None and not _is_json(request):
            raise Refused(Word.MEDIA_TYPE)
        said = answer(request)
        if isinstance(said, BatchReceipt):
            request.scope[NOTE].items = len(said.items)
        return Response(said.model_dump_json(), media_type="application/json")

    extra: dict[str, Any] = {"parameters": _parameters(path, device=device)}
    if asks is not None:
        schema = {"$ref": _REFERENCE.format(model=asks.__name__)}
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    api.add_api_route(
        path,
        endpoint,
        methods=[method],
        name=gives.__name__,
        summary=route,
        response_model=None,
        responses={200: {"model": gives}, **_FAILURES},
        openapi_extra=extra,
    )


def _describe_bodies(api: FastAPI) -> None:
    """Adds what requests carry to the description, which `api` keeps from now on."""
    asked: list[type[BaseModel]] = [Enrolment, ChallengeWish, TokenWish, Batch, Leaving]
    _, said = models_json_schema([(one, "validation") for one in asked], ref_template=_REFERENCE)
    whole = api.openapi()
    whole["components"]["schemas"] = said["$defs"] | whole["components"]["schemas"]


def _parameters(path: str, *, device: bool) -> list[dict[str, Any]]:
    said = [(REQUEST_HEADER, "header", "^[0-9a-f]{32}$")]
    if device:
        said += [
            ("Authorization", "header", "^Bearer [0-9a-f]{64}$"),
            (COUNTER_HEADER, "header", "^[0-9]{1,16}$"),
            (PROOF_HEADER, "header", "^[A-Za-z0-9+/]{86}==$"),
        ]
    if path == "/documents":
        said.append(("after", "query", "^[0-9]{1,9}$"))
    if "{batch}" in path:
        said.append(("batch", "path", "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"))
    return [
        {"name": name, "in": where, "required": where != "query", "schema": {"type": "string", "pattern": pattern}}
        for name, where, pattern in said
    ]


def _body(request: Request) -> bytes:
    return bytes(request.scope[BODY])


def _proved(request: Request) -> Proved:
    scope = request.scope
    query = scope["query_string"].decode("latin-1")
    target = scope["raw_path"].decode("latin-1") + (f"?{query}" if query else "")
    return Proved(
        scope["method"],
        target,
        header(scope, REQUEST_HEADER),
        header(scope, "Authorization"),
        header(scope, COUNTER_HEADER),
        header(scope, PROOF_HEADER),
        _body(request),
    )


def _is_json(request: Request) -> bool:
    return header(request.scope, "content-type").partition(";")[0].strip().lower() == "application/json"


async def _refuse(request: Request, error: Refused) -> Response:
    request.scope[NOTE].code = error.word.value
    return refusal(error)


async def _refuse_http(request: Request, error: HTTPException | RequestValidationError) -> Response:
    """What the framework refuses by itself: a path or a method that is not there."""
    status = error.status_code if isinstance(error, HTTPException) else 422
    return await _refuse(request, Refused({404: Word.NOT_FOUND, 405: Word.METHOD}.get(status, Word.NOT_VALID)))


def _add_health(whole: FastAPI, database: Database) -> None:
    def health() -> Response:
        try:
            with database.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Circumstance:
            return JSONResponse({"well": False}, 503)
        return JSONResponse({"well": True})

    whole.add_api_route("/healthz", health, methods=["GET"])


def _add_descriptions(whole: FastAPI, spoken: FastAPI) -> None:
    def openapi() -> Response:
        return JSONResponse(spoken.openapi())

    def page() -> Response:
        return HTMLResponse(described.page(spoken.openapi()))

    whole.add_api_route("/openapi.json", openapi, methods=["GET"])
    whole.add_api_route("/api", page, methods=["GET"])
