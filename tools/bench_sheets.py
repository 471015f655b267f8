"""A session of 100 people: all their sheets in one file and each in its own, beside WeasyPrint on the same words in the same run."""

import json
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench_watch import Bench

from civicdesk.records.sheets import Sheet
from civicdesk.workflows import sheet, sheets

PEOPLE = 100
COMPARED = 12
TIMES_AS_MANY = 10
CHECKERS = Path(__file__).resolve().parents[1] / ".venv" / "checkers" / "bin" / "python"


def session(bench: Bench, made: Sheet) -> None:
    """Take the figures of a whole session, in milliseconds of one core for each sheet."""
    people = a_session(made)
    together, each = in_one_file(people), one_by_one(people)
    theirs = drawn_elsewhere([sheet.twins(one).html for one in people[:COMPARED]])
    beside = ("WeasyPrint", theirs) if theirs else ("loop", bench.probe("loop"))
    bar = theirs / TIMES_AS_MANY if theirs else None
    bench.note(f"one sheet of a session of {PEOPLE}, all in one file", [together], bar=bar, beside=beside)
    bench.note(f"one sheet of a session of {PEOPLE}, each in its own file", [each], bar=bar, beside=beside)


def a_session(made: Sheet) -> list[Sheet]:
    """Return the sheets of invented people: the same areas, each with its own card, bars and words."""
    people = []
    for number in range(PEOPLE):
        shares = [((number * 37 + at * 53) % 100) / 100 for at in range(len(made.bars))]
        bars = tuple(replace(bar, share=share if bar.share is not None else None) for bar, share in zip(made.bars, shares, strict=True))
        people.append(replace(made, card=f"{number:04}", bars=bars, second_page=False, answers=()))
    return people


def in_one_file(people: Sequence[Sheet]) -> float:
    """Return milliseconds for each sheet when all are bound in one file."""
    began = time.process_time()
    together = sheets.Together("en")
    for one in people:
        together.add(one)
    together.finish()
    return (time.process_time() - began) * 1000 / len(people)


def one_by_one(people: Sequence[Sheet]) -> float:
    """Return milliseconds for each sheet when each is a file."""
    began = time.process_time()
    for one in people:
        sheets.draw_pdf(one)
    return (time.process_time() - began) * 1000 / len(people)


def drawn_elsewhere(pages: Sequence[str]) -> float:
    """Return milliseconds for each of the same sheets drawn as tagged PDF by WeasyPrint; 0 if it is not set up."""
    if not CHECKERS.exists():
        return 0.0
    script = Path(__file__).with_name("bench_weasyprint.py")
    done = subprocess.run([str(CHECKERS), str(script)], input=json.dumps(list(pages)), capture_output=True, text=True, check=False)
    return statistics.median(json.loads(done.stdout)) if done.returncode == 0 else 0.0
