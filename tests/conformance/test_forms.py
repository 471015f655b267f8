"""The questionnaire engine beside recorded answers of ODK's own engines.

`pytest tests/conformance/test_forms.py --vectors DIR --report FILE`. Any folder that holds `forms.jsonl.gz`, `vectors.jsonl.gz`,
`xpath.jsonl` or `xpath-context.json` is run; nothing is keyed to a known form. A value that follows a decision instead of the recording is
excused only by an entry of `decisions.toml`, which looks at expressions, never at a form's name.
"""

import gzip
import hashlib
import json
import math
import random
import re
import time
import tomllib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from lxml import etree

from civicdesk.errors import Refused
from civicdesk.forms import engine
from civicdesk.forms.pages import pages
from civicdesk.records.pages import NodeState, PageSize

HERE = Path(__file__).parent
DEFAULT = HERE.parent.parent.parent / "shared" / "conformance"
SECONDS_A_STEP = 30.0
MOST_SECONDS = 5.0
"""Of the processor, for opening any form."""
LAST_DECISION = 36
LEFT_OUT = frozenset({"start", "end", "today", "day", "deviceid", "starttime", "endtime"})
CORE = ("rel", "v", "req", "ro", "count")
FULL = ("label", "hint", "media", "app", "opts", "bad", "msg", "vt")
META = re.compile(r"/(\w+:)?meta\d*(/|$)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PROPERTIES = {"deviceid": "oracle:device", "phonenumber": "+440000000", "email": "oracle@example.org", "username": "oracle-user"}
"""As they were set when the answers were recorded."""
OUTCOMES = ("tried", "identical", "excused", "different", "refused", "hung")

FLOORS = {
    "forms": 432,
    "walks_agree_core": 373,
    "walks_agree_full": 373,
    "walks_differ": 105,
    "walks_error": 46,
    "expressions_agree": 242,
    "expressions_differ": 84,
    "expressions_clock": 8,
    "expressions_refused": 14,
}
"""Identical or excused, as reached on the default folders. They may only rise."""


@dataclass
class Tally:
    """What was compared, by class."""

    classes: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    slowest: tuple[float, str] = (0.0, "")
    """Seconds of the processor for the form that took longest to open, and its title."""
    idle: tuple[str, ...] = ()
    """Decisions that have excused nothing."""

    def note(self, name: str, outcome: str, sentence: str = "") -> None:
        counts = self.classes.setdefault(name, Counter())
        counts["tried"] += 1
        counts[outcome] += 1
        if sentence:
            self.failures.append(f"{name}: {sentence}")

    def reached(self, name: str) -> int:
        counts = self.classes.get(name, Counter())
        return counts["identical"] + counts["excused"]

    def as_report(self) -> dict[str, Any]:
        tried = sum(counts["tried"] for counts in self.classes.values())
        return {
            "passed": tried - len(self.failures),
            "failed": len(self.failures),
            "failures": self.failures[:50],
            "seconds": round(self.seconds, 1),
            "classes": {name: {key: counts[key] for key in OUTCOMES} for name, counts in self.classes.items()},
        }

    def table(self) -> str:
        lines = [f"{'class':<20}" + "".join(f"{key:>11}" for key in OUTCOMES)]
        lines += [f"{name:<20}" + "".join(f"{counts[key]:>11}" for key in OUTCOMES) for name, counts in self.classes.items()]
        report = self.as_report()
        lines.append(f"slowest form: {self.slowest[1]}, {self.slowest[0]:.1f} s")
        return "\n".join([*lines, f"forms: {report['passed']} passed, {report['failed']} not, {report['seconds']} s"])


def world(now: str = "2025-03-14T09:26:53.000Z") -> engine.World:
    frozen = datetime.fromisoformat(now).astimezone(UTC)
    chance = random.Random(7)  # noqa: S311 - repeatable on purpose
    return engine.World(
        now=lambda: frozen,
        chance=chance.random,
        uuid=lambda: str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        properties=PROPERTIES,
    )


def lines(path: Path) -> Iterator[dict[str, Any]]:
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from map(json.loads, text.decode("utf-8").splitlines())


def attachments(form: Mapping[str, Any]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in form.get("attachments", {}).items()}


# --- decisions -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One entry of `decisions.toml`: which differences it asks for."""

    number: str
    where: str
    """`walk` or `expression`."""
    field: re.Pattern[str]
    expression: re.Pattern[str] | None
    difference: re.Pattern[str]
    ends: bool
    """The recording says nothing more after such a difference: its engine had stopped."""
    unseen: bool
    """None of the recorded walks meets it; others may."""

    def asks_for(self, texts: Iterable[str], name: str, difference: str) -> bool:
        """Tell whether a difference of a field, of a node that these texts belong to, is the one that the decision asks for."""
        if not self.field.fullmatch(name) or not self.difference.search(difference):
            return False
        return self.expression is None or any(self.expression.search(text) for text in texts)


@dataclass
class Decisions:
    """All entries, and those that have excused something."""

    entries: tuple[Decision, ...]
    used: set[int] = field(default_factory=set)

    def find(self, where: str, texts: Iterable[str], name: str, difference: str) -> Decision | None:
        """Return the decision that asks for a difference, None if there is none."""
        texts = list(texts)
        for place, one in enumerate(self.entries):
            if one.where == where and one.asks_for(texts, name, difference):
                self.used.add(place)
                return one
        return None


def read_decisions() -> Decisions:
    with (HERE / "decisions.toml").open("rb") as file:
        entries = tomllib.load(file)["decision"]
    return Decisions(
        tuple(
            Decision(
                number=one["number"],
                where=one["in"],
                field=re.compile(one.get("field", "v")),
                expression=re.compile(one["expression"], re.DOTALL) if "expression" in one else None,
                difference=re.compile(one["difference"], re.DOTALL),
                ends=one.get("ends", False),
                unseen=one.get("unseen", False),
            )
            for one in entries
        )
    )


@dataclass
class Behind:
    """What each node of a form stands on: the texts written at it and above it, and the nodes that these texts name, however far."""

    texts: dict[str, set[str]]
    reach: dict[str, set[str]]

    def of(self, path: str) -> set[str]:
        """Return the texts of a node and of all above it, each as `attribute: expression`; those above begin with `above `."""
        found = set(self.texts.get(path, ()))
        for above, texts in self.texts.items():
            if path.startswith(f"{above}/"):
                found |= {f"above {text}" for text in texts}
        return found

    def leads_to(self, path: str, others: Iterable[str]) -> bool:
        """Tell whether a node stands on one of the others, or is one of them."""
        reached = set().union(*(self.reach.get(one, set()) for one in self._up(path))) | {path}
        return any(other in reached or any(other.startswith(f"{one}/") for one in reached) for other in others)

    def _up(self, path: str) -> Iterator[str]:
        while path:
            yield path
            path = path.rpartition("/")[0]


def read_behind(xml: str) -> Behind:
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, remove_comments=True))
    top = next((kid for one in root.iter("{*}instance") for kid in one if isinstance(kid.tag, str)), None)
    head = "/" + etree.QName(top).localname if top is not None else ""
    translations: dict[str, list[Any]] = {}
    for text in root.iter("{*}text"):
        translations.setdefault(text.get("id"), []).append(text)
    texts: dict[str, set[str]] = {}
    for element in root.iter("{*}bind", "{*}setvalue", "{*}repeat", "{*}input", "{*}select", "{*}select1", "{*}rank", "{*}group"):
        ref = (element.get("nodeset") or element.get("ref") or "").strip()
        path = re.sub(r"\[[^]]*\]", "", ref if ref.startswith("/") else f"{head}/{ref}")
        into = texts.setdefault(path, set())
        if not ref.startswith("/"):
            into.add(f"relative-ref {ref}")
        into.update(f"{etree.QName(name).localname}: {value!s}" for name, value in element.attrib.items() if name not in {"nodeset", "ref"})
        into.add(f"control: {etree.QName(element).localname}")
        into.update(words_of(element, translations))
    typed = {(one.get("ref") or "").strip() for one in root.iter("{*}input", "{*}select", "{*}select1")}
    for path in typed & texts.keys():
        texts[path].update(f"typed-over: {text}" for text in sorted(texts[path]) if text.startswith("calculate: "))
    for path, text in defaults(top, ""):
        texts.setdefault(path, set()).add(text)
    direct = {path: mentioned(texts[path], texts) for path in texts}
    reach = {path: closure(path, direct) for path in texts}
    for path, own in texts.items():
        counts = [text for text in own if text.startswith("count: ")]
        if any(path in {other, *parents(other)} for start in mentioned(counts, texts) for other in {start, *reach[start]}):
            own.add("counts-itself")
    return Behind(texts, reach)


def defaults(element: Any, above: str) -> Iterator[tuple[str, str]]:
    if element is not None and isinstance(element.tag, str):
        path = f"{above}/{etree.QName(element).localname}"
        if element.text and not len(element):
            yield path, f"default: {element.text}"
        if element.prefix and etree.QName(element).localname == "meta":
            yield path, "prefixed-meta"
        for kid in element:
            yield from defaults(kid, path)


def words_of(element: Any, translations: Mapping[str, list[Any]]) -> Iterator[str]:
    """Return what a control shows: its choices' source, the values filled into its texts, and what its translations are like."""
    kind = etree.QName(element).localname
    if kind not in {"group", "repeat"}:
        yield from (f"itemset: {one.get('nodeset')}" for one in element.iter("{*}itemset"))
    inner = element if kind in {"group", "repeat", "bind"} else element.iter()
    for label in [one for one in inner if isinstance(one.tag, str) and etree.QName(one).localname in {"label", "hint"}]:
        name = re.fullmatch(r"\s*jr:itext\(['\"](.*)['\"]\)\s*", label.get("ref") or "")
        texts = translations.get(name[1], []) if name else []
        yield from (f"output: {one.get('value') or one.get('ref')}" for text in [label, *texts] for one in text.iter("{*}output"))
        if any(len([one for one in text if one.get("form") not in MEDIA]) > 1 for text in texts):
            yield "several-forms"
        if label.get("ref") and any(text.getparent().get("lang") is None for found in translations.values() for text in found):
            yield "no-language"


MEDIA = frozenset({"image", "audio", "video", "big-image"})


def mentioned(texts: Iterable[str], paths: Iterable[str]) -> set[str]:
    written = " ".join(texts)
    return {path for path in paths if re.search(rf"(?<![\w.-]){re.escape(path.rpartition('/')[2])}(?![\w.-])", written)}


def closure(path: str, direct: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [path, *(above for above in parents(path) if above in direct)]
    while waiting:
        for other in direct[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return seen


def parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(2, len(parts))]


# --- comparing -------------------------------------------------------------------------------------------------------------------------


def same_value(expected: str, found: str, *, is_select: bool) -> bool:
    return expected == found or plain(expected) == plain(found) or (is_select and set(expected.split()) == set(found.split()))


def plain(text: str) -> str:
    text = {"true": "1", "false": "0"}.get(text, text)
    text = re.sub(r"T00:00:00\.000(?:Z|\+00:00)$", "", text)
    text = re.sub(r"(?<=\d:\d\d)(?:\.000)?(?:Z|\+00:00)?$", "", text)
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.9f}" if math.isfinite(number) else text


def left_out(ref: str, volatile: frozenset[str]) -> bool:
    return ref in volatile or ref.rpartition("/")[2] in LEFT_OUT or bool(META.search(ref))


def key(node: Mapping[str, Any]) -> str:
    return f"{node['ref']}#range" if node["t"].startswith("repeat-range") else str(node["ref"])


def core_differences(
    expected: Mapping[str, Any], state: Mapping[str, NodeState], volatile: frozenset[str]
) -> Iterator[tuple[str, str, str]]:
    for ref in expected.keys() ^ state.keys():
        if not left_out(ref.removesuffix("#range"), volatile):
            yield ref, "node", "not there" if ref in expected else "extra"
    for ref, node in expected.items():
        mine = state.get(ref)
        if mine is None or left_out(ref.removesuffix("#range"), volatile):
            continue
        if node["rel"] is not mine.rel:
            yield ref, "rel", f"{node['rel']} / {mine.rel}"
        if not node["rel"]:
            continue
        if not same_value(node.get("v", ""), mine.v, is_select=node["t"] in {"select", "rank"}):
            yield ref, "v", f"{node.get('v')!r} / {mine.v!r}"
        found = {"req": mine.req, "ro": mine.ro, "count": mine.count}
        yield from ((ref, name, f"{node.get(name)} / {found[name]}") for name in found if (node.get(name) or 0) != (found[name] or 0))


def full_differences(
    expected: Mapping[str, Any], state: Mapping[str, NodeState], volatile: frozenset[str]
) -> Iterator[tuple[str, str, str]]:
    for ref, node in expected.items():
        mine = state.get(ref)
        if mine is None or left_out(ref.removesuffix("#range"), volatile):
            continue
        if node["t"] != mine.t:
            yield ref, "t", f"{node['t']} / {mine.t}"
        for name in ("label", "hint", "bad", "msg", "vt"):
            if (node.get(name) or "") != getattr(mine, name):
                yield ref, name, f"{node.get(name)!r} / {getattr(mine, name)!r}"
        if tuple(node.get("app", ())) != mine.app:
            yield ref, "app", f"{node.get('app')} / {mine.app}"
        if {name: text for name, text in mine.media.items() if name in {"image", "audio", "video"}} != node.get("media", {}):
            yield ref, "media", f"{node.get('media')} / {mine.media}"
        yield from choices_difference(ref, node, mine)


def choices_difference(ref: str, node: Mapping[str, Any], mine: NodeState) -> Iterator[tuple[str, str, str]]:
    opts = [list(one) for one in mine.opts or ()]
    if "opts_sha256" in node:
        text = json.dumps(opts, ensure_ascii=False, separators=(",", ":"))
        if len(opts) != node["opts_n"] or hashlib.sha256(text.encode()).hexdigest() != node["opts_sha256"]:
            yield ref, "opts", f"{node['opts_n']} / {len(opts)}"
    elif opts != node.get("opts", []):
        yield ref, "opts", f"{str(node.get('opts'))[:300]} / {str(opts)[:300]}"


def submission_differences(expected: str, found: str, volatile: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    blind = {re.sub(r"\[\d+\]", "", ref) for ref in volatile}
    left, right = (Counter(flat(etree.fromstring(xml), "", blind)) for xml in (expected, found))
    for path in sorted({path for path, _ in (left - right) + (right - left)}):
        sides = ([text for one, text in side.elements() if one == path] for side in (left - right, right - left))
        yield path, "xml", f"submission: {path} xml: " + " / ".join(repr(texts)[:300] for texts in sides)
    if left == right and list(flat(etree.fromstring(expected), "", blind)) != list(flat(etree.fromstring(found), "", blind)):
        yield "/", "xml", "submission: / xml: another order"


def flat(element: Any, above: str, blind: set[str]) -> Iterator[tuple[str, str]]:
    """Return (path, text) of each element and attribute in order; text is empty where it cannot be compared."""
    path = f"{above}/{etree.QName(element).localname}"
    text = "" if path in blind or left_out(path, frozenset()) or len(element) else plain(element.text or "")
    yield path, text
    for name, value in sorted((etree.QName(name).localname, UUID.sub("", value)) for name, value in element.attrib.items()):
        yield f"{path}/@{name}", value
    for kid in element:
        yield from flat(kid, path, blind)


# --- running ---------------------------------------------------------------------------------------------------------------------------


def run_forms(forms: Iterable[Mapping[str, Any]], tally: Tally) -> None:
    for form in forms:
        began, spent = time.monotonic(), time.process_time()
        try:
            run = engine.load(form["xml"].encode(), attachments(form), world=world())
            pages(run.state(), PageSize.QUESTION)
            pages(run.state(), PageSize.SECTION)
        except Refused as why:
            named = any(str(value) for value in why.facts.values())
            if named and form.get("oracle_load") != "ok":
                tally.note("forms", "refused")
            else:
                tally.note("forms", "refused", f"{form['title']}: {why.code} {why.facts}")
            continue
        except Exception as why:  # noqa: BLE001 - a crash is a result here
            tally.crashes.append(f"{form['title']}: {why!r}")
            tally.note("forms", "different", tally.crashes[-1])
            continue
        tally.slowest = max(tally.slowest, (time.process_time() - spent, form["title"]))
        slow = time.monotonic() - began > SECONDS_A_STEP
        tally.note("forms", "hung" if slow else "identical", form["title"] if slow else "")


@dataclass(frozen=True)
class Difference:
    """What differs, and from which step on."""

    step: int
    sentence: str


Found = dict[tuple[str, str], Difference]
"""(reference, field) -> the first difference there."""


@dataclass
class Walk:
    """The differences of one walk, the first of each node and field."""

    core: Found = field(default_factory=dict)
    full: Found = field(default_factory=dict)
    shuffled: frozenset[str] = frozenset()
    """Questions whose choices come in an order drawn by chance."""
    slowest: float = 0.0

    def forget(self, behind: "Behind") -> None:
        """Leave out what comes from a random number."""
        drawn = [path for path, texts in behind.texts.items() if any(re.search(r"\brandom\(", text) for text in texts)]
        for found in (self.core, self.full):
            for key in [one for one in found if drawn and behind.leads_to(bare(one[0]), drawn)]:
                del found[key]

    def look(self, step: int, expected: Mapping[str, Any], run: engine.Run, volatile: frozenset[str]) -> None:
        state = run.state()
        for into, found in (
            (self.core, core_differences(expected, state, volatile)),
            (self.full, full_differences(expected, state, volatile)),
        ):
            for ref, name, sentence in found:
                if name == "opts" and re.sub(r"\[\d+\]", "", ref) in self.shuffled and same_choices(expected[ref], state[ref]):
                    continue
                into.setdefault((ref, name), Difference(step, f"step {step}: {ref} {name}: {sentence}"))


def reopened(vector: Mapping[str, Any], form: Mapping[str, Any], run: engine.Run, walk: Walk) -> engine.Run:
    """Open the draft where it stands, as a person would tomorrow; the rest of the walk goes on with it."""
    again = engine.load(form["xml"].encode(), attachments(form), world=world(vector["now"]), resume=run.snapshot())
    before, after = run.state(), again.state()
    for ref in before.keys() | after.keys():
        shuffled = re.sub(r"\[\d+\]", "", ref) in walk.shuffled
        if before.get(ref) != after.get(ref) and not shuffled:
            walk.core.setdefault((ref, "reopened"), Difference(0, f"reopened: {before.get(ref)} / {after.get(ref)}"))
    return again


def same_choices(node: Mapping[str, Any], mine: NodeState) -> bool:
    return "opts" not in node or sorted(map(tuple, node["opts"])) == sorted(mine.opts or ())


def drawn_by_chance(xml: str) -> frozenset[str]:
    """Return the questions whose choices are shuffled without a seed."""
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, remove_comments=True))
    found = [(one.getparent(), str(one.get("nodeset"))) for one in root.iter("{*}itemset")]
    return frozenset(str(above.get("ref")) for above, nodes in found if above is not None and re.search(r"randomize\([^,]*\)\s*$", nodes))


def run_walk(vector: Mapping[str, Any], form: Mapping[str, Any]) -> Walk:
    walk = Walk(shuffled=drawn_by_chance(form["xml"]))
    run = engine.load(form["xml"].encode(), attachments(form), world=world(vector["now"]))
    volatile = frozenset(vector["volatile"])
    expected = {key(node): node for node in vector["initial"]}
    walk.look(0, expected, run, volatile)
    for number, step in enumerate(vector["steps"], 1):
        began = time.monotonic()
        try:
            perform(run, step)
        except ValueError as why:
            walk.core.setdefault((step.get("ref", ""), "step"), Difference(number, f"step {number}: {step['op']} {why!r}"))
        walk.slowest = max(walk.slowest, time.monotonic() - began)
        expected |= {key(node): node for node in step["changed"]}
        for ref in step["gone"]:
            expected.pop(ref, None)
        walk.look(number, expected, run, volatile)
        if number in {len(vector["steps"]) * quarter // 4 for quarter in (1, 2, 3)}:
            run = reopened(vector, form, run, walk)
    for ref, name, sentence in submission_differences(vector["submission"], run.submission(), volatile):
        walk.full[(ref, name)] = Difference(len(vector["steps"]) + 1, sentence)
    return walk


def perform(run: engine.Run, step: Mapping[str, Any]) -> None:
    if step["op"] == "set":
        run.set(step["ref"], step["value"])
    elif step["op"] == "add":
        run.add(step["ref"])
    elif step["op"] == "remove":
        run.remove(step["ref"], step["index"])
    else:
        run.set_language(step["lang"])


def run_vectors(vectors: Iterable[Mapping[str, Any]], forms: Mapping[str, Mapping[str, Any]], decisions: Decisions, tally: Tally) -> None:
    for vector in vectors:
        status = vector.get("javarosa", {}).get("status", "agree")
        classes = {"agree": ("walks_agree_core", "walks_agree_full"), "differ": ("walks_differ",), "error": ("walks_error",)}[status]
        form = forms.get(vector["form"])
        name = f"{vector['title']} ({vector['form']}) walk {vector['walk']}"
        if form is None:
            for one in classes:
                tally.note(one, "different", f"{name}: no such form")
            continue
        try:
            walk = run_walk(vector, form)
        except Refused as why:
            for one in classes:
                tally.note(one, "refused", f"{name}: {why.code} {why.facts}")
            continue
        except Exception as why:  # noqa: BLE001 - a crash is a result here
            tally.crashes.append(f"{name}: {why!r}")
            for one in classes:
                tally.note(one, "different", tally.crashes[-1])
            continue
        behind = read_behind(form["xml"]) if walk.core or walk.full else Behind({}, {})
        walk.forget(behind)
        excuses = Excuses(behind, decisions, {**walk.core, **walk.full})
        for one in classes:
            found = {**walk.core, **walk.full} if one.endswith("full") else walk.core
            note_walk(tally, one, name, walk, ([each.sentence for key, each in found.items() if key not in excuses.excused], bool(found)))


class Excuses:
    """The differences of one walk that a decision asks for, and those that follow from these alone."""

    def __init__(self, behind: Behind, decisions: Decisions, found: Found) -> None:
        self.excused: set[tuple[str, str]] = set()
        ended = math.inf
        for (ref, name), each in found.items():
            decision = decisions.find("walk", behind.of(bare(ref)), name, each.sentence)
            if decision is not None:
                self.excused.add((ref, name))
                ended = min(ended, each.step) if decision.ends else ended
        self.excused |= {key for key, each in found.items() if each.step >= ended}
        asked = [(bare(ref), name, found[(ref, name)].step) for ref, name in self.excused]
        for (ref, name), each in found.items():
            path = bare(ref)
            earlier = [one for one, of, step in asked if step <= each.step and (one != path or (of == "v" and name in FOLLOW))]
            if (ref, name) not in self.excused and earlier and behind.leads_to(path, earlier):
                self.excused.add((ref, name))


FOLLOW = frozenset({"bad", "msg", "xml"})
"""Fields of a node that follow from its value."""


def bare(ref: str) -> str:
    return re.sub(r"\[\d+\]|#range|/@\w+$", "", ref)


def note_walk(tally: Tally, name: str, title: str, walk: Walk, result: tuple[list[str], bool]) -> None:
    left, any_found = result
    if walk.slowest > SECONDS_A_STEP:
        tally.note(name, "hung", f"{title}: a step took {walk.slowest:.0f} s")
    elif left:
        tally.note(name, "different", f"{title}: {left[0]}")
    else:
        tally.note(name, "excused" if any_found else "identical")


def run_expressions(entries: Iterable[Mapping[str, Any]], context: Mapping[str, str], decisions: Decisions, tally: Tally) -> None:
    for entry in entries:
        name = expression_class(entry)
        xml = context[entry["where"]].replace("@@EXPR@@", escape(entry["expr"], {'"': "&quot;"}))
        try:
            state = engine.load(xml.encode(), {}, world=world()).state()
        except Refused as why:
            outcome = "identical" if "error" in entry else "refused"
            tally.note(name, outcome, "" if "error" in entry else f"{entry['expr']}: {why.code}")
            continue
        except Exception as why:  # noqa: BLE001 - a crash is a result here
            tally.crashes.append(f"{entry['expr']}: {why!r}")
            tally.note(name, "different", tally.crashes[-1])
            continue
        note_expression(tally, name, entry, {ref: state[ref].v for ref in value_refs(entry, state)}, decisions)


def value_refs(entry: Mapping[str, Any], state: Mapping[str, NodeState]) -> list[str]:
    leaf = {"root": r"/data/out", "rep": r"/data/rep\[\d+\]/out", "kid": r"/data/rep\[\d+\]/kid\[\d+\]/kout"}[entry["where"]]
    return [ref for ref in state if re.fullmatch(leaf, ref)]


def expression_class(entry: Mapping[str, Any]) -> str:
    if entry.get("clock"):
        return "expressions_clock"
    if not entry.get("agree"):
        return "expressions_differ"
    return "expressions_refused" if "error" in entry else "expressions_agree"


def note_expression(tally: Tally, name: str, entry: Mapping[str, Any], found: Mapping[str, str], decisions: Decisions) -> None:
    expected = entry.get("expected")
    if expected is not None and all(same_value(value, found.get(ref, ""), is_select=False) for ref, value in expected.items()):
        tally.note(name, "identical")
        return
    sentence = f"{entry['expr']}: {expected or entry.get('error')} / {dict(found)}"
    if name != "expressions_agree" and decisions.find("expression", [entry["expr"]], "v", sentence) is not None:
        tally.note(name, "excused")
        return
    tally.note(name, "different", sentence)


# --- the tests -------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def tally(vectors: tuple[Path, ...], report_file: Path | None) -> Tally:
    folders = vectors or (DEFAULT / "forms-dev", DEFAULT / "forms-other")
    if not any(folder.is_dir() for folder in folders):
        pytest.skip("no folder of recorded forms; name one with --vectors")
    return compare(folders, report_file)


def compare(folders: tuple[Path, ...], report_file: Path | None) -> Tally:
    tally, decisions, began = Tally(), read_decisions(), time.monotonic()
    held = {folder: {form["id"]: form for form in lines(folder / "forms.jsonl.gz")} for folder in lookup(folders)}
    everywhere = {name: form for forms in reversed(list(held.values())) for name, form in forms.items()}
    for folder in folders:
        forms = held.get(folder, {})
        run_forms(forms.values(), tally)
        if (folder / "vectors.jsonl.gz").is_file():
            run_vectors(lines(folder / "vectors.jsonl.gz"), {**everywhere, **forms}, decisions, tally)
        if (folder / "xpath.jsonl").is_file():
            own = folder / "xpath-context.json"
            context = json.loads((own if own.is_file() else DEFAULT / "forms-dev" / "xpath-context.json").read_text(encoding="utf-8"))
            run_expressions(lines(folder / "xpath.jsonl"), context, decisions, tally)
    tally.seconds = time.monotonic() - began
    tally.idle = tuple(one.number for place, one in enumerate(decisions.entries) if place not in decisions.used and not one.unseen)
    if report_file is not None:
        report_file.write_text(json.dumps(tally.as_report(), indent=1, ensure_ascii=False), encoding="utf-8")
    return tally


def lookup(folders: tuple[Path, ...]) -> list[Path]:
    """Return the folders that forms are looked up in: those given, then the default ones."""
    wanted = dict.fromkeys((*folders, DEFAULT / "forms-dev", DEFAULT / "forms-other"))
    return [folder for folder in wanted if (folder / "forms.jsonl.gz").is_file()]


def test_every_form_opens_or_is_refused_with_a_sentence(tally: Tally, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{tally.table()}")  # noqa: T201 - the run ends with its table
    assert tally.crashes == []
    assert all(counts["hung"] == 0 for counts in tally.classes.values())


def test_every_form_opens_within_five_seconds(tally: Tally) -> None:
    assert tally.slowest[0] <= MOST_SECONDS, tally.slowest[1]


def test_every_decision_excuses_something(tally: Tally, vectors: tuple[Path, ...]) -> None:
    if vectors:
        pytest.skip("the decisions are those that the default folders need")
    assert tally.idle == ()


def test_no_decision_excuses_whatever_there_is() -> None:
    entries = read_decisions().entries
    assert all(one.expression is not None and one.expression.pattern.strip(".*^$") for one in entries)
    assert all(one.difference.pattern.strip() for one in entries)


def test_every_decision_is_written_down_and_has_a_test_that_names_it() -> None:
    written = (HERE.parent.parent / "docs" / "reference" / "forms.md").read_text(encoding="utf-8")
    tests = (HERE.parent / "unit" / "forms" / "test_decisions.py").read_text(encoding="utf-8")
    for number in [f"F{one}" for one in range(1, LAST_DECISION + 1)]:
        assert f"| {number} |" in written, number
        assert f"def test_{number.lower()}_" in tests, number
    assert {one.number for one in read_decisions().entries} <= {f"F{one}" for one in range(1, LAST_DECISION + 1)}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_counts_do_not_fall(tally: Tally, vectors: tuple[Path, ...], name: str) -> None:
    if vectors:
        pytest.skip("the floors are those of the default folders")
    assert tally.reached(name) >= FLOORS[name], "\n".join(one for one in tally.failures if one.startswith(name))
