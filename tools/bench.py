"""The performance table: each figure beside its bar, and beside what this machine did with a known job in the same moment.

python tools/bench.py [GROUP ...] [--json]      groups: forms scores scoring sheets anonymise directory store pool load send; none named means all but the last three

Milliseconds on a laptop that does other things mean little; the ratio to the probe means more. A probe is taken right before and
right after each figure: `loop` is 100,000 turns of a plain Python loop, `disk` is 4 KiB appended and synced in the folder in which the workspace lies.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench_figures import BY_NAME_ONLY  # noqa: E402 - the program must be found first
from bench_figures import GROUPS as NAMED  # noqa: E402 - the program must be found first
from bench_pool import pool  # noqa: E402 - the program must be found first
from bench_scoring import scoring  # noqa: E402 - the program must be found first
from bench_send import send  # noqa: E402 - the program must be found first
from bench_watch import Bench, Figure  # noqa: E402 - the program must be found first

GROUPS = {**NAMED, "scoring": scoring, "pool": pool, "send": send}


def main(words: list[str]) -> int:
    """Take the figures of the groups that are asked for; return the exit code."""
    parser = argparse.ArgumentParser(prog="bench.py", description="The performance table.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=" ".join(GROUPS))
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    asked = parser.parse_args(words)
    if unknown := sorted(set(asked.groups) - set(GROUPS)):
        parser.error(f"there is no group {unknown[0]!r}; there are {', '.join(GROUPS)}")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="civicdesk-bench-") as folder:
        bench = Bench(Path(folder))
        for name, take in GROUPS.items():
            if name in asked.groups or not (asked.groups or name in BY_NAME_ONLY):
                bench.begin(name)
                print(f"{name} ...", file=sys.stderr, flush=True)
                take(bench)
        bench.close()
    seconds = time.perf_counter() - begun
    if asked.json:
        print(
            json.dumps(
                {"at": f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}", "seconds": seconds, "figures": [asdict(each) for each in bench.figures]}
            )
        )
    else:
        print("\n".join(table(bench.figures)))
        print(f"{len(bench.figures)} figures in {seconds:.0f} s; medians; load of this machine now {os.getloadavg()[0]:.1f}.")
    return 0


def table(figures: Iterable[Figure]) -> list[str]:
    """Return the table as lines of Markdown, so that it can be pasted into docs/reference/performance.md."""
    rows = [["group", "figure", "median", "least", "bar", "within", "probe", "times the probe"]]
    for each in figures:
        within = "" if each.bar is None else "yes" if each.value <= each.bar else "no"
        rows.append(
            [
                each.group,
                each.name,
                _amount(each.value, each.unit),
                _amount(each.least, each.unit),
                "" if each.bar is None else _amount(each.bar, each.unit),
                within,
                f"{each.probe} {each.probe_ms:.2g} ms" if each.probe else "",
                "" if each.ratio is None else f"{each.ratio:.3g}",
            ]
        )
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _amount(value: float, unit: str) -> str:
    if unit == "ms" and value >= 1000:
        return f"{value / 1000:.2f} s"
    return f"{value:.3g} {unit}" if value < 100 else f"{value:.0f} {unit}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
