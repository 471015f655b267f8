"""From a form's state to what scoring takes: one coded answer an item, and the variant that was asked."""

from collections.abc import Mapping

from civicdesk.records.pages import NodeState
from civicdesk.records.scores import NOT_APPLICABLE, ItemAnswer, Key


def item_answers(key: Key, state: Mapping[str, NodeState]) -> Mapping[str, ItemAnswer]:
    """Return the answer to each item of a key.

    A question that is not relevant counts as not applicable, a relevant one without an answer as missing (None).
    An item that the form does not hold is absent, which scoring takes as missing.
    """
    wanted = {item.item for scale in key.scales for item in scale.items}
    return {
        name: _answer(node)
        for node in state.values()
        if (name := node.ref.rpartition("/")[2]) in wanted and node.t not in {"group", "root"}
    }


def variant(key: Key, state: Mapping[str, NodeState]) -> str:
    """Return the variant of the form that was asked, `full` where the form has only one."""
    if not key.variant_question:
        return "full"
    asked = next((node.v for node in state.values() if node.ref.rpartition("/")[2] == key.variant_question), "")
    return asked or "full"


def _answer(node: NodeState) -> ItemAnswer:
    if not node.rel:
        return NOT_APPLICABLE
    return node.v or None
