"""Quotes leave by the command line: shown with their cuts first, written when somebody has read them."""

from argparse import Namespace
from dataclasses import replace

import pytest

from civicdesk.cli import door
from civicdesk.export import csvs
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.workflows import case_study, people
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal

PROMPT = case_study.guide().prompts[0].key
TOLD = Quote(text="Wren Fictional and the choir changed it all, at 43.", prompt=PROMPT, consent=QuoteConsent.ANONYMOUS)


@pytest.fixture
def story(desk: Desk) -> str:
    """Return the id of a finished story with one quote that may travel."""
    card = desk.ask("person", "add", *desk.door(), "--name", "Wren Fictional")["card"]
    desk.ask("person", "consent", *desk.door(), "--card", card, "--yes", "keep", "--yes", "research", "--yes", "story")
    asked = Namespace(workspace=desk.folder / "workspace", user="Ada Test", passphrase_file=desk.folder / "secret.txt", passphrase_fd=None)
    with door.opened(asked, desk.tools) as kit:
        person = next(each for each in people.find(kit, card))
        begun = case_study.begin(kit, person.id, None).value
        return case_study.finish(kit, replace(begun, texts=((PROMPT, "A story."),), quotes=(TOLD,))).value.id


def test_quotes_are_shown_with_their_cuts(desk: Desk, story: str) -> None:
    shown = desk.ask("case", "words", *desk.door(), story)["quotes"]
    assert [each["reads"] for each in shown] == ["[person 1] and the choir changed it all, at 43."]


def test_the_reader_is_told_what_to_look_at(desk: Desk, story: str) -> None:
    code, out, _ = refusal(desk, "case", "words", *desk.door(), story)
    assert code == 0
    assert "Wren" not in out
    assert "civicdesk case release" in out


def test_a_quote_that_was_read_is_written(desk: Desk, story: str) -> None:
    out = desk.folder / "quotes.csv"
    made = desk.ask("case", "release", *desk.door(), story, "--read", "1", "--cut", "1:at 43", "--keep", "1:wren fictional", "--out", out)
    assert made["quotes"] == 1
    assert [row["text"] for row in csvs.read(out.read_bytes())] == ["Wren Fictional and the choir changed it all, [cut 1]."]


def test_nothing_is_written_if_nothing_was_read(desk: Desk, story: str) -> None:
    code, _, told = refusal(desk, "case", "release", *desk.door(), story, "--out", desk.folder / "quotes.csv")
    assert code != 0
    assert "STORY-UNREAD" in told
    assert not (desk.folder / "quotes.csv").exists()


@pytest.mark.parametrize("words", ["one:at", "1:", "1"])
def test_words_to_be_cut_name_their_quote(desk: Desk, story: str, words: str) -> None:
    with pytest.raises(SystemExit):
        desk.say("case", "release", *desk.door(), story, "--read", "1", "--cut", words, "--out", desk.folder / "quotes.csv")
