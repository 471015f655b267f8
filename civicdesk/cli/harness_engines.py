"""`civicdesk harness form`, `anonymise` and `redact`: one engine each, without a workspace, so that others can compare it with theirs."""

import sys
from argparse import Namespace

from civicdesk.cli.harness_voice import World, tell
from civicdesk.workflows import harness, harness_outside


def form(asked: Namespace, world: World) -> int:
    """Answer one JSON line for each that comes in."""
    talk = harness_outside.FormTalk(asked.form, asked.attachments, world.tools())
    for line in sys.stdin.buffer:
        if line.strip():
            tell(talk.answer(line).encode() + b"\n")
    return 0


def anonymise(asked: Namespace, world: World) -> int:
    """Recode a table and write it with a report of what that cost."""
    wish = harness_outside.Recoding(
        data=asked.data,
        hierarchies=asked.hierarchies,
        k=asked.k,
        l=asked.l,
        sensitive=asked.sensitive,
        t=asked.t,
        ordered=asked.ordered,
        intervals=None if asked.intervals is None else tuple(filter(None, asked.intervals.split(","))),
        limit=asked.limit,
        whole=asked.mode == "global",
    )
    table, report = harness_outside.anonymise(wish)
    harness.save(table, asked.out)
    harness.save(report, asked.report)
    return 0


def redact(asked: Namespace, world: World) -> int:
    """Write what would be cut from each note."""
    names = harness_outside.read_capped(asked.roster, harness_outside.TABLE_BYTES).decode().splitlines() if asked.roster else ()
    notes = harness_outside.read_capped(asked.notes, harness_outside.TABLE_BYTES)
    harness.save(harness_outside.redact(notes, names), asked.out)
    return 0
