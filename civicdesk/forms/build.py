"""From the XML of a form to its model: slots from the primary instance, rules from the binds, controls from the body."""

from collections.abc import Mapping

from civicdesk.errors import Refused
from civicdesk.forms import body, itext, limits, lists, parse
from civicdesk.forms.form import Form
from civicdesk.forms.model import VALUE_TYPES, Action, Bind, Slot
from civicdesk.forms.parse import Element
from civicdesk.forms.refs import Refs

_RULES = ("relevant", "required", "readonly", "constraint", "calculate")
_DIGITS = 5


def build(data: bytes, attachments: Mapping[str, bytes]) -> Form:
    """Read a form.

    Args:
        data: the XForm as XML.
        attachments: file name -> bytes of what comes with it.

    Raises:
        Refused: the FORM-... code that says what is wrong, naming the element or question.
    """
    html = parse.read(data)
    model, body_element = _model_and_body(html)
    instances = list(parse.children(model, "instance"))
    primary = _primary(instances)
    document = Slot(name="", path="", parent=None, depth=0)
    _complete_meta(primary)
    root = _slot(parse.local(primary), document, written=f"{primary.prefix}:{parse.local(primary)}" if primary.prefix else "")
    repeats = _repeat_paths(body_element, root.path)
    _grow(primary, root, repeats)
    refs = Refs(document, root)
    _read_binds(model, refs)
    _name_instance(root)
    compile_ = body.output
    languages, language, texts = itext.read_texts(model, compile_)
    reader = body.Reader(refs)
    if body_element is not None:
        reader.read(body_element)
    named, missing = lists.read_lists([one for one in instances[1:] if one.get("id")], attachments)
    actions = tuple(_model_actions(model, reader))
    for order, slot in enumerate(document.walk()):
        slot.order, slot.leaf = order, slot.holds_an_answer()
    head = parse.child(html, "head")
    title = parse.child(head, "title") if head is not None else None
    return Form(
        title=(title.text or "").strip() if title is not None else "",
        form_id=str(primary.get("id") or ""),
        version=parse.attribute(primary, "version"),
        document=document,
        root=root,
        instance=primary,
        slots={slot.path: slot for slot in document.walk()},
        languages=languages,
        language=language,
        texts=texts,
        lists=named,
        actions=actions,
        missing=missing,
        unknown=tuple(refs.unknown),
        doubled=tuple(reader.doubled),
    )


def _model_and_body(html: Element) -> tuple[Element, Element | None]:
    head = parse.child(html, "head")
    model = parse.child(head, "model") if head is not None else None
    if model is None:
        raise Refused("FORM-NO-MODEL", element="model")
    return model, parse.child(html, "body")


def _primary(instances: list[Element]) -> Element:
    primary = next((kid for kid in instances[0] if parse.local(kid)), None) if instances else None
    if primary is None:
        raise Refused("FORM-NO-MODEL", element="instance")
    nodes = sum(1 for _ in primary.iter())
    if nodes > limits.FORM_NODES:
        raise limits.over("nodes", limits.FORM_NODES, nodes)
    return primary


def _complete_meta(primary: Element) -> None:
    """Every response carries its own id, whether its author thought of it or not."""
    from lxml.etree import SubElement

    meta = parse.child(primary, "meta")
    if meta is None:
        meta = SubElement(primary, "meta")
    if parse.child(meta, "instanceID") is None:
        SubElement(meta, "instanceID")


def _name_instance(root: Slot) -> None:
    """Let the id of a response be drawn at its start if no rule of the form makes it."""
    slot = root.kids["meta"].kids["instanceID"]
    if slot.bind is None:
        slot.bind = Bind()
    if not slot.bind.calculate and not slot.bind.preload:
        slot.bind.preload = "uid"


def _slot(name: str, parent: Slot, *, written: str = "") -> Slot:
    slot = Slot(name=name, path=f"{parent.path}/{name}", parent=parent, depth=parent.depth + 1, written=written or name)
    parent.kids[name] = slot
    return slot


def _repeat_paths(body_element: Element | None, root: str) -> frozenset[str]:
    if body_element is None:
        return frozenset()
    found = set()
    for element in body_element.iter():
        if parse.local(element) == "repeat":
            ref = parse.attribute(element, "nodeset") or parse.attribute(element, "ref")
            found.add(ref.strip() if ref.startswith("/") else f"{root}/{ref.strip()}")
    return frozenset(found)


def _grow(element: Element, slot: Slot, repeats: frozenset[str]) -> None:
    """Make slots of the children of an element; further instances of a repeat only add what the first ones lack."""
    if slot.depth > limits.TREE_DEPTH:
        raise limits.over("depth", limits.TREE_DEPTH, slot.depth)
    seen: set[str] = set()
    if slot.depth > 1:
        _attributes(element, slot)
    for name, kid in parse.elements(element):
        known = slot.kids.get(name)
        found = known or _slot(name, slot, written=f"{kid.prefix}:{name}" if kid.prefix else name)
        is_template = "template" in [parse.bare(key) for key in kid.attrib]
        if is_template or found.path in repeats:
            found.repeat = True
            if is_template or found.template is None:
                found.template, found.blank = kid, not is_template
        elif name in seen:
            raise Refused("FORM-TWICE", element=found.path)
        seen.add(name)
        _grow(kid, found, repeats)


def _attributes(element: Element, slot: Slot) -> None:
    for key in element.attrib:
        name = f"@{parse.bare(key)}"
        if name != "@template" and name not in slot.kids:
            _slot(name, slot)


def _read_binds(model: Element, refs: Refs) -> None:
    for element in parse.children(model, "bind"):
        ref = parse.attribute(element, "nodeset") or parse.attribute(element, "ref")
        slot = refs.find(ref, stands_in="bind")
        if slot is None:
            continue
        name = element.get("id")
        if name:
            refs.binds[str(name)] = slot
        bind = _bind(element)
        slot.bind = bind if slot.bind is None else _joined(slot.bind, bind)


def _bind(element: Element) -> Bind:
    kind = parse.bare(parse.attribute(element, "type").rpartition(":")[2])
    kind = {"integer": "int"}.get(kind, kind)
    written = {name: parse.attribute(element, name).strip() for name in _RULES}
    return Bind(
        type=kind if kind in VALUE_TYPES else "string",
        preload=parse.attribute(element, "preload"),
        preload_parameter=parse.attribute(element, "preloadParams"),
        constraint_message=parse.attribute(element, "constraintMsg"),
        required_message=parse.attribute(element, "requiredMsg"),
        confirm=str(element.get(f"{{{parse.CIVICDESK}}}confirm") or ""),
        confirm_message=str(element.get(f"{{{parse.CIVICDESK}}}confirmMsg") or ""),
        max_pixels=_max_pixels(parse.attribute(element, "max-pixels").strip()),
        **written,
    )


def _max_pixels(written: str) -> int:
    """Return the longest side of a picture; what is no whole number of up to five digits leaves it open."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= _DIGITS else 0


def _joined(first: Bind, second: Bind) -> Bind:
    """Two binds on one slot: the later one adds what the first leaves open."""
    for name in ("relevant", "required", "readonly", "constraint", "calculate", "preload", "preload_parameter"):
        if not getattr(first, name):
            setattr(first, name, getattr(second, name))
    if first.type == "string":
        first.type = second.type
    first.max_pixels = first.max_pixels or second.max_pixels
    return first


def _model_actions(model: Element, reader: body.Reader) -> list[Action]:
    found = []
    for element in model.iter():
        if parse.local(element) in body.ACTIONS:
            action = reader.action(element, source=None)
            if action is not None:
                found.append(action)
    return [*found, *reader.load_actions]
