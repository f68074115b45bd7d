"""What the base says when it says no, as a circumstance."""

from __future__ import annotations

from pydantic import ValidationError

from app.domain.errors import Circumstance, ErrorCode
from sync.messages import TroubleSaid, Word
from sync.questions import Answer

_MOST_WAIT_S = 3600

_CODES = {
    Word.CODE_REFUSED: ErrorCode.ENROLMENT_CODE_REFUSED,
    Word.DEVICE_UNKNOWN: ErrorCode.BASE_REFUSED,
    Word.DEVICE_REVOKED: ErrorCode.BASE_REFUSED,
    Word.WRONG_TEAM: ErrorCode.BASE_REFUSED,
    Word.TOO_MANY: ErrorCode.BASE_BUSY,
    Word.BUSY: ErrorCode.BASE_BUSY,
    Word.TOO_SLOW: ErrorCode.BASE_UNREACHABLE,
}  # all others make no sense, or should not have come


class Refusal(Circumstance):
    """A signed no, with its word."""

    def __init__(self, word: Word, **params: int) -> None:
        super().__init__(_CODES.get(word, ErrorCode.BASE_TROUBLE), **params)
        self.word = word


def refusal_of(answer: Answer) -> Circumstance:
    """Of an answer whose signature fits, and whose status is not 200."""
    try:
        word = TroubleSaid.model_validate_json(answer.body).code
    except ValidationError:
        return Circumstance(ErrorCode.BASE_TROUBLE)
    wait = answer.retry_after
    if wait.isascii() and wait.isdigit() and len(wait) < 6:
        return Refusal(word, seconds=min(int(wait), _MOST_WAIT_S))
    return Refusal(word)
