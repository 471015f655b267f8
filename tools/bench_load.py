"""Figures of large workspaces: opening, keeping answers beside the disk itself, finding people, and the lists of the real window."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import bench_fill
import bench_room
from bench_watch import Bench, share

from civicdesk.workflows import interview, people, unlock
from civicdesk.workflows.kit import Kit

LEVELS = (2_000, 20_000, 200_000)
SHARES = ((0.5, "median"), (0.99, "99th percentile"), (1.0, "longest"))
LISTS = Path(__file__).with_name("bench_lists.py")


def load(bench: Bench, levels: Sequence[int] = LEVELS) -> None:
    """Fill a workspace for each level and measure it. The largest takes 4 GB of disk and, on a quiet machine, a quarter of an hour."""
    for level in levels:
        folder, began = bench.folder / f"load-{level}", time.perf_counter()
        with bench_room.opened(folder) as room:
            bench_fill.fill(room, level)
            path, spent = room.path, time.perf_counter() - began
        bench.note(f"fill with {level:,} responses", [spent * 1000], beside=("loop", bench.probe("loop")))
        bench.size(f"workspace, {level:,} responses", path.stat().st_size / 1000)
        _at_level(bench, path, f"{level:,} responses")
        _lists(bench, path, f"{level:,} responses")


def _at_level(bench: Bench, path: Path, level: str) -> None:
    """Open the workspace and answer one whole questionnaire in it; it is left as it is, without a backup."""
    before, began = bench.probe("loop"), time.perf_counter()
    kit = unlock.open_(path, bench_room.NAME, bench_room.PASSPHRASE, bench_room.later_tools())
    bench.note(f"unlock with the cheapest Argon2id, {level}", [(time.perf_counter() - began) * 1000], bar=1000, beside=("loop", before))
    try:
        _keep(bench, kit, level)
        people.find(kit, "w")
        bench.time(f"find people as typed, {level}", lambda: people.find(kit, "wren f"), bar=100)
        bench.time(f"everybody with their consent, {level}", lambda: people.find(kit), times=2)
    finally:
        unlock.lock(kit, hurry=True)


def _keep(bench: Bench, kit: Kit, level: str) -> None:
    room = bench_room.Room(kit, kit.workspace.path, kit.tools)
    person = people.find(kit, "w")[0].id
    begin = interview.Start(person=person, form_id=interview.default_form(kit), session=None, wave=99)
    talk, spent, disk = interview.start(kit, begin).value, [], []
    for milliseconds in room.answer_all(talk, 0, 1):
        spent.append(milliseconds)
        disk.append(bench.sync_ms())
    for of, name in SHARES:
        bar = 50 if of < 1 else None
        bench.note(f"keep one answer, {name} of {len(spent)}, {level}", [share(spent, of)], bar=bar, beside=("disk", share(disk, of)))


def _lists(bench: Bench, path: Path, level: str) -> None:
    """Show the lists of the window in a process of its own."""
    ended = subprocess.run(
        [sys.executable, str(LISTS), str(path)], stdout=subprocess.PIPE, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    )
    figures = json.loads(ended.stdout.splitlines()[-1])
    loop = ("loop", bench.probe("loop"))
    for name in ("today", "session", "people", "send"):
        bench.note(f"show {name}, {level}", [figures[f"{name} ms"]], beside=loop)
    bench.note(f"first letter of a search in the window, {level}", [figures["first letter ms"]], beside=loop)
    bench.note(f"every further letter, {level}", [figures["typed ms"]], bar=100, beside=loop)
    bench.size(f"memory with these lists, {level}", figures["peak MiB"] * 1024 * 1.024, bar=300 * 1024 * 1.024)
