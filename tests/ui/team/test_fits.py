"""The team's screen, in both languages, light and dark, at 1366 x 768 and at 200 %: no word cut, all named, reached by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.outbox import DocumentKind
from tests.fakes.base import Before, FakeBase, Stall
from tests.fakes.studio import DrawnStudio
from tests.ui.films import wait_for
from tests.ui.fitting import check
from tests.ui.scaled import again_at_two_hundred_percent
from tests.ui.team.conftest import made_screen, read
from tests.ui.team.test_screen import fetch, policy
from tests.ui.visits.conftest import click
from tests.ui.ways import joined, new_code
from tests.usecases.caring import Home
from ui.jobs import Jobs
from ui.texts import set_language
from ui.theme import DARK, LIGHT, Palette, apply_theme


@pytest.mark.parametrize("spoken", ["nb", "en"])
@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_state_fits(
    qapp: QApplication,
    home: Home,
    base: FakeBase,
    studio: DrawnStudio,
    jobs: Jobs,
    tmp_path: Path,
    palette: Palette,
    spoken: str,
    english: None,
) -> None:
    set_language("nb" if spoken == "nb" else "en")
    apply_theme(qapp, palette)
    look = f"{'dark' if palette == DARK else 'light'}-{spoken}"
    with made_screen(home, base, studio, jobs, tmp_path) as screen:
        read(screen)
        check(screen, f"team-join-{look}")
        screen.join.address.setText("base.example")
        screen.join.code.setText(new_code(base))
        base.trouble.append(Stall())
        click(screen.join.join_button)
        check(screen, f"team-joining-{look}")
        click(screen.join.job.stop_button)
        wait_for(screen.join.join_button.isEnabled)
        screen.join.code.setText("ABCD-EFGH")
        click(screen.join.join_button)
        wait_for(screen.join.notice.isVisible)
        click(screen.join.camera_button)
        wait_for(lambda: studio.on is not None)
        studio.show()
        check(screen, f"team-camera-{look}")
        click(screen.join.camera.leave_button)
        screen.join.forget()
        joined(home, base)
        base.publish(DocumentKind.POLICY, policy("aa:bb:cc:dd:ee:ff"))
        base.publish(DocumentKind.SUPERVISORS, b'{"supervisors":[{"name":"Kari Nordmann","key":"%s"}]}' % (b"ab" * 32))
        fetch(home, base)
        read(screen)
        check(screen, f"team-member-{look}")
        click(screen.documents[0].do_button)
        wait_for(lambda: len(screen.documents) == 1)
        base.trouble.append(Before())
        click(screen.member.leave_button)
        click(screen.member.do_button)
        wait_for(screen.member.notice.isVisible)
        check(screen, f"team-leave-{look}")


def test_at_two_hundred_percent(project: Path) -> None:
    again_at_two_hundred_percent(project, __file__, "light and nb")
