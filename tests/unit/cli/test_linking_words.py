"""Linking by the command line: a key, dates of birth, link codes, pools."""

from collections.abc import Callable

import pytest

from civicdesk import paths
from civicdesk.crypto import sealing
from civicdesk.export import csvs, linkage
from civicdesk.store import projects
from civicdesk.workflows import unlock
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal


@pytest.fixture
def linker(desk: Desk, make_pack: Callable[..., bytes]) -> str:
    """Let the desk follow a pack that links people; return the linker's identity."""
    identity, address = sealing.new_identity()
    kit = unlock.open_(desk.folder / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, desk.tools)
    projects.keep_pack(kit.workspace, make_pack(linkage=address), 2)
    unlock.lock(kit)
    return identity


def test_key_and_date_come_to_the_laptop(desk: Desk, linker: str) -> None:
    secret = desk.folder / "secret.txt"
    file = desk.folder / "link.key"
    made = desk.ask("central", "link-key", "--out", file, "--passphrase-file", secret)
    taken = desk.ask("linkage", "take-key", *desk.door(), file, "--key-passphrase-file", secret)
    assert taken["check"] == made["check"]
    card = desk.ask("person", "add", *desk.door(), "--name", "Wren Fictional")["card"]
    assert desk.ask("linkage", "birth-date", *desk.door(), "--card", card, "--date", "1980-05-03")["kept"]
    assert desk.ask("linkage", "status", *desk.door()) == {"on": True, "can_be_linked": 0, "by_chance": {"t1": 0, "t2": 0}}


def test_a_project_that_links_nobody_says_so(desk: Desk) -> None:
    assert refusal(desk, "linkage", "status", *desk.door())[1].strip() == "This project links nobody over laptops."


def test_a_date_that_is_none_is_not_taken(desk: Desk) -> None:
    with pytest.raises(SystemExit):
        desk.say("linkage", "birth-date", *desk.door(), "--card", "001", "--date", "3 May")


def test_the_linker_writes_pools_and_tells_what_to_look_at(desk: Desk) -> None:
    identity, address = sealing.new_identity()
    files = []
    for name, codes in {"a": ("a1", "a2"), "b": ("b1", "b2")}.items():
        rows = [(code, "x", "s", "p") if code[1] == "1" or name == "a" else (code, "y", "t", "q") for code in codes]
        (desk.folder / name).write_bytes(sealing.seal(csvs.write(linkage.HEADER, rows), [address]))
        files.append(desk.folder / name)
    (desk.folder / "linker.txt").write_text(f"{identity}\n")
    out = desk.folder / "pools.csv"
    words = ("central", "link", *files, "--identity", desk.folder / "linker.txt", "--out", out)
    made = desk.ask(*words)
    assert (made["people"], made["pools"], made["conflicts"]) == (4, 4, [["a1", "a2", "b1"]])
    earlier = linkage.pools_csv({"a1": "pool-a", "b2": "pool-b", "b1": "pool-c"})
    (desk.folder / "earlier.csv").write_bytes(earlier)
    code, said, _ = refusal(desk, "central", "link", files[1], "--earlier", desk.folder / "earlier.csv", *words[4:])
    assert (code, "pool" in said) == (0, True)


def test_data_with_link_codes_is_never_called_nameless() -> None:
    """What people read about linking never promises what linking takes away."""
    told = (paths.resources() / "locale" / "en" / "linkage.toml").read_text(encoding="utf-8").casefold()
    assert "anonym" not in told
    assert "stays personal data" in told


def test_codes_are_taken_out_of_a_bundle_only_if_it_brings_some(desk: Desk) -> None:
    identity, address = sealing.new_identity()
    (desk.folder / "centre.txt").write_text(f"{identity}\n")
    (desk.folder / "bundle.age").write_bytes(sealing.seal(b"no bundle", [address]))
    words = (
        "central",
        "link-codes",
        desk.folder / "bundle.age",
        "--identity",
        desk.folder / "centre.txt",
        "--out",
        desk.folder / "codes.age",
    )
    code, _, told = refusal(desk, *words)
    assert code != 0
    assert "BUNDLE-" in told
