"""Submissions as ODK's tables: one for the questions outside repeats, one for each repeat; the audit; a directory as choices."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.model import Slot
from civicdesk.records.answers import Answer, AnswerKind, Submission
from civicdesk.records.entries import Entry
from civicdesk.records.exchange import Answered, FlatTable
from civicdesk.records.pages import NodeState

KEY, PARENT_KEY, SUBMITTED, VERSION = "KEY", "PARENT_KEY", "SubmissionDate", "FormVersion"
AUDIT: Final = ("event", "node", "start", "end", "old-value", "new-value", "user", "change-reason")
DIRECTORY: Final = "directory.csv"
"""A form that names this file and brings none of its own is served the directory of the workspace."""
_PREFIX: Final = re.compile(r"/[\w.-]+:")
_EVENTS: Final = {AnswerKind.ADDED: "add repeat", AnswerKind.REMOVED: "delete repeat"}


def answered(state: Mapping[str, NodeState], *, key: str = "", submitted: str = "", version: str = "") -> Answered:
    """Return the response that a run shows: what is relevant and not blank.

    Args:
        state: the state of every node.
        key: the response's id; the one in its meta block if none is given.
        submitted: when it was finished, in ISO form.
        version: the version of its form.
    """
    values = {plain(node.ref): node.v for node in state.values() if node.rel and node.v}
    counts = {plain(node.ref): node.count for node in state.values() if node.count is not None and node.rel}
    own = next((text for ref, text in values.items() if ref.endswith("/meta/instanceID")), "")
    return Answered(key=key or own, values=values, counts=counts, submitted=submitted, version=version)


def plain(ref: str) -> str:
    """Return a reference without the prefixes of its names."""
    return _PREFIX.sub("/", ref)


def home_of(slot: Slot) -> Slot | None:
    """Return the innermost repeat that a question stands in, None if it stands in none."""
    return next((one for one in slot.lineage() if one.repeat), None)


def columns_of(form: Form, repeat: Slot | None) -> Mapping[str, Slot]:
    """Return the questions of one table by their column: the names from the table's own level down, joined by `-`."""
    start = f"{(repeat or form.root).path}/"
    leaves = [slot for slot in form.slots.values() if slot.leaf and slot.path.startswith(start) and not slot.name.startswith("@")]
    return {slot.path.removeprefix(start).replace("/", "-"): slot for slot in leaves if home_of(slot) is repeat}


def repeats_of(form: Form) -> tuple[Slot, ...]:
    """Return all repeats of a form, outer ones first."""
    return tuple(slot for slot in form.slots.values() if slot.repeat)


def tables(xform: bytes, attachments: Mapping[str, bytes], responses: Sequence[Answered]) -> tuple[FlatTable, ...]:
    """Return responses as ODK Central exports them: the first table holds a row a response, each further one a row an instance.

    Raises:
        Refused: FORM-... for a form that cannot be read.
    """
    form = build(xform, attachments)
    name = form.form_id or form.root.name
    outside = columns_of(form, None)
    main = FlatTable(
        name=name,
        columns=(SUBMITTED, *outside, KEY, VERSION),
        rows=tuple(
            (each.submitted, *(each.values.get(slot.path, "") for slot in outside.values()), each.key, each.version) for each in responses
        ),
    )
    return main, *(_repeat_table(name, form, repeat, responses) for repeat in repeats_of(form))


def _repeat_table(name: str, form: Form, repeat: Slot, responses: Sequence[Answered]) -> FlatTable:
    columns = columns_of(form, repeat)
    rows = []
    for each in responses:
        for instance in _instances(repeat, each):
            parent, _, own = instance.rpartition("/")
            cells = (each.values.get(f"{instance}{slot.path.removeprefix(repeat.path)}", "") for slot in columns.values())
            rows.append((*cells, _key(each.key, parent, form), _key(each.key, f"{parent}/{own}", form)))
    within = repeat.path.removeprefix(f"{form.root.path}/").replace("/", "-")
    return FlatTable(name=f"{name}-{within}", columns=(*columns, PARENT_KEY, KEY), rows=tuple(rows))


def _instances(repeat: Slot, response: Answered) -> Iterator[str]:
    """Return the references of all instances of a repeat, in order."""
    starts = [""]
    for slot in reversed([one for one in repeat.lineage() if one.name]):
        starts = [f"{start}/{slot.name}" for start in starts]
        if slot.repeat:
            starts = [f"{start}[{number}]" for start in starts for number in range(1, response.counts.get(start, 0) + 1)]
    yield from starts


def _key(key: str, instance: str, form: Form) -> str:
    """Return the key of an instance: `uuid:.../child[2]`; groups on the way are left out of it only at the top."""
    inside = instance.removeprefix(form.root.path)
    return f"{key}{inside}" if "[" in inside else key


def audit(submission: Submission, answers: Sequence[Answer], users: Mapping[str, str]) -> FlatTable:
    """Return the log of one response in the shape of ODK's `audit.csv`; times are milliseconds since 1970-01-01 UTC.

    What the form computed itself is left out, as ODK leaves it out.

    Args:
        submission: the response.
        answers: its log, oldest first.
        users: user id -> name to write.
    """
    rows = [_line("form start", "", (submission.started_at, None), ("", "", users.get(submission.started_by, ""), ""))]
    before: dict[str, str] = {}
    for each in answers:
        if each.kind is AnswerKind.COMPUTED:
            continue
        event = _EVENTS.get(each.kind, "question")
        told = event == "question"
        old, new = (before.get(each.question, ""), each.value or "") if told else ("", "")
        if told:
            before[each.question] = new
        rows.append(_line(event, each.question, (each.at, each.at), (old, new, users.get(each.by, ""), each.reason)))
    if submission.finished_at is not None:
        rows.append(_line("form finalize", "", (submission.finished_at, None), ("", "", "", "")))
    return FlatTable(name="audit", columns=AUDIT, rows=tuple(rows))


def _line(event: str, node: str, times: tuple[datetime, datetime | None], rest: tuple[str, str, str, str]) -> tuple[str, ...]:
    start, end = (str(round(time.timestamp() * 1000)) if time else "" for time in times)
    return (event, node, start, end, *rest)


def entities(name: str, entries: Sequence[Entry]) -> FlatTable:
    """Return the entries of the directory as a list of choices: `select_one_from_file name.csv` takes it."""
    columns = ("name", "label", "organisation", "district", "when", "cost", "access", "tags")
    rows = (
        (str(each.id), each.name, each.organisation, each.district, each.when, each.cost, each.access, " ".join(each.tags))
        for each in entries
    )
    return FlatTable(name=name, columns=columns, rows=tuple(rows))


def directory_csv(entries: Sequence[Entry]) -> bytes:
    """Return the directory as the file that a form reads its choices from."""
    table, text = entities(DIRECTORY, entries), io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((table.columns, *table.rows))
    return text.getvalue().encode()


def with_directory(xform: bytes, attachments: Mapping[str, bytes], directory: Callable[[], bytes]) -> Mapping[str, bytes]:
    """Return what a form reads beside itself: what came with it, and the directory if it asks for that.

    Args:
        xform: the form.
        attachments: what came with it; its own file of that name goes first.
        directory: gives the directory as `directory_csv` writes it.
    """
    wanted = DIRECTORY not in attachments and f"/{DIRECTORY}".encode() in xform
    return {**attachments, DIRECTORY: directory()} if wanted else attachments
