"""The scripts that try to break a workspace are those that others run too, and the commands are those that they expect."""

from pathlib import Path

import pytest

from tests.faults.conftest import HERE, ROOT, adapter
from tools import faults

COPY = HERE / "harness"
ORIGINAL = ROOT.parent / "shared" / "faults"
PYTHON = ["{here}/../../.venv/bin/python", "-m", "civicdesk", "harness"]
DB, OUT = ["--db", "{db}"], ["--out", "{out}"]
COMMANDS = {
    "init": [*PYTHON, "init", *DB],
    "ingest": [*PYTHON, "ingest", *DB],
    "dump": [*PYTHON, "dump", *DB],
    "verify": [*PYTHON, "verify", *DB],
    "export": [*PYTHON, "export", *DB, *OUT],
    "check_export": [*PYTHON, "check-export", "{out}"],
    "import": [*PYTHON, "import", *DB, "{file}"],
    "csv": [*PYTHON, "csv", *DB, *OUT],
    "session": [*PYTHON, "session", *DB, *OUT],
}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.skipif(not ORIGINAL.is_dir(), reason="the original of the harness does not lie beside this checkout")
def test_the_harness_here_is_the_original_to_the_byte() -> None:
    assert contents(COPY) == contents(ORIGINAL)


def test_the_adapter_with_a_key_is_the_one_that_others_use() -> None:
    env = {"CIVICDESK_HARNESS": "1", "CIVICDESK_HARNESS_KEY": "2b7e151628aed2a6abf7158809cf4f3c" * 2}
    assert adapter("adapter") == {**COMMANDS, "env": env}


def test_the_adapter_with_a_passphrase_names_the_side_files() -> None:
    env = {"CIVICDESK_HARNESS": "1", "CIVICDESK_HARNESS_PASSPHRASE": "practice words only"}
    sides = [".keys", ".people", ".lock", ".reserve"]
    assert adapter("slots") == {**COMMANDS, "db_name": "k.civicdesk", "sidecars": sides, "env": env}


def test_no_other_file_can_be_taken_for_the_adapter() -> None:
    found = {path.name for pattern in ("adapter*.json", "faults*.json") for path in (ROOT / "tests").rglob(pattern)}
    assert found == {"adapter.json"}


def test_every_job_names_a_script_that_is_here() -> None:
    scripts = {line.split()[0] for _, line in (*faults.SHORT, *faults.LONG)}
    assert sorted(name for name in scripts if not (COPY / f"{name}.py").is_file()) == ["selftest"]
    assert (COPY / "selftest" / "run.py").is_file()


def test_a_script_that_found_something_is_told_and_makes_the_run_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert faults.main(["--short", "corpus csv"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("faults: 1 scripts found nothing, 0 found something")
