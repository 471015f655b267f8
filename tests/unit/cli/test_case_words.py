"""Words leave by the command line: shown with their cuts first, read by one person, agreed to by a second, then written."""

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace

import pytest

from civicdesk.cli import door
from civicdesk.export import csvs
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.store import projects
from civicdesk.workflows import case_study, people
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal

PROMPT = case_study.guide().prompts[0].key
TOLD = Quote(text="Wren Fictional and the choir changed it all, at 43.", prompt=PROMPT, consent=QuoteConsent.ANONYMOUS)


@pytest.fixture
def story(desk: Desk, make_pack: Callable[..., bytes]) -> str:
    """Return the id of a finished story with one quote that may travel, in a project that lets words leave."""
    card = desk.ask("person", "add", *desk.door(), "--name", "Wren Fictional")["card"]
    desk.ask("person", "consent", *desk.door(), "--card", card, "--yes", "keep", "--yes", "research", "--yes", "story")
    asked = Namespace(workspace=desk.folder / "workspace", user="Ada Test", passphrase_file=desk.folder / "secret.txt", passphrase_fd=None)
    with door.opened(asked, desk.tools) as kit:
        projects.keep_pack(kit.workspace, make_pack(text=True), 2)
        person = next(each for each in people.find(kit, card))
        begun = case_study.begin(kit, person.id, None).value
        return case_study.finish(kit, replace(begun, texts=((PROMPT, "A story."),), quotes=(TOLD,))).value.id


def passage(desk: Desk, *words: str) -> dict:
    (found,) = desk.ask("case", "words", *desk.door(), *words)["passages"]
    return found


def test_words_are_shown_with_their_cuts(desk: Desk, story: str) -> None:
    shown = passage(desk, story)
    assert (shown["reads"], shown["kind"], shown["standing"]) == ("[person 1] and the choir changed it all, at 43.", "quote", "unread")
    assert passage(desk) == shown


def test_the_reader_is_told_what_to_look_at(desk: Desk, story: str) -> None:
    code, out, _ = refusal(desk, "case", "words", *desk.door(), story)
    assert code == 0
    assert "Wren" not in out
    assert "together: at 43" in out
    assert "civicdesk case read" in out


def test_what_two_people_have_read_is_written(desk: Desk, story: str) -> None:
    words = ("--cut", "at 43", "--keep", "wren fictional")
    read = desk.ask("case", "read", *desk.door(), passage(desk)["id"], *words)
    assert (read["standing"], read["reads"]) == ("read", "Wren Fictional and the choir changed it all, [cut 1].")
    second = desk.door("Ben Second")
    assert desk.ask("case", "agree", *second, read["id"])["passages"] == 1
    out = desk.folder / "quotes.csv"
    assert desk.ask("case", "release", *second, story, "--out", out)["quotes"] == 1
    assert [row["text"] for row in csvs.read(out.read_bytes())] == [read["reads"]]


def test_a_passage_is_kept_back(desk: Desk, story: str) -> None:
    assert desk.ask("case", "read", *desk.door(), passage(desk)["id"], "--keep-back")["standing"] == "kept back"


def test_nothing_is_written_if_nothing_was_read(desk: Desk, story: str) -> None:
    code, _, told = refusal(desk, "case", "release", *desk.door(), story, "--out", desk.folder / "quotes.csv")
    assert code != 0
    assert "STORY-UNREAD" in told
    assert not (desk.folder / "quotes.csv").exists()
