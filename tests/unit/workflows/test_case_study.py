"""Case studies: begun once, kept in versions, finished when every quote was asked about."""

from dataclasses import replace

import pytest

from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.sessions import Session
from civicdesk.store import cases
from civicdesk.workflows import case_study, people
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

PROMPT = case_study.guide().prompts[0].key


@pytest.fixture
def case(kit: Kit) -> CaseStudy:
    """Return a case study with a first text."""
    begun = case_study.begin(kit, welcome(kit, name="Wren Fictional").id, None).value
    return case_study.keep(kit, replace(begun, texts=((PROMPT, "I met Wren at the invented choir."),))).value


def test_prompts_and_tags_are_offered() -> None:
    guide = case_study.guide()
    assert len(guide.prompts) >= 5
    assert len({tag.key for tag in guide.tags}) == len(guide.tags)


def test_beginning_again_goes_on_with_what_is_unfinished(kit: Kit, case: CaseStudy) -> None:
    assert case_study.begin(kit, case.person, None).value.id == case.id
    case_study.finish(kit, case)
    assert case_study.begin(kit, case.person, None).value.id != case.id


def test_each_worker_writes_a_story_of_their_own(kit: Kit, case: CaseStudy, meeting: Session) -> None:
    people.arrive(kit, case.person, meeting.id)
    assert case_study.begin(held_by(kit, "Wes Worker"), case.person, None).value.id != case.id


def test_each_keeping_is_a_version_and_none_is_lost(kit: Kit, case: CaseStudy) -> None:
    for text in ("second", "third"):
        case_study.keep(kit, replace(case, texts=((PROMPT, text),)))
    assert [each.version for each in cases.versions(kit.workspace, case.id)] == [1, 2, 3, 4]
    assert case_study.case(kit, case.id).texts == ((PROMPT, "third"),)


@pytest.mark.parametrize("texts", [(), ((PROMPT, "  "),)])
def test_an_empty_story_is_not_finished(kit: Kit, case: CaseStudy, texts: tuple[tuple[str, str], ...]) -> None:
    with says_no("CASE-EMPTY"):
        case_study.finish(kit, replace(case, texts=texts))


def test_a_quote_that_was_not_asked_about_stops_the_end(kit: Kit, case: CaseStudy) -> None:
    quoted = case_study.with_quote(case, Quote(text="People listen now.", prompt=PROMPT))
    with says_no("CASE-QUOTE"):
        case_study.finish(kit, quoted)
    assert not case_study.case(kit, case.id).finished


@pytest.mark.parametrize("said", [each for each in QuoteConsent if each is not QuoteConsent.NOT_ASKED])
def test_each_quote_carries_its_own_consent(kit: Kit, case: CaseStudy, said: QuoteConsent) -> None:
    quote = Quote(text="People listen now.", prompt=PROMPT, consent=said, tags=(case_study.guide().tags[0].key,))
    case_study.finish(kit, case_study.with_quote(case, quote))
    kept = case_study.case(kit, case.id)
    assert kept.finished
    assert kept.quotes == (quote,)


def test_names_in_a_story_are_pointed_out(kit: Kit, case: CaseStudy) -> None:
    named = replace(case, texts=((PROMPT, "I went with Wren Fictional to the choir."),))
    assert "Wren Fictional" in case_study.names_in(kit, named)


def test_stories_are_listed_for_one_person_or_for_all(kit: Kit, case: CaseStudy) -> None:
    other = case_study.begin(kit, welcome(kit).id, None).value
    assert {each.id for each in case_study.list_all(kit)} == {case.id, other.id}
    assert [each.id for each in case_study.list_all(kit, case.person)] == [case.id]
