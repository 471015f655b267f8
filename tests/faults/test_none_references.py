"""A release of PySide6 that loses one reference to None with every call ends the program after some thousand of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parent / "programs" / "none_references.py"
NOISE = 100


@pytest.fixture(scope="module")
def drifts() -> dict[str, int]:
    done = subprocess.run([sys.executable, str(PROGRAM)], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, f"the program died: {done.returncode} {done.stderr[-500:]}"
    return json.loads(done.stdout)


@pytest.mark.parametrize("call", ["setObjectName", "setText", "setProperty", "blockSignals", "hasFocus", "parentWidget"])
def test_a_call_to_qt_leaves_none_true_and_false_as_they_were(drifts: dict[str, int], call: str) -> None:
    assert drifts[call] <= NOISE
