"""The questionnaire engine: a form and one response to it, from the first question to the finished answers.

The engine knows no store, no window and no clock of its own: clock, zone, chance and new ids are handed in.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from civicdesk.errors import Refused
from civicdesk.forms import actions, choices, limits, repeats, rules, shown, snapshot, submission
from civicdesk.forms.build import build
from civicdesk.forms.coerce import coerce
from civicdesk.forms.form import Form
from civicdesk.forms.graph import Graph, graph
from civicdesk.forms.limits import Budget
from civicdesk.forms.response import Response
from civicdesk.forms.tree import Node
from civicdesk.forms.words import Wording
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.parser import parse
from civicdesk.forms.xpath.scope import Scope, Surroundings
from civicdesk.records.pages import Changes, NodeState, Snapshot


@dataclass(frozen=True, kw_only=True)
class World:
    """What a run may know of the world. The time zone is that of `now()`."""

    now: Callable[[], datetime]
    chance: Callable[[], float]
    """A random number from 0 to less than 1."""
    uuid: Callable[[], str]
    properties: Mapping[str, str] = field(default_factory=dict)
    """`deviceid`, `username`, `email`, `phonenumber` ... as the settings have them."""
    ticks: Callable[[], float] = time.monotonic
    """Seconds of a stop-watch: a step that takes too long is refused."""


def load(xform: bytes, attachments: Mapping[str, bytes], *, world: World, resume: Snapshot | None = None) -> "Run":
    """Open a form for one response.

    Args:
        xform: the form as XML.
        attachments: file name -> bytes of the lists and media that come with it.
        world: clock, chance and new ids.
        resume: where a draft stood; None begins a new response.

    Raises:
        Refused: FORM-... with the element, question or expression that the form cannot run with.
    """
    budget = Budget(world.ticks)
    form, rules_of = _read(xform, tuple(sorted(attachments.items())))
    document = Node("", None)
    document.slot = form.document
    wording_box: list[Wording] = []
    around = Surroundings(
        document=document,
        instances=form.lists,
        now=world.now,
        chance=world.chance,
        uuid=world.uuid,
        budget=budget,
        itext=lambda name, node: wording_box[0].named(name, "", node),
        choice_name=lambda value, path, node: _choice_name(response, wording_box[0], (value, path), node),
    )
    response = Response(form, rules_of, around)
    wording = Wording(form, around)
    wording_box.append(wording)
    root = repeats.plant(response, form.instance, form.root, document)
    document.kids = {form.root.name: [root]}
    run = Run(response, wording)
    _start(response, wording, world, resume)
    return run


@lru_cache(maxsize=4)
def _read(xform: bytes, attachments: tuple[tuple[str, bytes], ...]) -> tuple[Form, Graph]:
    """Read a form once: a session opens the same one for everybody, and nothing of a response is kept in it."""
    form = build(xform, dict(attachments))
    return form, graph(form, Budget(time.monotonic))


def _start(response: Response, wording: Wording, world: World, resume: Snapshot | None) -> None:
    if resume is not None:
        snapshot.restore(response, resume)
        _speak(response, wording, resume.language)
    else:
        actions.preload(response, repeats.everything(response.root), world.properties)
    response.resuming = resume is not None
    for node in repeats.everything(response.root):
        response.enqueue_all(node)
    rules.settle(response)
    response.resuming = False
    actions.at_load(response, first=resume is None)
    if resume is None:
        _drop_strangers(response)
    rules.settle(response)
    response.loading = False
    response.touched.clear()
    response.cleared.clear()


def _drop_strangers(response: Response) -> None:
    """A value that is not among the choices never survives a load."""
    for node in repeats.everything(response.root):
        if node.value and node.rel and node.slot is not None:
            response.write(node, choices.fitting(response, node, node.value))


def _choice_name(response: Response, wording: Wording, asked: tuple[str, str], node: Node) -> str:
    """Return the label of a choice; a path that leads to no question with choices gives nothing (F28)."""
    value, path = asked
    try:
        found = compiler.nodes(parse(path))(Scope(response.around, node))
    except Refused:
        return ""
    return choices.label_of(response, found[0], value, wording) if found else ""


def _speak(response: Response, wording: Wording, language: str) -> None:
    if language in response.form.languages:
        response.language = wording.language = language


class Run:
    """One response being answered. Every answer is settled when the call returns."""

    def __init__(self, response: Response, wording: Wording) -> None:
        self._response = response
        self._wording = wording
        self._states: dict[str, NodeState] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages of the form; a form without translations has the one language `""`."""
        return self._response.form.languages

    @property
    def language(self) -> str:
        """Return the language that texts are shown in."""
        return self._response.language

    @property
    def title(self) -> str:
        """Return the title of the form."""
        return self._response.form.title

    def set(self, ref: str, value: str) -> Changes:
        """Answer one question; an empty value clears it.

        Raises:
            ValueError: there is no such question, or it cannot be answered now. A bug of the caller.
            Refused: FORM-LIMIT; the old answer stays.
        """
        node = self._response.find(ref)
        if node is None or node.slot is None or not node.slot.leaf or not node.rel or shown.is_read_only(node):
            raise ValueError(ref)
        if len(value) > limits.ANSWER_CHARACTERS:
            raise limits.over("answer", limits.ANSWER_CHARACTERS, len(value))
        fitting = choices.fitting(self._response, node, coerce(node.slot, value))
        self._begin()
        try:
            self._response.write(node, fitting)
            rules.settle(self._response)
        except Refused:
            self._take_back()
            raise
        return self._changes()

    def add(self, ref: str) -> Changes:
        """Append an instance to a repeat.

        Raises:
            ValueError: there is no such repeat, or the form counts its instances itself. A bug of the caller.
            Refused: FORM-LIMIT; nothing was added.
        """
        around = self._range(ref)
        self._begin()
        self._response.happened += repeats.add(self._response, around)
        rules.settle(self._response)
        return self._changes()

    def remove(self, ref: str, index: int) -> Changes:
        """Take one instance away; `index` counts from 0, and those behind it are renumbered.

        Raises:
            ValueError: there is no such instance, or the form counts its instances itself. A bug of the caller.
        """
        around = self._range(ref)
        if not 0 <= index < len(repeats.instances(around)):
            raise ValueError(ref)
        self._begin()
        repeats.remove(self._response, around, index)
        rules.settle(self._response)
        return self._changes()

    def set_language(self, language: str) -> Changes:
        """Show texts in another language; one that the form lacks changes nothing."""
        self._begin()
        _speak(self._response, self._wording, language)
        for node in repeats.everything(self._response.root):
            self._response.touched[node] = None
            for rule in self._response.graph.by_slot.get(node.slot, ()) if node.slot else ():
                if rule in self._response.graph.languages:
                    self._response.enqueue(rule, node)
        rules.settle(self._response)
        return self._changes()

    def state(self) -> Mapping[str, NodeState]:
        """Return the state of every node in the form's order; a repeat itself is keyed by its reference and `#range`."""
        self._begin()
        self._changes()
        found: dict[str, NodeState] = {}
        for node in repeats.everything(self._response.root):
            key = shown.key_of(node)
            state = self._states.get(key) or shown.state_of(self._response, node, self._wording)
            if state is not None:
                self._states[key] = found[key] = state
        return found

    def submission(self) -> str:
        """Return the response as XML."""
        return submission.submission(self._response)

    def finish(self) -> Changes:
        """Fill in the moment at which the response is finished."""
        self._begin()
        actions.finish(self._response)
        rules.settle(self._response)
        return self._changes()

    def snapshot(self) -> Snapshot:
        """Return where the response stands, to open it there again."""
        return snapshot.snapshot(self._response)

    def _begin(self) -> None:
        self._response.around.budget.restart()
        self._response.written = []

    def _range(self, ref: str) -> Node:
        above, _, name = ref.rpartition("/")
        parent = self._response.find(above) if above else None
        around = parent.ranges.get(name) if parent is not None else None
        if around is None or around.slot is None or around.slot.count or around.slot.fixed or not around.rel:
            raise ValueError(ref)
        return around

    def _take_back(self) -> None:
        """Put every value back after a refusal; what depends on them is computed anew."""
        response = self._response
        written = response.written
        response.queue.clear()
        response.heap.clear()
        response.happened.clear()
        self._begin()
        for node, before in reversed(written):
            response.write(node, before)
        response.happened.clear()
        rules.settle(response)
        response.cleared.clear()

    def _changes(self) -> Changes:
        """Compare what was touched with what was last shown."""
        response = self._response
        touched, response.touched = response.touched, {}
        gone, response.gone = tuple(response.gone), []
        cleared, response.cleared = tuple(response.cleared), []
        for ref in gone:
            self._states.pop(ref, None)
        changed: list[NodeState] = []
        for node in touched:
            state = shown.state_of(response, node, self._wording) if node.slot is not None else None
            if state is None:
                continue
            key = shown.key_of(node)
            if self._states.get(key) != state:
                self._states[key] = state
                changed.append(state)
        return Changes(changed=tuple(changed), gone=gone, cleared=cleared)
