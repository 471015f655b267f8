"""Case studies: each saving is a version, each word is sealed."""

from dataclasses import replace

import pytest

from civicdesk.errors import Refused
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.ids import CaseId, UserId
from civicdesk.records.people import Person
from civicdesk.records.sessions import Session
from civicdesk.store import cases
from civicdesk.store.workspace import Workspace


@pytest.fixture
def story(wren: Person, meeting: Session, clock) -> CaseStudy:
    quote = Quote(text="I knew nobody.", prompt="before", tags=("alone",), consent=QuoteConsent.ANONYMOUS)
    return CaseStudy(
        id=CaseId("c1"), person=wren.id, session=meeting.id, title="A year on Placeholder Street", texts=(("before", "Quiet days."), ("now", "")),
        quotes=(quote, replace(quote, text="Now I do.")), tags=("alone", "garden"), finished=False, by=UserId("wf"), at=clock(),
    )  # fmt: skip


def test_a_case_study_comes_back_as_kept(ws: Workspace, story: CaseStudy) -> None:
    assert cases.keep_case(ws, story) == story
    assert cases.case(ws, story.id) == story
    assert ws.verify() == ()


def test_each_saving_is_a_version_and_the_last_counts(ws: Workspace, story: CaseStudy) -> None:
    cases.keep_case(ws, story)
    kept = cases.keep_case(ws, replace(story, quotes=(), finished=True))
    assert (kept.version, cases.case(ws, story.id)) == (2, kept)
    assert cases.versions(ws, story.id) == (story, kept)


def test_case_studies_are_listed_by_person_and_session(ws: Workspace, story: CaseStudy) -> None:
    other = replace(story, id=CaseId("c2"), session=None)
    cases.keep_case(ws, story)
    cases.keep_case(ws, other)
    found = [cases.cases(ws), cases.cases(ws, session=story.session), cases.cases(ws, person=story.person, session=story.session)]
    assert found == [(story, other), (story,), (story,)]


def test_an_unknown_case_study_is_refused(ws: Workspace) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        cases.case(ws, CaseId("none"))


def test_no_word_of_a_case_study_lies_in_clear(ws: Workspace, story: CaseStudy) -> None:
    cases.keep_case(ws, story)
    kept = repr(ws.rows("select * from case_version")) + repr(ws.rows("select * from case_quote"))
    assert not [word for word in ("Placeholder", "Quiet", "nobody") if word in kept]
