"""A form that is typed in from paper: what is asked for, in the order of the paper, and what is passed over."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from civicdesk.forms.on_paper import paper_form
from civicdesk.forms.repeat_pages import CHANGING, RANGE
from civicdesk.forms.scales import path_of
from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef
from civicdesk.records.keying import KeyingItem
from civicdesk.records.pages import NodeState
from civicdesk.records.paper_forms import PaperChoice, PaperOptions, PaperQuestion, Way, questions_of

Asked = Mapping[str, PaperQuestion]
"""Path -> question as it is printed."""


@lru_cache(maxsize=4)
def asked(xform: bytes, attachments: tuple[tuple[str, bytes], ...], language: str) -> Asked:
    """Return the questions of a form as they stand on paper; those that a pen cannot answer are left out.

    Raises:
        Refused: FORM-... for a form that cannot be read.
    """
    printed = paper_form(xform, dict(attachments), PaperOptions(language=language))
    return {each.path: each for each in questions_of(printed.items) if each.way is not Way.ON_LAPTOP}


def items(state: Mapping[str, NodeState], questions: Asked) -> tuple[KeyingItem, ...]:
    """Return what is asked for after the answers so far, in order; behind the last instance of a part, whether there is another one."""
    found: list[KeyingItem] = []
    open_parts: list[NodeState] = []

    def close(key: str) -> Iterator[KeyingItem]:
        while open_parts and not key.startswith(f"{open_parts[-1].ref}["):
            part = open_parts.pop()
            yield _more(part)

    for key, node in state.items():
        found += close(key)
        if node.t == CHANGING and node.rel and not node.ro:
            open_parts.append(node)
        question = questions.get(path_of(node.ref))
        if question is not None and key == node.ref and node.rel and not node.ro:
            found.append(_item(state, node, question))
    return (*found, *close(""))


def passed(state: Mapping[str, NodeState], questions: Asked, after: str, until: str) -> tuple[str, ...]:
    """Return the questions between two others that are not asked after the answers so far."""
    order = list(state)
    start = order.index(after) + 1 if after in state else len(order)
    end = order.index(until) if until in state else len(order)
    return tuple(ref for ref in order[start:end] if not state[ref].rel and state[ref].ref == ref and path_of(ref) in questions)


def words(node: NodeState | None, question: PaperQuestion, value: str, missing: Missing | None) -> str:
    """Return an answer with its key and its words, as the paper shows it; empty if there is none."""
    if missing is not None:
        return say(f"interview.missing.{missing.value}")
    keyed = question.way is not Way.ORDER
    choices = {choice.value: f"{choice.key} {choice.label}" if keyed else choice.label for choice in question.choices}
    choices = choices or dict((node.opts if node is not None else None) or ())
    if question.way is Way.TICK_ONE and not choices:
        return say("interview.acknowledged") if value else ""
    several = question.way in {Way.TICK_MANY, Way.ORDER}
    chosen = value.split() if several else [value] if value else []
    return ", ".join(choices.get(each, each) for each in chosen)


def _more(part: NodeState) -> KeyingItem:
    name = " ".join(part.label.split()) or say("keying.part")
    return KeyingItem(ref=QuestionRef(f"{part.ref}{RANGE}"), number="", label=name, way=Way.TICK_ONE, more=name)


def _item(state: Mapping[str, NodeState], node: NodeState, question: PaperQuestion) -> KeyingItem:
    choices = question.choices
    if not choices and node.opts:
        choices = tuple(PaperChoice(value=value, label=label, key="") for value, label in node.opts)
    return KeyingItem(
        ref=QuestionRef(node.ref),
        number=question.number,
        label=question.label,
        way=question.way,
        choices=choices,
        multiple=node.multiple or node.t == "rank",
        within=_within(state, node.ref),
    )


def _within(state: Mapping[str, NodeState], ref: str) -> str:
    """Return which instance a question belongs to, the innermost one: the name of the part and its number."""
    if "[" not in ref:
        return ""
    around, _, rest = ref.rpartition("[")
    part = state.get(f"{around}{RANGE}")
    name = " ".join(part.label.split()) if part is not None else ""
    return f"{name or say('keying.part')} {rest.partition(']')[0]}"
