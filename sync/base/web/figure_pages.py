"""Overview, CSV of a table, report of a quarter: the pages with figures. Each is of the reader's own team, whatever is asked for."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.summary import Count
from sync.base.figures import TABLES
from sync.base.figures_csv import laptops_csv, table_csv
from sync.base.publishing import LAPTOPS, Quarter, read_published, settled_on
from sync.base.web.desk import Desk, page, see, sorry
from sync.base.web.overview import Telling, band_words, bucket_words, chosen_period
from sync.base.web.report import report
from sync.base.web.sittings import Sitting
from sync.base.web.words import Say, day_words, quarter_words, words_in

_CSV_WORDS = frozenset({"quarter", "total", "device"})
_DELIMITERS = {"nb": ";", "en": ","}  # what a spreadsheet in that language expects


def figure_routes(desk: Desk) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def overview(request: Request) -> Response:
        sitting = desk.sitting(request)
        return see("/login") if sitting is None else _overview(desk, sitting, request.query_params.get("quarter"))

    @router.get("/tables/{name}.csv")
    def table(request: Request, name: str) -> Response:
        sitting = desk.sitting(request)
        return see("/login") if sitting is None else _csv(desk, sitting, name, request.query_params.get("quarter"))

    @router.get("/report/{period}")
    def quarterly(request: Request, period: str) -> Response:
        sitting = desk.sitting(request)
        return see("/login") if sitting is None else _report(desk, sitting, period, request.query_params.get("language"))

    return router


def _overview(desk: Desk, sitting: Sitting, asked: str | None) -> Response:
    quarters, language = _published(desk, sitting), sitting.reader.language
    period = chosen_period(quarters, asked)
    if period is None:
        return sorry(language, "nowhere", 404, sitting) if asked else page("nothing.html", language, {"sitting": sitting})
    shown, first_day = Telling(quarters, period, language).overview(), settled_on(period)
    values = {
        "sitting": sitting,
        "here": f"/?quarter={period}",
        "shown": shown,
        "choices": [(quarter.period, quarter_words(quarter.period, language)) for quarter in quarters],
        "day": day_words(shown.quarter.published_at, language),
        "first_day": day_words(first_day, language),
        "why_none": "early" if desk.settings.now().date() < first_day else "few",
    }
    return page("overview.html", language, values)


def _csv(desk: Desk, sitting: Sitting, name: str, asked: str | None) -> Response:
    """The table over all quarters; of laptops, one quarter."""
    language = sitting.reader.language
    quarters, delimiter = _published(desk, sitting), _DELIMITERS[language]
    if name in TABLES:
        content = table_csv(quarters, name, partial(_word, name, words_in(language)), delimiter)
    else:
        laptops = next((quarter.laptops for quarter in quarters if quarter.period == asked), ()) if name == LAPTOPS else ()
        if not laptops:
            return sorry(language, "nowhere", 404, sitting)
        content = laptops_csv(laptops, partial(_word, name, words_in(language)), delimiter)
    headers = {"content-disposition": f'attachment; filename="{sitting.team_code}-{name}.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


def _word(table: str, say: Say, word: str) -> str:
    """What a file says for a bucket of this table, or for one of its own words."""
    if word in _CSV_WORDS:
        return say(f"csv.{word}")
    if table == LAPTOPS:
        return band_words(say, Count(word)) if word in set(Count) else say(f"laptops.{word}")
    return bucket_words(say, table, word)


def _report(desk: Desk, sitting: Sitting, period: str, asked: str | None) -> Response:
    quarters, own = _published(desk, sitting), sitting.reader.language
    if not any(quarter.period == period and quarter.figures for quarter in quarters):
        return sorry(own, "nowhere", 404, sitting)
    language = asked if asked in ("nb", "en") else own
    told = report(quarters, period, language)
    values = {
        "sitting": sitting,
        "here": f"/report/{period}",
        "quarter": told.quarter,
        "keys": told.keys,
        "tables": told.tables,
        "title": quarter_words(period, language),
        "day": day_words(told.quarter.published_at, language),
        "other": "en" if language == "nb" else "nb",
    }
    return page("report.html", language, values)


def _published(desk: Desk, sitting: Sitting) -> tuple[Quarter, ...]:
    with desk.database.connect() as connection:
        return read_published(connection, sitting.reader.team_id)
