"""What happens by itself: preloads, and setvalue at its events."""

from collections.abc import Mapping
from itertools import takewhile

from civicdesk.forms import choices, repeats
from civicdesk.forms.coerce import coerce
from civicdesk.forms.model import Action, Slot
from civicdesk.forms.response import Response
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.functions.dates import stamp
from civicdesk.forms.xpath.scope import Scope


def happened(response: Response, node: Node) -> None:
    """Run the actions of a node whose value has changed, or of an instance that was added."""
    slot = node.slot
    event = "odk-new-repeat" if slot is not None and slot.repeat else "xforms-value-changed"
    for action in [one for one in slot.actions if event in one.events] if slot is not None else ():
        for target in targets(node, action.target):
            perform(response, action, target)


def at_load(response: Response, *, first: bool) -> None:
    """Run the actions of the model at the start of a response (`first`) or when a draft is opened again."""
    events = {"odk-instance-load", "odk-instance-first-load", "xforms-ready"} if first else {"odk-instance-load"}
    for action in [one for one in response.form.actions if one.events & events]:
        for target in targets(response.document, action.target):
            perform(response, action, target)


def perform(response: Response, action: Action, target: Node) -> None:
    """Give the target of an action its value."""
    text = action.run(Scope(response.around, target))
    if target.slot is not None and target.slot.leaf:
        response.write(target, choices.fitting(response, target, coerce(target.slot, text)))


def targets(source: Node, slot: Slot) -> list[Node]:
    """Return the nodes of a slot that belong to a source: those in the innermost instance that holds both."""
    above = set(slot.lineage())
    start = source
    while start.parent is not None and start.slot not in above:
        start = start.parent
    names = [one.name for one in takewhile(lambda one: one is not start.slot, slot.lineage())]
    reached = [start]
    for name in reversed(names):
        reached = [kid for node in reached for kid in node.kids.get(name, ())]
    return reached


def preload(response: Response, nodes: list[Node], properties: Mapping[str, str]) -> None:
    """Fill in what the device and the clock know, once, at the start of a response."""
    for node in nodes:
        bind = node.slot.bind if node.slot else None
        if bind is not None and bind.preload:
            text = _preloaded(response, bind.preload, bind.preload_parameter, properties)
            if text:
                node.value = coerce(node.slot, text) if node.slot else text


def _preloaded(response: Response, kind: str, parameter: str, properties: Mapping[str, str]) -> str:
    now = response.around.now()
    if kind == "uid":
        return f"uuid:{response.around.uuid()}"
    if kind == "timestamp" and parameter == "start":
        return stamp(now)
    if kind == "date" and parameter == "today":
        return now.date().isoformat()
    if kind == "property":
        return properties.get(parameter, "")
    return ""


def finish(response: Response) -> None:
    """Fill in the moment at which a response is finished."""
    for node in repeats.everything(response.root):
        bind = node.slot.bind if node.slot else None
        if bind is not None and bind.preload == "timestamp" and bind.preload_parameter == "end":
            response.write(node, stamp(response.around.now()))
