"""The words of a centre on the command line: what came on a stick is taken in, told, and receipted."""

import io
import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.cli import centre as words
from civicdesk.records.releases import Laptop
from civicdesk.workflows import pack_making, send, unlock
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.centres import listed
from tests.unit.workflows.test_deliver import sealed

OFFICE = "three invented words of the office"


@pytest.fixture
def came(desk: Desk, office: pack_making.OfficeKeys, make_pack: Callable[..., bytes]) -> tuple[Path, Laptop]:
    """Return a stick with one bundle, and its laptop; the office's keys and its pack lie beside it."""
    kit = unlock.open_(next((desk.folder / "workspace").glob("*.civicdesk")), "Ada Test", PASSPHRASE, desk.tools)
    release = sealed(kit)
    bundle, laptop = send.sealed(kit, release.id), listed(kit)
    unlock.lock(kit)
    (desk.folder / "stick").mkdir()
    (desk.folder / "stick" / bundle.name).write_bytes(bundle.data)
    pack_making.save_keys(office, desk.folder / "keys")
    (desk.folder / "first.civicpack").write_bytes(make_pack())
    (desk.folder / "next.civicpack").write_bytes(make_pack(laptops=(laptop,)))
    return desk.folder / "stick", laptop


def office_words(desk: Desk) -> tuple[object, ...]:
    return "--keys", desk.folder / "keys", "--ledger", desk.folder / "centre" / "ledger.civicdesk"


def test_what_came_is_taken_in_and_told_by_every_word(desk: Desk, came: tuple[Path, Laptop]) -> None:
    stick, laptop = came
    at = office_words(desk)
    (told,) = desk.ask("central", "receive", stick, *at, "--pack", desk.folder / "next.civicpack")
    assert (told["status"], told["laptop"], told["receipt"], told["again"]) == ("accepted", laptop.id, True, False)
    (written,) = (stick / "receipts").iterdir()
    assert json.loads(written.read_bytes())["status"] == "accepted"
    assert desk.ask("central", "receive", stick, *at)[0]["again"]
    (holding,) = desk.ask("central", "holdings", *at)
    assert (holding["bundles"], holding["people"], holding["responses"], holding["order"]) == (1, 8, 8, [])
    assert desk.ask("central", "conflicts", *at) == desk.ask("central", "quarantine", *at) == []
    assert desk.ask("central", "receipt", "--out", desk.folder / "again", *at)["files"] == [written.name]
    assert (desk.folder / "again" / written.name).read_bytes() == written.read_bytes()
    assert desk.ask("batch", "status", *desk.door())[2] == {"which": "on the way", "people": 8, "responses": 8}
    taken = desk.ask("batch", "receipt", *desk.door(), written)
    assert (taken["state"], taken["people"]) == ("received", 8)
    assert desk.ask("batch", "status", *desk.door())[1] == {"which": "received", "people": 8, "responses": 8}
    assert "DELIVER-NO-PLACE" in refusal(desk, "batch", "receipt", *desk.door())[2]


def test_what_comes_from_an_unknown_laptop_waits_for_its_enrolment(desk: Desk, came: tuple[Path, Laptop]) -> None:
    stick, laptop = came
    at = office_words(desk)
    (told,) = desk.ask("central", "receive", stick, *at, "--pack", desk.folder / "first.civicpack")
    assert (told["status"], told["codes"]) == ("quarantined", ["BUNDLE-LAPTOP"])
    assert [each["laptop"] for each in desk.ask("central", "quarantine", *at)] == [laptop.id]
    (holding,) = desk.ask("central", "holdings", *at)
    assert (holding["bundles"], holding["put aside"], holding["enrolled"]) == (0, 1, "no")
    replay = desk.ask("central", "quarantine", "--replay", *at, "--pack", desk.folder / "next.civicpack")
    assert [each["status"] for each in replay] == ["accepted"]


def test_a_file_that_is_no_bundle_is_told_and_the_others_come_in(desk: Desk, came: tuple[Path, Laptop]) -> None:
    stick, _ = came
    (stick / "a.age").write_bytes(b"no bundle")
    (stick / "words.txt").write_bytes(b"not looked at")
    code, out, err = refusal(desk, "central", "receive", stick, *office_words(desk), "--pack", desk.folder / "next.civicpack")
    assert (code, "BUNDLE-NOT-OURS" in err, "accepted" in out, "damaged" in out) == (4, True, True, True)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ((), "CENTRE-NO-PACK"),
        (("--batch", "0"), "CENTRE-NO-RECEIPT"),
    ],
)
def test_what_is_missing_is_said(desk: Desk, came: tuple[Path, Laptop], more: tuple[str, ...], code: str) -> None:
    word = ("receipt", "--out", desk.folder / "out") if more else ("receive", came[0])
    assert code in refusal(desk, "central", *word, *office_words(desk), *more)[2]


def test_what_was_sealed_before_the_keys_were_renewed_comes_in_with_the_old_ones(desk: Desk, came: tuple[Path, Laptop]) -> None:
    pack_making.save_keys(pack_making.make_keys(), desk.folder / "new")
    at = ("--keys", desk.folder / "new", "--ledger", desk.folder / "ledger.civicdesk")
    _, _, err = refusal(desk, "central", "receive", came[0], *at, "--pack", desk.folder / "next.civicpack")
    assert "BUNDLE-KEY" in err
    assert desk.ask("central", "receive", came[0], *at, "--old-keys", desk.folder / "keys")[0]["status"] == "accepted"


def test_keys_under_a_passphrase_open_the_ledger_too(desk: Desk, came: tuple[Path, Laptop], office: pack_making.OfficeKeys) -> None:
    pack_making.save_keys(office, desk.folder / "sealed", OFFICE)
    (desk.folder / "office.txt").write_text(OFFICE)
    at = ("--keys", desk.folder / "sealed", "--ledger", desk.folder / "ledger.civicdesk", "--passphrase-file", desk.folder / "office.txt")
    assert desk.ask("central", "receive", came[0], *at, "--pack", desk.folder / "next.civicpack")[0]["status"] == "accepted"


def test_a_server_is_asked_only_with_a_secret_that_is_not_on_the_command_line(desk: Desk, came: tuple[Path, Laptop]) -> None:
    (desk.folder / "known").write_text("no key")
    ask = ("central", "receive", "sftp://localhost/in", *office_words(desk), "--pack", desk.folder / "next.civicpack")
    assert "CENTRE-SECRET" in refusal(desk, *ask)[2]
    (desk.folder / "password").write_text("invented\n")
    web = ("central", "receive", "https://a:b@localhost/in", *office_words(desk), "--secret-file", desk.folder / "password")
    assert "UPLOAD-ADDRESS" in refusal(desk, *web)[2]


def test_a_secret_may_come_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("invented\n"))
    assert words._secret(Namespace(secret_file="-")) == "invented"
