"""Rules of retention in words: what each is about, and what a change comes to."""

from __future__ import annotations

from dataclasses import fields

from app.domain.retention import Policy
from app.usecases.foresee_policy import Foreseen
from app.usecases.policy import Standing
from ui import wording
from ui.texts import say

NAMES = tuple(field.name for field in fields(Policy))


def rule_words(name: str) -> str:
    """`Film, after it was taken`."""
    return say(f"rules.keep.{name}")


def limits_words(standing: Standing) -> str:
    """Who set the limits."""
    return say("rules.keep.by_organisation", number=standing.number) if standing.number else say("rules.keep.by_default")


def change_words(foreseen: Foreseen) -> list[str]:
    """A line for each rule that becomes another, and how much goes by it."""
    before, after = foreseen.before, foreseen.after
    changed = [name for name in NAMES if getattr(before, name) != getattr(after, name)]
    lines = [
        say("rules.change.line", rule=rule_words(name), after=days_words(getattr(after, name)), before=days_words(getattr(before, name)))
        for name in changed
    ]
    if foreseen.code_goes:
        lines.append(say("rules.change.code"))
    return lines or [say("rules.change.nothing")]


def going_words(foreseen: Foreseen) -> str:
    """Empty when nothing goes."""
    return wording.count("rules.change.going", foreseen.going) if foreseen.going else ""


def days_words(days: int) -> str:
    return wording.count("rules.days", days)
