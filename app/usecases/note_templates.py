"""Templates of notes: beginnings that ship with the program, nb and en, for the visits most often held."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.domain.visit import Note, VisitKind
from resources.read import resource_text

LANGUAGES = ("nb", "en")
FIELDS = ("saw", "parent_said", "next_step", "agreed_film")


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """`kinds`: visits it is offered for first."""

    id: str
    title: str
    kinds: tuple[VisitKind, ...]
    saw: str
    parent_said: str
    next_step: str
    agreed_film: str


def note_templates(language: str, kind: VisitKind | None = None) -> tuple[NoteTemplate, ...]:
    """All of them in "nb" or "en" (KeyError for another language), those for this kind of visit first."""
    made = [_template(name, said, language) for name, said in _shipped().items()]
    return tuple(sorted(made, key=lambda one: kind not in one.kinds))


def filled(note: Note, template: NoteTemplate) -> Note:
    """The note with the template's words in the fields that are empty; what was written stays."""
    return replace(note, **{name: getattr(template, name) for name in FIELDS if not getattr(note, name).strip()})


def says_nothing(note: Note) -> bool:
    """Whether no field holds more than the beginning that a template put there, whichever it was."""
    begun = {getattr(template, name).strip() for language in LANGUAGES for template in note_templates(language) for name in FIELDS}
    return all(getattr(note, name).strip() in begun | {""} for name in FIELDS)


def _template(name: str, said: dict[str, Any], language: str) -> NoteTemplate:
    words = said[language]
    return NoteTemplate(name, words["title"], tuple(VisitKind(kind) for kind in said["kinds"]), *(words[field] for field in FIELDS))


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resource_text("notes/templates.toml"))
