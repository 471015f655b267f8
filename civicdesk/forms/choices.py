"""Choices that a question offers now, and answers that no longer fit them."""

from collections.abc import Mapping
from typing import Final

from civicdesk.forms.coerce import PICKED
from civicdesk.forms.model import Control, Itemset
from civicdesk.forms.response import Response, ref_of
from civicdesk.forms.tree import Node
from civicdesk.forms.words import Wording
from civicdesk.forms.xpath.scope import Scope

PICTURED: Final = 60
"""Choices of the longest list whose pictures are looked up."""


def values(response: Response, node: Node, control: Control) -> Mapping[str, None]:
    """Return the values that a question offers now, in their order."""
    found = dict.fromkeys(choice.value for choice in control.choices)
    if control.itemset is not None:
        found |= dict.fromkeys(_rows(response, node, control.itemset))
    return found


def _rows(response: Response, node: Node, itemset: Itemset) -> list[str]:
    scope = Scope(response.around, node)
    rows = itemset.run(scope)
    response.around.budget.spend(len(rows))
    read: list[str] = []
    for row in rows:
        scope.node = row
        read.append(itemset.value(scope))
    return read


def offered(response: Response, node: Node, wording: Wording) -> tuple[tuple[str, str], ...] | None:
    """Return (value, label) of the choices offered now; None if the node has none."""
    control = node.slot.control if node.slot else None
    if control is None or control.kind not in PICKED:
        return None
    found = [(choice.value, wording.label(choice.label, node)) for choice in control.choices]
    if control.itemset is not None:
        found += _labelled(response, node, control.itemset, wording)
    return tuple(found)


def _labelled(response: Response, node: Node, itemset: Itemset, wording: Wording) -> list[tuple[str, str]]:
    scope = Scope(response.around, node)
    rows = itemset.run(scope)
    response.around.budget.spend(len(rows))
    kept_key = (id(itemset), id(rows), response.language)
    if itemset.fixed and id(rows) in response.around.kept:
        kept = wording.lists.get(kept_key)
        if kept is not None:
            return kept
    found: list[tuple[str, str]] = []
    for row in rows:
        scope.node = row
        value = itemset.value(scope)
        if itemset.label_itext is not None:
            found.append((value, wording.named(itemset.label_itext(scope), "", node)))
        else:
            found.append((value, itemset.label(scope) if itemset.label else value))
    if itemset.fixed and id(rows) in response.around.kept:
        wording.lists[kept_key] = found
    return found


def media(response: Response, node: Node, wording: Wording) -> dict[str, dict[str, str]]:
    """Return value -> pictures and recordings of the choices offered now; of a list too long to be shown as pictures, none."""
    control = node.slot.control if node.slot else None
    if control is None or control.kind not in PICKED or not wording.pictured:
        return {}
    found = {choice.value: wording.media(choice.label, node) for choice in control.choices}
    if control.itemset is not None and control.itemset.label_itext is not None:
        scope = Scope(response.around, node)
        rows = control.itemset.run(scope)
        for row in rows if len(rows) <= PICTURED else ():
            scope.node = row
            found[control.itemset.value(scope)] = wording.media_named(control.itemset.label_itext(scope), node)
    return {value: each for value, each in found.items() if each}


def fitting(response: Response, node: Node, text: str) -> str:
    """Return an answer with only what is offered: several choices in choice order (F17), ranks in the order given."""
    control = node.slot.control if node.slot else None
    if control is None or control.kind not in PICKED or not text:
        return text
    now = values(response, node, control)
    if control.kind == "select1":
        chosen = text.strip()
        return chosen if chosen in now else ""
    named = dict.fromkeys(text.split())
    if control.kind == "rank":
        return " ".join(name for name in named if name in now)
    return " ".join(name for name in now if name in named)


def clear_stale(response: Response, node: Node) -> None:
    """Drop chosen values that are no longer offered (F16); the outcome names the question."""
    if not node.value or not node.rel:
        return
    kept = fitting(response, node, node.value)
    if kept == node.value:
        return
    if set(kept.split()) != set(node.value.split()):
        response.cleared.append(ref_of(node))
    response.write(node, kept)


def label_of(response: Response, node: Node, value: str, wording: Wording) -> str:
    """Return the label of one choice of a question; empty if it has none of that value."""
    for name, label in offered(response, node, wording) or ():
        if name == value:
            return label
    return ""
