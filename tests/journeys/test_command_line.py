"""The whole main job by words alone: keys, pack, workspace, session, people, paper answers, scores, sheets, batch, bundle."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from civicdesk.cli.main import run
from civicdesk.workflows import pack_making
from civicdesk.workflows.kit import Tools

WORDS = "six plainly invented words of tests"
OTHER = "seven other plainly invented words there"
PEOPLE = 8


@dataclass(frozen=True)
class Desk:
    """A folder with a workspace in it, and a way to give commands."""

    folder: Path
    tools: Tools
    capture: pytest.CaptureFixture[str]

    def say(self, *words: object) -> int:
        """Give a command and return its exit code."""
        return run([str(word) for word in words], self.tools)

    def ask(self, *words: object) -> object:
        """Give a command with --json and return what it answers."""
        self.capture.readouterr()
        code = self.say("--json", *words)
        printed = self.capture.readouterr()
        assert code == 0, printed.err
        return json.loads(printed.out)

    def door(self, name: str = "Ada Test", kept_in: str = "secret.txt") -> list[str]:
        """Return the words that open the workspace for a user."""
        return ["--workspace", str(self.folder / "workspace"), "--user", name, "--passphrase-file", str(self.folder / kept_in)]


@pytest.fixture
def desk(tmp_path: Path, tools: Tools, make_pack: Callable[..., bytes], capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a desk whose workspace was made by words."""
    desk = Desk(folder=tmp_path, tools=tools, capture=capsys)
    (tmp_path / "secret.txt").write_text(f"{WORDS}\n")
    (tmp_path / "other.txt").write_text(f"{OTHER}\n")
    (tmp_path / "test.civicpack").write_bytes(make_pack())
    made = desk.ask(
        *("workspace", "create", "--workspace", tmp_path / "workspace", "--pack", tmp_path / "test.civicpack", "--user", "Ada Test"),
        *("--role", "coordinator", "--recovery-out", tmp_path / "recovery.pdf", "--passphrase-file", tmp_path / "secret.txt"),
    )
    (tmp_path / "code.txt").write_text(made["code"])
    desk.ask("workspace", "confirm-recovery", *desk.door(), "--code-file", tmp_path / "code.txt")
    return desk


@pytest.mark.slow
def test_the_whole_main_job_by_words(desk: Desk, office: pack_making.OfficeKeys) -> None:
    door, folder = desk.door(), desk.folder
    assert (folder / "recovery.pdf").read_bytes().startswith(b"%PDF")
    desk.ask("workspace", "add-user", *door, "--name", "Ben Second", "--role", "coordinator", "--new-passphrase-file", folder / "other.txt")
    forms = desk.ask("instrument", "list", *door)
    assert [(form["form"], form["status"], form["scores"]) for form in forms] == [("civic_health", "current", True)]
    session = desk.ask("session", "open", *door, "--place", "Invented Hall", "--facilitator", "Ada Test")
    for number in range(1, PEOPLE + 1):
        sex = "Female" if number % 2 else "Male"
        card = desk.ask(
            *("person", "add", *door, "--name", f"Wren{number} Fictional", "--birth-year", 1985, "--sex", sex, "--session", session["id"])
        )["card"]
        desk.ask("person", "consent", *door, "--card", card, "--yes", "keep", "--yes", "research", "--session", session["id"])
    table = folder / "paper.csv"
    table.write_text("card,wave,sk1,sk2,kh1,kh2\n" + "".join(f"{n:03d},1,da,ta,td,da\n" for n in range(1, PEOPLE + 1)))
    made = desk.ask("respond", "import", *door, table, "--form", "civic_health", "--session", session["id"])
    assert (made["responses"], made["answers"]) == (PEOPLE, PEOPLE * 4)
    scores = desk.ask("score", "list", *door, "--card", "001", "--workings")
    skills = next(row for row in scores if row["scale"] == "skills")
    assert skills["status"] == "too_few" or skills["value"] is not None
    sheets = desk.ask("sheet", "make", *door, "--session", session["id"], "--out", folder / "sheets", "--text")
    assert len(sheets) == PEOPLE == len(list((folder / "sheets").glob("*.pdf")))
    desk.ask("session", "close", *door, session["id"], "--reason", "test")
    desk.ask("session", "summary", *door, session["id"], "--out", folder / "summary.pdf")
    assert (folder / "summary.pdf").read_bytes().startswith(b"%PDF")
    the_bundle_arrives(desk, office)
    assert desk.ask("workspace", "verify", *door) == []


def the_bundle_arrives(desk: Desk, office: pack_making.OfficeKeys) -> None:
    """Prepare as one person, approve as another, seal, and open as the centre."""
    door, folder = desk.door(), desk.folder
    batch = desk.ask("batch", "prepare", *door)
    assert batch["people"] == PEOPLE
    form = {
        "scenarios": [["fellow group member", "nobody"], ["local journalist", "nobody"], ["staff of another agency", "nobody"]],
        "tried_by": "Ben Second",
        "tried_on": "2026-03-02",
        "approver": "Ben Second",
        "reason": "A small first round, agreed with the recipient",
    }
    (folder / "intruder.json").write_text(json.dumps(form))
    approve = ["batch", "approve", batch["id"], "--intruder-form", folder / "intruder.json"]
    assert desk.say(*approve, *door) == 1, "the person who prepared must not approve"
    desk.ask(*approve, *desk.door("Ben Second", "other.txt"))
    sealed = desk.ask("batch", "seal", *door, batch["id"], "--out", folder / "out")
    (folder / "identity.txt").write_text(office.identity)
    found = desk.ask("bundle", "check", sealed["file"], "--identity", folder / "identity.txt", "--laptop", sealed["laptop_key"])
    assert (found["ok"], found["people"], found["findings"]) == (True, PEOPLE, [])


def test_a_wrong_passphrase_is_refused_in_a_sentence(desk: Desk) -> None:
    desk.capture.readouterr()
    assert desk.say("person", "list", *desk.door(kept_in="other.txt")) == 1
    printed = desk.capture.readouterr()
    assert "(KEYS-WRONG)" in printed.err
    assert "Traceback" not in printed.err


def test_a_folder_without_a_workspace_is_told(desk: Desk) -> None:
    door = ["--workspace", str(desk.folder / "nowhere"), "--user", "Ada Test", "--passphrase-file", str(desk.folder / "secret.txt")]
    assert desk.say("person", "list", *door) == 4


def test_wrong_words_end_with_two(desk: Desk) -> None:
    with pytest.raises(SystemExit) as ended:
        desk.say("person", "dance")
    assert ended.value.code == 2


def test_the_command_line_loads_no_window() -> None:
    import subprocess

    seen = subprocess.run(
        [sys.executable, "-c", "import sys, civicdesk.cli.main; print([name for name in sys.modules if name.startswith('PySide6')])"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "[]"
