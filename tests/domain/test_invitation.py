"""An invitation that is written down is read again, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from app.domain.invitation import invitation_text, taken_apart

ADDRESS, CODE = "https://base.example.org", "K7Q2-M0AB"


def test_what_was_written_is_taken_apart() -> None:
    assert invitation_text(ADDRESS, CODE) == f"samspill:{ADDRESS}#{CODE}"
    for text in (invitation_text(ADDRESS, CODE), f"  SAMSPILL:{ADDRESS}#{CODE}\n"):
        assert taken_apart(text) == (ADDRESS, CODE)
    assert taken_apart(f"samspill:{ADDRESS}#") == (ADDRESS, ""), "typed as far as that, the code goes on in its own field"


@pytest.mark.parametrize("text", ["", ADDRESS, CODE, "samspill:", f"samspill:{ADDRESS}", f"other:{ADDRESS}#{CODE}", f"{ADDRESS} samspill:"])
def test_anything_else_is_no_invitation(text: str) -> None:
    assert taken_apart(text) is None
