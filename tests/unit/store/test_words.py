"""Words that were read before they leave: sealed, agreed to by a second person, and gone when anything about them changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from civicdesk.errors import Refused
from civicdesk.records.answers import Answer, AnswerKind, Submission
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.ids import CaseId, PersonId, QuestionRef, UserId
from civicdesk.records.people import Person
from civicdesk.records.texts import Cut, CutKind, Said, WordsKind
from civicdesk.store import answers, cases, consent, driver, erasing, linking, words
from civicdesk.store.workspace import Workspace

Say = Callable[..., Answer]
READER, SECOND = UserId("ada"), UserId("bea")
CUTS = (Cut(start=0, end=4, kind=CutKind.NAME),)
STATEMENT = Statement(version="1", language="en", text="May we?", sha256="ab" * 32, purposes=((Purpose.KEEP, "Keep"),))


def agrees(ws: Workspace, person: Person, clock: Callable, *, to: tuple[Purpose, ...] = words.NEEDED, choice: Choice = Choice.YES) -> None:
    consent.keep_consent(
        ws,
        Consent(
            person=person.id, statement=STATEMENT, choices=tuple((purpose, choice) for purpose in to), mode=Mode.SPOKEN, read_aloud=True,
            limits_explained=True, witness="", by=READER, session=None, at=clock(),
        ),
    )  # fmt: skip


@pytest.fixture
def told(ws: Workspace, wren: Person, clock: Callable) -> CaseStudy:
    agrees(ws, wren, clock)
    said = (
        Quote(text="Wren knows the choir.", prompt="p", tags=("trust", "music"), consent=QuoteConsent.ANONYMOUS),
        Quote(text="Wren knows the choir.", prompt="p", tags=("trust", "music"), consent=QuoteConsent.ANONYMOUS),
        Quote(text="Only for the team.", prompt="p", consent=QuoteConsent.INSIDE),
        Quote(text=" ", prompt="p", consent=QuoteConsent.NAMED),
    )
    case = CaseStudy(
        id=CaseId("c1"), person=wren.id, session=None, title="T", texts=(), quotes=said, tags=(), finished=True, by=READER, at=clock(),
    )  # fmt: skip
    return cases.keep_case(ws, case)


@pytest.fixture
def quote(ws: Workspace, wren: Person, told: CaseStudy) -> Said:
    (found,) = words.quotes(ws, {wren.id})
    return found


@pytest.fixture
def note(ws: Workspace, wren: Person, begun: Submission, say: Say, clock: Callable) -> Said:
    agrees(ws, wren, clock)
    answers.keep(ws, [say("/f/help", "Wren says: a lift."), say("/f/a", "1"), say("/f/none", None)], sealed=frozenset({"/f/help"}))
    answers.finish(ws, begun.id, clock())
    (found,) = words.notes(ws, {wren.id}, lambda _form, question: question == "/f/help")
    return found


def read(ws: Workspace, said: Said, clock: Callable, **changes: object) -> int:
    decided = words.Decided(said=said, cuts=CUTS, text=f"[name 1]{said.text[4:]}", kept_back=False, by=READER, at=clock())
    words.keep(ws, replace(decided, **changes))
    return words.readings(ws)[words.mark(said)].number


def agreed(ws: Workspace, said: Said, clock: Callable, **changes: object) -> int:
    number = read(ws, said, clock, **changes)
    words.agree(ws, number, SECOND, clock())
    return number


def every_question(_form: str, _question: QuestionRef) -> bool:
    return True


def texts(ws: Workspace, *persons: PersonId, **how: bool) -> list[str]:
    return [each.text for each in words.released(ws, persons, every_question, **how)]


def test_only_quotes_that_may_leave_are_offered_each_once(quote: Said, wren: Person) -> None:
    assert quote == Said(person=wren.id, kind=WordsKind.QUOTE, source="c1", domain="trust music", text="Wren knows the choir.")


def test_an_unfinished_story_offers_nothing(ws: Workspace, wren: Person, told: CaseStudy) -> None:
    cases.keep_case(ws, replace(told, finished=False))
    assert words.quotes(ws, {wren.id}) == ()


def test_answers_in_words_are_notes_under_the_name_of_their_question(note: Said, begun: Submission) -> None:
    assert (note.kind, note.domain, note.text, note.source) == (WordsKind.NOTE, "help", "Wren says: a lift.", f"{begun.id} /f/help")


def test_a_draft_offers_no_notes(ws: Workspace, wren: Person, begun: Submission, say: Say) -> None:
    answers.keep(ws, [say("/f/help", "Wren says: a lift.")])
    assert words.notes(ws, {wren.id}, lambda _form, _question: True) == ()


def test_what_was_read_and_agreed_to_leaves_without_its_names(
    ws: Workspace, wren: Person, quote: Said, note: Said, clock: Callable
) -> None:
    agreed(ws, note, clock)
    agreed(ws, quote, clock)
    found = words.released(ws, [wren.id], every_question)
    assert [(each.kind, each.domain, each.text, each.cuts) for each in found] == [
        ("note", "help", "[name 1] says: a lift.", 1),
        ("quote", "trust music", "[name 1] knows the choir.", 1),
    ]
    assert ws.verify() == ()


def test_of_people_who_are_not_in_the_release_nothing_leaves(ws: Workspace, quote: Said, clock: Callable) -> None:
    agreed(ws, quote, clock)
    assert texts(ws) == texts(ws, PersonId("robin")) == []


def test_what_nobody_agreed_to_stays(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    read(ws, quote, clock)
    assert texts(ws, wren.id) == []


def test_what_was_kept_back_stays(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    agreed(ws, quote, clock, kept_back=True)
    assert texts(ws, wren.id) == []


def test_reading_again_takes_the_agreement_back(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    first = agreed(ws, quote, clock)
    assert read(ws, quote, clock, text="Other.") == first
    assert texts(ws, wren.id) == []
    assert words.readings(ws)[words.mark(quote)].agreed_at is None
    assert ws.verify() == ()


def test_the_reader_cannot_be_the_second_person(ws: Workspace, quote: Said, clock: Callable) -> None:
    number = read(ws, quote, clock)
    with pytest.raises(Refused, match="STORY-SAME-PERSON"):
        words.agree(ws, number, READER, clock())


def test_the_file_itself_takes_no_second_person_who_is_the_first(ws: Workspace, quote: Said, clock: Callable) -> None:
    number = read(ws, quote, clock)
    with pytest.raises(driver.Error, match="CHECK"), ws.writing("words-agreed") as writing:
        writing.change("passage", number, {"agreed_by": READER})


def test_nothing_unknown_is_agreed_to(ws: Workspace, clock: Callable) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        words.agree(ws, 9, SECOND, clock())


def test_one_person_is_enough_where_the_pack_says_why(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    read(ws, quote, clock, alone_reason="Only one of us")
    assert texts(ws, wren.id, alone=True) == ["[name 1] knows the choir."]
    assert texts(ws, wren.id) == []


@pytest.mark.parametrize("taken_back", words.NEEDED)
def test_with_consent_taken_back_nothing_leaves(ws: Workspace, wren: Person, quote: Said, clock: Callable, taken_back: Purpose) -> None:
    agreed(ws, quote, clock)
    agrees(ws, wren, clock, to=(taken_back,), choice=Choice.NO)
    assert texts(ws, wren.id) == []


@pytest.mark.parametrize("change", [{"text": "Wren knows it."}, {"consent": QuoteConsent.INSIDE}])
def test_a_quote_that_changed_is_unread_again(ws: Workspace, told: CaseStudy, quote: Said, clock: Callable, change: dict) -> None:
    agreed(ws, quote, clock)
    cases.keep_case(ws, replace(told, title="Other"))
    assert texts(ws, told.person) == ["[name 1] knows the choir."]
    cases.keep_case(ws, replace(told, quotes=(replace(told.quotes[0], **change),)))
    assert texts(ws, told.person) == []


def test_an_answer_that_was_corrected_is_unread_again(ws: Workspace, wren: Person, note: Said, say: Say, clock: Callable) -> None:
    agreed(ws, note, clock)
    answers.keep(
        ws,
        [say("/f/help", "Wren says: two lifts.", kind=AnswerKind.CORRECTED, reason="misheard")],
        sealed=frozenset({QuestionRef("/f/help")}),
    )
    assert texts(ws, wren.id) == []


def test_an_answer_to_a_question_that_may_not_leave_any_more_stays(ws: Workspace, wren: Person, note: Said, clock: Callable) -> None:
    agreed(ws, note, clock)
    assert words.released(ws, [wren.id], lambda _form, question: question != "/f/help") == ()


def test_of_the_same_words_with_other_cuts_those_leave_that_tell_least(
    ws: Workspace, told: CaseStudy, quote: Said, clock: Callable
) -> None:
    again = cases.keep_case(ws, replace(told, id=CaseId("c2")))
    agreed(ws, quote, clock)
    agreed(ws, replace(quote, source=again.id), clock, text="[name 1] knows [cut 1].")
    assert texts(ws, told.person) == ["[name 1] knows [cut 1]."]


def test_the_same_words_with_the_same_cuts_leave_as_often_as_they_were_said(
    ws: Workspace, told: CaseStudy, quote: Said, clock: Callable
) -> None:
    again = cases.keep_case(ws, replace(told, id=CaseId("c2")))
    agreed(ws, quote, clock)
    agreed(ws, replace(quote, source=again.id), clock)
    assert texts(ws, told.person) == ["[name 1] knows the choir."] * 2


def test_a_second_person_after_one_alone_makes_two(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    number = read(ws, quote, clock, alone_reason="Only one of us")
    words.agree(ws, number, SECOND, clock())
    assert texts(ws, wren.id) == ["[name 1] knows the choir."]


def test_words_of_a_response_that_is_gone_stay(ws: Workspace, wren: Person, note: Said, clock: Callable) -> None:
    agreed(ws, replace(note, source="gone /f/help"), clock)
    assert texts(ws, wren.id) == []


def test_no_word_that_was_read_lies_in_clear(ws: Workspace, quote: Said, clock: Callable) -> None:
    agreed(ws, quote, clock)
    kept = repr(ws.rows("select * from passage"))
    assert "choir" not in kept
    assert words.mark(quote)[-1] not in kept


def test_the_cuts_come_back_as_they_were_made(ws: Workspace, quote: Said, clock: Callable) -> None:
    agreed(ws, quote, clock)
    reading = words.readings(ws)[words.mark(quote)]
    assert (reading.cuts, reading.read_by, reading.agreed_by) == (CUTS, READER, SECOND)


def test_an_erasure_takes_words_and_date_of_birth(ws: Workspace, wren: Person, quote: Said, clock: Callable) -> None:
    agreed(ws, quote, clock)
    linking.keep_birth_date(ws, wren.id, date(1980, 5, 3), by=READER)
    erasing.erase(ws, wren.id, clock(), by=READER)
    assert ws.rows("select 1 from passage union all select 1 from birth_date") == []
