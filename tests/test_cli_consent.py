"""`samspill consent` as a process of its own: what it says of a family, what it enters, and that it never says a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.consent import Purpose
from app.terminal import Exit
from app.usecases.withdraw_consent import withdraw_consent
from tests.test_cli import samspill, told
from tests.usecases.caring import CHILD, CODE, FATHER, MOTHER, Home

OF = ("consent", "--family", "k7q2m")
PAPER = (*OF, "--on-paper", "folder 3", "--other-parent", "agrees")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Closed: the commands open it."""
    made = Home(tmp_path / "vault", marker="Karianne")
    made.vault.close()
    return made


def test_it_says_who_has_not_agreed_and_enters_the_paper(home: Home) -> None:
    asked = samspill(*OF, "--vault", home.folder, "--json")
    facts = told(asked)
    assert (asked.returncode, facts["may_film"], facts["entered"]) == (Exit.FAILED, False, [])
    assert {one["person"]: one["why"] for one in facts["lacking"]} == dict.fromkeys((MOTHER, FATHER, CHILD), "not_given")
    done = samspill(*PAPER, "--vault", home.folder, "--json")
    facts = told(done)
    assert (done.returncode, facts["may_film"], facts["lacking"]) == (Exit.DONE, True, [])
    assert {one["person"] for one in facts["entered"]} == {MOTHER, FATHER, CHILD}
    again = samspill(*OF, "--vault", home.folder, "--language", "en")
    assert (again.returncode, again.stdout) == (Exit.DONE, "Everybody in it has said yes to being filmed.\n")


@pytest.mark.parametrize(("language", "words"), [("nb", "Ført inn: Bli filmet, Mor."), ("en", "Entered: Being filmed, Mother.")])
def test_in_words_nobody_has_a_name(home: Home, language: str, words: str) -> None:
    done = samspill(*PAPER, "--purpose", "film", "--purpose", "replay", "--vault", home.folder, "--language", language)
    assert (done.returncode, done.stderr) == (Exit.DONE, "")
    assert words in done.stdout.splitlines()
    assert len(done.stdout.splitlines()) == 7
    assert "Karianne" not in done.stdout and "folder" not in done.stdout and CODE not in done.stdout


def test_only_those_in_the_picture(home: Home) -> None:
    done = samspill(*PAPER, "--in-picture", "mother", "--signed-by", "mother", "--vault", home.folder, "--json")
    assert done.returncode == Exit.DONE
    assert {one["person"] for one in told(done)["entered"]} == {MOTHER, CHILD}
    assert {one["person"] for one in told(done)["people"] if one["in_picture"]} == {MOTHER, CHILD}
    whole = samspill(*OF, "--vault", home.folder)
    assert (whole.returncode, "Father has not agreed" in whole.stdout) == (Exit.FAILED, True)


def test_a_new_family_can_be_filmed_after_one_command(home: Home) -> None:
    new = ("consent", "--family", "NEW23", "--vault", home.folder, "--json")
    refused = samspill(*new, "--on-paper", "folder 3")
    assert (refused.returncode, told(refused)["error"]["code"]) == (Exit.FAILED, "nobody_named")
    done = samspill(*new, "--on-paper", "folder 3", "--new-family")
    assert (done.returncode, told(done)["may_film"]) == (Exit.DONE, True)
    assert told(samspill("vault", "info", "--vault", home.folder, "--json"))["families"] == 2


def test_what_was_withdrawn_stays_so(home: Home) -> None:
    home.again()
    home.all_agree()
    withdraw_consent(home.vault, home.clock, FATHER, {Purpose.FILM})
    home.vault.close()
    done = samspill(*PAPER, "--vault", home.folder)
    assert done.returncode == Exit.FAILED
    assert "Father has withdrawn" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((*OF, "--on-paper", "folder 3"), "other_parent_unheard"),
        ((*OF, "--on-paper", "folder 3", "--other-parent", "disagrees"), "other_parent_disagrees"),
        ((*PAPER, "--signed-by", "other"), "giver_may_not"),
    ],
)
def test_what_is_refused_enters_nothing(home: Home, arguments: tuple[str, ...], code: str) -> None:
    done = samspill(*arguments, "--vault", home.folder, "--json")
    assert (done.returncode, told(done)["error"]["code"]) == (Exit.FAILED, code)
    home.again()
    with home.vault.work() as work:
        assert work.ledger.of(CODE) == []
    home.vault.close()


@pytest.mark.parametrize(
    "arguments", [("--purpose", "share"), ("--other-parent", "perhaps"), ("--in-picture", "uncle"), ("--signed-by", "x", "--on-paper", "y")]
)
def test_wrong_arguments(home: Home, arguments: tuple[str, ...]) -> None:
    done = samspill(*OF, *arguments, "--vault", home.folder)
    assert (done.returncode, done.stdout) == (Exit.WRONG_ARGUMENTS, "")
