"""The answers of a response in words: what is asked, what was said, and what stops finishing."""

from collections.abc import Iterable, Mapping

from civicdesk.i18n import say
from civicdesk.records import attachments
from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import NodeState, ReviewLine

ASKED = frozenset({"input", "select", "rank", "range", "trigger", "upload"})
HEAD = "label"
"""Appearance of a list of choices that only heads the columns of a table."""
COVERED = frozenset({"masked", "hidden-answer"})
"""Appearances under which nobody can read over a shoulder what was typed."""
DOTS = "•" * 6


def is_asked(node: NodeState) -> bool:
    """Tell whether a person answers a node now; the head of a table is read out and not answered."""
    return node.t in ASKED and node.rel and not node.ro and not (node.t == "select" and HEAD in node.app)


def line(state: Mapping[str, NodeState], node: NodeState, missing: Missing | None, files: Mapping[str, str] | None = None) -> ReviewLine:
    """Return the line of a question in the list of answers.

    Args:
        state: all nodes of the form.
        node: the question.
        missing: why there is no value, if the person said so.
        files: name of a file -> what it is and how large, for the questions that ask for one.
    """
    return ReviewLine(
        ref=QuestionRef(node.ref),
        section=_section(state, node.ref),
        question=node.label,
        answer=answer_words(node, missing) if missing or node.t != "upload" else (files or {}).get(node.v, answer_words(node, None)),
        problem=_problem(node, missing),
    )


def _problem(node: NodeState, missing: Missing | None) -> str:
    if node.bad == "constraint":
        return node.msg or say("interview.check")
    if node.req and not node.v and missing is None:
        return node.msg or say("interview.needed")
    return ""


def _section(state: Mapping[str, NodeState], ref: str) -> str:
    """Return the label of the nearest group around a question that has one."""
    above = ref.rpartition("/")[0]
    while above.count("/") > 1:
        group = state.get(above)
        if group is not None and group.label:
            return group.label
        above = above.rpartition("/")[0]
    return ""


def answer_words(node: NodeState, missing: Missing | None) -> str:
    """Return an answer in the words of the form: labels of choices, not their codes; empty if there is none."""
    if missing is not None:
        return say(f"interview.missing.{missing.value}")
    if node.v and COVERED.intersection(node.app):
        return DOTS
    if node.t == "upload":
        return attachments.in_words(node.v) if node.v else ""
    if node.opts is None:
        return say("interview.acknowledged") if node.t == "trigger" and node.v else node.v
    labels = dict(node.opts)
    chosen = node.v.split() if node.multiple or node.t == "rank" else [node.v] if node.v else []
    return ", ".join(labels.get(value, value) for value in chosen)


def files_of(node: NodeState, attachments: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures and recordings that a question and its choices name: file name -> bytes, those that are here."""
    addresses: Iterable[str] = (address for media in (node.media, *node.opts_media.values()) for address in media.values())
    names = {address.rpartition("/")[2] for address in addresses}
    return {name: attachments[name] for name in names if name in attachments}
