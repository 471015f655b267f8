"""Python's collector destroys whatever it finds in the thread that wakes it; widgets must die on the main thread alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "programs" / "collector.py"
ROOT = Path(__file__).resolve().parents[2]
WIDGETS = 3_000


def _run(rule: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROGRAM), rule]
    return subprocess.run(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("run", range(10))
def test_with_the_rule_every_widget_dies_on_the_main_thread(run: int) -> None:
    done = _run("with")
    assert done.returncode == 0, f"the program died: {done.returncode} {done.stderr[-500:]}"
    assert json.loads(done.stdout) == {"main": WIDGETS}


def test_without_the_rule_widgets_die_elsewhere_or_the_program_does() -> None:
    done = _run("without")
    assert done.returncode != 0 or json.loads(done.stdout).get("lane", 0) > 0
