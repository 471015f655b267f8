"""From the state of a form to what scoring takes."""

import pytest

from civicdesk.records.pages import NodeState
from civicdesk.records.scores import Key, Method, Scale, ScaleItem
from civicdesk.scoring.responses import item_answers, variant

KEY = Key(
    id="k",
    version="1",
    scales=(Scale(name="s", method=Method.MEAN, items=tuple(ScaleItem(item=name) for name in ("a", "b", "c", "d"))),),
    variant_question="length",
)


def state(*nodes: NodeState) -> dict[str, NodeState]:
    return {node.ref: node for node in nodes}


def test_blank_is_missing_and_not_asked_is_not_applicable() -> None:
    shown = state(
        NodeState(ref="/data/g/a", t="select", v="yes"),
        NodeState(ref="/data/g/b", t="input"),
        NodeState(ref="/data/c", t="input", rel=False),
        NodeState(ref="/data/d", t="group"),
        NodeState(ref="/data/other", t="input", v="1"),
    )
    assert item_answers(KEY, shown) == {"a": "yes", "b": None, "c": "na"}


@pytest.mark.parametrize(("value", "asked"), [("short", "short"), ("", "full")])
def test_the_variant_is_what_the_form_says_or_the_full_one(value: str, asked: str) -> None:
    assert variant(KEY, state(NodeState(ref="/data/length", t="select", v=value))) == asked


def test_a_form_without_variants_is_full() -> None:
    assert variant(Key(id="k", version="1", scales=()), {}) == "full"
    assert variant(KEY, {}) == "full"
