"""The words of an office: keys, packs, laptops; and those of a laptop that answer them."""

import shutil
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.workflows import pack_making
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal


@pytest.fixture
def project(desk: Desk) -> Path:
    """Return the folder of the test project's source, as an office has it."""
    shutil.copytree(paths.resources() / "practice", desk.folder / "office" / "project")
    shutil.copytree(paths.resources() / "instruments", desk.folder / "office" / "instruments")
    file = desk.folder / "office" / "project" / "pack.toml"
    words = {
        'id = "practice"': 'id = "test-project"',
        "practice = true": "practice = false",
        'short_code = "practice"': 'short_code = "testing"',
    }
    text = file.read_text().replace("version = 1", "version = 2", 1)
    for old, new in words.items():
        text = text.replace(old, new, 1)
    file.write_text(text)
    return file.parent


@pytest.fixture
def keys(desk: Desk, office: pack_making.OfficeKeys) -> Path:
    """Return the folder with the plain keys of the office that made the workspace's pack."""
    pack_making.save_keys(office, desk.folder / "keys")
    return desk.folder / "keys"


def test_an_office_makes_plain_keys_and_its_pack(desk: Desk, project: Path) -> None:
    made = desk.ask("central", "keys", "--plain", "--out", desk.folder / "own")
    assert (made["recipient"][:4], made["sealed"]) == ("age1", False)
    pack = desk.folder / "made.civicpack"
    told = desk.ask("central", "pack", project, "--sign-key", desk.folder / "own" / pack_making.SIGNING, "--out", pack)
    assert (told["words"], pack.stat().st_size > 1000) == (made["words"], True)
    code, _, said = refusal(desk, "central", "keys", "--plain", "--out", desk.folder / "own")
    assert (code, "(CENTRAL-KEYS-EXIST)" in said) == (1, True)


def test_sealed_keys_need_their_passphrase_and_their_paper(desk: Desk, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, secret = desk.folder / "own", ("--passphrase-file", desk.folder / "secret.txt")
    desk.ask("central", "keys", "--out", own, "--paper", desk.folder / "paper.pdf", *secret)
    assert (desk.folder / "paper.pdf").read_bytes().startswith(b"%PDF")
    code, _, said = refusal(desk, "central", "pack", project, "--keys", own, "--out", desk.folder / "made.civicpack", *secret)
    assert (code, "(CENTRAL-PAPER)" in said, (desk.folder / "made.civicpack").exists()) == (1, True, False)
    code, _, said = refusal(desk, "central", "confirm-paper", "--keys", own, "--passphrase-fd", "9999")
    assert (code, "(CLI-PASSPHRASE)" in said) == (1, True)
    monkeypatch.setattr("builtins.input", lambda _asked: (_ for _ in ()).throw(EOFError))
    code, _, said = refusal(desk, "central", "restore-keys", "--plain", "--out", desk.folder / "again")
    assert (code, "(CLI-PASSPHRASE)" in said) == (1, True)


def test_keys_are_made_again_from_their_paper_and_sign_the_same(desk: Desk, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.capture.readouterr()
    assert desk.say("central", "keys", "--plain", "--out", desk.folder / "own") == 0
    code = next(word for word in desk.capture.readouterr().err.split() if word.count("-") == 6)
    monkeypatch.setattr("builtins.input", lambda _asked: code.lower())
    made = desk.ask("central", "restore-keys", "--plain", "--out", desk.folder / "again")
    assert (desk.folder / "again" / pack_making.SIGNING).read_bytes() == (desk.folder / "own" / pack_making.SIGNING).read_bytes()
    (desk.folder / "code.txt").write_text(f"{code}\n")
    assert desk.ask("central", "confirm-paper", "--keys", desk.folder / "again", "--code-file", desk.folder / "code.txt")["confirmed"]
    told = desk.ask("central", "pack", project, "--keys", desk.folder / "again", "--out", desk.folder / "made.civicpack")
    assert told["words"] == made["words"]


def test_where_the_paper_cannot_be_written_the_code_is_shown(desk: Desk) -> None:
    words = ("--plain", "--out", desk.folder / "own", "--paper", desk.folder / "nowhere" / "paper.pdf")
    code, _, said = refusal(desk, "central", "keys", *words)
    assert (code, "(STORE-FILE)" in said) == (3, True)
    typed = next(word for word in said.split() if word.count("-") == 6)
    assert pack_making.keys_of(typed) == pack_making.read_keys(desk.folder / "own", None)


def test_a_paper_that_lies_there_is_not_written_over(desk: Desk) -> None:
    (desk.folder / "paper.pdf").write_bytes(b"the paper of other keys")
    code, _, said = refusal(desk, "central", "keys", "--plain", "--out", desk.folder / "own", "--paper", desk.folder / "paper.pdf")
    assert (code, "(CENTRAL-PAPER-THERE)" in said, (desk.folder / "own").exists()) == (1, True, False)


@pytest.mark.parametrize(("second", "told"), [("password1234s", "OFFICE-TWICE"), ("password1234", "KEYS-WEAK")])
def test_a_new_passphrase_is_typed_twice(desk: Desk, monkeypatch: pytest.MonkeyPatch, second: str, told: str) -> None:
    typed = iter(["password1234", second])
    monkeypatch.setattr("getpass.getpass", lambda _asked: next(typed))
    code, _, said = refusal(desk, "central", "keys", "--out", desk.folder / "own")
    assert (code, f"({told})" in said, (desk.folder / "own").exists()) == (1, True, False)


def test_a_sealed_signing_key_waits_for_its_paper_too(desk: Desk, project: Path) -> None:
    (desk.folder / pack_making.SEALED_IDENTITY).write_bytes(b"sealed")
    (desk.folder / pack_making.SEALED_SIGNING).write_bytes(b"sealed")
    words = ("--sign-key", desk.folder / pack_making.SEALED_SIGNING, "--out", desk.folder / "made.civicpack")
    code, _, said = refusal(desk, "central", "pack", project, *words)
    assert (code, "(CENTRAL-PAPER)" in said) == (1, True)


def test_a_laptop_is_enrolled_and_revoked(desk: Desk, project: Path, keys: Path) -> None:
    file, source = desk.folder / "enrolment.json", ("--project", project)
    own = desk.ask("workspace", "enrol", *desk.door(), "--out", file)
    code, _, said = refusal(desk, "central", "enrol", file, "--words", "six words that are not right", *source)
    assert (code, "(ENROL-WORDS)" in said) == (1, True)
    assert desk.ask("central", "laptops", *source) == []
    assert desk.ask("central", "enrol", file, "--words", own["words"], *source)["laptop"] == own["laptop"]
    assert [row["words"] for row in desk.ask("central", "laptops", *source)] == [own["words"]]
    pack = desk.folder / "second.civicpack"
    desk.ask("central", "pack", project, "--keys", keys, "--out", pack)
    seen = desk.ask("workspace", "pack", *desk.door(), "--pack", pack, "--look")
    assert (seen["taken"], [own["laptop"] in said for said in seen["changes"]].count(True)) == (False, 1)
    assert desk.ask("workspace", "pack", *desk.door(), "--pack", pack)["taken"]
    code, _, said = refusal(desk, "central", "revoke", own["laptop"], "--from", "yesterday", "--reason", "lost", *source)
    assert (code, "(ENROL-DAY)" in said) == (1, True)
    ended = desk.ask("central", "revoke", own["laptop"], "--from", "2026-03-01", "--reason", "lost", *source)
    assert ended == {"laptop": own["laptop"], "revoked": "2026-03-01"}
    text = (project / "pack.toml").read_text()
    (project / "pack.toml").write_text(text.replace("version = 2", "version = 3", 1))
    desk.ask("central", "pack", project, "--keys", keys, "--out", pack)
    assert desk.ask("workspace", "pack", *desk.door(), "--pack", pack)["revoked"] == "2026-03-01"


def test_a_pack_under_a_new_key_is_taken_with_its_words(desk: Desk, project: Path) -> None:
    made = desk.ask("central", "keys", "--plain", "--out", desk.folder / "new")
    pack = desk.folder / "new.civicpack"
    desk.ask("central", "pack", project, "--keys", desk.folder / "new", "--out", pack)
    code, _, said = refusal(desk, "workspace", "pack", *desk.door(), "--pack", pack)
    assert (code, "(PACK-NEW-KEY)" in said) == (1, True)
    assert desk.ask("workspace", "pack", *desk.door(), "--pack", pack, "--words", made["words"])["new_key"]


def test_sealed_keys_open_where_a_key_file_is_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(pack_making, "is_sealed", lambda _data: True)
    monkeypatch.setattr(pack_making, "read_identity", lambda _data, secret: opened.append(secret) or "AGE-SECRET-KEY-1NONE")
    (desk.folder / "identity.age").write_bytes(b"sealed")
    (desk.folder / "bundle.age").write_bytes(b"no bundle")
    words = ("--identity", desk.folder / "identity.age", "--laptop", "none", "--passphrase-file", desk.folder / "secret.txt")
    refusal(desk, "bundle", "check", desk.folder / "bundle.age", *words)
    assert opened == [PASSPHRASE]


def test_the_list_says_so_when_it_is_empty(desk: Desk, project: Path) -> None:
    desk.capture.readouterr()
    assert desk.say("central", "laptops", "--project", project) == 0
    assert "No laptop is enrolled yet." in desk.capture.readouterr().out


def test_the_recovery_sheet_is_there_even_if_a_pack_cannot_be_taken_whole(desk: Desk, project: Path) -> None:
    (project / "directory.csv").write_text("name,status\nPlaceholder Hall,ajar\n")
    pack, sheet = desk.folder / "bad.civicpack", desk.folder / "recovery.pdf"
    code, _, said = refusal(desk, "central", "pack", project, "--sign-key", _plain(desk), "--out", pack)
    assert (code, "(DIRECTORY-ROWS)" in said, pack.exists()) == (1, True, False)
    pack.write_bytes(pack_making.make_pack(project, bytes(range(32))))
    words = ("--workspace", desk.folder / "second", "--pack", pack, "--user", "Ada Test", "--recovery-out", sheet)
    code, _, said = refusal(desk, "workspace", "create", *words, "--passphrase-file", desk.folder / "secret.txt")
    assert (code, "(DIRECTORY-ROWS)" in said, sheet.read_bytes()[:4]) == (1, True, b"%PDF")


def _plain(desk: Desk) -> Path:
    desk.ask("central", "keys", "--plain", "--out", desk.folder / "own")
    return desk.folder / "own" / pack_making.SIGNING
