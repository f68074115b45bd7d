"""The gate: what is missing of a purpose, for whom, on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.consent import Consent, Lack, Missing, Purpose, deciding, missing
from app.domain.ids import ConsentId, ConsentTextId, FamilyCode, PersonId

DAY = date(2026, 11, 21)
AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
BABY, MOTHER = PersonId("baby"), PersonId("mother")
FILM = Consent(ConsentId("c1"), FamilyCode("K7Q2M"), BABY, Purpose.FILM, ConsentTextId("t"), MOTHER, AT)
SHARED = replace(FILM, id=ConsentId("s"), purpose=Purpose.SHARE, with_whom="Kari  Lie")


def later(days: int, **changes: object) -> Consent:
    return replace(FILM, id=ConsentId(f"c{days}"), given_at=AT + timedelta(days), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("consents", "lack"),
    [
        ([], Lack.NOT_GIVEN),
        ([FILM], None),
        ([replace(FILM, expires_on=DAY)], None),  # its last day is covered
        ([replace(FILM, expires_on=DAY - timedelta(1))], Lack.EXPIRED),
        ([replace(FILM, expires_on=DAY + timedelta(1))], None),
        ([replace(FILM, withdrawn_at=AT)], Lack.WITHDRAWN),
        ([replace(FILM, withdrawn_at=AT, expires_on=DAY - timedelta(1))], Lack.WITHDRAWN),
        ([replace(FILM, person=MOTHER)], Lack.NOT_GIVEN),  # somebody else's
        ([replace(FILM, purpose=Purpose.REPLAY)], Lack.NOT_GIVEN),  # for something else
        ([replace(FILM, withdrawn_at=AT), later(1)], None),  # given anew
        ([later(1, withdrawn_at=AT), FILM], Lack.WITHDRAWN),  # the older one does not come back
        ([later(1, expires_on=DAY - timedelta(1)), FILM], Lack.EXPIRED),
        ([later(1, expires_on=DAY + timedelta(9)), replace(FILM, expires_on=DAY - timedelta(1))], None),
        ([replace(FILM, withdrawn_at=AT), replace(FILM, id=ConsentId("same moment"))], Lack.WITHDRAWN),
        ([replace(FILM, id=ConsentId("same moment")), replace(FILM, withdrawn_at=AT)], Lack.WITHDRAWN),
    ],
)
def test_film_of_one_person(consents: list[Consent], lack: Lack | None) -> None:
    for order in (consents, consents[::-1]):
        assert missing(order, [BABY], Purpose.FILM, DAY) == (() if lack is None else (Missing(BABY, lack),))


def test_everybody_in_it_is_asked_once_and_named_in_order() -> None:
    assert missing([FILM], [MOTHER, BABY, MOTHER], Purpose.FILM, DAY) == (Missing(MOTHER, Lack.NOT_GIVEN),)
    assert missing([], [MOTHER, BABY], Purpose.FILM, DAY) == (Missing(MOTHER, Lack.NOT_GIVEN), Missing(BABY, Lack.NOT_GIVEN))


def test_nobody_named_is_nobody_agreed() -> None:
    assert missing([FILM], [], Purpose.FILM, DAY) == (Missing(None, Lack.NOBODY_NAMED),)


@pytest.mark.parametrize(("whom", "covered"), [("Kari Lie", True), (" kari lie ", True), ("Kari", False), ("", False)])
def test_sharing_covers_the_one_named(whom: str, covered: bool) -> None:
    assert (missing([SHARED], [BABY], Purpose.SHARE, DAY, whom) == ()) is covered


def test_another_name_is_another_consent() -> None:
    other = replace(SHARED, id=ConsentId("o"), with_whom="barnevernet", given_at=AT + timedelta(1), withdrawn_at=AT)
    assert missing([SHARED, other], [BABY], Purpose.SHARE, DAY, "Kari Lie") == ()
    assert missing([SHARED, other], [BABY], Purpose.SHARE, DAY, "Barnevernet") == (Missing(BABY, Lack.WITHDRAWN),)


def test_what_decides() -> None:
    newer = later(1)
    same = replace(SHARED, id=ConsentId("n"), given_at=AT + timedelta(2), with_whom="KARI LIE")
    assert deciding([same, newer, SHARED, FILM]) == (newer, same)


@pytest.mark.parametrize(("purpose", "whom"), [(Purpose.FILM, "Kari"), (Purpose.SHARE, " "), (Purpose.NAMED_SUPERVISOR, "")])
def test_with_whom_belongs_to_purposes_that_name_somebody(purpose: Purpose, whom: str) -> None:
    with pytest.raises(ValueError, match="whom"):
        replace(FILM, purpose=purpose, with_whom=whom)


def test_its_repr_tells_nothing_personal() -> None:
    told = repr(replace(SHARED, kept_at="arkivskap", strokes="1,2 3,4"))
    assert not any(word in told for word in ("Kari", "arkivskap", "1,2"))
