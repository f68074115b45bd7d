"""The way to the team base. Fulfils `app.base_ports.BaseLink`; docs/sync.md has the conversation.

Believed is only what the pinned key signed, over this very request. Everything may be asked again: an answer that is lost, doubled or late
changes nothing. The laptop tells no time, no name of its own and no place.
"""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from app.base_ports import BatchAnswer, Greeting, Invitation, ItemAnswer, ItemOutcome, Membership
from app.domain.errors import Circumstance, ErrorCode
from app.domain.ids import BatchId, RecordId
from app.domain.outbox import Document
from app.ports import CancelToken
from sync.messages import (
    MOST_DOCUMENT_BYTES,
    ChallengeSaid,
    ChallengeWish,
    DocumentSaid,
    DocumentsSaid,
    Enrolled,
    Enrolment,
    HealthSaid,
    Leaving,
    TokenSaid,
    TokenWish,
    Word,
)
from sync.pairing import base_address, read_code
from sync.questions import Answer, Limits, Question
from sync.refusals import Refusal, refusal_of
from sync.signatures import (
    COUNTER_HEADER,
    KEY_BYTES,
    PROOF_HEADER,
    REQUEST_HEADER,
    answer_words,
    document_words,
    enrol_words,
    fits,
    new_request,
    new_seed,
    public_key,
    request_words,
    signed,
    token_words,
)
from sync.wire import MOST_BODY_BYTES, SCHEMA_ID, BatchReceipt, ItemReceipt, digest_of

if TYPE_CHECKING:
    from sync.line import Line

_MOST_SMALL = 16 << 10
_MOST_DOCUMENTS = 2 * MOST_DOCUMENT_BYTES  # base64 and what stands around it
_TOKEN_REST_S = 20.0  # a token is not used in its last seconds
_EARLIER_SCHEMAS: frozenset[str] = frozenset()  # those that this program once wrote
_RENEWED = {Word.TOKEN_UNKNOWN, Word.REPLAYED, Word.PROOF_WRONG}
_M = TypeVar("_M", bound=BaseModel)


class Secrets(Protocol):
    """Where the laptop's own key is kept, by name."""

    def read(self, name: str, /) -> bytes | None: ...

    def write(self, name: str, secret: bytes, /) -> None: ...

    def remove(self, name: str, /) -> None: ...


@dataclass(slots=True)
class _Token:
    device: str
    token: str
    until: float
    counter: int = 0


class TeamBase:
    """One laptop's way to its base. Calls may come from any thread; they are made one after the other.

    `item` names the laptop's key in the keyring. It is made before the code is handed in and kept until `forget`: where the base's answer
    is lost, the same code with the same key gives the same answer again.
    """

    def __init__(self, secrets: Secrets, item: str, limits: Limits | None = None) -> None:
        self._secrets = secrets
        self._item = item
        self._limits = limits or Limits()
        self._guard = threading.Lock()
        self._cancel: CancelToken | None = None  # of the call that is being made
        self._url = ""
        self._line: Line | None = None
        self._token: _Token | None = None

    def enrol(self, invitation: Invitation, cancel: CancelToken | None = None) -> Membership:
        code = read_code(invitation.code)
        url = base_address(invitation.url)
        with self._turn(cancel):
            key = self._health(url, code.is_of)
            seed = self._seed() or self._made_seed()
            own = public_key(seed).hex()
            body = Enrolment(code=code.secret, key=own, proof=signed(seed, enrol_words(code.secret, own)))
            said = self._small(url, key, "/v1/enrol", body, Enrolled)
        return Membership(url=url, key=key.hex(), team=said.team, device=str(said.device), name=said.name)

    def greet(self, membership: Membership, cancel: CancelToken | None = None) -> Greeting:
        with self._turn(cancel):
            self._health(membership.url, lambda key: key == _key_of(membership))
            said = self._fresh_token(membership)
        return Greeting(stored=said.stored, documents=said.documents)

    def send(self, membership: Membership, batch: BatchId, body: bytes, cancel: CancelToken | None = None) -> BatchAnswer:
        with self._turn(cancel):
            question, answer = self._known(membership, "PUT", f"/v1/batches/{batch}", body, MOST_BODY_BYTES)
        receipt = _read(BatchReceipt, answer)
        if str(receipt.batch) != batch or receipt.body != digest_of(body):
            raise Circumstance(ErrorCode.BASE_TROUBLE)
        raw = f"samspill-receipt-1\n{question.request}\n{answer.status}\n{answer.signature}\n".encode("ascii") + answer.body
        return BatchAnswer(tuple(_item(one) for one in receipt.items if one.record and one.revision), receipt.stored, raw)

    def documents(self, membership: Membership, after: int, cancel: CancelToken | None = None) -> list[Document]:
        with self._turn(cancel):
            _question, answer = self._known(membership, "GET", f"/v1/documents?after={after}", b"", _MOST_DOCUMENTS)
        said = _read(DocumentsSaid, answer).documents
        return [_document(membership, one) for one in sorted(said, key=lambda one: one.number) if one.number > after]

    def leave(self, membership: Membership, cancel: CancelToken | None = None) -> None:
        with self._turn(cancel):
            try:
                self._known(membership, "POST", "/v1/leave", _body(Leaving()), _MOST_SMALL)
            except Circumstance as refused:
                if refused.code is not ErrorCode.BASE_REFUSED:  # already revoked is left
                    raise
            self._token = None

    def forget(self, membership: Membership) -> None:  # noqa: ARG002  this laptop has one key
        with self._guard:
            self._token = None
            self._close_line()
            self._secrets.remove(self._item)

    def close(self) -> None:
        """End the connection; the next call makes another."""
        with self._guard:
            self._close_line()

    @contextmanager
    def _turn(self, cancel: CancelToken | None) -> Iterator[None]:
        """One call after the other; `cancel` stops the questions of this one."""
        with self._guard:
            self._cancel = cancel
            try:
                yield
            finally:
                self._cancel = None

    # --- who is there ---

    def _health(self, url: str, is_it: Callable[[bytes], bool]) -> bytes:
        """The base's key, once it is the right one and signed for this moment, and can read what this laptop writes."""
        question = self._question("GET", "/v1/health", b"", _MOST_SMALL)
        answer = self._to(url).ask(question, self._cancel)
        try:
            said = HealthSaid.model_validate_json(answer.body)
        except ValidationError:
            raise Circumstance(ErrorCode.BASE_NOT_THE_ONE) from None
        key = bytes.fromhex(said.base)
        if not is_it(key) or not _is_signed(key, question, answer):
            raise self._cut(ErrorCode.BASE_NOT_THE_ONE)
        schemas = {str(one) for one in said.schemas}
        if str(SCHEMA_ID) not in schemas:
            raise Circumstance(ErrorCode.BASE_NEWER if schemas - _EARLIER_SCHEMAS else ErrorCode.BASE_OLDER)
        return key

    # --- who are we ---

    def _seed(self) -> bytes | None:
        found = self._secrets.read(self._item)
        return found if found is not None and len(found) == KEY_BYTES else None

    def _made_seed(self) -> bytes:
        seed = new_seed()
        self._secrets.write(self._item, seed)
        return seed

    def _own_seed(self) -> bytes:
        seed = self._seed()
        if seed is None:
            raise Circumstance(ErrorCode.BASE_KEY_MISSING)
        return seed

    def _fresh_token(self, membership: Membership) -> TokenSaid:
        seed, key, device = self._own_seed(), _key_of(membership), membership.device
        wish = ChallengeWish.model_validate({"device": device})
        challenge = self._small(membership.url, key, "/v1/challenge", wish, ChallengeSaid).challenge
        proof = signed(seed, token_words(device, challenge))
        answer = TokenWish.model_validate({"device": device, "challenge": challenge, "proof": proof})
        began = time.monotonic()
        try:
            said = self._small(membership.url, key, "/v1/token", answer, TokenSaid)
        except Refusal as refused:
            if refused.word is Word.PROOF_WRONG:  # the key in the keyring is another than the one that was enrolled
                raise Circumstance(ErrorCode.BASE_KEY_MISSING) from None
            raise
        self._token = _Token(device, said.token, began + said.seconds - _TOKEN_REST_S)
        return said

    def _good_token(self, membership: Membership) -> _Token:
        if self._token is None or self._token.device != membership.device or time.monotonic() > self._token.until:
            self._fresh_token(membership)
        assert self._token is not None
        return self._token

    # --- asking ---

    def _known(self, membership: Membership, method: str, target: str, body: bytes, most: int) -> tuple[Question, Answer]:
        """Ask as this laptop. A token that ran out, or that met its own double on the way, is renewed once."""
        try:
            return self._known_once(membership, method, target, body, most)
        except Refusal as refused:
            if refused.word not in _RENEWED:
                raise
        self._token = None
        return self._known_once(membership, method, target, body, most)

    def _known_once(self, membership: Membership, method: str, target: str, body: bytes, most: int) -> tuple[Question, Answer]:
        token = self._good_token(membership)
        seed = self._own_seed()
        token.counter += 1
        plain = self._question(method, target, body, most)
        proof = signed(seed, request_words(method, target, plain.request, token.token, token.counter, body))
        known = {"Authorization": f"Bearer {token.token}", COUNTER_HEADER: str(token.counter), PROOF_HEADER: proof}
        question = replace(plain, headers={**plain.headers, **known}, seconds=self._limits.whole_large)
        return question, self._asked(membership.url, _key_of(membership), question)

    def _small(self, url: str, key: bytes, target: str, said: BaseModel, kind: type[_M]) -> _M:
        return _read(kind, self._asked(url, key, self._question("POST", target, _body(said), _MOST_SMALL)))

    def _question(self, method: str, target: str, body: bytes, most: int) -> Question:
        request = new_request()
        headers = {REQUEST_HEADER: request, **({"Content-Type": "application/json"} if body else {})}
        return Question(request, method, target, headers, body, most, self._limits.whole)

    def _asked(self, url: str, key: bytes, question: Question) -> Answer:
        """An answer that the base signed for this request. Raises `Refusal` for one that says no."""
        answer = self._to(url).ask(question, self._cancel)
        if not _is_signed(key, question, answer):
            raise self._cut(ErrorCode.BASE_NOT_THE_ONE)
        if answer.status != 200:
            raise refusal_of(answer)
        return answer

    def _to(self, url: str) -> Line:
        from sync.line import Line  # noqa: PLC0415  loads HTTP, which a laptop without a team, and most of a day, does without

        if self._line is None or self._url != url:
            self._close_line()
            self._url, self._line = url, Line(url, self._limits)
        return self._line

    def _cut(self, code: ErrorCode) -> Circumstance:
        """The connection is out of step, or not ours: what comes next through it would fit as little."""
        self._close_line()
        return Circumstance(code)

    def _close_line(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _key_of(membership: Membership) -> bytes:
    return bytes.fromhex(membership.key)


def _is_signed(key: bytes, question: Question, answer: Answer) -> bool:
    return fits(key, answer.signature, answer_words(question.request, answer.status, answer.body))


def _body(said: BaseModel) -> bytes:
    return said.model_dump_json().encode("ascii")


def _read(kind: type[_M], answer: Answer) -> _M:
    try:
        return kind.model_validate_json(answer.body)
    except ValidationError:
        raise Circumstance(ErrorCode.BASE_TROUBLE) from None


def _item(said: ItemReceipt) -> ItemAnswer:
    return ItemAnswer(
        record=RecordId(str(said.record)),
        revision=said.revision or 0,
        outcome=ItemOutcome(said.outcome.value),
        digest=said.digest or "",
        refusal=said.refusal.value if said.refusal else "",
    )


def _document(membership: Membership, said: DocumentSaid) -> Document:
    words = document_words(membership.team, said.kind.value, said.version, said.number, said.body)
    if not fits(_key_of(membership), said.signature, words):
        raise Circumstance(ErrorCode.DOCUMENT_NOT_SIGNED)
    return Document(said.kind, said.version, said.number, said.body, base64.b64decode(said.signature))
