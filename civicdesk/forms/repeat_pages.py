"""The page behind the last instance of a repeat: there a person adds another one, looks at those that are there, or takes one out."""

from collections.abc import Mapping, Sequence
from typing import Final

from civicdesk.records.pages import NodeState

CHANGING: Final = "repeat-range:uncontrolled"
RANGE: Final = "#range"
FIRST_ANSWERS: Final = 2
"""As many answers tell one instance from the others."""

FormPage = tuple[str, tuple[str, ...]]
"""Reference of a page, and of the nodes on it; the page of a repeat has none."""


def with_repeats(state: Mapping[str, NodeState], pages: Sequence[FormPage]) -> list[FormPage]:
    """Return the pages with one more behind each part that a person may add to; the inner ones come first, so that they stay inside.

    Args:
        state: the state of every node, in the form's order.
        pages: as `pages.pages` lists them.
    """
    order = {ref: place for place, ref in enumerate(state)}
    found = list(pages)
    for key, node in reversed(list(state.items())):
        if node.t == CHANGING and node.rel and not node.ro:
            last = [at for at, page in enumerate(found) if any(ref.startswith(f"{node.ref}[") for ref in (page[0], *page[1]))]
            before = [at for at, page in enumerate(found) if order[_start(page)] < order[key]]
            found.insert(max(last or before, default=-1) + 1, (key, ()))
    return found


def instances(state: Mapping[str, NodeState], ref: str, words: Mapping[str, str]) -> Mapping[str, str]:
    """Return reference of each instance of a repeat -> its first answers.

    Args:
        state: the state of every node, in the form's order.
        ref: of the repeat, without `#range`.
        words: answers in words, by reference; those without an answer are absent.
    """
    told: dict[str, list[str]] = {
        node.ref: [] for node in state.values() if node.t == "repeat-instance" and node.ref.rpartition("[")[0] == ref
    }
    for each, answer in words.items():
        if each.startswith(f"{ref}["):
            said = told[f"{ref}[{each[len(ref) + 1 :].partition(']')[0]}]"]
            if len(said) < FIRST_ANSWERS:
                said.append(answer)
    return {instance: ", ".join(said) for instance, said in told.items()}


def _start(page: FormPage) -> str:
    return page[1][0] if page[1] else page[0]
