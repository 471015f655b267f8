"""The test project, and people in it, for tests of one verb at a time."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import openpyxl
import pytest

from civicdesk import i18n
from civicdesk.errors import CivicDeskError
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId, QuestionRef
from civicdesk.records.people import Person
from civicdesk.records.sessions import Session
from civicdesk.workflows import consent, interview, people, session
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import kit, make_pack, office, ready_made, tools  # noqa: F401 - fixtures
from tests.unit.workflows.centres import open_centre  # noqa: F401 - a fixture

FORM = "civic_health"
EVERYTHING = frozenset(Purpose)


@pytest.fixture
def meeting(kit: Kit) -> Session:  # noqa: F811 - the fixture
    """Return an open session of the first wave."""
    return session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("Ada Test",))).value


def given(kit: Kit, person: PersonId, yes: frozenset[Purpose] = EVERYTHING, **more: object) -> consent.Given:  # noqa: F811 - the argument
    """Return what somebody said: yes to some purposes, no to all others."""
    statement = consent.statement(kit)
    choices = {purpose: Choice.YES if purpose in yes else Choice.NO for purpose, _ in statement.purposes}
    return consent.Given(**{"person": person, "session": None, "statement": statement, "choices": choices, **more})


def welcome(kit: Kit, meeting: Session | None = None, yes: frozenset[Purpose] = EVERYTHING, **more: object) -> Person:  # noqa: F811
    """Add a person, note that they are here, and keep their consent."""
    person = people.add(kit, people.NewPerson(**more), meeting.id if meeting else None).value
    consent.record(kit, given(kit, person.id, yes))
    return person


def begin(kit: Kit, person: PersonId, meeting: Session | None = None, **more: object) -> Interview:  # noqa: F811 - the argument
    """Begin the questionnaire with somebody."""
    start = {"person": person, "form_id": FORM, "session": meeting.id if meeting else None, "wave": meeting.wave if meeting else 1}
    return interview.start(kit, interview.Start(**{**start, **more})).value


def answer_all(talk: Interview, answers: Mapping[str, str] | None = None) -> Interview:
    """Answer the first choice of each scored question of the first area, or what is given by name."""
    wanted = answers or {
        "sk1": "da",
        "sk2": "ta",
        "sk3": "da",
        "sk4": "ta",
        "sk5": "da",
        "kh1": "da",
        "kh2": "da",
        "kh3": "ta",
        "kh4": "da",
    }
    refs = {line.ref.rpartition("/")[2]: line.ref for line in talk.review().lines}
    for name, value in wanted.items():
        talk.answer(QuestionRef(refs[name]), value)
    return talk


def finished(kit: Kit, person: PersonId, meeting: Session | None = None, **more: object) -> Interview:  # noqa: F811 - the argument
    """Let somebody answer a part of the questionnaire and finish it."""
    talk = answer_all(begin(kit, person, meeting, **more))
    talk.finish()
    return talk


@contextmanager
def says_no(code: str) -> Iterator[None]:
    """Expect a refusal by its code, with a sentence of its own for the person."""
    with pytest.raises(CivicDeskError) as told:
        yield
    assert told.value.code == code
    assert i18n.explain(told.value) != f"{i18n.say('error.unexplained')} ({code})"


def workbook(**tables: list[list[object]]) -> bytes:
    """Write a workbook: a sheet a table, the first row its header."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def plain_form(form_id: str = "plain", version: str = "1") -> bytes:
    """Write a form with words, numbers, a calculation, a check, a required question, a repeat and two languages."""
    return workbook(
        survey=[
            [
                "type",
                "name",
                "label::English (en)",
                "label::Polski (pl)",
                "calculation",
                "constraint",
                "required",
                "relevant",
                "choice_filter",
            ],
            ["text", "words", "What would you like to say?", "Co chcesz nam powiedziec?", None, None, None, None],
            ["integer", "years", "How many years?", "Ile lat?", None, ". < 100", None, None],
            ["calculate", "months", None, None, "${years} * 12", None, None, None],
            ["select_one yn", "again", "Again?", "Jeszcze raz?", None, None, "yes", None],
            ["text", "why", "Why not?", "Dlaczego nie?", None, None, None, "${again} = 'no'"],
            ["select_one town", "town", "Which town?", "Jakie miasto?", None, None, None, None, "county = ${again}"],
            ["begin repeat", "visit", "Visit", "Wizyta", None, None, None, None],
            ["text", "place", "Where?", "Gdzie?", None, None, None, None],
            ["end repeat", None, None, None, None, None, None, None],
        ],
        choices=[
            ["list_name", "name", "label::English (en)", "label::Polski (pl)", "county"],
            ["yn", "yes", "Yes", "Tak", None],
            ["yn", "no", "No", "Nie", None],
            ["town", "ayton", "Ayton", "Ayton", "yes"],
            ["town", "beeton", "Beeton", "Beeton", "no"],
        ],
        settings=[["form_title", "form_id", "version", "default_language"], ["Plain", form_id, version, "English (en)"]],
    )


def ref_of(talk: Interview, name: str) -> QuestionRef:
    """Return the reference of a question that is asked now."""
    return next(QuestionRef(line.ref) for line in talk.review().lines if line.ref.rpartition("/")[2] == name)
