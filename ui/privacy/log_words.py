"""Entries of the audit log in words, and what is wrong with it when something is."""

from __future__ import annotations

from datetime import date, datetime, time

from app.domain.audit import AuditEntry, Deed, Fault
from ui import wording
from ui.privacy.log_reading import LogView
from ui.texts import say

_DOT = "  ·  "
_RULES = frozenset({"team", "organisation", "organisation_key", "footage", "second_person"})  # what RULES_CHANGED may be about


def entry_words(entry: AuditEntry, view: LogView) -> str:
    """`Film åpnet  ·  familie K7Q2M  ·  filmen fra 12. mars 2026`."""
    if entry.deed is None:
        return say("log.emptied_entry")
    said = [_deed(entry.deed, entry.subject or "")]
    if entry.family is not None:
        said.append(say("log.family", code=entry.family))
    if entry.subject in view.film_days:
        said.append(say("log.film", date=_day(view.film_days[entry.subject])))
    return _DOT.join(said)


def day_of(entry: AuditEntry) -> str:
    return say("log.no_day") if entry.at is None else wording.day(entry.at)


def time_of(entry: AuditEntry) -> str:
    return "" if entry.at is None else f"{entry.at.astimezone():%H:%M}"


def fault_words(fault: Fault) -> tuple[str, str, str]:
    """What is wrong, what it means, and what to do now."""
    what = say(f"log.fault.{fault.kind.value}", number=fault.number)
    return say("log.fault"), what, say("log.fault_next")


def _deed(deed: Deed, subject: str) -> str:
    if deed is Deed.RULES_CHANGED and subject in _RULES:
        return say(f"log.rules.{subject}")
    if deed is Deed.FAMILY_MERGED:
        return say("log.merged", code=subject)
    if deed is Deed.EMPTIED:
        return say("log.emptied", count=subject)
    return say(f"log.deed.{deed.value}")


def _day(day: date) -> str:
    return wording.day(datetime.combine(day, time(12)))
