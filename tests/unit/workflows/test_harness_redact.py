"""`harness redact`: what would be cut from notes of another program, as JSON lines."""

import json

import pytest

from civicdesk.errors import Refused
from civicdesk.records.texts import CutKind
from civicdesk.workflows import harness_outside


def test_the_spans_of_each_note_are_told_with_their_labels() -> None:
    notes = b'{"id": "a", "text": "Met Zed Quill, tel 07700 900999."}\n\n{"id": "b", "text": "went home"}\n'
    told = [json.loads(line) for line in harness_outside.redact(notes, ()).splitlines()]
    assert [(note["id"], [(span["label"], span["text"]) for span in note["spans"]]) for note in told] == [
        ("a", [("PERSON", "Zed Quill"), ("PHONE", "07700 900999")]),
        ("b", []),
    ]


def test_the_roster_is_looked_for_too() -> None:
    told = json.loads(harness_outside.redact(b'{"id": 1, "text": "the lamp said no to the GP"}', ["Lamp"]))
    assert [span["text"] for span in told["spans"]] == ["lamp"]


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": 1}'])
def test_a_line_that_is_no_note_is_refused(line: bytes) -> None:
    with pytest.raises(Refused, match="HARNESS-STEP"):
        harness_outside.redact(line, ())


def test_every_kind_that_is_proposed_has_a_label() -> None:
    assert set(CutKind) - {CutKind.READER} == set(harness_outside.LABELS)
