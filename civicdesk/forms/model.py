"""What a form is made of, before anybody answers it: slots, rules as written, controls, choices, texts.

The language of expressions is built on top of the slots, so expressions are opaque here: `Expression` is a term of the parser, and what
runs it takes a scope.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from civicdesk.forms.parse import Element

Expression = Any
RunText = Callable[[Any], str]
RunNodes = Callable[[Any], list[Any]]

VALUE_TYPES: Final = frozenset(
    {"string", "int", "decimal", "date", "dateTime", "time", "binary", "geopoint", "geotrace", "geoshape", "barcode"}
)


@dataclass(slots=True, kw_only=True)
class Bind:
    """The rules of one slot as its author wrote them; empty means none."""

    type: str = "string"
    relevant: str = ""
    required: str = ""
    readonly: str = ""
    constraint: str = ""
    calculate: str = ""
    preload: str = ""
    preload_parameter: str = ""
    constraint_message: str = ""
    required_message: str = ""
    confirm: str = ""
    confirm_message: str = ""
    max_pixels: int = 0
    """Longest side of a picture; 0 if the form leaves it open."""


@dataclass(slots=True, kw_only=True)
class Output:
    """A value inside a text."""

    term: Expression
    run: RunText


Parts = tuple[str | Output, ...]


@dataclass(slots=True, kw_only=True)
class Words:
    """A label, hint or message: fixed parts, or a translation found by its name or by an expression over a choice."""

    parts: Parts = ()
    itext: str = ""
    computed: Output | None = None


@dataclass(slots=True, kw_only=True)
class Choice:
    """One fixed choice."""

    value: str
    label: Words


@dataclass(slots=True, kw_only=True)
class Itemset:
    """Choices that are found by an expression; the references are read from each row."""

    term: Expression
    run: RunNodes
    value: RunText
    label: RunText | None
    label_itext: RunText | None
    """Gives the name of a translation."""
    terms: tuple[Expression, ...]
    """Terms read from each row: value and label."""
    fixed: bool
    """The rows come from a list that no answer changes."""
    source: tuple[str, str, str, bool]
    """(name of the list, column of the value, column of the label, whether the label is a translation's name)."""
    written: str = ""
    """The expression as its author wrote it."""


@dataclass(slots=True, kw_only=True)
class Control:
    """What a form shows for a slot."""

    kind: str
    """input, select, select1, rank, range, trigger, upload, group, repeat."""
    label: Words | None = None
    hint: Words | None = None
    appearance: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    itemset: Itemset | None = None
    media_type: str = ""
    rows: int = 0
    """Lines that a field for words shows at first; 0 if the form leaves it open."""
    limits: tuple[float, float, float] | None = None
    """Start, end and step of a range."""


@dataclass(slots=True, kw_only=True)
class Action:
    """A setvalue: when one of its events happens, the slot takes a value."""

    events: frozenset[str]
    target: "Slot"
    run: RunText
    terms: tuple[Expression, ...] = ()
    source: "Slot | None" = None
    """The question or repeat that it stands in; None if it stands in the model."""


@dataclass(slots=True, kw_only=True, eq=False)
class Slot:
    """The place of one element (or attribute) in the form's model. All instances of a repeat share their slots."""

    name: str
    path: str
    parent: "Slot | None"
    depth: int
    kids: dict[str, "Slot"] = field(default_factory=dict)
    bind: Bind | None = None
    control: Control | None = None
    repeat: bool = False
    template: Element | None = None
    """What a new instance is grown from."""
    blank: bool = False
    """The template is only the first instance: a new one begins without its values."""
    fixed: bool = False
    """Nobody may add or remove instances by hand."""
    count: str = ""
    """Expression of the number of instances; empty if a person adds them."""
    actions: list[Action] = field(default_factory=list)
    """What happens when the value of this slot changes, or when an instance is added."""
    written: str = ""
    """Name as the form writes it, with its prefix."""
    order: int = 0
    leaf: bool = False
    """Whether it holds an answer; known once the whole form has been read."""

    def walk(self) -> Iterator["Slot"]:
        """Walk this slot and all below it, in document order."""
        yield self
        for kid in self.kids.values():
            yield from kid.walk()

    def lineage(self) -> Iterator["Slot"]:
        """Walk this slot and all above it, from the inside out."""
        slot: Slot | None = self
        while slot is not None:
            yield slot
            slot = slot.parent

    @property
    def note(self) -> bool:
        """Tell whether this is a text to read: an input that is always read only."""
        control, bind = self.control, self.bind
        return control is not None and control.kind == "input" and bind is not None and bind.readonly in {"true()", "1"}

    @property
    def type(self) -> str:
        """Return the type of value, `string` if the form names none."""
        return self.bind.type if self.bind else "string"

    def holds_an_answer(self) -> bool:
        """Tell whether this slot holds an answer itself, not its children."""
        return not self.repeat and not any(name[0] != "@" for name in self.kids) and not (self.control and self.control.kind == "group")
