"""Every word on screen exists in both languages, says the same things, and is used; no text is left over."""

from __future__ import annotations

import ast
import re
import string
import threading
from pathlib import Path

import pytest

from app.domain.errors import ErrorCode, SamspillError
from ui.texts import LANGUAGES, Language, catalogue, error_words, say, set_language, speaking

# Numbers that travel with an error; its words may use them.
PARAMETERS = {"seconds": 5, "group": 3}
# The words of these are looked up by a value from a closed list: `say(f"code.{id}")`, `count("wording.marks", n)`, `error.<code>.title`.
COUNTED = ("one", "many")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_error_says_what_happened_what_it_means_and_what_to_do(code: ErrorCode, language: Language) -> None:
    set_language(language)
    title, what, next_step = error_words(SamspillError(code, **PARAMETERS))
    assert title and what and next_step
    assert not title.endswith("."), "a title is no sentence"
    assert what.endswith((".", "?")) and next_step.endswith((".", "?"))


def test_both_languages_are_there_and_hold_the_same_places() -> None:
    for key, words in catalogue().items():
        assert set(words) == {"nb", "en"}, key
        assert all(words[language].strip() for language in LANGUAGES), key
        assert _places(words["nb"]) == _places(words["en"]), key


def test_no_text_speaks_of_patients_or_scores() -> None:
    forbidden = re.compile(r"\b(pasient|patient|skår|score|subject|operation completed)\w*", re.IGNORECASE)
    for key, words in catalogue().items():
        for language in LANGUAGES:
            assert not forbidden.search(words[language]), key


def test_every_key_that_is_said_exists_and_every_key_is_said(project: Path) -> None:
    said, patterns = _said_in(project)
    keys = set(catalogue())
    assert not said - keys, "said, but not there"
    # Errors are said by their code, the toolkit's own words by Qt (test_toolkit_words.py).
    unused = {
        key for key in keys - said if not key.startswith(("error.", "toolkit.")) and not any(pattern.fullmatch(key) for pattern in patterns)
    }
    assert not unused, "there, but never said"


def test_a_key_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        say("shell.no_such_key")


def test_a_page_may_speak_another_language_than_the_screen() -> None:
    set_language("nb")
    norwegian, elsewhere = say("shell.lock"), []
    with speaking("en"):
        assert say("shell.lock") != norwegian
        thread = threading.Thread(target=lambda: elsewhere.append(say("shell.lock")))
        thread.start()
        thread.join()
    assert (say("shell.lock"), elsewhere) == (norwegian, [norwegian])


def _places(text: str) -> set[str]:
    return {name for _literal, name, _format, _conversion in string.Formatter().parse(text) if name}


def _said_in(project: Path) -> tuple[set[str], list[re.Pattern[str]]]:
    """Keys written out anywhere in our code (a literal that is a key counts as said), and patterns of f-strings that build one."""
    keys = set(catalogue())
    areas = {key.split(".")[0] for key in keys}
    said: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    folders = ("ui/**", "app/**", "video/**", "sync/base")  # the base's pages have words of their own (tests/sync/base/web/test_words.py)
    for source in (path for folder in folders for path in project.glob(f"{folder}/*.py")):
        tree = ast.parse(source.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_say(node.func) and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    said |= _counted(node.func, first.value)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in keys:
                said.add(node.value)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and f"{node.value}.one" in keys:
                said |= {f"{node.value}.{form}" for form in COUNTED}
            if isinstance(node, ast.JoinedStr) and (pattern := _pattern(node, areas)) is not None:
                patterns.append(pattern)
    return said, patterns


def _is_say(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "say") or (isinstance(function, ast.Attribute) and function.attr == "count")


def _counted(function: ast.expr, key: str) -> set[str]:
    """`wording.count("wording.marks", n)` says both forms; other things called `count` are none of ours."""
    if isinstance(function, ast.Name):
        return {key}
    return {f"{key}.{form}" for form in COUNTED} if "." in key else set()


def _pattern(node: ast.JoinedStr, areas: set[str]) -> re.Pattern[str] | None:
    """`f"card.step.{step}"` → card\\.step\\..+ ; only those that begin with an area of the catalogue."""
    parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values]
    first = node.values[0]
    if not (isinstance(first, ast.Constant) and str(first.value).split(".")[0] in areas and "." in str(first.value)):
        return None
    return re.compile("".join(parts))
