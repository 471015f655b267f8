"""The state of a node as a screen shows it."""

from typing import Final

from civicdesk.forms import choices
from civicdesk.forms.model import Slot
from civicdesk.forms.repeats import instances
from civicdesk.forms.response import Response, ref_of
from civicdesk.forms.tree import Node
from civicdesk.forms.words import Wording
from civicdesk.forms.xpath.scope import Scope
from civicdesk.records.pages import NodeState

_KINDS: Final = {"select": "select", "select1": "select", "rank": "rank", "range": "range", "trigger": "trigger", "upload": "upload"}


def kind_of(slot: Slot, root: Slot) -> str:
    """Return the kind of a slot, as `NodeState.t` names it."""
    if slot is root:
        return "root"
    control = slot.control
    if not slot.leaf:
        return "group"
    if control is None or control.kind in {"group", "repeat"}:
        return "model-value"
    if control.kind == "input":
        return "note" if slot.note else "input"
    return _KINDS[control.kind]


def key_of(node: Node) -> str:
    """Return the key of a node among all states: a repeat has `#range` after its reference."""
    return ref_of(node) if node.index else f"{ref_of(node)}#range"


def state_of(response: Response, node: Node, wording: Wording) -> NodeState | None:
    """Return the state of a node; None for an attribute."""
    slot = node.slot
    if slot is None or slot.name.startswith("@"):
        return None
    if not node.index:
        return _range_state(node, slot, wording)
    if slot.repeat:
        return _group_state("repeat-instance", node, slot, wording)
    kind = kind_of(slot, response.form.root)
    if kind in {"root", "group"}:
        return _group_state(kind, node, slot, wording)
    return _leaf_state(kind, response, (node, slot), wording)


def _group_state(kind: str, node: Node, slot: Slot, wording: Wording) -> NodeState:
    control = slot.control
    return NodeState(
        ref=ref_of(node),
        t=kind,
        vt="",
        rel=node.rel,
        req=node.req,
        ro=is_read_only(node),
        label=wording.label(control.label, node) if control else "",
        hint=wording.label(control.hint, node) if control else "",
        app=control.appearance if control else (),
    )


def _range_state(node: Node, slot: Slot, wording: Wording) -> NodeState:
    control = slot.control
    listed = instances(node)
    return NodeState(
        ref=ref_of(node),
        t=f"repeat-range:{'controlled' if slot.count or slot.fixed else 'uncontrolled'}",
        vt="",
        rel=node.rel,
        req=node.req,
        ro=is_read_only(node),
        label=wording.label(control.label, listed[0] if listed else node) if control else "",
        app=control.appearance if control else (),
        count=len(listed),
    )


def _leaf_state(kind: str, response: Response, here: tuple[Node, Slot], wording: Wording) -> NodeState:
    node, slot = here
    control = slot.control
    shown = node.value if node.rel else ""
    bad = _bad(node)
    if control is None and not bad and slot not in response.graph.confirms:
        return NodeState(ref=ref_of(node), t=kind, vt=slot.type, v=shown, rel=node.rel, req=node.req, ro=is_read_only(node))
    first, last, step = control.limits if control and control.limits else (None, None, None)
    return NodeState(
        ref=ref_of(node),
        t=kind,
        vt=slot.type,
        v=shown,
        rel=node.rel,
        req=node.req,
        ro=is_read_only(node),
        label=wording.label(control.label, node) if control else "",
        hint=wording.label(control.hint, node) if control else "",
        guidance=wording.label(control.hint, node, "guidance") if control else "",
        media=wording.media(control.label, node) if control else {},
        app=control.appearance if control else (),
        opts=choices.offered(response, node, wording),
        opts_media=choices.media(response, node, wording),
        bad=bad,
        msg=wording.label(response.graph.messages.get(slot, {}).get(bad), node) if bad else "",
        confirm=_confirm(response, node, wording),
        multiple=control is not None and control.kind == "select",
        rows=control.rows if control else 0,
        range_start=first,
        range_end=last,
        range_step=step,
        media_type=control.media_type if control and kind == "upload" else "",
        max_pixels=slot.bind.max_pixels if slot.bind and kind == "upload" else 0,
    )


def _bad(node: Node) -> str:
    if not node.rel:
        return ""
    if node.bad:
        return "constraint"
    return "required" if node.req and not node.value else ""


def is_read_only(node: Node) -> bool:
    """Tell whether a node or one above it is read only now."""
    one: Node | None = node
    while one is not None:
        if one.ro:
            return True
        one = one.parent
    return False


def _confirm(response: Response, node: Node, wording: Wording) -> str:
    """Return the words of a soft check that asks: its own, or the sign that there are none."""
    if node.slot is None or not node.rel or not node.value:
        return ""
    check = response.graph.confirms.get(node.slot)
    if check is None or check(Scope(response.around, node)):
        return ""
    own = wording.label(response.graph.messages.get(node.slot, {}).get("confirm"), node)
    return own or "?"
