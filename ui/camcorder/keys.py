"""The keys of the marking screen: those of the review screen that need no film, Space for the counter, and T to set it."""

from __future__ import annotations

from app.domain.scheme import MOMENTS
from ui.review.keys import Key, by_name

KEYS: tuple[Key, ...] = (
    Key("switch", "play", ("Space",), words="camcorder.key.switch"),
    Key("set", "play", ("T",), words="camcorder.key.set"),
    *(by_name(name) for name in ("back_1", "on_1", "back_5", "on_5")),
    *(by_name(f"mark.{code.id}") for code in MOMENTS),
    *(by_name(name) for name in ("note", "delete", "undo", "redo", "clip_in", "clip_out", "clip_mark")),
)
