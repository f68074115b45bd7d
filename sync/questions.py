"""What is asked of the team base and what it answers, before HTTP makes bytes of it, and how long each may take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """In seconds. `connect` is for each step of it (TCP, TLS), `whole` for one question with its answer. Nothing else is bounded: what the
    system has taken to send may be under way for a minute, and no answer begins before it has arrived."""

    connect: float = 15.0
    whole: float = 30.0
    whole_large: float = 150.0  # a batch, or documents, where the network is slow


@dataclass(frozen=True, slots=True)
class Question:
    """`request` names it; `target` is path and query, from `/v1` on; `most` the size of answer that is read, in bytes."""

    request: str
    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Answer:
    """As it came. `signature` was not looked at yet."""

    status: int
    body: bytes = field(repr=False)
    signature: str
    retry_after: str
