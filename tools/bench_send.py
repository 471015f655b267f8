"""A batch of 1,000 people, prepared through a real workspace: rows, look-alikes, report, its papers and its size."""

import tempfile
import time
from pathlib import Path
from unittest import mock

import bench_fill
import bench_room
from bench_watch import Bench

from civicdesk.workflows import send as sending

PEOPLE = 1_000
BAR_MS = 30_000
"""A coordinator waits for it once in a quarter, and sees that it is at work."""


def send(bench: Bench) -> None:
    """Take how long the first batch takes, which gives everybody a code, and how long the next one does."""
    with tempfile.TemporaryDirectory(prefix="civicdesk-send-") as folder, bench_room.opened(Path(folder)) as room:
        with mock.patch.object(bench_fill, "ROUNDS", 1):
            bench_fill.fill(room, PEOPLE)
        for name in ("first", "next"):
            before, begun = bench.probe("loop"), time.perf_counter()
            sending.prepare(room.kit, practice=True)
            spent = (time.perf_counter() - begun) * 1000
            bench.note(f"prepare the {name} batch of {PEOPLE:,} people", [spent], bar=BAR_MS, beside=("loop", before))
