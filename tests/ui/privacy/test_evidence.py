"""Evidence for the data protection officer: on screen, as PDF and HTML, true of the vault, and without anybody in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.audit import Deed
from app.domain.consent import Purpose
from app.domain.fingerprint import fingerprint
from app.domain.receipt import DeletionRule
from app.usecases.change_family import change_family
from app.usecases.delete_recording import delete_recording, purge_now
from app.usecases.erase_visit import erase_visit
from app.usecases.evidence import DiskState, gather_evidence
from app.usecases.leave_team import leave_team
from app.usecases.open_family import FamilyFacts
from app.usecases.place_hold import place_hold
from app.usecases.prepare_summaries import prepare_summaries
from app.usecases.release_summaries import pack
from app.usecases.send_now import send_now
from sync.codec import WireCodec
from tests.fakes.base import KEY, URL, FakeBase, NoWaiting
from tests.ui.films import wait_for
from tests.ui.privacy.conftest import MACHINE, said, tell
from tests.ui.reading import pdf_words
from tests.ui.visits.conftest import session_of
from tests.ui.ways import joined
from tests.usecases.caring import CHILD, CODE, MOTHER, TODAY, Home
from ui import wording
from ui.jobs import Cancel, Jobs
from ui.preferences import IDLE_MINUTES, Preferences
from ui.privacy.evidence_page import EvidencePage
from ui.privacy.evidence_words import evidence_page, sections, warnings
from ui.texts import LANGUAGES, Language, set_language
from ui.theme import LIGHT, apply_theme

SHOTS = os.environ.get("SAMSPILL_SHOTS")


class Chooser:
    """What the person answers when asked for a place."""

    def __init__(self) -> None:
        self.place: Path | None = None
        self.asked: list[str] = []

    def __call__(self, _parent: object, ending: str) -> Path | None:
        self.asked.append(ending)
        return self.place


class Tags(HTMLParser):
    """What an HTML text asks for besides words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.links += [f"{name}={value}" for name, value in attrs if name in {"src", "href", "action"}]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """With names everywhere, films, consents, deletions, and a hold on what is overdue."""
    made = Home(tmp_path / "vault", marker="NAVN")
    change_family(made.vault, CODE, FamilyFacts("NAVN Hansen"))
    kept = made.film(filmed_on=TODAY, marker="NAVN")
    made.visit(kept, marker="NAVN")
    made.agree(MOTHER, marker="NAVN")
    made.agree(CHILD, until=TODAY + timedelta(10))
    late = made.film(filmed_on=TODAY - timedelta(91))
    place_hold(made.vault, made.clock, late, "NAVN", "NAVN", lambda: True)
    delete_recording(made.vault, made.clock, made.film())
    purge_now(made.vault, made.clock, made.film(), DeletionRule.FORCED_MISTAKE)
    yield made
    made.vault.close()


@pytest.fixture
def chooser() -> Chooser:
    return Chooser()


@pytest.fixture
def page(home: Home, chooser: Chooser, jobs: Jobs, tmp_path: Path, qapp: QApplication, spoken: str) -> Iterator[EvidencePage]:
    apply_theme(qapp, LIGHT)
    preferences = Preferences(tmp_path)
    preferences.set(IDLE_MINUTES, 7)
    session = replace(session_of(home), machine=lambda minutes: replace(MACHINE, lock_after_minutes=minutes))
    made = EvidencePage(session, jobs, preferences, chooser)
    made.resize(1258, 660)
    made.show()
    made.refresh()
    wait_for(lambda: made.evidence is not None)
    yield made
    jobs.flush()
    made.close()
    made.deleteLater()


def exports(home: Home) -> int:
    with home.vault.work() as work:
        return sum(one.deed is Deed.EXPORTED for one in work.audit.last(100))


def test_on_screen(page: EvidencePage) -> None:
    tell(page, "1 ting skulle vært slettet og er det ikke")
    words = said(page)
    for fact in ("~/data/samspill/vault", "Secret Service", "7 minutter", "Argon2id 256 MiB", "90 dager", "Samspills standard.", "6.11.3"):
        assert fact in words
    assert "Filmet eller" not in words and "Slettet før tiden: det ble filmet eller hentet ved en feil." in words
    assert "Hel: ingenting er endret eller fjernet" in words
    assert "Alt er som det skal være." not in words


@pytest.mark.parametrize("ending", ["pdf", "html"])
def test_one_button_writes_it_and_the_log_says_so(page: EvidencePage, home: Home, chooser: Chooser, tmp_path: Path, ending: str) -> None:
    chooser.place = tmp_path / f"evidence.{ending}"
    {"pdf": page.pdf_button, "html": page.html_button}[ending].click()
    wait_for(lambda: page.notice.text() == "Dokumentasjonen er lagret")
    assert (chooser.asked, exports(home)) == ([ending], 1)
    words = pdf_words(chooser.place) if ending == "pdf" else chooser.place.read_text("utf-8")
    assert "Dokumentasjon" in words and "De 2 siste slettingene" in words and "holdt tilbake av en sperre" in words
    assert os.name == "nt" or chooser.place.stat().st_mode & 0o077 == 0
    if SHOTS:
        chooser.place.rename(f"{SHOTS}/evidence.{ending}")


def test_thinking_better_of_it(page: EvidencePage, home: Home, chooser: Chooser) -> None:
    page.pdf_button.click()
    assert chooser.asked == ["pdf"] and exports(home) == 0 and page.notice.text() == ""


def test_a_place_that_cannot_be_written(page: EvidencePage, home: Home, chooser: Chooser, tmp_path: Path) -> None:
    chooser.place = tmp_path / "none" / "evidence.pdf"
    page.pdf_button.click()
    wait_for(lambda: page.notice.text() == "Samspill får ikke skrive i mappen")
    assert exports(home) == 0 and page.pdf_button.isEnabled()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_can_be_told_from_it_and_it_asks_for_nothing_from_elsewhere(home: Home, language: Language) -> None:
    set_language(language)
    text = evidence_page(gather_evidence(home.vault, home.clock, MACHINE))
    with home.vault.work() as work:
        ids: list[str] = [film.id for film in work.recordings.all()]
        ids += [receipt.id for receipt in work.receipts.all()]
        ids += [hold.id for hold in work.holds.standing()]
    assert not [word for word in ("NAVN", CODE) if word in text]
    assert len(ids) == 5 and not [one for one in ids if one in text]
    tags = Tags()
    tags.feed(text)
    assert tags.links == [] and not tags.found & {"script", "img", "link", "iframe", "object", "form"}
    assert "http" not in text and "{" not in text.split("</style>")[1]


def test_what_somebody_should_do_something_about(home: Home) -> None:
    """Each alone, in words."""
    well = replace(gather_evidence(home.vault, home.clock, MACHINE), overdue=0)
    assert warnings(well) == []
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"overdue": 3}, "3 ting"),
        ({"clock_doubted": True}, "Klokken"),
        ({"machine": replace(MACHINE, disk=DiskState.PLAIN)}, "Disken"),
        ({"machine": replace(MACHINE, keyring="")}, "Nøkkelringen"),
        ({"cards_not_wiped": 1}, "1 minnekort"),
        ({"machine": replace(MACHINE, practice=True)}, "øvingen"),
    )
    for change, words in changes:
        (one,) = warnings(replace(well, **change))
        assert words in one
    home.vault._db.run("UPDATE audit SET deed = 'played' WHERE number = 1")
    (broken,) = warnings(replace(gather_evidence(home.vault, home.clock, MACHINE), overdue=0))
    assert broken.startswith("Noen har endret loggen. Linje 1 ")


def send(home: Home, base: FakeBase) -> None:
    prepare_summaries(home.vault, home.clock, WireCodec(), lambda _done, _total: None, Cancel())
    packs = pack(home.vault, WireCodec())
    send_now(home.vault, home.clock, base, NoWaiting(), packs, lambda _done, _total: None, Cancel())
    prepare_summaries(home.vault, home.clock, WireCodec(), lambda _done, _total: None, Cancel())


def shared(home: Home) -> dict[str, str]:
    return dict(next(one for one in sections(gather_evidence(home.vault, home.clock, MACHINE)) if one.heading == "Teambasen").facts)


def test_a_laptop_in_no_team_sends_nothing_and_says_so(home: Home) -> None:
    facts = shared(home)
    assert facts["Med i team"] == "Nei: ingenting går ut" and facts["Gått ut i alt, rettelser medregnet"] == "Ingenting"
    assert "Sendt over nett" in evidence_page(gather_evidence(home.vault, home.clock, MACHINE)) and "Basens fingeravtrykk" not in facts


def test_what_goes_to_the_team_base(home: Home) -> None:
    base = FakeBase()
    joined(home, base)
    home.all_agree(Purpose.STATISTICS)
    visits = [home.visit(on=TODAY - timedelta(n), marker="NAVN")[0] for n in range(8)]
    send(home, base)
    facts = shared(home)
    known = base.devices.popitem()[1]
    assert facts["Med i team"] == f"TRO01, {URL}" and facts["Basens fingeravtrykk"] == fingerprint(bytes.fromhex(KEY))
    assert facts["Gått ut i alt, rettelser medregnet"] == f"{known} sammendrag, forsendelser: 1"
    assert facts["Basen har nå herfra"] == f"{known} sammendrag" and facts["Sist sendt"] == wording.when(home.clock.now())
    assert facts["Sendes av seg selv"].startswith("Nei") and facts["Listen over det som gikk ut"].startswith("Hel")
    for visit in visits[:6]:
        erase_visit(home.vault, home.clock, visit, with_films=False)
    send(home, FakeBase())  # another one answers: nothing goes, and what is erased waits for a look
    evidence = gather_evidence(home.vault, home.clock, MACHINE)
    assert shared(home)["Slettet her, og basen vet det ikke ennå"] == "6"
    assert any(one.startswith("6 slettinger er ikke sagt til teambasen") for one in warnings(evidence))
    text = evidence_page(evidence)
    assert "NAVN" not in text and CODE not in text and "laptop-1" not in text
    home.vault._db.run("UPDATE departure SET team = 'OSL01'")
    evidence = gather_evidence(home.vault, home.clock, MACHINE)
    assert any(one.startswith("Noen har endret listen over det som har gått ut") for one in warnings(evidence))
    assert shared(home)["Listen over det som gikk ut"].startswith("Endret")


def test_a_team_that_was_left_is_told_of(home: Home) -> None:
    base = FakeBase()
    joined(home, base)
    leave_team(home.vault, home.clock, base)
    facts = shared(home)
    assert facts["Med i team"].startswith("Nei") and facts["Gikk ut av"] == f"TRO01, {URL}"


def test_counts_of_consents(home: Home) -> None:
    evidence = gather_evidence(home.vault, home.clock, MACHINE)
    assert (evidence.consents[Purpose.FILM], evidence.consents_expiring) == (2, 1)
