"""The summary of a visit as it may leave the laptop: closed lists and bounded numbers only.

Promise 8 is kept by the shape of these types: there is no field that could hold a name, a free text, an exact time or a file name, and
an unknown field is refused. Laptop and team base share this module. The data is pseudonymised, not anonymous.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import UUID4, BaseModel, ConfigDict, Field, StringConstraints

SCHEMA_ID = UUID("6f0d3b7e-54c1-4b0a-9d55-0d9b7b1c6a11")


class ContactKind(StrEnum):
    FILM = "film"
    GUIDANCE = "guidance"
    COMBINED = "combined"
    FIRST = "first"
    FOLLOW_UP = "follow_up"
    PHONE = "phone"
    GROUP = "group"


class Place(StrEnum):
    HOME = "home"
    CLINIC = "clinic"
    OTHER = "other"


class Attendance(StrEnum):
    KEPT = "kept"
    FAMILY_CANCELLED = "family_cancelled"
    SERVICE_CANCELLED = "service_cancelled"
    NO_ACCESS = "no_access"


class FilmMinutes(StrEnum):
    NONE = "0"
    TO_5 = "1-5"
    TO_10 = "6-10"
    TO_20 = "11-20"
    OVER_20 = "20+"


class ClipsShown(StrEnum):
    NONE = "0"
    TO_2 = "1-2"
    TO_4 = "3-4"
    FROM_5 = "5+"


class ChildAge(StrEnum):
    """Months, banded."""

    ANTENATAL = "antenatal"
    TO_2 = "0-2"
    TO_5 = "3-5"
    TO_8 = "6-8"
    TO_12 = "9-12"
    OVER_12 = "12+"


class Caregiver(StrEnum):
    MOTHER = "mother"
    OTHER = "other"


Quarter = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-Q[1-4]$")]
TeamCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}[0-9]{2}$")]
VisitNumber = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10+"]
QuarterHours = Annotated[int, Field(ge=0, le=6)]  # 15-minute bands; 6 means 90 minutes or more


class VisitSummary(BaseModel):
    """One visit, banded and coded. `episode` is a random token renewed yearly."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_id: UUID4 = SCHEMA_ID
    batch: UUID4
    team: TeamCode
    period: Quarter
    episode: UUID4
    visit_number: VisitNumber
    contact: ContactKind
    place: Place
    attendance: Attendance
    duration_quarters: QuarterHours
    travel_quarters: QuarterHours
    film_minutes: FilmMinutes
    clips_shown: ClipsShown
    child_age: ChildAge
    caregiver: Caregiver
    interpreter: bool
