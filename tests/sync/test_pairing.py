"""The enrolment code: what is typed, pasted or photographed, and the address of a base."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Circumstance, ErrorCode
from sync.pairing import base_address, code_of, new_secret, read_code, read_invitation, secret_digest

KEY = bytes(range(32))
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_says_its_secret_and_whose_it_is() -> None:
    secret = new_secret()
    code = code_of(secret, KEY)
    assert [len(group) for group in code.split("-")] == [4] * 8
    read = read_code(code)
    assert read.secret == secret
    assert read.is_of(KEY)
    assert not read.is_of(bytes(32))
    assert secret not in repr(read)


def test_the_layout_is_the_one_that_is_written_down() -> None:
    """A laptop and a base of other versions have to agree: the very characters of one code."""
    code = code_of("0123456789ABCDEF", KEY)
    bits = int.from_bytes(hashlib.sha256(KEY).digest(), "big") >> (256 - 70)
    pin = "".join(LETTERS[bits >> 5 * place & 31] for place in reversed(range(14)))
    assert code.replace("-", "")[16:30] == pin
    assert code == "0123-4567-89AB-CDEF-CC6W-TAB6-RGSP-D447"
    assert secret_digest("0123456789ABCDEF") == hashlib.sha256(b"0123456789ABCDEF").digest()


def test_it_is_read_as_kindly_as_it_can_be() -> None:
    code = code_of("00001111ABCDEFGH", KEY)
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"\n {code} ",
        code.replace("0", "o").replace("1", "l"),
        code.replace("-", "–"),
    ):
        assert read_code(typed) == read_code(code)


@given(place=st.integers(0, 31), other=st.sampled_from(LETTERS))
def test_one_wrong_character_is_a_slip_or_another_base(place: int, other: str) -> None:
    code = code_of("K7Q2MK7Q2MK7Q2M0", KEY).replace("-", "")
    wrong = code[:place] + other + code[place + 1 :]
    try:
        read = read_code(wrong)
    except Circumstance as slip:
        assert slip.code is ErrorCode.ENROLMENT_CODE_MISTYPED
    else:  # one in a thousand gets through, and is then refused by the base
        assert (read.secret, read.is_of(KEY)) == (code[:16], True) if wrong == code else read != read_code(code)


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_read_or_a_slip(typed: str) -> None:
    try:
        read_code(typed)
    except Circumstance as slip:
        assert slip.code is ErrorCode.ENROLMENT_CODE_MISTYPED


def test_an_invitation_is_looked_at_before_it_goes_anywhere() -> None:
    code = code_of(new_secret(), KEY)
    invitation = read_invitation("base.example.org", code)
    assert (invitation.url, invitation.code) == ("https://base.example.org", code)
    assert code not in repr(invitation)
    for address, wrong, said in (
        ("https://base.example.org", "", ErrorCode.ENROLMENT_CODE_MISTYPED),
        ("", code[:-1], ErrorCode.ENROLMENT_CODE_MISTYPED),
        ("", code, ErrorCode.BASE_ADDRESS_INVALID),
        ("http://base.example.org", code, ErrorCode.BASE_ADDRESS_INVALID),
    ):
        with pytest.raises(Circumstance) as raised:
            read_invitation(address, wrong)
        assert raised.value.code is said


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://base.example.org", "https://base.example.org"),
        (" HTTPS://Base.Example.ORG/ ", "https://base.example.org"),
        ("base.example.org:8443", "https://base.example.org:8443"),
        ("https://example.org/samspill/", "https://example.org/samspill"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://localhost", "http://localhost"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
    ],
)
def test_addresses_that_may_be(typed: str, kept: str) -> None:
    assert base_address(typed) == kept
    assert base_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://base.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost.example.org",
        "http://10.0.0.1",
        "ftp://base.example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:secret@base.example.org",
        "https://base.example.org?who=me",
        "https://base.example.org/#part",
        "https://base.example.org:99999",
        "https://base.example.org/a b",
        "https://base.example.org/../x",
        "https://ba\nse.example.org",
        "https://bæse.example.org",
        "https://" + "a" * 200,
        "https://[::1%eth0]",
        "https://[::1",
    ],
)
def test_addresses_that_may_not_be(typed: str) -> None:
    with pytest.raises(Circumstance) as raised:
        base_address(typed)
    assert raised.value.code is ErrorCode.BASE_ADDRESS_INVALID
