"""Every word of the pages is there in both languages, says the same things, and is used."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.summary import Count
from sync.base.figures import NOT_SAID, TABLES
from sync.base.publishing import Laptop
from sync.base.web.overview import MORE, NOT_ATTENDED, SECTIONS, band_words, bucket_words
from sync.base.web.report import TABLES_OF_REPORT
from sync.base.web.words import catalogue, chosen, day_words, number, percent, quarter_short, quarter_words, words_in

LANGUAGES = ("nb", "en")


def test_both_languages_hold_the_same_places() -> None:
    for key, words in catalogue().items():
        assert set(words) == {"nb", "en"} and words["nb"].strip() and words["en"].strip(), key
        assert _places(words["nb"]) == _places(words["en"]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bucket_has_words_and_no_two_the_same(language: str) -> None:
    say = words_in(language)
    for name, table in TABLES.items():
        said = [bucket_words(say, name, bucket) for bucket in table.buckets]
        assert say(f"figure.{name}") and len(set(said)) == len(said)
    assert len({band_words(say, band) for band in Count}) == len(Count)


def test_no_key_is_left_over(project: Path) -> None:
    used = {f"figure.{name}" for name in (*TABLES, NOT_ATTENDED)} | {"value.not_said"}
    used |= {f"value.{name}.{bucket}" for name, table in TABLES.items() for bucket in table.buckets if bucket != NOT_SAID}
    used |= {f"section.{name}" for name, _ in SECTIONS}
    used |= {f"chart.desc_{shape}" for _, stacks in SECTIONS for stack in stacks for _, shape in stack}
    used |= {f"overview.none.{word}" for word in ("early", "few")}
    sources = [*(project / "resources" / "base").glob("*.html"), *(project / "sync" / "base" / "web").glob("*.py")]
    text = "\n".join(path.read_text("utf-8") for path in sources)
    used |= {key for key in catalogue() if re.search(rf"""["']{re.escape(key)}["']""", text)}
    used |= {f"sorry.{word}.{part}" for word in re.findall(r'sorry\([^")]*"([a-z]+)"', text) for part in ("title", "what")}
    used |= {f"key.{word}" for word in ("visits", "kept", "not_attended", "waiting", "improved")}
    used |= {f"csv.{word}" for word in ("quarter", "total", "device")}
    used |= {f"laptops.{band.value}" for band in (Count.NONE, Count.OVER_10)}
    used |= {f"laptops.{column.name}" for column in fields(Laptop) if column.name != "name"}
    assert set(catalogue()) - used == set()


def test_every_table_has_its_place_and_one_only() -> None:
    shown = [name for _, stacks in SECTIONS for stack in stacks for name, _ in stack if name != NOT_ATTENDED] + list(MORE)
    assert sorted(shown) == sorted(TABLES) and set(TABLES_OF_REPORT) <= set(TABLES)


def test_no_text_speaks_of_patients_or_scores() -> None:
    for key, words in catalogue().items():
        assert not re.search(r"\b(pasient|patient|skår|score|subject|anonyme? tall)", " ".join(words.values()), re.IGNORECASE), key


def test_figures_and_times_as_each_language_writes_them() -> None:
    moment = datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert (number(1234567), number(5)) == ("1\u00a0234\u00a0567", "5")
    assert (percent(0.125, "nb"), percent(0.126, "en"), percent(0, "nb")) == ("12\u00a0%", "13%", "0\u00a0%")
    assert (quarter_words("2026-Q3", "nb"), quarter_words("2026-Q3", "en")) == ("3. kvartal 2026", "Q3 2026")
    assert (quarter_short("2026-Q3", "nb"), quarter_short("2026-Q3", "en")) == ("3. kv.", "Q3")
    assert (day_words(moment, "nb"), day_words(moment, "en")) == ("2.11.2026", "2 November 2026")
    assert (chosen("en"), chosen("de"), chosen(None)) == ("en", "nb", "nb")


def _places(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}
