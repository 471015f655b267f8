"""Answers that were collected elsewhere: a table of paper forms comes in whole, or not at all."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from civicdesk.directory.tabular import read_rows
from civicdesk.errors import Refused
from civicdesk.forms.engine import Run
from civicdesk.i18n import say
from civicdesk.records.answers import Answer, CaptureMode, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.entries import RowError
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import Changes, NodeState
from civicdesk.records.people import Person
from civicdesk.store import answers, consent, instruments, people
from civicdesk.workflows.kit import Kit, Right, is_words, score_and_keep, write_snapshot

CARD, WAVE, COLLECTED = "card", "wave", "collected_on"
MOST_ERRORS = 50
ASKED = frozenset({"input", "select", "rank", "range", "trigger"})
WAVE_NUMBER = re.compile(r"0*[1-9][0-9]{0,2}", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
WHOLE = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Which columns of the table say whose answers they are and when they were given."""

    form_id: str
    card: str = CARD
    wave: str = WAVE
    collected_on: str = COLLECTED
    session: SessionId | None = None
    ignore: frozenset[str] = frozenset()
    """Columns that are passed over; any other column must be a question of the form."""
    new_people: bool = False
    """Make a person for a card that is not here yet; their paper says that answers may be kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in."""

    responses: int = 0
    answers: int = 0
    people_added: int = 0
    scores: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    card: str
    wave: int
    collected_on: str
    values: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class _Found:
    """Errors of a table, gathered so that all are told at once."""

    errors: list[RowError] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, **facts: object) -> None:
        self.errors.append(RowError(row=row, column=column, sentence=say(f"respond.{code}", **facts)))


class TableRefused(Refused):
    """A table has errors; nothing of it was kept. `errors` names row and column of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("RESPOND-ROWS", count=len(errors), row=errors[0].row, column=errors[0].column, sentence=errors[0].sentence)
        self.errors = errors


def import_table(kit: Kit, data: bytes, table: Table, progress: Callable[[int, int], None] | None = None) -> Outcome[Imported]:
    """Take in a CSV of finished responses, one a row, a column a question; scores are worked out at once.

    Every value goes through the form as if it had been typed. One wrong cell and nothing is kept; a person who has not agreed that
    answers are kept, and a response that is here already, are wrong cells too.

    Args:
        kit: the open workspace.
        data: CSV in UTF-8, with a header.
        table: which columns mean what.
        progress: called with (rows done, rows in all).

    Raises:
        TableRefused: RESPOND-ROWS, with every error by row and column.
        Refused: IMPORT-CSV, INTERVIEW-FORM; with new people ROLE-RIGHT, FIRST-RECOVERY, CONSENT-STATEMENT.
    """
    kit.must(Right.CAPTURE)
    statement = _statement(kit) if table.new_people else None
    card = instruments.current(kit.workspace, table.form_id)
    if card is None:
        raise Refused("INTERVIEW-FORM", form=table.form_id)
    found = _Found()
    refs = _question_refs(kit.form(card.id).state())
    columns, rows = read_rows(data)
    _check_header(columns, table, refs, found)
    _stop_on_errors(found)
    lines = tuple(_lines(rows, table, refs, (found, kit.now().date().isoformat())))
    known = {person.card: person for person in people.people(kit.workspace)}
    _check_people(kit, lines, table, (known, found))
    _check_twice(kit, lines, table, (known, found))
    _stop_on_errors(found)
    intake = _Intake(kit=kit, instrument=card.id, table=table, refs=refs, known=known, statement=statement, found=found)
    with kit.workspace.writing("responses-imported", kit.user.id, kit.now()):
        intake.add_people(lines)
        for done, line in enumerate(lines, start=1):
            intake.take(line)
            if progress is not None:
                progress(done, len(lines))
        _stop_on_errors(found)
    return Outcome(value=intake.counted, changed=frozenset({Kind.ANSWERS, Kind.SCORES, Kind.PEOPLE}))


@dataclass(slots=True, kw_only=True)
class _Intake:
    """One table on its way in."""

    kit: Kit
    instrument: InstrumentId
    table: Table
    refs: Mapping[str, str]
    known: dict[str, Person]
    statement: Statement | None
    found: _Found
    counted: Imported = field(default_factory=Imported)

    def add_people(self, lines: Sequence[_Line]) -> None:
        """Add everybody whose card is new, in one go: their keys are written once. What their paper says about keeping is kept with them."""
        cards = dict.fromkeys(line.card for line in lines if line.card not in self.known)
        made = [Person(id=PersonId(self.kit.new_id()), card=card, registered_at=self.kit.now()) for card in cards]
        people.add_people(self.kit.workspace, made)
        for person in made:
            self._keep_consent(person.id)
        self.known |= {person.card: person for person in made}
        self.counted = replace(self.counted, people_added=len(made))

    def _keep_consent(self, person: PersonId) -> None:
        if self.statement is not None:
            said = Consent(
                person=person,
                statement=self.statement,
                choices=((Purpose.KEEP, Choice.YES),),
                mode=Mode.PAPER,
                read_aloud=False,
                limits_explained=False,
                witness="",
                by=self.kit.user.id,
                session=self.table.session,
                at=self.kit.now(),
            )
            consent.keep_consent(self.kit.workspace, said)

    def take(self, line: _Line) -> None:
        """Let one row through the form and keep what it says; a wrong cell is noted."""
        run = self.kit.form(self.instrument)
        state = dict(run.state())
        for ref, value in self.kit.known_answers(state).items():
            _apply(state, run.set(ref, value))
        in_order = [column for column in self.refs if column in line.values]
        answered = [self._set(run, state, (line.number, column), line.values[column]) for column in in_order]
        self._check(state, line)
        if self.found.errors:
            return
        submission = self._submission(run, line)
        workspace = self.kit.workspace
        answers.begin(workspace, submission)
        kept = [self._answer(submission.id, ref, value) for ref, value in answered if ref]
        sealed = frozenset(each.question for each in kept if is_words(state[each.question]))
        answers.keep(workspace, kept, None, sealed=sealed)
        answers.keep_draft_state(workspace, submission.id, write_snapshot(run.snapshot()))
        answers.finish(workspace, submission.id, self.kit.now())
        scored = score_and_keep(self.kit, submission, run, "imported from paper")
        self.counted = replace(
            self.counted,
            responses=self.counted.responses + 1,
            answers=self.counted.answers + len(kept),
            scores=self.counted.scores + len(scored),
        )

    def _set(self, run: Run, state: dict[str, NodeState], cell: tuple[int, str], value: str) -> tuple[str, str]:
        """Answer one question, and bring the state up to date with what followed from it."""
        number, column = cell
        ref = self.refs[column]
        problem = _unfit(state[ref], value)
        if problem:
            self.found.note(number, column, problem)
            return "", ""
        _apply(state, run.set(ref, value))
        written = state[ref].v
        if not written:
            self.found.note(number, column, "does-not-fit")
        return ref, written

    def _check(self, state: Mapping[str, NodeState], line: _Line) -> None:
        columns = {ref: column for column, ref in self.refs.items()}
        for node in state.values():
            if node.bad == "constraint" and node.ref in columns:
                self.found.note(line.number, columns[node.ref], "constraint")

    def _submission(self, run: Run, line: _Line) -> Submission:
        return Submission(
            id=SubmissionId(self.kit.new_id()),
            person=self.known[line.card].id,
            session=self.table.session,
            instrument=self.instrument,
            wave=line.wave,
            mode=CaptureMode.PAPER,
            language=run.language,
            state=SubmissionState.DRAFT,
            started_at=self.kit.now(),
            started_by=self.kit.user.id,
            collected_on=line.collected_on,
        )

    def _answer(self, submission: SubmissionId, ref: str, value: str) -> Answer:
        return Answer(submission=submission, question=QuestionRef(ref), value=value, by=self.kit.user.id, at=self.kit.now())


def _apply(state: dict[str, NodeState], changes: Changes) -> None:
    state.update({node.ref: node for node in changes.changed})
    for gone in changes.gone:
        state.pop(gone, None)


def _statement(kit: Kit) -> Statement:
    """Return the words that the paper of new people carries, once it is sure that people may be added."""
    kit.must(Right.REGISTER)
    kit.must_have_recovery()
    kept = consent.statements(kit.workspace)
    if not kept:
        raise Refused("CONSENT-STATEMENT")
    return kept[-1]


def _check_people(kit: Kit, lines: Sequence[_Line], table: Table, noting: tuple[Mapping[str, Person], _Found]) -> None:
    """Note each row of somebody who is not here, or who has not agreed that answers are kept."""
    known, found = noting
    agreed = consent.allowing(kit.workspace, Purpose.KEEP)
    for line in lines:
        person = known.get(line.card)
        if person is None and line.card and not table.new_people:
            found.note(line.number, table.card, "unknown-card")
        if person is not None and person.id not in agreed:
            found.note(line.number, table.card, "no-consent")


def _check_twice(kit: Kit, lines: Sequence[_Line], table: Table, noting: tuple[Mapping[str, Person], _Found]) -> None:
    """Note each row that stands twice in the table, or whose response of the same person, wave and day is here already."""
    known, found = noting
    cards = {person.id: card for card, person in known.items()}
    forms = {card.id for card in instruments.cards(kit.workspace) if card.form_id == table.form_id}
    ended = (each for each in answers.submissions(kit.workspace) if each.instrument in forms and each.state is not SubmissionState.DRAFT)
    here = {(cards[each.person], each.wave, each.collected_on) for each in ended}
    seen: dict[tuple[str, int, str], int] = {}
    for line in lines:
        which = (line.card, line.wave, line.collected_on)
        if which in here:
            found.note(line.number, table.card, "already-here")
        if which in seen:
            found.note(line.number, table.card, "twice", first=seen[which])
        seen.setdefault(which, line.number)


def _stop_on_errors(found: _Found) -> None:
    if found.errors:
        raise TableRefused(tuple(found.errors[:MOST_ERRORS]))


def _question_refs(state: Mapping[str, NodeState]) -> Mapping[str, str]:
    """Return column -> reference of each question outside repeats; a name that stands twice is given by its whole path."""
    asked = [ref for ref, node in state.items() if node.t in ASKED and "[" not in ref]
    names = [ref.rpartition("/")[2] for ref in asked]
    return {name if names.count(name) == 1 else ref: ref for ref, name in zip(asked, names, strict=True)}


def _lines(
    rows: Iterator[tuple[int, Mapping[str, str]]], table: Table, refs: Mapping[str, str], noting: tuple[_Found, str]
) -> Iterator[_Line]:
    found, today = noting
    for number, cells in rows:
        wave = cells.get(table.wave, "").strip() or "1"
        if not WAVE_NUMBER.fullmatch(wave):
            found.note(number, table.wave, "wave")
            continue
        collected = cells.get(table.collected_on, "").strip()
        if collected and not _is_date(collected):
            found.note(number, table.collected_on, "date")
        elif collected > today:
            found.note(number, table.collected_on, "future")
        card = cells.get(table.card, "").strip()
        if not card:
            found.note(number, table.card, "no-card")
        values = {column: cells[column].strip() for column in cells if column in refs and cells[column].strip()}
        yield _Line(number=number, card=card, wave=int(wave), collected_on=collected, values=values)


def _check_header(columns: tuple[str, ...], table: Table, refs: Mapping[str, str], found: _Found) -> None:
    own = {table.card, table.wave, table.collected_on} | table.ignore
    if table.card not in columns:
        found.note(1, table.card, "no-card-column", name=table.card)
    for column in columns:
        if column not in own and column not in refs:
            near = get_close_matches(column, list(refs), n=1)
            found.note(1, column, "unknown-column-near" if near else "unknown-column", near=near[0] if near else "")


def _unfit(node: NodeState, value: str) -> str:
    """Return why a cell cannot be an answer to its question, empty if it can."""
    if node.ro:
        return "not-asked"
    if not node.rel:
        return "not-relevant"
    if node.opts is not None:
        chosen = value.split() if node.multiple or node.t == "rank" else [value]
        return "" if set(chosen) <= {code for code, _ in node.opts} else "not-a-choice"
    problem, fits = _TYPED.get(node.vt, ("", _anything))
    return "" if fits(value) else problem


def _anything(_value: str) -> bool:
    return True


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return DAY.fullmatch(value) is not None


_TYPED: Mapping[str, tuple[str, Callable[[str], object]]] = {
    "int": ("not-whole", WHOLE.fullmatch),
    "integer": ("not-whole", WHOLE.fullmatch),
    "decimal": ("not-a-number", NUMBER.fullmatch),
    "date": ("date", _is_date),
}
