"""The body of a form: controls, their texts and choices, and the actions that stand in them."""

import re
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import itext, parse
from civicdesk.forms.model import Action, Choice, Control, Itemset, Output, Slot, Words
from civicdesk.forms.parse import Element
from civicdesk.forms.refs import Refs
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.parser import Call, Literal, Path, Term
from civicdesk.forms.xpath.parser import parse as parse_expression

ACTIONS: Final = frozenset({"setvalue", "setgeopoint", "recordaudio"})
EVENTS: Final = frozenset({"odk-instance-first-load", "odk-instance-load", "odk-new-repeat", "xforms-value-changed", "xforms-ready"})
CONTROLS: Final = frozenset({"input", "select", "select1", "rank", "range", "trigger", "upload", "secret"})
MOST_ROWS, DIGITS = 50, 2
_ITEXT = re.compile(r"\s*jr:itext\(\s*(['\"])(.*?)\1\s*\)\s*")
_ITEXT_OF = re.compile(r"\s*jr:itext\((.*)\)\s*", re.DOTALL)


def named(why: Refused, question: str) -> Refused:
    """Return a refusal with the question that it happened at."""
    facts = dict(why.facts)
    facts["question"] = facts.get("question") or question
    return Refused(why.code, **facts)


def term_of(expression: str, question: str) -> Term:
    """Read an expression of a question.

    Raises:
        Refused: FORM-XPATH-... naming the question.
    """
    try:
        return parse_expression(expression)
    except Refused as why:
        raise named(why, question) from why


def output(expression: str) -> Output:
    """Read an expression that stands in a text."""
    term = parse_expression(expression)
    return Output(term=term, run=compiler.text(term))


class Reader:
    """Reads the body once, from the outside in."""

    def __init__(self, refs: Refs) -> None:
        self._refs = refs
        self.load_actions: list[Action] = []
        self.doubled: list[str] = []

    def read(self, body: Element) -> None:
        """Hang every control of the body on its slot."""
        self._kids(body, self._refs.root)

    def _kids(self, element: Element, within: Slot) -> None:
        for kid in element:
            kind = parse.local(kid)
            if kind == "group":
                self._group(kid, within)
            elif kind == "repeat":
                self._repeat(kid, within)
            elif kind in CONTROLS:
                self._control(kid, kind, within)
            elif kind in ACTIONS:
                self._hang(kid, within)

    def _ref(self, element: Element, within: Slot) -> Slot | None:
        bound = self._refs.binds.get(parse.attribute(element, "bind"))
        if bound is not None:
            return bound
        ref = parse.attribute(element, "ref") or parse.attribute(element, "nodeset")
        return self._refs.find(ref, stands_in=parse.local(element), within=within)

    def _group(self, element: Element, within: Slot) -> None:
        slot = self._ref(element, within)
        if slot is not None and slot is not self._refs.root and slot.control is None:
            slot.control = self._shown(element, "group", slot)
        self._kids(element, slot or within)

    def _repeat(self, element: Element, within: Slot) -> None:
        slot = self._ref(element, within)
        if slot is None:
            self._kids(element, within)
            return
        slot.repeat = True
        slot.count = parse.attribute(element, "count").strip()
        slot.fixed = parse.attribute(element, "noAddRemove").strip() == "true()"
        own = self._shown(element, "repeat", slot)
        around = slot.control
        slot.control = Control(
            kind="repeat",
            label=(around.label if around else None) or own.label,
            hint=(around.hint if around else None) or own.hint,
            appearance=own.appearance or (around.appearance if around else ()),
        )
        self._kids(element, slot)

    def _control(self, element: Element, kind: str, within: Slot) -> None:
        slot = self._ref(element, within)
        if slot is None:
            return
        try:
            control = self._shown(element, "input" if kind == "secret" else kind, slot)
            control.media_type = parse.attribute(element, "mediatype")
            control.rows = _rows(element)
            if kind == "range":
                control.limits = _range(element, slot)
            if kind in {"select", "select1", "rank"}:
                control.choices = tuple(self._choice(item) for item in parse.children(element, "item"))
                control.itemset = _itemset(parse.child(element, "itemset"), slot)
        except Refused as why:
            raise named(why, slot.path) from why
        if slot.control is not None:
            self.doubled.append(slot.path)
        else:
            slot.control = control
        for kid in element:
            if parse.local(kid) in ACTIONS:
                self._hang(kid, slot)

    def _shown(self, element: Element, kind: str, slot: Slot) -> Control:
        try:
            label = _words(parse.child(element, "label"))
            hint = _words(parse.child(element, "hint"))
        except Refused as why:
            raise named(why, slot.path) from why
        return Control(kind=kind, label=label, hint=hint, appearance=_appearance(element))

    def _choice(self, item: Element) -> Choice:
        value = parse.child(item, "value")
        label = _words(parse.child(item, "label")) or Words()
        return Choice(value=(value.text or "").strip() if value is not None else "", label=label)

    def _hang(self, element: Element, source: Slot) -> None:
        action = self.action(element, source=source)
        if action is None:
            return
        if action.events & {"xforms-value-changed", "odk-new-repeat"}:
            source.actions.append(action)
        if action.events & {"odk-instance-first-load", "odk-instance-load", "xforms-ready"}:
            self.load_actions.append(action)

    def action(self, element: Element, source: Slot | None) -> Action | None:
        """Read a setvalue; other actions leave their slot blank.

        Raises:
            Refused: FORM-EVENT for an event that no form engine knows.
        """
        events = frozenset(parse.attribute(element, "event").split())
        unknown = sorted(events - EVENTS)
        if unknown or (source is None and "odk-new-repeat" in events):
            event = unknown[0] if unknown else "odk-new-repeat"
            raise Refused("FORM-EVENT", event=event, question=parse.attribute(element, "ref"))
        target = self._ref(element, source or self._refs.root)
        if target is None or parse.local(element) != "setvalue":
            return None
        expression = parse.attribute(element, "value").strip()
        if not expression:
            words = parse.whole_text(element).strip()
            return Action(events=events, target=target, run=lambda _scope: words, source=source)
        term = term_of(expression, target.path)
        try:
            return Action(events=events, target=target, run=compiler.text(term), terms=(term,), source=source)
        except Refused as why:
            raise named(why, target.path) from why


def _appearance(element: Element) -> tuple[str, ...]:
    """Return the appearances; `search` is an older word for `autocomplete`, which is added."""
    names = tuple(parse.attribute(element, "appearance").split())
    if "search" not in names or "autocomplete" in names:
        return names
    place = names.index("search")
    return (*names[:place], "autocomplete", *names[place:])


def _rows(element: Element) -> int:
    """Return how many lines a field for words is to show; what is no whole number from 1 to 50 leaves it open."""
    written = parse.attribute(element, "rows").strip()
    rows = int(written) if written.isascii() and written.isdecimal() and len(written) <= DIGITS else 0
    return rows if rows <= MOST_ROWS else 0


def _words(element: Element | None) -> Words | None:
    if element is None:
        return None
    ref = parse.attribute(element, "ref")
    if ref:
        return message(ref)
    return Words(parts=itext.parts_of(element, output))


def message(text: str) -> Words:
    """Return a text that may name a translation: `jr:itext('id')`, or words as they are."""
    fixed = _ITEXT.fullmatch(text)
    if fixed:
        return Words(itext=fixed[2])
    computed = _ITEXT_OF.fullmatch(text)
    if computed:
        return Words(computed=output(computed[1]))
    return Words(parts=(text,))


def _range(element: Element, slot: Slot) -> tuple[float, float, float]:
    """Return start, end and step; without parameters 1 to 10 by 1."""
    found = []
    for name, otherwise in (("start", "1"), ("end", "10"), ("step", "1")):
        text = parse.attribute(element, name) or otherwise
        try:
            found.append(float(text))
        except ValueError as why:
            raise Refused("FORM-RANGE", parameter=name, value=text, question=slot.path) from why
    return found[0], found[1], found[2]


def _itemset(element: Element | None, slot: Slot) -> Itemset | None:
    if element is None:
        return None
    term = term_of(parse.attribute(element, "nodeset"), slot.path)
    value, label = parse.child(element, "value"), parse.child(element, "label")
    value_ref = (parse.attribute(value, "ref") if value is not None else "") or "name"
    label_ref = parse.attribute(label, "ref") if label is not None else ""
    translated = _ITEXT_OF.fullmatch(label_ref)
    value_term = term_of(value_ref, slot.path)
    label_term = term_of(translated[1] if translated else label_ref or value_ref, slot.path)
    return Itemset(
        term=term,
        run=compiler.nodes(term),
        value=compiler.text(value_term),
        label=None if translated else compiler.text(label_term),
        label_itext=compiler.text(label_term) if translated else None,
        terms=(value_term, label_term),
        fixed=bool(_list_name(term)),
        source=(_list_name(term), value_ref.strip(), (translated[1] if translated else label_ref or value_ref).strip(), bool(translated)),
        written=parse.attribute(element, "nodeset").strip(),
    )


def _list_name(term: Term) -> str:
    """Return the name of the list that a node-set comes from, through `randomize` too; empty if it comes from the answers."""
    while isinstance(term, Call) and term.name == "randomize":
        term = term.args[0]
    start = term.start if isinstance(term, Path) else None
    if isinstance(start, Call) and start.name == "instance" and start.args and isinstance(start.args[0], Literal):
        return str(start.args[0].value)
    return ""
