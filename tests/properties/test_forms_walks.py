"""Random answers on every public form: nothing breaks, a draft opens where it stood, and what is computed step by step equals a full computation."""

import gzip
import json
import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import repeats, rules
from civicdesk.forms.checks_differ import reads_itself
from civicdesk.forms.engine import Run, World, load
from civicdesk.forms.graph import Kind
from civicdesk.records.pages import NodeState

FOLDERS = [Path(__file__).parents[3] / "shared" / "conformance" / name for name in ("forms-dev", "forms-other")]
STEPS = 200
"""Steps on each form; the second test takes half as many."""
TEXTS = (
    "",
    "0",
    "1",
    "-1",
    "7",
    "12.5",
    "100000",
    "no",
    "yes",
    "a b",
    "été 😀",
    'O\'Brien "x" <&>',
    "2025-03-14",
    "18:30:00",
    "51.5 -0.12 0 0",
)
NOT_REPEATABLE = ("random(", "uuid(", "now(", "once(", "randomize(")


def world(seed: int) -> World:
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    return World(
        now=lambda: datetime(2025, 3, 14, 9, 26, 53, tzinfo=UTC),
        chance=chance.random,
        uuid=lambda: f"00000000-0000-4000-8000-{chance.getrandbits(48):012x}",
    )


def forms() -> Iterator[dict[str, Any]]:
    for folder in FOLDERS:
        if (folder / "forms.jsonl.gz").is_file():
            with gzip.open(folder / "forms.jsonl.gz", "rt", encoding="utf-8") as file:
                yield from map(json.loads, file)


def opened(form: dict[str, Any], seed: int = 0) -> Run | None:
    files = {name: text.encode() for name, text in form["attachments"].items()}
    try:
        return load(form["xml"].encode(), files, world=world(seed))
    except Refused:
        return None


def step(run: Run, chance: random.Random) -> None:
    """Answer, add or remove something that a person could."""
    nodes = list(run.state().values())
    asked = [node for node in nodes if node.t in {"input", "select", "rank", "range", "trigger", "upload"} and node.rel and not node.ro]
    ranges = [node for node in nodes if node.t == "repeat-range:uncontrolled" and node.rel]
    if ranges and chance.random() < 0.15:
        around = chance.choice(ranges)
        if around.count and chance.random() < 0.4:
            run.remove(around.ref, chance.randrange(around.count))
        elif (around.count or 0) < 8:
            run.add(around.ref)
    elif asked:
        node = chance.choice(asked)
        with suppress(Refused):
            run.set(node.ref, answer(node, chance))


def answer(node: NodeState, chance: random.Random) -> str:
    if node.opts and chance.random() < 0.9:
        names = [value for value, _ in node.opts]
        return (
            " ".join(chance.sample(names, chance.randint(1, min(3, len(names)))))
            if node.multiple or node.t == "rank"
            else chance.choice(names)
        )
    return chance.choice(TEXTS)


def comparable(run: Run, *, also_bad: bool = True) -> dict[str, Any]:
    return {key: (node.v, node.rel, node.req, node.ro, node.count, node.bad if also_bad else "") for key, node in run.state().items()}


@pytest.fixture(scope="module")
def every_form() -> list[dict[str, Any]]:
    found = list(forms())
    if not found:
        pytest.skip("the folders of public forms are not here")
    return found


def test_random_answers_break_no_form_and_a_draft_opens_where_it_stood(every_form: list[dict[str, Any]]) -> None:
    for number, form in enumerate(every_form):
        run = opened(form)
        if run is None:
            continue
        chance = random.Random(number)  # noqa: S311 - repeatable on purpose
        for _ in range(STEPS):
            step(run, chance)
        again = reopened(form, run)
        if "odk-instance-load" not in form["xml"]:
            assert comparable(again) == comparable(run), form["title"]


def reopened(form: dict[str, Any], run: Run) -> Run:
    files = {name: text.encode() for name, text in form["attachments"].items()}
    return load(form["xml"].encode(), files, world=world(1), resume=run.snapshot())


def test_what_is_computed_step_by_step_equals_a_full_computation(every_form: list[dict[str, Any]]) -> None:
    for number, form in enumerate(every_form):
        run = opened(form)
        if run is None or any(word in form["xml"] for word in NOT_REPEATABLE) or counts_itself(run):
            continue
        chance = random.Random(number)  # noqa: S311 - repeatable on purpose
        for _ in range(STEPS // 2):
            step(run, chance)
            before = comparable(run)
            compute_all(run)
            after = comparable(run)
            typed_over = {key for key in before if before[key] != after[key] and is_typed_over(run, key)}
            if not typed_over:
                assert after == before, form["title"]


def counts_itself(run: Run) -> bool:
    """Tell whether the number of instances of some repeat is computed from its own instances: it grows once for each answer."""
    graph = run._response.graph
    return any(reads_itself(rule, graph) for rule in graph.rules if rule.kind is Kind.COUNT)


def compute_all(run: Run) -> None:
    for node in repeats.everything(run._response.root):
        run._response.enqueue_all(node)
    rules.settle(run._response)


def is_typed_over(run: Run, key: str) -> bool:
    """Tell whether a person may have overwritten a computed answer: it stays until what it depends on changes."""
    node = run._response.find(key)
    return node is not None and node.slot is not None and bool(node.slot.control and node.slot.bind and node.slot.bind.calculate)
