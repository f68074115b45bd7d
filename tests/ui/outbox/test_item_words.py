"""Every field and every value of the wire has words, in both languages, and what is said comes out of the bytes themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_args

import pytest

from sync.wire import CountersWire, EpisodeWire, GoneWire, HoursWire, Strict, TransferWire, VisitWire, canonical, read_item
from ui.outbox.item_words import item_words
from ui.texts import LANGUAGES, Language, set_language

TOKEN = "0b7e5a52-6a44-4a4e-8a43-0d1c5e5a9b11"
EVERY = (VisitWire, EpisodeWire, TransferWire, HoursWire, CountersWire, GoneWire)


def values(field: str, annotation: Any) -> list[object]:
    """All that may stand in a field; of a random token and a quarter one."""
    if field == "period":
        return ["2026-Q4"]
    if field == "episode":
        return [TOKEN]
    kinds = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
    said: list[object] = [value.value for kind in kinds if issubclass(kind, StrEnum) for value in kind]
    said += [True, False] if bool in kinds else []
    said += [None] if type(None) in kinds else []
    return said or list(get_args(annotation))


def bodies(wire: type[Strict]) -> Iterator[bytes]:
    """As many items as the longest list of values, so that each value stands in one."""
    lists = {field: values(field, info.annotation) for field, info in wire.model_fields.items()}
    for n in range(max(map(len, lists.values()))):
        summary = {field: those[n % len(those)] for field, those in lists.items()}
        body = canonical({"record": TOKEN, "revision": 2, "summary": summary})
        read_item(body)  # the wire allows it
        yield body


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wire", EVERY)
def test_every_field_and_value_has_words(wire: type[Strict], language: Language) -> None:
    set_language(language)
    for body in bodies(wire):
        words = item_words(body)
        labels = [label for label, _said in words.facts]
        assert len(set(labels)) == len(labels) == len(wire.model_fields) - 1 + 2, "all fields but the kind; record and revision"
        assert all(label and said for label, said in words.facts) and words.heading
        assert words.kind == json.loads(body)["summary"]["kind"]


def test_bands_are_said_as_what_they_are() -> None:
    set_language("en")
    summary = dict(next(json.loads(body)["summary"] for body in bodies(VisitWire)))
    summary |= {"duration": "90+", "film_minutes": "20+", "clips_shown": "5+", "child_age": "12+", "travel": "15-29", "visit_number": "10+"}
    said = item_words(canonical({"record": TOKEN, "revision": 1, "summary": summary}))
    assert said.heading.startswith("Visit 10+ · ") and "90 min or more" in said.short and "Quarter 4 of 2026" in said.short
    words = dict(said.facts)
    assert words["Duration"] == "90 min or more" and words["Travel"] == "15–29 min"
    assert words["Filmed"] == "more than 20 min" and words["Age of the child"] == "more than 12 months"
    assert words["Clips shown"] == "5 or more" and words["Visit number"] == "10 or more"
    assert words["When"] == "Quarter 4 of 2026" and words["The episode"] == "0b7e5a52 … (random)"
