"""The word by which the ledger of a centre follows new keys."""

import pytest

from civicdesk.cli import centre_keys as words
from civicdesk.workflows import centre, pack_making
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal


def asked(desk: Desk) -> tuple[object, ...]:
    old = "--old-keys", desk.folder / "old", "--old-passphrase-file", desk.folder / "secret.txt"
    return "central", "renew-ledger", "--ledger", desk.folder / "ledger.civicdesk", *old, "--keys", desk.folder / "new"


def test_the_ledger_of_a_centre_follows_new_keys(desk: Desk) -> None:
    for name in ("old", "new"):
        desk.ask("central", "keys", "--plain", "--out", desk.folder / name)
    with centre.opened(desk.folder / "ledger.civicdesk", pack_making.read_keys(desk.folder / "old", None), desk.tools.now().date()):
        pass
    assert desk.ask(*asked(desk)) == {"renewed": True, "put_aside": 0}
    code, _, said = refusal(desk, "central", "holdings", "--keys", desk.folder / "old", "--ledger", desk.folder / "ledger.civicdesk")
    assert (code, "(STORE-DAMAGED)" in said) == (4, True)
    assert desk.ask("central", "holdings", "--keys", desk.folder / "new", "--ledger", desk.folder / "ledger.civicdesk") == []


def test_each_passphrase_is_asked_for_its_own_keys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, made = [], pack_making.make_keys()
    monkeypatch.setattr(pack_making, "are_sealed", lambda _folder: True)
    monkeypatch.setattr(pack_making, "read_keys", lambda folder, secret: opened.append((folder.name, secret)) or made)
    monkeypatch.setattr(words.centre_keys, "renew", lambda *_keys: 2)
    monkeypatch.setattr("getpass.getpass", lambda _asked: "typed")
    code, _, said = refusal(desk, *asked(desk))
    assert (code, opened) == (0, [("old", PASSPHRASE), ("new", "typed")])
    assert ("Keys in the folder" in said, "2 files are put aside" in said) == (True, True)
