"""The list of all parts names what is installed, as the lock pins it, in the form that others read."""

import importlib
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
CHECKERS = ROOT / ".venv" / "checkers" / "bin" / "python"
JUDGE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
sys.exit(str(found) if (found := JsonStrictValidator(SchemaVersion.V1_6).validate_str(sys.stdin.read())) else 0)
"""
LOCK = """one==1.0 \\
    --hash=sha256:aa00000000000000000000000000000000000000000000000000000000000000 \\
    --hash=sha256:bb00000000000000000000000000000000000000000000000000000000000000
Two_Three==2.1 ; sys_platform == 'win32' \\
    --hash=sha256:cc00000000000000000000000000000000000000000000000000000000000000
"""


@pytest.fixture
def sbom(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("sbom")


def test_a_lock_is_read_with_every_hash(sbom: ModuleType) -> None:
    found = sbom.read_lock(LOCK)
    assert {name: (version, len(hashes)) for name, (version, hashes) in found.items()} == {"one": ("1.0", 2), "two-three": ("2.1", 1)}


def test_another_version_than_the_lock_s_is_not_listed(sbom: ModuleType) -> None:
    package = next(each for each in sbom.licences.runtime() if each.name.lower() == "lxml")
    with pytest.raises(ValueError, match="lxml"):
        sbom.component(package, {"lxml": ("0.1", ())})


def test_the_same_lock_gives_the_same_bytes(sbom: ModuleType) -> None:
    assert json.dumps(sbom.bill()) == json.dumps(sbom.bill())


def test_everything_that_is_needed_is_listed_with_hashes_and_a_licence(sbom: ModuleType) -> None:
    parts = sbom.bill()["components"]
    assert {part["name"].lower() for part in parts} >= {"pynacl", "sqlcipher3", "pyrage", "lxml", "openpyxl", "pyside6_essentials"}
    assert [part["name"] for part in parts if not part["hashes"] or not part["licenses"]] == []


@pytest.mark.skipif(not CHECKERS.exists(), reason="the checkers are not set up: python3 run.py setup")
def test_the_list_is_valid_cyclonedx(tmp_path: Path) -> None:
    out = tmp_path / "sbom.json"
    subprocess.run([sys.executable, ROOT / "tools" / "sbom.py", "--out", out], check=True, capture_output=True, timeout=60)
    judged = subprocess.run(
        [CHECKERS, "-c", JUDGE], input=out.read_text(encoding="utf-8"), capture_output=True, text=True, timeout=60, check=False
    )
    assert (judged.returncode, judged.stderr) == (0, "")
