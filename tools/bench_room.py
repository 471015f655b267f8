"""A workspace for measuring: invented people in any number, and their answers as a table."""

import csv
import io
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.consent import Choice
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SubmissionId
from civicdesk.records.pages import PageSize
from civicdesk.records.people import Role
from civicdesk.workflows import consent, first_run, forms, interview, people, practice, unlock
from civicdesk.workflows.kit import Kit, Tools

NAME, PASSPHRASE = "Ada Fictional", "seven plainly invented words of the bench"


@dataclass(frozen=True, slots=True)
class Room:
    """An open workspace of the practice project."""

    kit: Kit
    path: Path
    tools: Tools

    def add_person(self, number: int) -> PersonId:
        """Add an invented person who agrees to everything; the card is T and the number."""
        like = practice.folk()[number % len(practice.folk())]
        new = people.NewPerson(
            name=f"Number {number} Fictional",
            card=card(number),
            birth_year=like.birth_year,
            sex=like.sex,
            ethnicity=like.ethnicity,
            district=like.district,
        )
        person = people.add(self.kit, new).value.id
        words = consent.statement(self.kit)
        choices = {purpose: Choice.YES for purpose, _ in words.purposes}
        consent.record(self.kit, consent.Given(person=person, session=None, statement=words, choices=choices, witness=""))
        return person

    def begin(self, person: PersonId, wave: int) -> interview.Interview:
        """Begin the shipped questionnaire with somebody."""
        return interview.start(
            self.kit, interview.Start(person=person, form_id=interview.default_form(self.kit), session=None, wave=wave)
        ).value

    def answer_all(self, talk: interview.Interview, number: int, wave: int) -> Iterator[float]:
        """Answer every question that is asked; yield after each answer how many milliseconds it took until it was kept."""
        talk.sized(PageSize.SECTION)
        page = talk.page()
        while True:
            for question in page.questions:
                value = practice.answer(number, wave, question.state) if question.state.t in interview.ASKED else ""
                if value:
                    began = time.perf_counter()
                    talk.answer(QuestionRef(question.state.ref), value)
                    yield (time.perf_counter() - began) * 1000
            page = talk.page(page.ref)
            if page.following is None:
                return
            page = talk.page(page.following)

    def finished(self, number: int, waves: int) -> SubmissionId:
        """Return the last response of an invented person who has answered and finished so many times."""
        person = self.add_person(number)
        for wave in range(1, waves + 1):
            talk = self.begin(person, wave)
            for _ in self.answer_all(talk, number, wave):
                pass
            talk.finish()
        return talk.submission.id


@contextmanager
def opened(folder: Path) -> Iterator[Room]:
    """Make a workspace and open it for a while; Argon2id as cheap as the file format lets it, so that it does not hide the rest."""
    tools = _tools(practice.FIRST_MEETING)
    newcomer = first_run.Newcomer(name=NAME, role=Role.COORDINATOR, passphrase=PASSPHRASE)
    joined = first_run.join(folder, practice.pack(), newcomer, tools, cost=MODEST[-1])
    first_run.confirm_recovery(joined.kit, joined.recovery.code)
    forms.adopt_pack(joined.kit)
    try:
        yield Room(joined.kit, joined.kit.workspace.path, tools)
    finally:
        unlock.lock(joined.kit)


def later_tools() -> Tools:
    """Return clock, ids and chance of a day after everything that a room was filled with."""
    return _tools(practice.FIRST_MEETING + timedelta(days=60))


def _tools(first: datetime) -> Tools:
    ticks = count()
    return Tools(now=lambda: first + timedelta(seconds=next(ticks)), new_id=lambda: uuid.uuid4().hex, chance=lambda: 0.5)


def card(number: int) -> str:
    """Return the card of an invented person."""
    return f"T{number:05}"


def unlocked(path: Path, tools: Tools) -> Kit:
    """Unlock a room that was left."""
    return unlock.open_(path, NAME, PASSPHRASE, tools)


def table(kit: Kit, numbers: range) -> bytes:
    """Return a finished response of each invented person as a CSV; every 48 rows the same answers come again."""
    form = interview.default_form(kit)
    which = next(each.id for each in forms.cards(kit) if each.form_id == form)
    different = [_answers(kit, which, number) for number in range(min(len(numbers), 2 * len(practice.folk())))]
    written = io.StringIO()
    rows = csv.DictWriter(written, ["card", "wave", "collected_on", *dict.fromkeys(name for row in different for name in row)], restval="")
    rows.writeheader()
    for number in numbers:
        rows.writerow({"card": card(number), "wave": "1", "collected_on": "2026-08-01", **different[number % len(different)]})
    return written.getvalue().encode()


def _answers(kit: Kit, which: InstrumentId, number: int) -> dict[str, str]:
    """Return question -> answer of one invented person, as the form asks them one after another."""
    run = kit.form(which)
    for ref, value in kit.known_answers(run.state()).items():
        run.set(ref, value)
    people_count = len(practice.folk())
    for ref in list(run.state()):
        node = run.state()[ref]
        if node.t in interview.ASKED and node.rel and not node.v:
            run.set(ref, practice.answer(number % people_count, 1 + number // people_count, node))
    return {node.ref.rpartition("/")[2]: node.v for node in run.state().values() if node.t in interview.ASKED and node.rel}
