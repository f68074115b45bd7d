"""Requests that are refused: one word and its HTTP status, nothing of what was asked."""

from __future__ import annotations

from types import MappingProxyType

from sync.messages import Word

STATUS = MappingProxyType(
    {
        Word.NOT_VALID: 422,
        Word.NOT_FOUND: 404,
        Word.TOO_LARGE: 413,
        Word.MEDIA_TYPE: 415,
        Word.METHOD: 405,
        Word.CODE_REFUSED: 403,
        Word.DEVICE_UNKNOWN: 401,
        Word.DEVICE_REVOKED: 403,
        Word.TOKEN_UNKNOWN: 401,
        Word.PROOF_WRONG: 401,
        Word.REPLAYED: 409,
        Word.WRONG_TEAM: 403,
        Word.TOO_MANY: 429,
        Word.TOO_SLOW: 408,
        Word.BUSY: 503,
        Word.TROUBLE: 500,
    }
)


class Refused(Exception):
    """The request is not done. `retry_after`: seconds to wait before the next try, 0 for none."""

    def __init__(self, word: Word, retry_after: int = 0) -> None:
        super().__init__(word.value)
        self.word = word
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return STATUS[self.word]
