"""Summaries as bytes, and what may not become any."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.domain.errors import Bug
from app.domain.ids import BatchId, RecordId
from sync.codec import WireCodec
from sync.wire import PAD_BYTES, Batch, read_item
from tests.sync.test_wire import RECORD, VISIT


def test_the_same_summary_is_the_same_bytes_and_can_be_read_again() -> None:
    codec = WireCodec()
    said = codec.encode(RECORD, 2, VISIT)
    assert said == codec.encode(RECORD, 2, replace(VISIT))
    assert read_item(said).revision == 2
    assert json.loads(codec.encode(RECORD, 3, None))["summary"] == {"kind": "gone"}


def test_a_body_holds_the_items_as_they_are() -> None:
    codec = WireCodec()
    items = [codec.encode(RECORD, 1, VISIT), codec.encode(RECORD, 2, None)]
    body = codec.body(BatchId(RECORD), "TRO01", items)
    assert all(item in body for item in items)
    assert len(body) % PAD_BYTES == 0
    assert len(Batch.model_validate_json(body).items) == 2


@pytest.mark.parametrize(("record", "revision"), [("not a record", 1), (RECORD, 0), (RECORD, 10_000)])
def test_what_the_wire_does_not_allow_is_a_bug_that_says_nothing(record: str, revision: int) -> None:
    with pytest.raises(Bug) as raised:
        WireCodec().encode(RecordId(record), revision, VISIT)
    assert record not in str(raised.value)
    assert raised.value.__suppress_context__
