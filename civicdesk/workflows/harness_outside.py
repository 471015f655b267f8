"""What the harness does with files from outside: bundles, forms and tables, without a workspace. docs/reference/faults.md."""

import gc
import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicdesk import paths
from civicdesk.crypto import raw
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import explain
from civicdesk.records.texts import CutKind

if TYPE_CHECKING:
    from civicdesk.records.pages import Changes, NodeState
    from civicdesk.records.releases import BundleCheck
    from civicdesk.workflows.kit import Tools

MEGABYTE = 1_000_000
FORM_BYTES = 20 * MEGABYTE
TABLE_BYTES = 200 * MEGABYTE
ATTACHMENT_BYTES = 20 * MEGABYTE
LISTED = 150
"""Choices of one question that are written out; of longer lists the number and a hash."""
LABELS = {
    CutKind.EMAIL: "EMAIL",
    CutKind.WEB: "HANDLE",
    CutKind.HANDLE: "HANDLE",
    CutKind.NHS: "NHS_NUMBER",
    CutKind.NATIONAL_INSURANCE: "NI_NUMBER",
    CutKind.PHONE: "PHONE",
    CutKind.BIRTH_DATE: "DATE_OF_BIRTH",
    CutKind.VEHICLE: "VEHICLE_REG",
    CutKind.REFERENCE: "REFERENCE_ID",
    CutKind.ADDRESS: "ADDRESS",
    CutKind.POSTCODE: "POSTCODE",
    CutKind.ROSTER: "PERSON",
    CutKind.NAME: "PERSON",
}
"""What others call the kinds of identifiers; a name may be that of an organisation too."""
BRANCHES = frozenset({"root", "group"})
BLANK: tuple[object, ...] = ("", (), {}, None, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoding:
    """What `harness anonymise` is asked for."""

    data: Path
    hierarchies: Path
    k: int
    l: int = 0  # noqa: E741 - the literature's own name
    sensitive: str = ""
    t: float | None = None
    ordered: bool = False
    intervals: tuple[str, ...] | None = None
    """Columns told by free intervals; none named: all that have an order. None: by the hierarchy alone."""
    limit: float = 0.0
    whole: bool = False
    """One level for a whole column, instead of the finest for each person."""


def read_capped(path: Path, most: int) -> bytes:
    """Read a file from outside that may have so many bytes at most.

    Raises:
        Refused: IMPORT-SIZE; CLI-FILE: it cannot be read.
    """
    try:
        return paths.read_from_outside(path, most)
    except OSError as why:
        raise Refused("CLI-FILE", file=path.name) from why


def check_bundle(data: bytes, secret: bytes) -> "BundleCheck":
    """Open a bundle with the identity derived from a secret and judge all of it; one that is not sealed is judged as it is.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT.
        Refused: SEAL-LIMIT.
    """
    from civicdesk.crypto import sealing, signing
    from civicdesk.export import bundle

    inner = data if data.startswith(b"PK") else sealing.unseal(data, sealing.identity_from(raw.recipient_secret(secret))[0])
    return bundle.check_bundle(inner, partial(signing.verify, signing.public_of(raw.signing_secret(secret))))


class FormTalk:
    """A form that is driven by JSON, one object a line. Names of fields are those of the recorded vectors."""

    def __init__(self, form: Path, attachments: Path | None, tools: "Tools") -> None:
        from civicdesk.forms.engine import World, load

        files = sorted(path for path in attachments.iterdir() if path.is_file()) if attachments is not None else []
        read = {path.name: read_capped(path, ATTACHMENT_BYTES) for path in files}
        world = World(now=tools.now, chance=tools.chance, uuid=lambda: str(uuid.UUID(tools.new_id())))
        self._run = load(read_capped(form, FORM_BYTES), read, world=world)

    def answer(self, line: bytes) -> str:
        """Do what a line says and answer with one line."""
        try:
            told = self._do(json.loads(line))
        except CivicDeskError as why:
            told = {"error": why.code, "message": explain(why)}
        except (ValueError, KeyError, TypeError, RecursionError):
            told = {"error": "HARNESS-STEP", "message": explain(Refused("HARNESS-STEP"))}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _do(self, asked: Mapping[str, Any]) -> Mapping[str, object]:
        run, op = self._run, asked["op"]
        if op == "set":
            return _changes(run.set(asked["ref"], asked["value"]))
        if op == "add":
            return _changes(run.add(asked["ref"]))
        if op == "remove":
            return _changes(run.remove(asked["ref"], asked["index"]))
        if op == "lang":
            return _changes(run.set_language(asked["lang"]))
        if op == "submission":
            return {"submission": run.submission()}
        if op == "state":
            return {"languages": run.languages, "active": run.language, "state": [_node(each) for each in run.state().values()]}
        raise KeyError(op)


def anonymise(asked: Recoding) -> tuple[bytes, bytes]:
    """Recode a table of another program.

    Returns:
        The table, and the report as JSON.

    Raises:
        Refused: EXPORT-TABLE, PACK-HIERARCHY-..., EXPORT-...
    """
    from civicdesk.export import outside

    files = {path.stem.partition("_hierarchy_")[2]: read_capped(path, TABLE_BYTES) for path in asked.hierarchies.glob("*_hierarchy_*.csv")}
    table = outside.read_table(read_capped(asked.data, TABLE_BYTES), files)
    wish = outside.Wish(
        k=asked.k,
        l=asked.l,
        t=asked.t,
        ordered=asked.ordered,
        intervals=asked.intervals,
        sensitive=asked.sensitive,
        limit=asked.limit,
        mode="global" if asked.whole else "local",
    )
    began = time.perf_counter()
    gc.disable()  # millions of small records and no circle among them: to look for one takes a third of the time
    try:
        result = outside.anonymise(table, wish)
    finally:
        gc.enable()
    report: dict[str, object] = {
        "ncp": result.ncp,
        "suppressed": result.suppressed,
        "classes": result.classes,
        "seconds": round(time.perf_counter() - began, 3),
    }
    if asked.whole:
        report["node"] = dict(result.node)
    return result.table, json.dumps(report, indent=1).encode() + b"\n"


def redact(notes: bytes, names: Sequence[str]) -> bytes:
    """Return what would be cut from each note, as JSON lines with `id` and `spans` (start, end, label, text).

    Args:
        notes: JSON lines with `id` and `text`.
        names: the roster.

    Raises:
        Refused: HARNESS-STEP: a line is not such a note.
    """
    from civicdesk.export import redact as redaction
    from civicdesk.export import redact_roster

    known = redact_roster.roster(names)
    lines = []
    for line in filter(bytes.strip, notes.splitlines()):
        try:
            note = json.loads(line)
            which, text = note["id"], str(note["text"])
        except (ValueError, KeyError, TypeError) as why:
            raise Refused("HARNESS-STEP") from why
        spans = [
            {"start": cut.start, "end": cut.end, "label": LABELS[cut.kind], "text": text[cut.start : cut.end]}
            for cut in redaction.propose(text, known)
        ]
        lines.append(json.dumps({"id": which, "spans": spans}, ensure_ascii=False) + "\n")
    return "".join(lines).encode()


def _changes(changes: "Changes") -> Mapping[str, object]:
    return {"changed": [_node(each) for each in changes.changed], "gone": changes.gone, "cleared": changes.cleared}


def _node(state: "NodeState") -> Mapping[str, object]:
    """Return a node with the fields that say something, as the vectors have them."""
    return dict(_fields(state))


def _fields(state: "NodeState") -> Iterator[tuple[str, object]]:
    leaf = state.t not in BRANCHES and not state.t.startswith("repeat-")
    always = {"ref", "t", "rel", *(("v", "vt") if leaf else ())}
    for name, value in asdict(state).items():
        if name == "opts" and value is not None and len(value) > LISTED:
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
            yield from (("opts_n", len(value)), ("opts_sha256", hashlib.sha256(text.encode()).hexdigest()))
        elif name in always or (name in {"opts", "count"} and value is not None) or (name != "vt" and value not in BLANK):
            yield name, value
