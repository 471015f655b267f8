"""The words of sheets: a whole session's, those that wait, and the guide."""

from pathlib import Path

import pytest

from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.cli.test_commands import import_paper, welcome


@pytest.fixture
def session(desk: Desk) -> str:
    """Return a session in which two people have answered."""
    opened = desk.ask("session", "open", *desk.door(), "--place", "Invented Hall")["id"]
    cards = [welcome(desk, "--session", opened) for _ in range(2)]
    rows = "".join(f"{card},da,da,da,da,da\n" for card in cards)
    import_paper(desk, f"card,sk1,sk2,sk3,sk4,sk5\n{rows}", "--session", opened)
    return str(opened)


def batch(desk: Desk, session: str, *more: object) -> set[str]:
    desk.ask("sheet", "batch", *desk.door(), "--session", session, "--out", desk.folder / "out", *more)
    return {path.name.partition("-20")[0] + path.suffix for path in (desk.folder / "out").iterdir()}


def test_a_session_is_one_file_and_each_in_its_own(desk: Desk, session: str) -> None:
    names = batch(desk, session, "--text")
    assert len(names) == 7
    assert "sheets.pdf" in names
    assert {Path(name).suffix for name in names} == {".pdf", ".txt", ".html"}


def test_one_file_alone_or_each_alone(desk: Desk, session: str) -> None:
    assert batch(desk, session, "--one-file") == {"sheets.pdf"}
    (desk.folder / "out" / next((desk.folder / "out").iterdir()).name).unlink()
    assert len(batch(desk, session, "--separate")) == 2


def test_no_name_of_a_file_is_a_name(desk: Desk, session: str) -> None:
    batch(desk, session, "--text")
    assert [path.name for path in (desk.folder / "out").iterdir() if "wren" in path.name.lower() or "fictional" in path.name.lower()] == []


def test_a_session_of_nobody_makes_nothing(desk: Desk) -> None:
    opened = desk.ask("session", "open", *desk.door(), "--place", "Invented Hall")["id"]
    assert batch(desk, str(opened)) == set()


def test_nothing_waits_until_somebody_keeps_it(desk: Desk, session: str) -> None:
    assert desk.ask("sheet", "waiting", *desk.door()) == []


def test_the_guide_needs_no_workspace(desk: Desk) -> None:
    desk.ask("sheet", "guide", "--out", desk.folder / "guide.pdf")
    assert (desk.folder / "guide.pdf").read_bytes().startswith(b"%PDF")


def test_an_unknown_session_is_refused(desk: Desk) -> None:
    assert refusal(desk, "sheet", "batch", *desk.door(), "--session", "nowhere", "--out", desk.folder / "out")[0] == 1
