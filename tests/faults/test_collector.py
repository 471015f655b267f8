"""Widgets die on the main thread only: a second thread that allocates must never run the cyclic collector over them."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import gc, sys, threading
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from civicdesk.ui.jobs import Collector, Lane

deaths = {}

class Witness:
    def __del__(self):
        name = threading.current_thread().name
        deaths[name] = deaths.get(name, 0) + 1

def allocate():
    kept = []
    for _ in range(3000):
        kept.append([[] for _ in range(20)])
        if len(kept) > 200:
            kept.clear()
    return None

app = QApplication([])
collector = Collector() if sys.argv[1] == "with" else None
lane = Lane("store")
made = 0

def make():
    global made
    for _ in range(50):
        widget = QWidget()
        widget.me = widget
        widget.witness = Witness()
        made += 1
    lane.run(allocate)
    if made < 1500:
        QTimer.singleShot(1, make)
    else:
        lane.run(allocate, done=finish)

def finish(_value):
    if collector is not None:
        collector.everything()
    else:
        gc.collect()
    app.quit()

QTimer.singleShot(0, make)
app.exec()
lane.join()
print(made, deaths.get("MainThread", 0), sum(count for name, count in deaths.items() if name != "MainThread"))
"""


def _run(rule: str) -> subprocess.CompletedProcess[str]:
    root = Path(__file__).resolve().parent.parent.parent
    return subprocess.run([sys.executable, "-c", PROGRAM, rule], cwd=root, capture_output=True, text=True, timeout=120, check=False)


def test_with_the_rule_every_widget_dies_on_the_main_thread() -> None:
    done = _run("with")
    assert done.returncode == 0, done.stderr[-2000:]
    made, at_home, abroad = (int(word) for word in done.stdout.split())
    assert (made, at_home, abroad) == (1500, 1500, 0)


def test_the_program_can_tell_the_difference() -> None:
    """Without the rule the same program destroys widgets on the lane, or dies of it: else the test above would prove nothing."""
    done = _run("without")
    assert done.returncode != 0 or int(done.stdout.split()[2]) > 0
