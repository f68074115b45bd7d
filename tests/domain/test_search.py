"""What was typed, taken apart into words."""

from __future__ import annotations

import pytest

from app.domain.search import words_typed


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", ()),
        ("  ", ()),
        ('" * - ( ) :', ()),
        ("baby smiler", ("baby", "smiler")),
        ("smiler smiler", ("smiler",)),
        ("a\u030a", ("å",)),  # composed
        ("to\x00ord\tmed\nskille", ("to", "ord", "med", "skille")),
        ('"sitat" OR NOT*', ('"sitat"', "OR", "NOT*")),
        ("1 2 3 4 5 6 7 8 9", tuple("12345678")),
        ("x" * 300, ("x" * 200,)),
    ],
)
def test_words(typed: str, words: tuple[str, ...]) -> None:
    assert words_typed(typed) == words
