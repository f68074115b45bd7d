"""The way here and the way back, without a window."""

from __future__ import annotations

from ui.places import RAIL, Place, Trail, of_family

TODAY, FAMILIES, FAMILY = Place("today"), Place("families"), of_family("family", "K7Q2M")
VISIT, PLAN = Place("visit", "1"), of_family("plan", "K7Q2M")


def trail(*places: Place) -> Trail:
    made = Trail()
    made.begin(places[0])
    for place in places[1:]:
        made.on(place)
    return made


def test_back_leads_to_where_one_came_from() -> None:
    way = trail(TODAY, VISIT, FAMILY)
    assert (way.here, way.before) == (FAMILY, VISIT)
    assert way.back() == VISIT and way.back() == TODAY
    assert way.back() is None and way.here == TODAY and way.before is None


def test_the_rail_begins_a_new_way() -> None:
    way = trail(TODAY, VISIT)
    way.begin(FAMILIES)
    assert (way.here, way.before) == (FAMILIES, None)


def test_nobody_goes_round_in_circles() -> None:
    way = trail(FAMILIES, FAMILY, VISIT)
    way.on(FAMILY)
    assert (way.here, way.before) == (FAMILY, FAMILIES)


def test_a_visit_that_was_planned_takes_the_place_of_its_planning() -> None:
    way = trail(FAMILIES, FAMILY, PLAN)
    way.instead(VISIT)
    assert (way.here, way.before) == (VISIT, FAMILY)


def test_nothing_leads_back_to_a_family_that_is_gone() -> None:
    way = trail(FAMILIES, VISIT)
    way.known("K7Q2M")
    way.on(FAMILY)
    way.forget("K7Q2M")
    assert (way.here, way.before) == (FAMILY, FAMILIES), "what came of it is still on the screen"
    assert way.back() == FAMILIES and way.before is None


def test_deeper_screens_stand_under_a_button_of_the_rail() -> None:
    names = {name for name, _icon in RAIL}
    assert {place.rail() for place in (TODAY, FAMILY, VISIT, PLAN, Place("review", "1"))} <= names
    assert FAMILY.rail() == "families" and TODAY.rail() == "today"
    assert "K7Q2M" not in repr(FAMILY), "a place in a log says no family"
