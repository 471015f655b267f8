"""By words alone: somebody leaves, a backup comes back, a person is forgotten, a request is answered, a lost passphrase is not the end."""

import json

import pytest

from civicdesk.crypto import passphrase
from civicdesk.workflows import pack_making, users
from tests.journeys.test_command_line import OTHER, Desk, desk  # noqa: F401 - the fixture

NAME = "Wren Fictional"


@pytest.fixture(autouse=True)
def _cheap_stretching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command unlocks anew: as cheap as the file format lets it."""
    monkeypatch.setattr(passphrase, "STANDARD", passphrase.MODEST[-1])


@pytest.fixture
def staffed(desk: Desk) -> Desk:  # noqa: F811 - the fixture
    """Return a desk with a colleague and one person in it."""
    secret = desk.folder / "other.txt"
    desk.ask("workspace", "add-user", *desk.door(), "--name", "Ben Second", "--role", "coordinator", "--new-passphrase-file", secret)
    desk.ask("person", "add", *desk.door(), "--name", NAME)
    return desk


def names(desk: Desk, who: str = "Ada Test", kept_in: str = "secret.txt") -> list[str]:  # noqa: F811 - the argument
    return [each["name"] for each in desk.ask("person", "list", *desk.door(who, kept_in))]


def test_a_colleague_leaves(staffed: Desk) -> None:
    staffed.ask("user", "revoke", *staffed.door(), "--name", "Ben Second")
    assert [each["name"] for each in staffed.ask("user", "list", *staffed.door())] == ["Ada Test"]
    assert staffed.say("person", "list", *staffed.door("Ben Second", "other.txt")) == 1
    assert names(staffed) == [NAME]


def test_keys_are_renewed_and_signed_anew(staffed: Desk) -> None:
    staffed.ask("user", "renew-keys", *staffed.door())
    staffed.ask("user", "accept-keys", *staffed.door())
    assert names(staffed, "Ben Second", "other.txt") == [NAME]


def test_a_wrong_name_keeps_the_workspace_as_it_is(staffed: Desk) -> None:
    assert staffed.say("user", "revoke", *staffed.door(), "--name", "Nobody") == 1
    assert names(staffed) == [NAME]


def test_a_new_recovery_sheet(staffed: Desk) -> None:
    paper = staffed.folder / "new.pdf"
    made = staffed.ask("user", "new-recovery", *staffed.door(), "--out", paper)
    (staffed.folder / "code.txt").write_text(made["code"])
    assert paper.read_bytes().startswith(b"%PDF")
    words = ("--user", "Ada Test", "--code-file", staffed.folder / "code.txt", "--new-passphrase-file", staffed.folder / "other.txt")
    staffed.ask("workspace", "recover", "--workspace", staffed.folder / "workspace", *words)
    assert names(staffed, kept_in="other.txt") == [NAME]


def test_an_escrow_opens_for_its_one_reader_alone(staffed: Desk, office) -> None:
    written = staffed.ask("user", "escrow", *staffed.door(), "--out", staffed.folder / "escrow")["file"]
    (staffed.folder / "identity.txt").write_text(office.identity)
    slot = staffed.folder / "slot.json"
    code = staffed.say("user", "slot", written, "--identity", staffed.folder / "identity.txt", "--out", slot)
    assert code == 4


def test_a_slot_lets_somebody_in(staffed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = pack_making.make_keys()
    real = users.crypto_escrow.seal
    monkeypatch.setattr(users.crypto_escrow, "seal", lambda ring, people, _recipient: real(ring, people, keys.recipient))
    written = staffed.ask("user", "escrow", *staffed.door(), "--out", staffed.folder)["file"]
    (staffed.folder / "identity.txt").write_text(keys.identity)
    slot = staffed.folder / "slot.json"
    made = staffed.ask("user", "slot", written, "--identity", staffed.folder / "identity.txt", "--out", slot)
    (staffed.folder / "code.txt").write_text(made["code"])
    words = ("--user", "Ada Test", "--code-file", staffed.folder / "code.txt", "--new-passphrase-file", staffed.folder / "other.txt")
    staffed.ask("user", "enter", "--workspace", staffed.folder / "workspace", "--slot", slot, *words)
    assert names(staffed, kept_in="other.txt") == [NAME]


def test_a_backup_comes_back(staffed: Desk) -> None:
    made = staffed.ask("workspace", "backup", *staffed.door())["file"]
    staffed.ask("person", "add", *staffed.door(), "--name", "Robin Placeholder")
    folder = staffed.folder / "workspace" / "backups"
    listed = staffed.ask("restore", "list", folder)
    assert [each["names"] for each in listed] == [["Ada Test", "Ben Second"]] * len(listed)
    assert listed
    path = staffed.folder / "workspace" / "testing.civicdesk"
    secret = ("--user", "Ada Test", "--passphrase-file", staffed.folder / "secret.txt")
    back = staffed.ask("restore", "run", made, "--workspace", path, *secret)
    assert (back["erased_again"], names(staffed)) == (0, [NAME])
    assert staffed.say("batch", "prepare", *staffed.door()) == 1
    staffed.ask("restore", "confirm", *staffed.door())


def test_the_code_brings_a_backup_back_without_whom_was_forgotten(staffed: Desk) -> None:
    made = staffed.ask("workspace", "backup", *staffed.door())["file"]
    staffed.ask("request", "forget", *staffed.door(), "--card", "001", "--keep-backups")
    path = staffed.folder / "workspace" / "testing.civicdesk"
    assert staffed.say("restore", "run", made, "--workspace", path) == 1
    back = staffed.ask("restore", "run", made, "--workspace", path, "--code-file", staffed.folder / "code.txt")
    assert (back["erased_again"], names(staffed)) == (1, [])


def test_a_lost_workspace_leaves_nothing_to_set_aside(staffed: Desk) -> None:
    made = staffed.ask("workspace", "backup", *staffed.door())["file"]
    path = staffed.folder / "workspace" / "testing.civicdesk"
    path.unlink()
    secret = ("--user", "Ada Test", "--passphrase-file", staffed.folder / "secret.txt")
    assert staffed.ask("restore", "run", made, "--workspace", path, *secret)["set_aside"] is None


def test_what_is_on_this_laptop(staffed: Desk) -> None:
    told = staffed.ask("restore", "facts", *staffed.door())["laptop"]
    assert (told["people"], told["users"], told["encrypted"]) == (1, 2, True)
    staffed.capture.readouterr()
    assert staffed.say("restore", "facts", *staffed.door()) == 0
    printed = staffed.capture.readouterr().out
    assert "Everything" in printed or "everything" in printed
    assert NAME not in printed


def test_what_is_on_this_laptop_goes_on_one_page(staffed: Desk) -> None:
    page = staffed.folder / "page.pdf"
    staffed.ask("restore", "facts", *staffed.door(), "--pdf", page)
    assert page.read_bytes().startswith(b"%PDF")


def test_a_backup_is_tried_out_by_words(staffed: Desk) -> None:
    made = staffed.ask("workspace", "backup", *staffed.door())["file"]
    assert staffed.ask("restore", "try", *staffed.door(), made)["people"] == 1


def test_a_colleague_gets_another_role_by_words(staffed: Desk) -> None:
    (name,) = [row["name"] for row in staffed.ask("user", "list", *staffed.door()) if row["name"] != "Ada Test"]
    staffed.ask("user", "role", *staffed.door(), "--name", name, "--role", "facilitator", "--safeguarding-lead")
    assert {"name": name, "role": "facilitator"} in staffed.ask("user", "list", *staffed.door())


def test_a_request_from_its_coming_in_to_its_answer(staffed: Desk) -> None:
    (staffed.folder / "note.txt").write_text("wants to see everything")
    note = ("--note-file", staffed.folder / "note.txt", "--received", "2026-02-20")
    made = staffed.ask("request", "add", *staffed.door(), "--kind", "access", "--card", "001", *note)
    (row,) = staffed.ask("request", "list", *staffed.door())
    assert (row["id"], row["kind"], row["now"]) == (made["id"], "access", "Answer by 2026-03-20")
    out = staffed.folder / "pack.json"
    pack = staffed.ask("request", "pack", *staffed.door(), "--card", "001", "--out", out)
    assert json.loads(out.read_bytes())["held"]["person"][0]["name"] == NAME
    assert pack["rows"] >= 2
    staffed.ask("request", "step", *staffed.door(), made["id"], "paused")
    assert staffed.ask("request", "list", *staffed.door())[0]["now"] == "Waits for the person"
    staffed.ask("request", "step", *staffed.door(), made["id"], "resumed")
    staffed.ask("request", "step", *staffed.door(), made["id"], "answered")
    assert staffed.ask("request", "list", *staffed.door())[0]["now"] == "Done"


def test_a_complaint_of_somebody_unknown(staffed: Desk) -> None:
    made = staffed.ask("request", "add", *staffed.door(), "--kind", "complaint", "--received", "2026-01-02")
    assert staffed.ask("request", "list", *staffed.door())[0]["now"] == "Acknowledge: was due on 2026-02-01"
    staffed.ask("request", "step", *staffed.door(), made["id"], "acknowledged")
    assert staffed.ask("request", "list", *staffed.door())[0]["now"] == "Answer"
    assert staffed.say("request", "add", *staffed.door(), "--kind", "access", "--card", "999") == 1


def test_somebody_is_forgotten_and_dates_are_listed(staffed: Desk) -> None:
    assert staffed.ask("request", "due", *staffed.door()) == []
    done = staffed.ask("request", "forget", *staffed.door(), "--card", "001")
    assert (done["keys_gone"], done["copies_gone"], names(staffed)) == (True, True, [])
