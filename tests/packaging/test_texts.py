"""Every text is there in both languages, says something, and has the same places to fill in; every text that the code asks for is there."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.errors import ErrorCode
from ui.texts import LANGUAGES, Language, catalogue

# Different languages may truly use the same word; a whole sentence that is the same has been forgotten.
LONGEST_SAME = 24
PLACE = re.compile(r"\{[^}]*\}")


def _places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_say_everything() -> None:
    wrong = sorted(key for key, words in catalogue().items() if not _is_whole(words))
    assert wrong == []


def _is_whole(words: Mapping[Language, str]) -> bool:
    if set(words) != set(LANGUAGES) or not all(words[language].strip() for language in LANGUAGES):
        return False
    same = words["nb"] == words["en"] and len(PLACE.sub("", words["nb"])) > LONGEST_SAME
    return not same and _places(words["nb"]) == _places(words["en"])


def test_every_error_has_title_explanation_and_next_step() -> None:
    wanted = {f"error.{code.value}.{part}" for code in ErrorCode for part in ("title", "what", "next")}
    assert wanted - catalogue().keys() == set()


def test_every_text_the_code_names_is_there(project: Path) -> None:
    missing = sorted(f"{path.relative_to(project)}:{line} {key}" for path, line, key in _named(project) if key not in catalogue())
    assert missing == []


def _named(project: Path) -> Iterator[tuple[Path, int, str]]:
    """Each `say("literal")` in the code."""
    for root in ("app", "ui"):
        for path in (project / root).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield path, node.lineno, first.value
