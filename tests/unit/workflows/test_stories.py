"""Quotes on their way out: only with the consent they have, only without names, only when somebody has read them."""

from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.export import csvs
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import CaseId
from civicdesk.records.people import Role
from civicdesk.workflows import case_study, first_run, practice, stories
from civicdesk.workflows.kit import Kit, Tools
from civicdesk.workflows.stories import Read
from tests.journeys.conftest import MODEST, PASSPHRASE, held_by
from tests.unit.workflows.conftest import EVERYTHING, says_no, welcome

PROMPT = case_study.guide().prompts[0].key
TOLD = (
    Quote(text="Wren Fictional and the choir changed it all, at 43.", prompt=PROMPT, tags=("trust",), consent=QuoteConsent.ANONYMOUS),
    Quote(text="Ask me any time.", prompt=PROMPT, consent=QuoteConsent.INSIDE),
    Quote(text="Call me Stoat: 07700 900999.", prompt=PROMPT, consent=QuoteConsent.NAMED),
    Quote(text="Not for others.", prompt=PROMPT, consent=QuoteConsent.NO),
)


def _told(kit: Kit, *, yes: frozenset[Purpose] = EVERYTHING, finished: bool = True) -> CaseStudy:
    begun = case_study.begin(kit, welcome(kit, yes=yes, name="Wren Fictional").id, None).value
    written = replace(begun, texts=((PROMPT, "A story."),), quotes=TOLD)
    return (case_study.finish if finished else case_study.keep)(kit, written).value


@pytest.fixture
def case(kit: Kit) -> CaseStudy:
    """Return a finished story with quotes of every kind of consent."""
    return _told(kit)


def test_only_quotes_that_may_travel_are_offered_without_their_names(kit: Kit, case: CaseStudy) -> None:
    found = stories.passages(kit, case.id)
    assert [(each.number, each.reads) for each in found] == [
        (1, "[person 1] and the choir changed it all, at 43."),
        (3, "Call me [name 1]: [number 1]."),
    ]


def test_a_quote_that_nobody_read_stays(kit: Kit, case: CaseStudy) -> None:
    rows = csvs.read(stories.release(kit, case.id, [Read(number=1)]))
    assert [(row["text"], row["domain"], row["cuts"]) for row in rows] == [
        ("[person 1] and the choir changed it all, at 43.", "trust", "1")
    ]


def test_no_code_of_a_person_leaves_with_a_quote(kit: Kit, case: CaseStudy) -> None:
    made = stories.release(kit, case.id, [Read(number=1), Read(number=3)])
    assert kit.code_of(case.person).encode() not in made
    assert case.id.encode() not in made


def test_the_reader_cuts_more_and_takes_cuts_back(kit: Kit, case: CaseStudy) -> None:
    rows = csvs.read(stories.release(kit, case.id, [Read(number=1, add=("at 43",)), Read(number=3, keep=("stoat",))]))
    assert [row["text"] for row in rows] == ["Call me Stoat: [number 1].", "[person 1] and the choir changed it all, [cut 1]."]


def test_that_something_left_stands_in_the_audit(kit: Kit, case: CaseStudy) -> None:
    before = kit.workspace.row("select count(*) from audit")[0]
    stories.release(kit, case.id, [Read(number=1)])
    assert kit.workspace.row("select action from audit order by seq desc limit 1")[0] == "exported"
    assert kit.workspace.row("select count(*) from audit")[0] == before + 1


@pytest.mark.parametrize(
    ("reads", "code"),
    [
        ([], "STORY-UNREAD"),
        ([Read(number=2)], "STORY-NUMBER"),
        ([Read(number=9)], "STORY-NUMBER"),
        ([Read(number=1, add=("lamp",))], "STORY-WORDS"),
        ([Read(number=1, keep=(" ",))], "STORY-WORDS"),
    ],
)
def test_what_was_not_read_or_is_not_there_is_said(kit: Kit, case: CaseStudy, reads: list[Read], code: str) -> None:
    with says_no(code):
        stories.release(kit, case.id, reads)


@pytest.mark.parametrize("missing", [Purpose.RESEARCH, Purpose.STORY])
def test_without_consent_no_word_leaves(kit: Kit, missing: Purpose) -> None:
    case = _told(kit, yes=EVERYTHING - {missing})
    with says_no("STORY-CONSENT"):
        stories.passages(kit, case.id)


def test_an_unfinished_story_stays(kit: Kit) -> None:
    case = _told(kit, finished=False)
    with says_no("STORY-OPEN"):
        stories.passages(kit, case.id)


def test_a_story_without_such_quotes_says_so(kit: Kit, case: CaseStudy) -> None:
    case_study.keep(kit, replace(case, quotes=TOLD[3:]))
    with says_no("STORY-NONE"):
        stories.passages(kit, case.id)


def test_nothing_of_the_practice_project_leaves(tmp_path: Path, tools: Tools) -> None:
    newcomer = first_run.Newcomer(name="Ada", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    learner = first_run.join(tmp_path / "practice", practice.pack(), newcomer, tools, cost=MODEST[-1]).kit
    with says_no("SEND-PRACTICE"):
        stories.passages(learner, CaseId("any"))


def test_a_worker_releases_nothing(kit: Kit, case: CaseStudy) -> None:
    with says_no("ROLE-RIGHT"):
        stories.passages(held_by(kit, "Wes Worker"), case.id)
