"""A key has one canonical text, and its hashes change with what they name."""

import json

import pytest

from civicdesk.errors import Damaged
from civicdesk.scoring.key import canonical, from_canonical


def test_a_key_survives_its_canonical_text(book) -> None:
    key = book.key()
    assert from_canonical(canonical(key)) == key


def test_the_canonical_text_is_plain_sorted_json_without_spaces(book) -> None:
    text = canonical(book.key())
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert b'"weight":1}' in text


def test_reordered_items_keep_the_rule_but_not_the_whole(book) -> None:
    before = book.key()
    book.sheets["scale_items"].reverse()
    after = book.key()
    assert after.rule_sha256 == before.rule_sha256
    assert after.sha256 != before.sha256


def test_mended_words_keep_before_and_after_comparable(book) -> None:
    before = book.key()
    book.row("feedback", scale="area_a", band="strong")["text"] = "Other words."
    assert book.key().rule_sha256 == before.rule_sha256
    assert book.key().sha256 != before.sha256


def test_a_changed_rule_of_a_child_changes_its_parent_and_no_other(book) -> None:
    before = book.key().rule_sha256
    book.row("scales", name="area_a")["min_proportion"] = "0.5"
    after = book.key().rule_sha256
    assert {name for name in after if after[name] != before[name]} == {"area_a", "whole"}


@pytest.mark.parametrize("column", ["reverse", "weight", "max"])
def test_whatever_changes_numbers_changes_the_rule(book, column: str) -> None:
    before = book.key().rule_sha256["area_a"]
    book.row("scale_items", item="a1")[column] = {"reverse": "yes", "weight": "2", "max": "4"}[column]
    assert book.key().rule_sha256["area_a"] != before


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b'{"scales": [{}]}'])
def test_bytes_that_are_no_key_are_damaged(data: bytes) -> None:
    with pytest.raises(Damaged, match="SCORE-KEY-DAMAGED"):
        from_canonical(data)
