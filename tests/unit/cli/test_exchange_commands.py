"""Answers go to other programs and come back by the command line."""

from pathlib import Path

import pytest

from civicdesk.cli import door
from civicdesk.workflows import respond
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.conftest import plain_form


@pytest.fixture
def answered(desk: Desk) -> Desk:
    """Return a desk with one finished response of somebody who agrees that it is sent, taken in from another program."""
    (desk.folder / "plain.xlsx").write_bytes(plain_form())
    desk.ask("instrument", "add", *desk.door(), desk.folder / "plain.xlsx")
    card = desk.ask("person", "add", *desk.door())["card"]
    desk.ask("person", "consent", *desk.door(), "--card", card, "--yes", "keep", "--yes", "research")
    (desk.folder / "main.csv").write_text(f"card,words,again,KEY\n{card},Invented,yes,uuid:1\n")
    (desk.folder / "visit.csv").write_text("place,KEY,PARENT_KEY\nHall,a,uuid:1\n")
    return desk


def take_in(desk: Desk) -> tuple[object, ...]:
    return ("respond", "import", *desk.door(), desk.folder / "main.csv", "--repeat", desk.folder / "visit.csv", "--form", "plain")


def give_out(desk: Desk, *more: object) -> tuple[object, ...]:
    return ("respond", "export", *desk.door(), "--form", "plain", "--out", desk.folder / "out", *more)


def test_an_export_of_another_program_comes_in_once(answered: Desk) -> None:
    assert answered.ask(*take_in(answered))["responses"] == 1
    code, _, told = refusal(answered, *take_in(answered))
    assert (code, "passed over" in told) == (0, True)


def second(folder: Path) -> tuple[object, ...]:
    return ("--readable", "--second", "Ben Second", "--second-passphrase-file", folder / "secret.txt")


def test_responses_are_written_with_a_word_and_a_second_person(answered: Desk) -> None:
    answered.ask(*take_in(answered))
    made = answered.ask(*give_out(answered, "--csv", "--xml", "--audit", *second(answered.folder)))
    assert (made["responses"], made["files"], made["held"]) == (1, 4, 0)
    assert len([path for path in (answered.folder / "out").rglob("*") if path.is_file()]) == 4


def test_the_sentence_says_that_anybody_can_read_them(answered: Desk) -> None:
    answered.ask(*take_in(answered))
    _, out, _ = refusal(answered, *give_out(answered, "--csv", *second(answered.folder)))
    assert "not sealed" in out
    assert "free text may hold names" in out


@pytest.mark.parametrize(
    ("more", "code"), [((), "EXCHANGE-SHAPE"), (("--csv",), "EXCHANGE-READABLE"), (("--csv", "--readable"), "EXCHANGE-SECOND")]
)
def test_without_that_nothing_is_written(answered: Desk, more: tuple[str, ...], code: str) -> None:
    answered.ask(*take_in(answered))
    exit_code, _, told = refusal(answered, *give_out(answered, *more))
    assert (exit_code, code in told, (answered.folder / "out").exists()) == (1, True, False)


def test_the_second_person_is_asked_where_no_file_is_named(answered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answered.ask(*take_in(answered))
    asked: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda words: asked.append(words) or PASSPHRASE)
    made = answered.ask(*give_out(answered, "--csv", "--readable", "--second", "Ben Second"))
    assert (made["responses"], asked) == (1, ["Passphrase of Ben Second: "])


def test_where_nobody_can_be_asked_nothing_is_written(answered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(_words: str) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", nobody)
    code, _, told = refusal(answered, *give_out(answered, "--csv", "--readable", "--second", "Ben Second"))
    assert (code, "CLI-PASSPHRASE" in told) == (1, True)


SENT = (
    '<data id="plain" version="1"><words>Invented</words><years>{years}</years><again>no</again>'
    "<meta><instanceID>uuid:{ident}</instanceID></meta></data>"
)


def files_of(answered: Desk, *years: str) -> tuple[object, ...]:
    """Put responses into a folder, and the table that says whose they are beside it; return the words that take them in."""
    folder = answered.folder / "responses"
    (folder / "inner").mkdir(parents=True, exist_ok=True)
    for number, year in enumerate(years, start=1):
        (folder / "inner" / f"{number}.xml").write_text(SENT.format(years=year, ident=number))
    rows = "".join(f"uuid:{number},001\n" for number in range(1, len(years) + 1))
    (answered.folder / "cards.csv").write_text(f"KEY,card\n{rows}")
    return ("respond", "import", *answered.door(), folder, "--form", "plain", "--cards", answered.folder / "cards.csv")


def test_a_folder_of_responses_comes_in_once(answered: Desk) -> None:
    words = files_of(answered, "7", "8")
    made = answered.ask(*words)
    assert (made["responses"], made["already_here"], made["forgotten"]) == (2, 0, 0)
    assert answered.ask(*words)["already_here"] == 2


def test_each_damaged_response_is_told_by_its_file(answered: Desk) -> None:
    code, _, told = refusal(answered, *files_of(answered, "many", "8", "none"))
    assert (code, "1.xml: years:" in told, "3.xml: years:" in told) == (1, True, True)
    assert answered.ask(*files_of(answered, "7", "8", "9"))["responses"] == 3


def test_a_folder_with_more_than_comes_in_at_once_is_told(answered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(respond, "MOST_FILES", 1)
    assert "RESPOND-MANY" in refusal(answered, *files_of(answered, "7", "8"))[2]


def test_a_folder_of_large_files_is_not_read_to_its_end(answered: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    words = files_of(answered, "7", "8", "9")
    monkeypatch.setattr(respond, "MOST_BYTES", 3 * len(SENT) // 2)
    read, look = [], door.read
    monkeypatch.setattr(door, "read", lambda path: read.append(path.name) or look(path))
    assert "RESPOND-MANY" in refusal(answered, *words)[2]
    assert "3.xml" not in read


def test_whoever_was_forgotten_stays_out_and_it_is_said(answered: Desk) -> None:
    words = files_of(answered, "7")
    answered.ask(*words)
    answered.ask("request", "forget", *answered.door(), "--card", "001")
    code, _, told = refusal(answered, *words)
    assert (code, "stayed out" in told) == (0, True)
