"""Each word of the command line: its result as one document, its refusals by sentence and exit code."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk import logs
from civicdesk.cli import door, main
from civicdesk.i18n import say_in
from civicdesk.records.consent import Purpose
from civicdesk.records.instruments import Finding, Level
from civicdesk.records.sheets import SheetMode
from civicdesk.workflows import case_study, forms, pack_making, sheet, unlock
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.conftest import plain_form, workbook

NEW_WORDS = "eleven other plainly invented words of the command line"


def form_file(desk: Desk, data: bytes, name: str = "form.xlsx") -> Path:
    (desk.folder / name).write_bytes(data)
    return desk.folder / name


def welcome(desk: Desk, *more: object, yes: tuple[str, ...] = ("keep", "research")) -> str:
    card = desk.ask("person", "add", *desk.door(), *more)["card"]
    desk.ask("person", "consent", *desk.door(), "--card", card, *(word for each in yes for word in ("--yes", each)))
    return card


def import_paper(desk: Desk, rows: str, *more: object) -> object:
    table = form_file(desk, rows.encode(), "paper.csv")
    return desk.ask("respond", "import", *desk.door(), table, "--form", "civic_health", *more)


QUESTIONS = [
    ("workspace", "info"),
    ("workspace", "verify"),
    ("instrument", "list"),
    ("session", "list"),
    ("person", "list"),
    ("score", "list"),
    ("case", "list"),
    ("directory", "find"),
    ("batch", "list"),
]


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_a_question_is_answered_by_one_document(desk: Desk, words: tuple[str, ...]) -> None:
    assert isinstance(desk.ask(*words, *desk.door()), list)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_a_question_is_answered_in_words_too(desk: Desk, words: tuple[str, ...]) -> None:
    code, out, _ = refusal(desk, *words, *desk.door())
    assert code == 0
    assert out.strip()


def test_json_may_stand_anywhere(desk: Desk) -> None:
    desk.capture.readouterr()
    assert desk.say("person", "list", "--json", *desk.door()) == 0
    assert json.loads(desk.capture.readouterr().out) == []


def test_a_refusal_is_one_document_too(desk: Desk) -> None:
    code, out, err = refusal(desk, "--json", "session", "open", *desk.door(), "--place", " ")
    told = json.loads(out)
    assert (code, told["error"]) == (1, "SESSION-PLACE")
    assert told["message"] in err


@pytest.mark.parametrize(
    "words",
    [
        ("person",),
        ("person", "consent", "--card", "1", "--yes", "everything"),
        ("session", "open", "--place", "x", "--wave", "0"),
        ("workspace", "create"),
    ],
    ids=" ".join,
)
def test_wrong_words_end_with_two(desk: Desk, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        desk.say(*words, *desk.door())
    assert ended.value.code == main.WRONG_WORDS


def test_stopping_by_hand_ends_with_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("civicdesk.workflows.forms.check", stop)
    code, _, told = refusal(desk, "instrument", "check", form_file(desk, b"x"))
    assert (code, "Stopped" in told) == (1, True)


def test_a_bug_ends_with_seventy_and_tells_where_but_nothing_of_anybody(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['civicdesk', 'instrument', 'check', 'Wren-Fictional'];"
        "from civicdesk.workflows import forms; forms.check = lambda *given: {}['Wren Fictional'];"
        "from civicdesk.cli import door; door.read = lambda path: b'';"
        "from civicdesk.__main__ import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60, env={"HOME": str(tmp_path), "PATH": ""}
    )
    assert ended.returncode == 70
    assert "KeyError in civicdesk.cli.instrument" in ended.stderr
    assert "Wren" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_recovery_code_opens_and_sets_a_new_passphrase(desk: Desk, make_pack) -> None:
    folder = desk.folder
    (folder / "test.civicpack").write_bytes(make_pack())
    made = desk.ask(
        *("workspace", "create", "--workspace", folder / "new", "--pack", folder / "test.civicpack", "--user", "Ada"),
        *("--recovery-out", folder / "recovery.pdf", "--passphrase-file", folder / "secret.txt"),
    )
    (folder / "code.txt").write_text(f"{made['code']}\n")
    (folder / "new.txt").write_text(f"{NEW_WORDS}\n")
    recover = ["workspace", "recover", "--workspace", folder / "new", "--user", "Ada", "--code-file", folder / "code.txt"]
    desk.ask(*recover, "--new-passphrase-file", folder / "new.txt")
    assert desk.ask("person", "list", "--workspace", folder / "new", "--passphrase-file", folder / "new.txt") == []


def test_a_recovery_sheet_that_cannot_be_written_does_not_lose_its_code(desk: Desk, make_pack) -> None:
    folder = desk.folder
    (folder / "test.civicpack").write_bytes(make_pack())
    code, _, told = refusal(
        desk,
        *("workspace", "create", "--workspace", folder / "new", "--pack", folder / "test.civicpack", "--user", "Ada"),
        *("--recovery-out", folder / "nowhere" / "recovery.pdf", "--passphrase-file", folder / "secret.txt"),
    )
    assert code == 3
    assert "Recovery code: " in told


def test_a_colleague_is_added_with_a_passphrase_from_a_file(desk: Desk) -> None:
    (desk.folder / "new.txt").write_text(NEW_WORDS)
    desk.ask("workspace", "add-user", *desk.door(), "--name", "Zoe New", "--new-passphrase-file", desk.folder / "new.txt")
    assert desk.ask("person", "list", *desk.door("Zoe New", "new.txt")) == []


def test_a_backup_is_made_and_named(desk: Desk) -> None:
    assert Path(desk.ask("workspace", "backup", *desk.door())["file"]).is_file()


def test_an_altered_workspace_ends_with_four(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.workflows.backup.verify", lambda _kit: ("a row was altered",))
    code, out, _ = refusal(desk, "--json", "workspace", "verify", *desk.door())
    assert (code, json.loads(out)) == (4, [{"finding": "a row was altered"}])


def test_a_form_is_checked_added_and_listed(desk: Desk) -> None:
    file = form_file(desk, plain_form())
    assert desk.ask("instrument", "check", file)["form_id"] == "plain"
    assert desk.ask("instrument", "add", *desk.door(), file)["version"] == "1"
    assert {each["form"] for each in desk.ask("instrument", "list", *desk.door())} == {"civic_health", "plain"}


BROKEN = [["type", "name", "label"], ["text", "fine", "Fine?"], ["dance", "one", "One?"]]


@pytest.mark.parametrize("word", ["check", "add"])
def test_a_broken_workbook_is_refused_by_sheet_and_row(desk: Desk, word: str) -> None:
    file = form_file(desk, workbook(survey=BROKEN))
    code, _, told = refusal(desk, "instrument", word, *(desk.door() if word == "add" else ()), file)
    assert code == 1
    assert "survey" in told
    assert "3" in told
    assert "Traceback" not in told


def test_a_session_is_opened_shown_closed_and_summed_up(desk: Desk) -> None:
    opened = desk.ask("session", "open", *desk.door(), "--place", "Invented Hall", "--wave", "2")
    desk.ask("person", "add", *desk.door(), "--session", opened["id"])
    (row,) = desk.ask("session", "show", *desk.door(), opened["id"])
    assert (row["card"], row["consent"]) == ("001", "not started")
    code, _, told = refusal(desk, "session", "close", *desk.door(), opened["id"])
    assert (code, "(SESSION-OPEN-ROWS)" in told) == (1, True)
    assert desk.ask("session", "close", *desk.door(), opened["id"], "--reason", "left early")["open"] == 1
    desk.ask("session", "summary", *desk.door(), opened["id"], "--out", desk.folder / "room.pdf")
    assert (desk.folder / "room.pdf").read_bytes().startswith(b"%PDF")


def test_consent_is_kept_and_taken_back(desk: Desk) -> None:
    card = welcome(desk, "--name", "Wren Fictional", yes=tuple(purpose.value for purpose in Purpose))
    desk.ask("person", "withdraw", *desk.door(), "--card", card, "--purpose", "research", "--purpose", "story")
    (row,) = desk.ask("person", "list", *desk.door(), "wren")
    assert {*row["agreed to"]} == {"keep", "contact", "introduce", "photo"}


def test_errors_of_a_table_are_told_by_row_and_column(desk: Desk) -> None:
    table = form_file(desk, b"card,sk1,sk2\n901,perhaps,da\n902,da,never\n", "paper.csv")
    code, out, told = refusal(desk, "--json", "respond", "import", *desk.door(), table, "--form", "civic_health", "--new-people")
    assert (code, json.loads(out)["error"]) == (1, "RESPOND-ROWS")
    assert len(json.loads(out)["details"]) == 2
    assert 'Row 2, column "sk1"' in told
    assert 'Row 3, column "sk2"' in told
    assert desk.ask("person", "list", *desk.door()) == []


def test_a_terminal_is_shown_how_far_an_import_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    table = form_file(desk, b"card,sk1\n901,da\n", "paper.csv")
    _, _, told = refusal(desk, "respond", "import", *desk.door(), table, "--form", "civic_health", "--new-people")
    assert "1 / 1" in told


def test_scores_are_listed_with_workings_and_forms_without_scores_are_passed_over(desk: Desk) -> None:
    desk.ask("instrument", "add", *desk.door(), form_file(desk, plain_form()))
    card = welcome(desk)
    import_paper(desk, f"card,sk1,sk2,sk3,sk4,sk5\n{card},da,da,da,da,da\n")
    table = form_file(desk, f"card,years,again\n{card},7,yes\n".encode(), "plain.csv")
    desk.ask("respond", "import", *desk.door(), table, "--form", "plain")
    rows = desk.ask("score", "list", *desk.door(), "--card", card, "--workings")
    assert next(row["value"] for row in rows if row["scale"] == "skills") == pytest.approx(100)
    assert all("workings" in row for row in rows)
    assert len(desk.ask("sheet", "make", *desk.door(), "--card", card, "--out", desk.folder / "sheets")) == 1


def test_two_sheets_of_one_day_are_two_files(desk: Desk) -> None:
    card = welcome(desk)
    import_paper(desk, f"card,wave,sk1,sk2,sk3\n{card},1,da,da,da\n{card},2,ta,ta,ta\n{card},3,ta,ta,ta\n")
    made = desk.ask("sheet", "make", *desk.door(), "--card", card, "--out", desk.folder / "sheets", "--text")
    names = {Path(each["file"]).name for each in made}
    assert len(names) == 3
    assert {path.suffix for path in (desk.folder / "sheets").iterdir()} == {".pdf", ".txt", ".html"}
    assert len(list((desk.folder / "sheets").iterdir())) == 9


def test_a_sheet_made_by_words_keeps_to_what_the_person_wished_for(desk: Desk) -> None:
    card = welcome(desk)
    import_paper(desk, f"card,sk1,sk2,sk3,sk4,sk5\n{card},da,da,da,da,da\n")
    kit = unlock.open_(door.workspace_file(desk.folder / "workspace"), "Ada Test", PASSPHRASE, desk.tools)
    which = sheet.list_scored(kit)[0].id
    left_out = sheet.compose(kit, which, sheet.SheetWish(language="pl")).bars[0].area
    sheet.keep_wish(kit, which, sheet.SheetWish(mode=SheetMode.EASY, language="pl", left_out=frozenset({"skills"})))
    unlock.lock(kit)
    words = ["sheet", "make", *desk.door(), "--card", card, "--text", "--out"]
    wished, large = (desk.ask(*words, desk.folder / name, *more)[0]["file"] for name, more in (("a", ()), ("b", ("--mode", "large"))))
    for path, key in ((wished, "sheet.easy.yours"), (large, "sheet.yours")):
        said = Path(path).with_suffix(".txt").read_text(encoding="utf-8")
        assert say_in("pl", key) in said
        assert left_out not in said


def test_a_story_from_a_file_is_added_to_one_that_was_begun(desk: Desk) -> None:
    prompt = case_study.guide().prompts[0].key
    card = welcome(desk)
    text = form_file(desk, b"Plainly invented words", "story.txt")
    words = ["case", "add", *desk.door(), "--card", card, "--prompt", prompt, "--text-file", text]
    first, second = desk.ask(*words)["id"], desk.ask(*words)["id"]
    assert first != second
    assert {row["id"] for row in desk.ask("case", "list", *desk.door())} == {first, second}


def test_a_directory_comes_in_and_is_searched(desk: Desk) -> None:
    file = form_file(desk, b"name,description\nInvented Choir,We sing\n", "places.csv")
    assert desk.ask("directory", "import", *desk.door(), file)["entries"] == 1
    assert "Invented Choir" in {row["name"] for row in desk.ask("directory", "find", *desk.door(), "sing")}


def test_a_bundle_from_an_unknown_laptop_ends_with_four(desk: Desk, office: pack_making.OfficeKeys) -> None:
    cards = [welcome(desk, "--sex", "Female", "--birth-year", "1985") for _ in range(6)]
    import_paper(desk, "card,sk1\n" + "".join(f"{card},da\n" for card in cards))
    made = desk.ask("batch", "prepare", *desk.door())
    form = {
        "tried_by": "Ben",
        "tried_on": "2026-03-02",
        "approver": "Ben",
        "reason": "small",
        "scenarios": [["a", "b"], ["c", "d"], ["e", "f"]],
    }
    intruder = form_file(desk, json.dumps(form).encode(), "intruder.json")
    desk.ask("batch", "approve", made["id"], "--intruder-form", intruder, *desk.door("Ben Second"))
    sealed = desk.ask("batch", "seal", *desk.door(), made["id"], "--out", desk.folder / "out")
    again = desk.ask("batch", "save", *desk.door(), made["id"], "--out", desk.folder / "again")
    assert Path(sealed["file"]).read_bytes() == Path(again["file"]).read_bytes()
    report = desk.ask("batch", "report", *desk.door(), made["id"], "--out", desk.folder / "report.html")
    assert {row["check"] for row in report} >= {"C1", "C12"}
    (desk.folder / "identity.txt").write_text(office.identity)
    check = ["bundle", "check", sealed["file"], "--identity", desk.folder / "identity.txt", "--laptop"]
    assert desk.ask(*check, sealed["laptop_key"])["ok"]
    code, _, told = refusal(desk, *check, office.signing_public)
    assert (code, "BUNDLE-SIGNATURE" in told) == (4, True)


def test_nothing_that_was_typed_is_in_the_log(desk: Desk, tmp_path: Path) -> None:
    welcome(desk, "--name", "Wren Fictional")
    assert logs._logger.handlers
    written = "".join(path.read_text() for path in (tmp_path / "home").rglob("*.log"))
    assert "Wren" not in written
    assert PASSPHRASE not in written


def test_a_demo_is_not_made_over_anything(desk: Desk) -> None:
    for out in (desk.folder, desk.folder / "secret.txt"):
        code, _, told = refusal(desk, "demo", "--out", out)
        assert (code, "(DEMO-OUT)" in told) == (1, True)


@pytest.mark.parametrize(("level", "ends", "sentence"), [(Level.REFUSED, 1, "cannot be added yet"), (Level.WARNING, 0, "can be added")])
def test_what_was_noticed_in_a_form_is_told_with_its_place(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, level: Level, ends: int, sentence: str
) -> None:
    findings = (
        Finding(level=level, code="FORM-TEST", sentence="Look here.", sheet="survey", row=3, column="type", question="one"),
        Finding(level=level, code="FORM-TEST", sentence="And everywhere."),
    )
    checked = forms.Checked(title="Invented", form_id="x", version="1", languages=("en",), questions=1, scales=0, findings=findings)
    monkeypatch.setattr(forms, "check", lambda *_given: checked)
    code, out, told = refusal(desk, "instrument", "check", form_file(desk, b"x"))
    assert code == ends
    assert sentence in out
    assert "survey, row 3, type, one: Look here. (FORM-TEST)" in told
    assert "And everywhere. (FORM-TEST)" in told
