"""How a command gets in: passphrases by file, by descriptor and by prompt, never by word."""

import os
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from civicdesk.cli import door, main
from civicdesk.cli.output import Output
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.conftest import says_no


def asked(**given: object) -> Namespace:
    return Namespace(**{"passphrase_fd": None, "passphrase_file": None, **given})


def test_a_passphrase_is_read_from_a_file_and_blanks_stay(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" words with blanks \r\n", encoding="utf-8", newline="")
    assert door.passphrase(asked(passphrase_file=tmp_path / "secret")) == " words with blanks "


def test_a_passphrase_is_read_from_an_open_descriptor() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"words of the pipe\n")
    os.close(writing)
    assert door.passphrase(asked(passphrase_fd=reading)) == "words of the pipe"
    os.close(reading)


def test_a_passphrase_is_asked_for_when_nothing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: "typed words")
    assert door.passphrase(asked()) == "typed words"


def nobody(_prompt: str) -> str:
    raise EOFError


@pytest.mark.parametrize("given", [{"passphrase_fd": 987654}, {"passphrase_file": Path("nowhere")}, {}])
def test_a_passphrase_that_cannot_be_read_is_told(given: dict[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", nobody)
    with says_no("CLI-PASSPHRASE"):
        door.passphrase(asked(**given))


def test_no_command_takes_a_secret_as_a_word() -> None:
    secrets = [option for option in _options(main.parser()) if "passphrase" in option or "code" in option]
    assert secrets
    assert all(option.endswith(("-file", "-fd")) for option in secrets)


def _options(parser: ArgumentParser) -> list[str]:
    found: list[str] = []
    for action in parser._actions:
        found += action.option_strings
        for below in (action.choices or {}).values() if isinstance(action.choices, dict) else ():
            found += _options(below)
    return found


def test_the_workspace_is_its_file_or_its_folder(desk: Desk) -> None:
    file = desk.folder / "workspace" / "testing.civicdesk"
    assert door.workspace_file(file) == door.workspace_file(file.parent) == file


@pytest.mark.parametrize("place", ["", "nowhere", "secret.txt"])
def test_a_place_without_a_workspace_is_told(desk: Desk, place: str) -> None:
    with says_no("STORE-NONE"):
        door.workspace_file(desk.folder / place)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with says_no("CLI-FILE"):
        door.read(tmp_path / "nowhere")


def test_words_that_are_not_utf8_are_told(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"caf\xe9")
    with says_no("CLI-TEXT"):
        door.secret_in(tmp_path / "latin")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with says_no("CLI-FOLDER"):
        door.folder(tmp_path / "file" / "below")


def test_the_workspace_is_locked_again_whatever_happens(desk: Desk) -> None:
    code, _, told = refusal(desk, "person", "consent", *desk.door(), "--card", "999", "--yes", "keep")
    assert (code, "(PERSON-NONE)" in told) == (1, True)
    assert desk.ask("person", "list", *desk.door()) == []


def test_where_several_sign_in_a_name_is_asked_for(desk: Desk) -> None:
    words = ["--workspace", desk.folder / "workspace", "--passphrase-file", desk.folder / "secret.txt"]
    code, _, told = refusal(desk, "person", "list", *words)
    assert (code, "(KEYS-NAME)" in told) == (1, True)


def test_a_passphrase_comes_through_a_descriptor_to_a_command(desk: Desk) -> None:
    reading, writing = os.pipe()
    os.write(writing, f"{PASSPHRASE}\n".encode())
    os.close(writing)
    found = desk.ask("person", "list", "--workspace", desk.folder / "workspace", "--user", "Ada Test", "--passphrase-fd", reading)
    os.close(reading)
    assert found == []


def test_a_voice_without_streams_is_that_of_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False).note("Aloud.")
    assert capsys.readouterr().err == "Aloud.\n"
