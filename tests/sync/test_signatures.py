"""What is signed between laptop and base: the exact bytes, and that nothing else fits."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import signatures
from sync.signatures import answer_words, document_words, enrol_words, fits, public_key, request_words, signed, token_words

SEED = bytes(range(32))
KEY = public_key(SEED)
HEX = hashlib.sha256(b"body").hexdigest()


@pytest.mark.parametrize(
    ("words", "bytes_"),
    [
        (answer_words("ab" * 16, 200, b"body"), f"samspill-answer-1\n{'ab' * 16}\n200\n{HEX}\n"),
        (request_words("PUT", "/v1/x?after=1", "cd", "ef", 7, b"body"), f"samspill-request-1\nPUT\n/v1/x?after=1\ncd\nef\n7\n{HEX}\n"),
        (enrol_words("CODE", "ff" * 32), f"samspill-enrol-1\nCODE\n{'ff' * 32}\n"),
        (token_words("dev", "chal"), "samspill-token-1\ndev\nchal\n"),
        (document_words("TRO01", "policy", 2, 9, b"body"), f"samspill-document-1\nTRO01\npolicy\n2\n9\n{HEX}\n"),
    ],
)
def test_what_is_signed_is_what_is_written_down(words: bytes, bytes_: str) -> None:
    assert words == bytes_.encode("ascii")


def test_a_signature_fits_its_words_and_key_only() -> None:
    words = answer_words("ab", 200, b"body")
    signature = signed(SEED, words)
    assert fits(KEY, signature, words)
    assert not fits(KEY, signature, answer_words("ab", 201, b"body"))
    assert not fits(public_key(bytes(32)), signature, words)
    assert not fits(KEY[:31], signature, words)


@given(signature=st.text(max_size=100))
def test_no_other_text_is_a_signature(signature: str) -> None:
    assert not fits(KEY, signature, b"words")


def test_fresh_ones_are_random_and_have_their_shape() -> None:
    assert re.fullmatch("[0-9a-f]{32}", signatures.new_request())
    assert signatures.new_request() != signatures.new_request()
    assert signatures.new_seed() != signatures.new_seed()
