"""The few looks that only the marking screen needs, made from the tokens of the theme."""

from __future__ import annotations

from ui.review.style import review_style
from ui.theme import BIG_TARGET_PX, tokens

FACE_PX = 96


def camcorder_style() -> str:
    """For the screen's own style sheet: the counter, and what the lists and editors of the review screen bring along."""
    t = tokens()
    return f"""
    {review_style()}
    QLabel[role="counter"], QLabel[role="counter-off"] {{ font-size: {FACE_PX}px; font-weight: 600; color: {t.ink}; }}
    QLabel[role="counter-off"] {{ color: {t.muted}; }}
    QPushButton[target="big"] {{ min-height: {BIG_TARGET_PX - 10}px; padding: 4px 16px; }}
    QPushButton[target="big"]:focus {{ padding: 3px 15px; }}
    """
