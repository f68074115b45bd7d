"""The way to a team base in memory, as screens have it."""

from __future__ import annotations

from dataclasses import replace

from app.base_ports import Invitation, Membership
from app.usecases.join_team import join_team
from sync.codec import WireCodec
from sync.pairing import code_of, new_secret, read_invitation
from tests.fakes.base import KEY, URL, Behind, FakeBase
from tests.ui.visits.conftest import session_of
from tests.usecases.caring import Home
from ui.services import Session, TeamWays
from video.qr import read_qr_picture


def new_code(base: FakeBase) -> str:
    """One that this base will take."""
    code = code_of(new_secret(), bytes.fromhex(KEY))
    base.codes.add(code)
    return code


def session_with(home: Home, base: FakeBase, gateway: str | None = None) -> Session:
    return replace(session_of(home), team=TeamWays(base, WireCodec(), Behind(gateway), read_invitation, read_qr_picture))


def joined(home: Home, base: FakeBase) -> Membership:
    """The laptop is in the team of this base."""
    return join_team(home.vault, home.clock, base, Invitation(URL, new_code(base)))
