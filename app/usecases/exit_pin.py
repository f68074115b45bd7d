"""The PIN that leads out of parent mode, kept as an Argon2id verifier inside the vault. It opens nothing else.

A PIN is short, so after a few misses it is no longer asked: then only the passphrase leads out, until it has been given.
"""

from __future__ import annotations

from collections.abc import Callable

from app.ports import Store
from app.usecases.verifier import fits_verifier, verifier_of

SETTING = "exit_pin"
DIGITS = (4, 8)
MISSES_ALLOWED = 5
PRACTICE_PIN = "1234"  # said on the practice banner: its passphrase is typed by nobody


def fits(pin: str) -> bool:
    """Four to eight digits."""
    return pin.isascii() and pin.isdigit() and DIGITS[0] <= len(pin) <= DIGITS[1]


def set_exit_pin(store: Store, pin: str) -> None:
    """Keep a new PIN, or none when `pin` is empty. ValueError for what is no PIN."""
    if pin and not fits(pin):
        raise ValueError("a PIN has four to eight digits")
    value = verifier_of(pin) if pin else ""
    with store.work() as work:
        work.settings.put(SETTING, value)
        work.commit()


def has_exit_pin(store: Store) -> bool:
    with store.work() as work:
        return bool(work.settings.get(SETTING))


def check_exit_pin(store: Store, pin: str) -> bool:
    """Whether this is the PIN. False when none is kept. Takes about a quarter of a second."""
    with store.work() as work:
        kept = work.settings.get(SETTING) or ""
    return fits(pin) and fits_verifier(pin, kept)


class ExitCheck:
    """The question at the door of parent mode: the PIN, or the passphrase. Slow: never on the interface's thread."""

    def __init__(self, store: Store, check_passphrase: Callable[[str], bool]) -> None:
        self._store = store
        self._check_passphrase = check_passphrase
        self._misses = 0

    def __call__(self, typed: str) -> bool:
        """Whether what was typed leads out. May raise WAIT_BEFORE_NEXT_TRY."""
        if fits(typed):
            if self._misses >= MISSES_ALLOWED:
                return False
            if check_exit_pin(self._store, typed):
                self._misses = 0
                return True
            self._misses += 1
            return False
        if self._check_passphrase(typed):
            self._misses = 0
            return True
        return False
