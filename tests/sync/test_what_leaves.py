"""The page for data protection officers names every field that leaves, and every word it can be: as the wire allows, no more, no less."""

from __future__ import annotations

import re
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args

import pytest

from app.domain.summary import SummaryKind
from sync import wire
from sync.base.figures import TABLES
from sync.base.publishing import Laptop
from sync.wire import Strict

_PAGE = (Path(__file__).parents[2] / "docs" / "what-leaves.md").read_text(encoding="utf-8")
_WIRES: dict[str, type[Strict]] = {get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(wire.SummaryWire)}


def _listed(kind: str) -> dict[str, set[str]]:
    """The fields of a kind's table, each with the words it can be."""
    (section,) = re.findall(rf"^### {kind}: .*?$(.*?)(?=^##)", _PAGE, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", section, re.MULTILINE)
    return {name: set(re.findall(r"`([^`]+)`", said)) for name, said in rows}


def _words(annotation: Any) -> set[str]:
    """The closed list of a field; nothing for a quarter, a random name, yes or no."""
    kinds = get_args(annotation) or (annotation,)
    return {word.value for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum) for word in kind}


def test_every_kind_is_listed() -> None:
    assert set(re.findall(r"^### (\w+): ", _PAGE, re.MULTILINE)) == set(_WIRES) == set(SummaryKind)


@pytest.mark.parametrize("kind", _WIRES)
def test_every_field_and_every_word_is_listed(kind: str) -> None:
    allowed = {name: _words(field.annotation) for name, field in _WIRES[kind].model_fields.items() if name != "kind"}

    assert _listed(kind) == allowed


def test_a_field_has_a_reason_and_its_coarsening() -> None:
    for line in re.findall(r"^\| `\w+` \|.*$", _PAGE.split("### Around")[0], re.MULTILINE):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert len(cells) == 4
        assert all(cells), line


def test_what_is_around_is_listed() -> None:
    around = _PAGE.split("### Around the summaries")[1].split("## What is never sent")[0]
    named = {field.alias or name for model in (wire.Batch, wire.Item) for name, field in model.model_fields.items()}

    assert named - {"items", "summary"} <= set(re.findall(r"`(\w+)`", around))


def test_what_is_sent_and_not_shown_is_named() -> None:
    sent = {name for kind in _WIRES.values() for name in kind.model_fields} - {"kind", "period", "episode"}
    shown = {table.column for table in TABLES.values()} | {field.name for field in fields(Laptop)}
    (said,) = re.findall(r"^- Not shown in any table: (.*?), which", _PAGE, re.MULTILINE)

    assert set(re.findall(r"`(\w+)`", said)) == sent - shown


def test_files_it_points_at_are_there() -> None:
    root = Path(__file__).parents[2]
    for path in re.findall(r"`((?:sync|tests)/[\w/]+\.py)`", _PAGE):
        assert (root / path).is_file(), path
    for path in re.findall(r"\]\((\w[\w-]*\.md)\)", _PAGE):
        assert (root / "docs" / path).is_file(), path
