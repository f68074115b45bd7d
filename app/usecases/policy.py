"""How long things are kept: the defaults, the organisation's signed rules, and the team's own, which only ever shorten.

The signature is Ed25519 over a rules file's exact bytes, by the organisation whose public key was entered here once. What was accepted is
kept as it came and checked again whenever it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.audit import Deed
from app.domain.errors import Circumstance, ErrorCode
from app.domain.retention import Policy
from app.domain.rules_file import DEFAULTS, Rules, read_rules
from app.ports import Clock, Store, Work
from app.usecases.second_person import forget_second_code

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ORGANISATION, SIGNED, SIGNATURE, TEAM = "organisation_key", "policy_signed", "policy_signature", "policy_team"


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds, and who said so. `allowed` is what the organisation allows (the defaults without one), `number` that of its signed rules
    (0 for none), `key` its public key (32 bytes, empty when none was entered)."""

    policy: Policy
    allowed: Policy
    number: int
    key: bytes


def policy_in_force(work: Work) -> Policy:
    """What holds now: the organisation's rules, or the defaults, each shortened by the team's."""
    return _shortened(work, _allowed(work).policy)


def standing_rules(store: Store) -> Standing:
    """What holds now, for the screen that shows it."""
    with store.work() as work:
        allowed = _allowed(work)
        return Standing(
            _shortened(work, allowed.policy), allowed.policy, allowed.number, bytes.fromhex(work.settings.get(ORGANISATION) or "")
        )


def accept_policy(store: Store, clock: Clock, data: bytes, signature: bytes = b"") -> Policy:
    """Let a rules file hold from now on; what holds then. A signed one is the organisation's and takes the place of its last one.
    One without a signature is the team's, takes the place of the team's last one, and may only keep things for as long as the organisation
    allows, or less.

    Raises POLICY_UNREADABLE, POLICY_NOT_SIGNED (also for a signature that does not fit), POLICY_OLDER. Then all is as before.
    """
    with store.work() as work:
        policy = enter_policy(work, clock, data, signature)
        work.commit()
    return policy


def enter_policy(work: Work, clock: Clock, data: bytes, signature: bytes = b"") -> Policy:
    """As `accept_policy`; lands with the caller's commit."""
    if signature:
        _accept_signed(work, clock, data, signature)
    else:
        allowed = _allowed(work).policy
        rules = read_rules(data, allowed)
        if rules.new_second_person or rules.policy.tightened(allowed) != rules.policy:
            raise Circumstance(ErrorCode.POLICY_NOT_SIGNED)
        work.settings.put(TEAM, data.decode("utf-8"))
    work.audit.append(clock.now(), Deed.RULES_CHANGED, subject="organisation" if signature else "team")
    return policy_in_force(work)


def trust_organisation(store: Store, clock: Clock, public_key: bytes) -> None:
    """Enter the organisation's public key (32 bytes), once. Raises ORGANISATION_KEY_OTHER when another one is known; ValueError for what is
    no key."""
    _public_key(public_key)
    with store.work() as work:
        known = work.settings.get(ORGANISATION)
        if known == public_key.hex():
            return
        if known:
            raise Circumstance(ErrorCode.ORGANISATION_KEY_OTHER)
        work.settings.put(ORGANISATION, public_key.hex())
        work.audit.append(clock.now(), Deed.RULES_CHANGED, subject="organisation_key")
        work.commit()


def _accept_signed(work: Work, clock: Clock, data: bytes, signature: bytes) -> None:
    _require_signature(work, data, signature)
    rules = read_rules(data)
    last = (work.settings.get(SIGNED) or "").encode()
    if rules.number < 1:
        raise Circumstance(ErrorCode.POLICY_UNREADABLE)
    if last != data and rules.number <= read_rules(last).number:
        raise Circumstance(ErrorCode.POLICY_OLDER)
    if last != data and rules.new_second_person:
        forget_second_code(work, clock)
    work.settings.put(SIGNED, data.decode("utf-8"))
    work.settings.put(SIGNATURE, signature.hex())


def _allowed(work: Work) -> Rules:
    """The organisation's rules; the defaults, with number 0, without any."""
    signed, signature = work.settings.get(SIGNED), work.settings.get(SIGNATURE)
    if not signed or not signature:
        return Rules(DEFAULTS, 0)
    _require_signature(work, signed.encode(), bytes.fromhex(signature))
    return read_rules(signed.encode())


def _shortened(work: Work, allowed: Policy) -> Policy:
    team = work.settings.get(TEAM)
    return allowed.tightened(read_rules(team.encode(), allowed).policy) if team else allowed


def _require_signature(work: Work, data: bytes, signature: bytes) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415  the start does without

    key = work.settings.get(ORGANISATION)
    if not key:
        raise Circumstance(ErrorCode.POLICY_NOT_SIGNED)
    try:
        _public_key(bytes.fromhex(key)).verify(signature, data)
    except InvalidSignature:
        raise Circumstance(ErrorCode.POLICY_NOT_SIGNED) from None


def _public_key(raw: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415

    return Ed25519PublicKey.from_public_bytes(raw)
