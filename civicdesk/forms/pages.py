"""Pages: which questions stand together on the screen, and which columns a form gives to a table."""

from collections.abc import Mapping
from typing import Final

from civicdesk.forms.build import build
from civicdesk.forms.exchange import DIRECTORY
from civicdesk.forms.form import Form
from civicdesk.forms.model import Control, Itemset, Slot
from civicdesk.forms.parts import above_of
from civicdesk.forms.words import Wording
from civicdesk.records.pages import NodeState, PageSize
from civicdesk.records.releases import Column

_QUESTIONS: Final = frozenset({"input", "select", "rank", "range", "trigger", "upload"})
_SHOWN: Final = _QUESTIONS | {"note"}
_TABLE: Final = frozenset({"list-nolabel", "label"})
FROM_DIRECTORY: Final = "_from_directory"
"""Ends the type of a question whose choices are the entries of the workspace's own directory."""

Pages = tuple[tuple[str, tuple[str, ...]], ...]


def pages(state: Mapping[str, NodeState], size: PageSize) -> Pages:
    """Return the pages that are relevant now, in the form's order.

    A field-list group stands on one page. Otherwise either each question has its page (notes stand with the question that follows
    them, `list-nolabel` tables stay together), or each top-level group is one page, or the whole form is.

    Args:
        state: the state of every node, in the form's order.
        size: how much stands on one page.

    Returns:
        (reference of the page, references of the nodes on it). A page is named by its group, by the root if the whole form stands on it,
        else by its first question; a page with nothing to show is left out.
    """
    leaves = [node for node in state.values() if node.rel and _is_shown(node)]
    groups = {node.ref: node for node in state.values() if node.t in {"group", "repeat-instance"}}
    root = next((node.ref for node in state.values() if node.t == "root"), "")
    if size is PageSize.FORM:
        return ((root, tuple(node.ref for node in leaves)),) if leaves else ()
    found: list[tuple[str, list[NodeState]]] = []
    for node in leaves:
        home = _home(node.ref, groups, root, size)
        page = home or node.ref
        together = home is None and bool(found) and _stands_with(found[-1][1][-1], node)
        if found and (found[-1][0] == page or together):
            found[-1][1].append(node)
        else:
            found.append((page, [node]))
    return tuple((page if page in groups else _first(nodes), tuple(node.ref for node in nodes)) for page, nodes in found)


def _is_shown(node: NodeState) -> bool:
    return node.t in _SHOWN and (node.t != "note" or bool(node.label.strip() or node.media))


def _first(nodes: list[NodeState]) -> str:
    """Name a page by its first question, so that a note before it does not name it."""
    return next((node.ref for node in nodes if node.t in _QUESTIONS), nodes[0].ref)


def _home(ref: str, groups: Mapping[str, NodeState], root: str, size: PageSize) -> str | None:
    """Return the group whose page a node stands on: the outermost field-list or, by section, the top-level group; None if there is none.

    By section, what stands in no group is on the page of the root.
    """
    above = above_of(ref, root)
    listed = next((group for group in above if group in groups and "field-list" in groups[group].app), None)
    if listed is not None or size is PageSize.QUESTION:
        return listed
    return next((group for group in above if group in groups), root)


def _stands_with(before: NodeState, node: NodeState) -> bool:
    if _parent(before.ref) != _parent(node.ref):
        return False
    if before.t == "note":
        return True
    return bool(_TABLE.intersection(before.app)) and "list-nolabel" in node.app


def _parent(ref: str) -> str:
    return ref.rpartition("/")[0]


def columns(xform: bytes, attachments: Mapping[str, bytes]) -> tuple[Column, ...]:
    """Return the questions of a form as columns of a table: those that a person answers, in the form's order.

    Labels and choices are in the first language; values that a label fills in are left out. A question inside a repeat has its column
    once. Two questions of one name are told apart by the group before it.

    Raises:
        Refused: FORM-... for a form that cannot be read.
    """
    form = build(xform, attachments)
    leaves = [slot for slot in form.slots.values() if slot.leaf and slot.control and slot.control.kind not in {"group", "repeat"}]
    asked = [slot for slot in leaves if not slot.note]
    names = [slot.name for slot in asked]
    return tuple(
        Column(
            name=slot.name if names.count(slot.name) == 1 else slot.path.removeprefix(f"{form.root.path}/").replace("/", "-"),
            label=_label(slot, form),
            type=f"{type_of(slot)}{FROM_DIRECTORY}" if _from_directory(slot, form) else type_of(slot),
            choices=choices_of(slot, form),
        )
        for slot in asked
    )


def type_of(slot: Slot) -> str:
    """Return the type of a question as a survey sheet names it."""
    control = slot.control or Control(kind="input")
    kinds = {"select": "select_multiple", "select1": "select_one", "rank": "rank", "trigger": "acknowledge", "upload": "file"}
    types = {"string": "text", "int": "integer"}
    return kinds.get(control.kind) or types.get(slot.type, slot.type)


def _from_directory(slot: Slot, form: Form) -> bool:
    """Tell whether a question is served the directory: it reads a list, none came with the form, and the directory is what is missing."""
    itemset = slot.control.itemset if slot.control else None
    return itemset is not None and DIRECTORY in form.missing and not choices_of(slot, form)


def _label(slot: Slot, form: Form) -> str:
    words = slot.control.label if slot.control else None
    return Wording.fixed(form, words).strip()


def choices_of(slot: Slot, form: Form) -> tuple[tuple[str, str], ...]:
    """Return (value, label) of all choices that a question may ever offer, in the form's first language."""
    control = slot.control
    if control is None:
        return ()
    found = [(choice.value, Wording.fixed(form, choice.label)) for choice in control.choices]
    if control.itemset is not None:
        found += _listed(control.itemset, form)
    return tuple(dict(found).items())


def _listed(itemset: Itemset, form: Form) -> list[tuple[str, str]]:
    """Return all choices of a list that comes with the form, whatever the filter; none for a list made of answers."""
    name, value, label, translated = itemset.source
    top = form.lists.get(name)
    if top is None:
        return []
    rows = [row for root in top.kids.get("root", ()) for row in root.kids.get("item", ())]
    found = []
    for row in rows:
        cells = {key: nodes[0].text() for key, nodes in row.kids.items() if nodes}
        text = cells.get(label, "")
        found.append((cells.get(value, ""), Wording.translated(form, text) if translated else text))
    return found
