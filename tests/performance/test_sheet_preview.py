"""The first preview of a sheet in a process: libraries loaded, drawn, and shown as pixels, within a second."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BAR = 1.0
"""Seconds. It fails at twice the bar, for the machine may be busy."""
PROGRAM = """
import json, sys, time
from datetime import date
began = time.perf_counter()
from civicdesk.records.sheets import Bar, Sheet
from civicdesk.workflows import sheet
bars = tuple(Bar(area=f"Area {n}", share=n / 10, word="Growing", reading="middle", edges=(0.4, 0.7)) for n in range(1, 10))
made = Sheet(card="0001", session_date=date(2026, 8, 4), worker="Wren", strengths=("You know how to find things out.",), bars=bars)
pages = sheet.pages(sheet.draw(made).pdf, 96)
print(json.dumps({"seconds": time.perf_counter() - began, "pages": len(pages)}))
"""


def test_the_first_sheet_of_a_process_is_seen_within_a_second() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, cwd=ROOT)
    told = json.loads(done.stdout)
    assert told["pages"] == 1
    assert told["seconds"] < 2 * BAR
