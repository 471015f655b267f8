"""`civicdesk demo`: the whole main job on the practice project, looked at from outside."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import page
import pytest

from civicdesk import logs
from civicdesk.cli.main import run
from civicdesk.feedback import preview
from civicdesk.workflows import centre, pack_making, practice
from civicdesk.workflows.kit import Tools
from tests.journeys.searching import found_below, found_in

ROOT = Path(__file__).resolve().parents[2]
CHECKERS = ROOT / ".venv" / "checkers" / "bin" / "python"
NAMES = practice.planted_names()

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that a demo has filled, as a person would start it."""
    out = tmp_path_factory.mktemp("demo") / "out"
    homes = {name: str(out.parent / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    words = [sys.executable, "-m", "civicdesk", "demo", "--out", out, "--json"]
    ended = subprocess.run(words, cwd=ROOT, env={**os.environ, **homes}, stdout=subprocess.PIPE, check=True, timeout=400)
    (out.parent / "said.json").write_bytes(ended.stdout)
    return out


@pytest.fixture(scope="session")
def sheets(demo: Path) -> list[Path]:
    return sorted((demo / "sheets").rglob("*.pdf"))


def test_everything_that_was_promised_is_there(demo: Path, sheets: list[Path]) -> None:
    assert len(sheets) == 48
    assert len(list((demo / "summaries").glob("*.pdf"))) == 2
    assert len(list((demo / "bundle").glob("*.age"))) == 1
    assert (demo / "bundle" / "verification.txt").read_text().startswith("The bundle is whole")
    assert (demo / "recovery-sheet.pdf").is_file()
    assert (demo / "bundle" / "risk-report.html").is_file()


def test_the_table_tells_each_step_and_how_long_it_took(demo: Path) -> None:
    rows = json.loads((demo.parent / "said.json").read_text())
    assert len(rows) >= 10
    assert all(row["step"] and row["seconds"] >= 0 for row in rows)
    assert all((demo / row["where"]).exists() for row in rows if row["where"])


def test_each_paper_passes_the_rules_for_accessible_paper(demo: Path, sheets: list[Path]) -> None:
    failures = {}
    for path in [*sheets, *(demo / "summaries").glob("*.pdf"), demo / "recovery-sheet.pdf"]:
        report = page.validate_pdf_bytes(path.read_bytes(), profile=page.ValidationProfile.PDF_UA_1)
        assert report.rules.passed > 90
        failures[path.name] = [failure.rule_id for failure in report.failures]
    assert {name: found for name, found in failures.items() if found} == {}


def test_no_sheet_names_anybody(sheets: list[Path]) -> None:
    words = {path.name: "\n".join(preview.text(path.read_bytes())) for path in sheets}
    assert all(len(text) > 400 for text in words.values())
    assert {name: [each for each in NAMES if each in text] for name, text in words.items()} == {name: [] for name in words}


def test_each_sheet_of_the_second_meeting_has_a_first_one_beside_it(sheets: list[Path]) -> None:
    cards = {wave: {path.name.split("-")[1] for path in sheets if path.parent.name == f"wave-{wave}"} for wave in (1, 2)}
    assert len(cards[1]) == 24
    assert cards[1] == cards[2]


def test_no_name_lies_open_in_any_file(demo: Path) -> None:
    assert found_below(demo, NAMES) == []


@pytest.fixture(scope="session")
def members(demo: Path) -> dict[str, bytes]:
    """Return the members of the bundle, opened with the identity that lies beside it."""
    identity = pack_making.read_identity((demo / "bundle" / "practice-identity.txt").read_bytes())
    bundle = next((demo / "bundle").glob("*.age"))
    return dict(centre.receive(bundle.read_bytes(), identity, {}).members)


def test_no_name_is_in_the_bundle(members: dict[str, bytes]) -> None:
    assert {name: found_in(data, NAMES) for name, data in members.items()} == {name: [] for name in members}


def test_the_bundle_says_that_it_is_practice(members: dict[str, bytes]) -> None:
    assert json.loads(members["release.json"])["practice"] is True


@pytest.mark.skipif(shutil.which("age") is None, reason="the program age is not on this computer")
def test_debians_age_opens_the_bundle(demo: Path, members: dict[str, bytes]) -> None:
    bundle = next((demo / "bundle").glob("*.age"))
    words = ["age", "--decrypt", "--identity", demo / "bundle" / "practice-identity.txt", bundle]
    opened = subprocess.run(words, capture_output=True, check=True, timeout=60).stdout
    with zipfile.ZipFile(BytesIO(opened)) as archive:
        assert archive.testzip() is None
        assert set(members) <= set(archive.namelist())


VALIDATE = "import json, sys; from frictionless import validate; print(json.dumps(validate(sys.argv[1]).to_dict()))"


@pytest.mark.skipif(not CHECKERS.exists(), reason="the checkers are not set up: python3 run.py setup")
def test_the_bundle_is_a_data_package(members: dict[str, bytes], tmp_path: Path) -> None:
    for name, data in members.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    ended = subprocess.run(
        [CHECKERS, "-c", VALIDATE, "datapackage.json"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    report = json.loads(ended.stdout)
    errors = [error["message"] for task in report["tasks"] for error in task["errors"]]
    assert (report["valid"], errors, report["errors"]) == (True, [], [])


def test_the_workspace_of_the_demo_opens_with_the_words_that_lie_beside_it(demo: Path, tmp_path: Path) -> None:
    words = (demo / "READ-ME.txt").read_text().splitlines()
    secret = next(line.partition(":")[2].strip() for line in words if "passphrase:" in line)
    (tmp_path / "secret").write_text(secret)
    shutil.copytree(demo / "workspace", tmp_path / "workspace")
    door = ["--workspace", tmp_path / "workspace", "--user", "Sam Coordinator", "--passphrase-file", tmp_path / "secret"]
    ended = subprocess.run(
        [sys.executable, "-m", "civicdesk", "person", "list", "--json", *door],
        cwd=ROOT,
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "home")},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert len(json.loads(ended.stdout)) == 24


def test_a_demo_whose_bundle_names_somebody_is_called_off(
    tmp_path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logs, "write_to", lambda _folder: None)
    monkeypatch.setattr(centre, "hits", lambda _members, names: names[:1])
    assert run(["demo", "--out", str(tmp_path / "out")], tools) == 1
    assert "(DEMO-VERIFY)" in capsys.readouterr().err
