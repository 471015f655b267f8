"""The contract of the harness, word by word: docs/reference/faults.md."""

import csv
import hashlib
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicdesk.crypto import raw as raw_keys
from civicdesk.store import workspace
from civicdesk.store.layout import Layout
from tests.faults.conftest import ROOT, Harness

Seen = Callable[[Path], dict[str, tuple[bytes, int]]]
FORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title>
<model><instance><data id="sum"><a/><b/></data></instance><bind nodeset="/data/b" calculate="/data/a + 1"/></model></h:head>
<h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"""


def digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def children_s_work() -> float:
    """Return the processor's seconds of all children that have ended: other programs on the machine do not count."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def one_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


# --- the door ----------------------------------------------------------------------------------------------------------------------------


def test_without_its_variable_the_harness_is_no_word(raw: Harness) -> None:
    assert raw("dump", "--db", raw.db, CIVICDESK_HARNESS="").code == 2


def test_the_harness_is_not_in_the_list_of_words(raw: Harness) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "civicdesk", "--help"], cwd=ROOT, env=raw.surroundings(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, "harness" in done.stdout) == (0, False)


@pytest.mark.parametrize("words", [("nothing",), ("init",), ("csv", "--db", "x"), ("form",)])
def test_wrong_words_are_told_in_one_line(raw: Harness, words: tuple[str, ...]) -> None:
    ended = raw(*words)
    assert (ended.code, ended.out) == (2, "")
    assert one_line(ended.err).startswith("error: HARNESS-WORDS ")


@pytest.mark.parametrize("env", [{"CIVICDESK_HARNESS_KEY": "ab"}, {"CIVICDESK_HARNESS_KEY": ""}, {"CIVICDESK_HARNESS_RESERVE_KIB": "-1"}])
def test_a_way_in_that_makes_no_sense_is_refused(raw: Harness, env: dict[str, str]) -> None:
    ended = raw("init", "--db", raw.db, **env)
    assert (ended.code, raw.db.exists()) == (1, False)
    assert one_line(ended.err).startswith("error: HARNESS-KEY ")


def test_a_workspace_that_the_harness_has_not_made_is_left_alone(raw: Harness, seen: Seen) -> None:
    keys = raw_keys.keys(bytes.fromhex(raw.env["CIVICDESK_HARNESS_KEY"]))
    workspace.create(raw.db, keys, now=lambda: datetime(2026, 3, 2, tzinfo=UTC), layout=Layout(lock=False, reserve=0)).close()
    before = seen(raw.folder)
    for verb in ("dump", "verify", "ingest"):
        ended = raw(verb, "--db", raw.db)
        assert (ended.code, one_line(ended.err).split()[1]) == (1, "HARNESS-ONLY")
    assert seen(raw.folder) == before


def test_a_call_loads_no_window(raw: Harness) -> None:
    program = "import civicdesk.cli.harness, sys; print(*(name for name in sys.modules if 'PySide6' in name))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_a_call_takes_less_than_half_a_second_of_work(raw: Harness) -> None:
    raw.filled(b"a\tone")
    times = []
    for _ in range(3):
        before = children_s_work()
        raw("dump", "--db", raw.db)
        times.append(children_s_work() - before)
    assert min(times) < 0.5


def test_a_bug_ends_in_one_line_that_holds_no_value(raw: Harness) -> None:
    program = "from civicdesk.cli import harness_voice; harness_voice.watch_for_bugs(); raise RuntimeError('Wren Fictional')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "Wren" in done.stderr) == (70, False)
    assert one_line(done.stderr).startswith("error: BUG RuntimeError ")


# --- init, ingest, dump ------------------------------------------------------------------------------------------------------------------


def test_a_fresh_workspace_is_small_and_sound(harness: Harness) -> None:
    assert harness("init", "--db", harness.db).code == 0
    assert harness.db.stat().st_size <= 1 << 20
    assert harness("verify", "--db", harness.db).code == 0
    assert harness("dump", "--db", harness.db).out == ""


def test_making_a_workspace_again_changes_no_answer(harness: Harness) -> None:
    harness.filled(b"a\tone")
    before = harness.db.read_bytes()
    assert harness("init", "--db", harness.db).code == 0
    assert harness.db.read_bytes() == before


def test_another_file_is_no_place_for_a_workspace(raw: Harness) -> None:
    raw.db.write_bytes(b"not a workspace, but somebody's notes\n" * 300)
    before = raw.db.read_bytes()
    assert raw("init", "--db", raw.db).code == 1
    assert raw.db.read_bytes() == before


def test_values_are_kept_to_the_byte(harness: Harness) -> None:
    values = {
        "tab": b"\tbegins with a tab",
        "blank": b"  blanks  ",
        "none": b"",
        "apart": "e\u0301 \u00e9 \u200b".encode(),
        "return": b"ends with a return\r",
        "nul": b"a\0b",
        "long": b"x" * 60_000,
    }
    harness.filled(*(name.encode() + b"\t" + value for name, value in values.items()))
    rows = [f"{name}\t{digest(values[name])}" for name in sorted(values)]
    assert harness("dump", "--db", harness.db).out.splitlines() == rows


def test_a_name_that_is_known_is_a_correction(raw: Harness) -> None:
    raw.filled(b"a\tone", b"b\tother")
    assert raw("ingest", "--db", raw.db, given=b"a\ttwo\n").out == "ACK a\n"
    assert raw("dump", "--db", raw.db).out.splitlines()[0] == f"a\t{digest(b'two')}"


def test_a_line_that_is_none_is_turned_away_and_the_next_one_kept(raw: Harness) -> None:
    raw("init", "--db", raw.db)
    ended = raw("ingest", "--db", raw.db, given=b"two words\tx\nno tab\n\xff\tx\nc\t\xff\nd\tfour\n")
    assert ended.code == 1
    assert [line.split()[:3] for line in ended.out.splitlines()] == [
        ["NAK", "?", "HARNESS-LINE"],
        ["NAK", "?", "HARNESS-LINE"],
        ["NAK", "?", "HARNESS-LINE"],
        ["NAK", "c", "HARNESS-LINE"],
        ["ACK", "d"],
    ]
    assert one_line(ended.err).startswith("error: HARNESS-LINE ")


def test_each_line_is_answered_while_the_next_one_is_still_unwritten(raw: Harness) -> None:
    raw("init", "--db", raw.db)
    with subprocess.Popen(
        raw.command("ingest", "--db", raw.db), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=raw.surroundings()
    ) as program:
        for name in (b"a", b"b"):
            program.stdin.write(name + b"\tvalue\n")
            program.stdin.flush()
            assert program.stdout.readline() == b"ACK " + name + b"\n"
        program.stdin.close()
        assert program.wait(20) == 0


def test_looking_writes_nothing(harness: Harness, seen: Seen) -> None:
    harness.filled(b"a\tone")
    before = seen(harness.folder)
    assert [harness(verb, "--db", harness.db).code for verb in ("dump", "verify")] == [0, 0]
    assert seen(harness.folder) == before


def test_a_second_call_is_told_that_the_workspace_is_held(harness: Harness) -> None:
    harness.filled(b"a\tone")
    with subprocess.Popen(
        harness.command("ingest", "--db", harness.db), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=harness.surroundings()
    ) as program:
        program.stdin.write(b"b\ttwo\n")
        program.stdin.flush()
        program.stdout.readline()
        ended = harness("ingest", "--db", harness.db, given=b"c\tthree\n")
        program.stdin.close()
    assert (ended.code, ended.out) == (3, "")
    assert one_line(ended.err).startswith("error: STORE-BUSY ")


# --- damage ------------------------------------------------------------------------------------------------------------------------------


def test_a_damaged_page_is_told_and_left_as_it_is(raw: Harness) -> None:
    path = raw.filled(b"a\tone")
    damaged = bytearray(path.read_bytes())
    damaged[20 * 4096 + 100] ^= 1
    path.write_bytes(damaged)
    ended = raw("verify", "--db", path)
    assert (ended.code, one_line(ended.err).split()[0]) == (4, "error:")
    assert path.read_bytes() == bytes(damaged)


def test_findings_can_be_had_as_json(raw: Harness) -> None:
    path = raw.filled(b"a\tone")
    assert json.loads(raw("verify", "--json", "--db", path).out) == {"findings": []}
    path.write_bytes(path.read_bytes()[:-4096])
    assert json.loads(raw("verify", "--json", "--db", path).out)["findings"]


def test_another_key_opens_nothing(raw: Harness) -> None:
    path = raw.filled(b"a\tone")
    ended = raw("dump", "--db", path, CIVICDESK_HARNESS_KEY="00" * 32)
    assert (ended.code, ended.out, one_line(ended.err).split()[1]) == (4, "", "STORE-DAMAGED")


@pytest.mark.parametrize(("ending", "code"), [(".keys", "KEYS-MISSING"), (".people", "PEOPLE-MISSING")])
def test_a_missing_side_file_is_told(tmp_path: Path, ending: str, code: str) -> None:
    slots = Harness(
        env={"CIVICDESK_HARNESS": "1", "CIVICDESK_HARNESS_PASSPHRASE": "practice words only"}, name="k.civicdesk", folder=tmp_path
    )
    path = slots.filled(b"a\tone")
    path.with_name(path.name + ending).unlink()
    for verb in ("dump", "verify"):
        ended = slots(verb, "--db", path)
        assert (ended.code, one_line(ended.err).split()[1]) == (4, code)


def test_an_older_copy_of_the_workspace_is_told(tmp_path: Path) -> None:
    slots = Harness(
        env={"CIVICDESK_HARNESS": "1", "CIVICDESK_HARNESS_PASSPHRASE": "practice words only"}, name="k.civicdesk", folder=tmp_path
    )
    path = slots.filled(b"a\tone")
    before = path.read_bytes()
    slots("ingest", "--db", path, given=b"b\ttwo\n")
    path.write_bytes(before)
    assert one_line(slots("verify", "--db", path).err).split()[1] == "STORE-ROLLED-BACK"


# --- what goes out and comes in ----------------------------------------------------------------------------------------------------------


def test_a_bundle_is_whole_and_can_be_checked_without_the_workspace(harness: Harness) -> None:
    out = harness.folder / "out.bundle"
    assert harness("export", "--db", harness.filled(b"a\tone"), "--out", out).out == "DONE\n"
    told = harness("check-export", out).out
    assert told.endswith(" rows\n")
    assert int(told.split()[0]) >= 24
    assert harness("import", "--db", harness.db, out).out == f"ok bundle {told.split()[0]}\n"


def test_a_second_bundle_can_be_made(raw: Harness) -> None:
    out = raw.folder / "out.bundle"
    raw.filled(b"a\tone")
    assert [raw("export", "--db", raw.db, "--out", out).code for _ in range(2)] == [0, 0]
    assert raw("check-export", out).code == 0


@pytest.mark.parametrize("place", [0, 60, 400, -1])
def test_a_bundle_with_one_bit_changed_is_not_whole(raw: Harness, place: int) -> None:
    out = raw.folder / "out.bundle"
    raw("export", "--db", raw.filled(b"a\tone"), "--out", out)
    data = bytearray(out.read_bytes())
    data[place] ^= 1
    out.write_bytes(data)
    ended = raw("check-export", out)
    assert (ended.code, ended.out) == (4, "")
    assert one_line(ended.err).startswith("error: BUNDLE-")


def test_a_bundle_that_cannot_be_written_leaves_nothing(raw: Harness) -> None:
    ended = raw("export", "--db", raw.filled(b"a\tone"), "--out", raw.folder / "nowhere" / "out.bundle")
    assert (ended.code, ended.out, one_line(ended.err).split()[1]) == (3, "", "STORE-FILE")
    assert sorted(path.name for path in raw.folder.iterdir()) == ["k.db"]


def test_the_table_holds_every_value_and_nothing_that_a_spreadsheet_would_run(raw: Harness) -> None:
    out = raw.folder / "out.csv"
    raw.filled(b"a\t=1+1", b'b\tsaid "yes", twice', b"c\t\t=1", b"d\t-3.5")
    assert raw("csv", "--db", raw.db, "--out", out).out == "DONE\n"
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"), newline="")))
    assert rows == [["id", "value"], ["a", "'=1+1"], ["b", 'said "yes", twice'], ["c", "'\t=1"], ["d", "-3.5"]]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("form.xml", FORM, "ok xml 1\n"),
        ("table.csv", b"name,district\nInvented Choir,ZZ1\n", "ok csv 1\n"),
        ("form.txt", FORM, "IMPORT-KIND"),
        ("form.xlsx", FORM, "IMPORT-KIND"),
        ("form.age", FORM, "IMPORT-KIND"),
        ("table.csv", b"PK\x03\x04", "IMPORT-KIND"),
        ("book.xlsx", b"PK\x03\x04" + bytes(10_000_000), "IMPORT-SIZE"),
        ("bad.csv", b"name\n\xff\n", "IMPORT-CSV"),
    ],
)
def test_a_file_is_taken_in_by_its_ending_and_its_content(raw: Harness, name: str, content: bytes, told: str) -> None:
    raw.filled(b"a\tone")
    before = raw("dump", "--db", raw.db).out
    (raw.folder / name).write_bytes(content)
    ended = raw("import", "--db", raw.db, raw.folder / name)
    assert (ended.out or one_line(ended.err).split()[1]) == told
    assert ended.code == (0 if told.startswith("ok") else 1)
    assert raw("dump", "--db", raw.db).out == before
    assert sorted(path.name for path in raw.folder.iterdir()) == sorted(["k.db", name])


def test_a_file_that_is_not_there_is_refused(raw: Harness) -> None:
    ended = raw("import", "--db", raw.filled(b"a\tone"), raw.folder / "none.csv")
    assert (ended.code, one_line(ended.err).split()[1]) == (1, "CLI-FILE")


def test_a_session_keeps_the_answers_and_leaves_a_sheet_and_a_backup(harness: Harness) -> None:
    path = harness.filled(b"a\tZebedee Quillfeather", b"b\t   ")
    before = harness("dump", "--db", path).out
    ended = harness("session", "--db", path, "--out", harness.folder / "out")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert harness("dump", "--db", path).out == before
    assert harness("verify", "--db", path).code == 0
    assert (harness.folder / "out.pdf").read_bytes().startswith(b"%PDF-")
    assert len(list((harness.folder / "backups").glob("*.civicdesk"))) == 1
    logs = harness.folder / "home" / ".local" / "share" / "civicdesk" / "logs"
    assert "Zebedee" not in "".join(file.read_text(encoding="utf-8") for file in logs.iterdir())


# --- engines without a workspace ---------------------------------------------------------------------------------------------------------


def test_a_form_answers_line_by_line(raw: Harness) -> None:
    form = raw.folder / "form.xml"
    form.write_bytes(FORM)
    steps = [{"op": "set", "ref": "/data/a", "value": "3"}, {"op": "set", "ref": "/data/none", "value": "3"}, {"op": "submission"}]
    told = raw("form", form, given="\n".join(map(json.dumps, steps)).encode() + b"\nno step\n", CIVICDESK_HARNESS="")
    changed, wrong, submission, no_step = map(json.loads, told.out.splitlines())
    assert {node["ref"]: node["v"] for node in changed["changed"]} == {"/data/a": "3", "/data/b": "4"}
    assert (wrong["error"], no_step["error"]) == ("HARNESS-STEP", "HARNESS-STEP")
    assert "<b>4</b>" in submission["submission"]


def test_a_table_is_recoded_with_a_report(raw: Harness) -> None:
    (raw.folder / "people.csv").write_text("sex;town\n" + "f;A\nm;A\n" * 3, encoding="utf-8")
    (raw.folder / "people_hierarchy_sex.csv").write_text("f;*\nm;*\n", encoding="utf-8")
    for mode in ("local", "global"):
        out, report = raw.folder / "out.csv", raw.folder / "report.json"
        words = ("--data", raw.folder / "people.csv", "--hierarchies", raw.folder, "--k", "3", "--mode", mode, "--out", out)
        assert raw("anonymise", *words, "--report", report, CIVICDESK_HARNESS="").code == 0
        told = json.loads(report.read_text(encoding="utf-8"))
        assert (told["ncp"], told["suppressed"], told["classes"]) == (0, 0, 2)
        assert ("node" in told) is (mode == "global")
        assert out.read_text(encoding="utf-8").splitlines()[1] == "f;A"
