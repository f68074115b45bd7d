"""What the documents say is so: keys, exit codes, options, links, numbers of pictures."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from PySide6.QtGui import QKeySequence

from app.arguments import build_parser
from app.terminal import Exit
from storage import attempts, key_slots, layout, tide, vault_lock
from ui import preferences
from ui.review.keys import KEYS

LARGEST_PICTURE = 180_000


def test_every_key_of_the_review_screen_is_shown(project: Path) -> None:
    table = (project / "docs/keys.md").read_text().split("## Looking at a film")[1].split("## ")[0]
    caps = set(re.findall(r"<kbd>(.+?)</kbd>", table))
    arrows = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "PgDown": "PgDn", "Delete": "Del", "Space": "Space"}
    for key in KEYS:
        shown = [_parts(sequence) for sequence in key.sequences]
        assert any({arrows.get(part, part) for part in parts} <= caps for parts in shown), (
            f"{key.name} {key.sequences} is not in docs/keys.md"
        )


def _parts(sequence: str) -> list[str]:
    text = QKeySequence(sequence).toString(QKeySequence.SequenceFormat.PortableText)
    if text.endswith("+"):  # the plus key itself
        return [*[part for part in text[:-1].split("+") if part], "+"]
    return text.split("+")


def test_the_exit_codes_are_those_of_the_program(project: Path) -> None:
    table = (project / "docs/cli.md").read_text().split("## Exit codes")[1].split("## ")[0]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)] == [code.value for code in Exit]


def test_every_option_of_the_command_line_is_described(project: Path) -> None:
    table = (project / "docs/cli.md").read_text().split("## Options")[1].split("## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:3] for line in table.splitlines() if line.startswith("| `--")]
    assert options_of()
    for command, option in options_of():
        told = [of for what, of in rows if re.search(rf"`{option}\b", what)]
        assert any(command in of or of.strip().startswith("all") for of in told), f"{command} {option}"


def options_of() -> list[tuple[str, str]]:
    """Each command with each of its options."""
    commands = next(action for action in build_parser()._actions if isinstance(action.choices, dict)).choices
    assert isinstance(commands, dict)
    return [(name, word) for name, made in commands.items() for word in made._option_string_actions if word not in ("-h", "--help")]


def test_links_lead_somewhere(project: Path) -> None:
    documents = [project / "README.md", project / "CHANGELOG.md", *(project / "docs").rglob("*.md")]
    for document in documents:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_each_decision_has_a_number_of_its_own(project: Path) -> None:
    decisions = sorted((project / "docs/decisions").iterdir())
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        assert re.match(rf"# (Decision )?{path.name[:4]}\b", path.read_text()), path.name
    said = {number for path in project.glob("docs/**/*.md") for number in re.findall(r"decisions? (\d{4})", path.read_text())}
    assert said <= set(numbers)


def test_the_readme_leads_to_every_page(project: Path) -> None:
    readme = (project / "README.md").read_text()
    assert [page.name for page in (project / "docs").glob("*.md") if f"(docs/{page.name})" not in readme] == []


def test_make_help_names_every_target(project: Path) -> None:
    makefile = (project / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    said = set(re.findall(r"\bmake ([a-z-]+)", makefile.split("help:")[1].split("\n\n")[0]))
    assert targets - {"help"} == said
    assert set(re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)[0].split()) == targets


def test_pictures_are_light_and_complete(project: Path) -> None:
    pictures = list((project / "docs/screenshots").glob("*.png"))
    too_large = [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE]
    assert too_large == []
    kinds = {re.sub(r"-(light|dark)-(nb|en)\.png$", "", path.name) for path in pictures}
    assert len(kinds) >= 25
    of_base = {kind for kind in kinds if kind.startswith("base-") and kind.endswith("-phone")}  # its pages on a phone: in one language
    assert {path.name for path in pictures} == {
        f"{kind}-{theme}-{language}.png"
        for kind in kinds
        for theme in ("light", "dark")
        for language in (("nb",) if kind in of_base else ("nb", "en"))
    }


def test_tracked_files_have_no_path_of_this_machine(project: Path) -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=project, capture_output=True, text=True, check=True).stdout.split("\0")
    told = re.compile(r"/(home|Users|root|work)/[a-z]+/")
    named = [
        name
        for name in tracked
        if name and name.endswith((".py", ".md", ".toml", ".sh", ".txt", "Makefile")) and told.search((project / name).read_text())
    ]
    assert named == [], named


def test_the_privacy_page_names_every_file_of_a_vault_folder(project: Path) -> None:
    page = (project / "docs/privacy.md").read_text()
    files = (
        layout.STORE, layout.REELS, layout.BALLAST, layout.PRACTICE, layout.TOLD_OLDER, layout.SET_UP, key_slots.NAME, tide.NAME,
        attempts.NAME, vault_lock.NAME, preferences.FILE_NAME,
    )  # fmt: skip
    assert [name for name in files if f"`{name}" not in page] == []
