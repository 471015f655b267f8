"""The pool of an office: its libraries are no part of the program, so the tests in `inside` run in one process that finds them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.transport import servers

LEAST = 90
"""Tests that are in `inside`, at the least."""
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BESIDE = """
import sys
sys.path.append(sys.argv.pop(1))
covered = sys.argv.pop(1)
if covered:
    import coverage
    meter = coverage.Coverage(data_file=covered, data_suffix=True, branch=True, source=["civicdesk/store"])
    meter.start()
import pytest
code = pytest.main(sys.argv[1:])
if covered:
    meter.stop()
    meter.save()
sys.exit(code)
"""
"""The program's own libraries are found first, then those that lie beside them. Where lines are counted, these count too."""


@pytest.mark.slow
def test_the_pool_does_what_its_own_tests_say(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    beside = Path(servers.need(servers.CHECKERS / "python")).parent.parent / "lib"
    packages = next(beside.glob("python3.*")) / "site-packages"
    covered = str(ROOT / ".coverage") if pytestconfig.getoption("cov_source", None) else ""
    words = [str(HERE / "inside"), "-q", "-n0", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inside'}"]
    done = subprocess.run(
        [sys.executable, "-c", BESIDE, str(packages), covered, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) >= LEAST
    assert "skipped" not in done.stdout
