"""Answers that were collected elsewhere: a table of paper forms, or of another program, comes in whole, or not at all."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from civicdesk.directory.tabular import read_rows
from civicdesk.errors import Refused
from civicdesk.export.values import unguard
from civicdesk.forms import fitting, intake
from civicdesk.forms.build import build
from civicdesk.forms.engine import Run
from civicdesk.forms.exchange import KEY, PARENT_KEY, VERSION, plain, repeats_of
from civicdesk.forms.form import Form
from civicdesk.i18n import say
from civicdesk.records.answers import Answer, CaptureMode, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.entries import RowError
from civicdesk.records.exchange import Answered
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import NodeState
from civicdesk.records.people import Person
from civicdesk.store import answers, consent, instruments, people
from civicdesk.workflows.kit import Kit, Right, is_words, read_snapshot, score_and_keep, write_snapshot

CARD, WAVE, COLLECTED = "card", "wave", "collected_on"
MOST_ERRORS = 50
WAVE_NUMBER = re.compile(r"0*[1-9][0-9]{0,2}", re.ASCII)
EXCHANGED = frozenset({KEY, PARENT_KEY, "_uuid", "_parent_index", "meta/instanceID", "meta-instanceID"})
"""Columns by which ODK Central and KoboToolbox join what they export; a table with one of them is theirs."""


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
    repeats: Mapping[str, bytes] = field(default_factory=dict)
    """File name -> table of a repeat, as another program exported it together with the first table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in."""

    responses: int = 0
    already_here: int = 0
    """Responses of another program that came in before, by their own id: they were passed over."""
    answers: int = 0
    people_added: int = 0
    scores: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    card: str
    wave: int
    collected_on: str
    instrument: InstrumentId
    answered: Answered
    exchanged: bool = False
    """It has an id of its own, and came from another program."""


@dataclass(slots=True, kw_only=True)
class _Found:
    """Errors of a table, gathered so that all are told at once."""

    errors: list[RowError] = field(default_factory=list)

    def note(self, row: int, column: str, code: str, **facts: object) -> None:
        """Note a wrong cell."""
        self.errors.append(RowError(row=row, column=column, sentence=say(f"respond.{code}", **facts)))


class TableRefused(Refused):
    """A table has errors; nothing of it was kept. `errors` names row and column of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("RESPOND-ROWS", count=len(errors), row=errors[0].row, column=errors[0].column, sentence=errors[0].sentence)
        self.errors = errors


def import_table(kit: Kit, data: bytes, table: Table, progress: Callable[[int, int], None] | None = None) -> Outcome[Imported]:
    """Take in a CSV of finished responses, one a row, a column a question; scores are worked out at once.

    Every value goes through the form as if it had been typed. One wrong cell and nothing is kept; a person who has not agreed that
    answers are kept, and a response that is here already, are wrong cells too. An export of ODK Central or KoboToolbox comes in with the
    tables of its repeats; a response of it that is here already, by its own id, is passed over.

    Args:
        kit: the open workspace.
        data: CSV in UTF-8, with a header.
        table: which columns mean what.
        progress: called with (rows done, rows in all).

    Raises:
        TableRefused: RESPOND-ROWS, with every error by row and column.
        Refused: IMPORT-CSV, INTERVIEW-FORM; RESPOND-TABLES, FORM-INTAKE: not one table for each repeat; with new people ROLE-RIGHT,
            FIRST-RECOVERY, CONSENT-STATEMENT.
    """
    kit.must(Right.CAPTURE)
    statement = _statement(kit) if table.new_people else None
    card = instruments.current(kit.workspace, table.form_id)
    if card is None:
        raise Refused("INTERVIEW-FORM", form=table.form_id)
    found = _Found()
    columns, rows = read_rows(data)
    reading = _Reading(kit=kit, table=table, current=card.id, found=found)
    lines, here = reading.exchanged(columns, rows) if reading.is_exchange(columns) else (reading.paper(columns, rows), 0)
    known = {person.card: person for person in people.people(kit.workspace)}
    _check_people(kit, lines, table, (known, found))
    _check_twice(kit, lines, table, (known, found))
    _stop_on_errors(found)
    taking = _Intake(kit=kit, table=table, known=known, statement=statement, found=found, counted=Imported(already_here=here))
    with kit.workspace.writing("responses-imported", kit.user.id, kit.now()):
        taking.add_people(lines)
        for done, line in enumerate(lines, start=1):
            taking.take(line)
            if progress is not None:
                progress(done, len(lines))
        _stop_on_errors(found)
    return Outcome(value=taking.counted, changed=frozenset({Kind.ANSWERS, Kind.SCORES, Kind.PEOPLE}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """A table on its way to lines: whose answers, when, and what they are by question path."""

    kit: Kit
    table: Table
    current: InstrumentId
    found: _Found

    def is_exchange(self, columns: Iterable[str]) -> bool:
        """Tell whether another program exported the table."""
        return bool(self.table.repeats) or not EXCHANGED.isdisjoint(frozenset(columns) - self.table.ignore)

    def paper(self, columns: tuple[str, ...], rows: Iterator[tuple[int, Mapping[str, str]]]) -> tuple[_Line, ...]:
        """Read a table of paper forms: a column a question."""
        refs = intake.columns_on_paper(self.kit.form(self.current).state())
        _check_header(columns, self.table, refs, self.found)
        _stop_on_errors(self.found)
        return tuple(self._paper(rows, refs))

    def _paper(self, rows: Iterator[tuple[int, Mapping[str, str]]], refs: Mapping[str, str]) -> Iterator[_Line]:
        for number, cells in rows:
            given = [(column, plain(ref), cells[column]) for column, ref in refs.items() if cells.get(column)]
            values, places = {ref: text for _, ref, text in given}, {ref: (number, column) for column, ref, _ in given}
            line = self._line(cells, Answered(key="", values=values, row=number, places=places))
            if line is not None:
                yield line

    def exchanged(self, columns: tuple[str, ...], rows: Iterator[tuple[int, Mapping[str, str]]]) -> tuple[tuple[_Line, ...], int]:
        """Read what another program exported, in the version that each row names; return new lines, and how many are here already."""
        if self.table.card not in columns:
            self.found.note(1, self.table.card, "no-card-column", name=self.table.card)
        if not {PARENT_KEY, "_parent_index"}.isdisjoint(columns):
            raise Refused("FORM-INTAKE", tables=0)
        whole = self._unguarded(rows)
        repeats = {name: self._unguarded(read_rows(data)[1]) for name, data in self.table.repeats.items()}
        versions = self._versions(whole)
        taken = [each for which in dict.fromkeys(versions.values()) for each in self._taken(which, whole, repeats, versions)]
        _stop_on_errors(self.found)
        here = _ids(self.kit, self.table.form_id)
        cells, fresh = dict(whole), [each for each in taken if each[1].key not in here]
        found = (self._line(cells[one.row], one, which) for which, one in fresh)
        return tuple(line for line in found if line is not None), len(taken) - len(fresh)

    def _unguarded(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> intake.Rows:
        """Return rows without the columns that are passed over, as they were before their cells were guarded against spreadsheets."""
        ignore = self.table.ignore
        return tuple((number, {column: unguard(cell) for column, cell in cells.items() if column not in ignore}) for number, cells in rows)

    def _versions(self, whole: intake.Rows) -> Mapping[int, InstrumentId]:
        """Return which version of the form each row was answered with; a program that does not say so means the current one."""
        ids = {card.version: card.id for card in instruments.cards(self.kit.workspace) if card.form_id == self.table.form_id}
        found = {}
        for number, cells in whole:
            version = cells.get(VERSION, "")
            if version and version not in ids:
                self.found.note(number, VERSION, "version", version=version)
            else:
                found[number] = ids[version] if version else self.current
        return found

    def _taken(
        self, which: InstrumentId, whole: intake.Rows, repeats: Mapping[str, intake.Rows], versions: Mapping[int, InstrumentId]
    ) -> Iterator[tuple[InstrumentId, Answered]]:
        """Return the responses of one version."""
        instrument = self.kit.instrument(which)
        wanted = len(repeats_of(build(instrument.xform, instrument.attachments)))
        if wanted != len(repeats):
            raise Refused("RESPOND-TABLES", wanted=wanted, given=len(repeats))
        taken = intake.take(instrument.xform, instrument.attachments, {"": whole, **repeats})
        own = {self.table.card, self.table.wave, self.table.collected_on}
        self.found.errors += (each for each in taken.errors if each.row > 1 or each.column not in own)
        yield from ((which, each) for each in taken.responses if versions.get(each.row) == which)

    def _line(self, cells: Mapping[str, str], answered: Answered, which: InstrumentId | None = None) -> _Line | None:
        """Return whose answers a row holds, and of when; None if the round cannot be read."""
        table, number, found = self.table, answered.row, self.found
        wave = cells.get(table.wave, "") or "1"
        if not WAVE_NUMBER.fullmatch(wave):
            found.note(number, table.wave, "wave")
            return None
        collected = cells.get(table.collected_on, "") or fitting.day_of(answered.submitted)
        if collected and not fitting.is_day(collected):
            found.note(number, table.collected_on, "date")
        elif collected > self.kit.now().date().isoformat():
            found.note(number, table.collected_on, "future")
        card = cells.get(table.card, "")
        if not card:
            found.note(number, table.card, "no-card")
        return _Line(
            number=number,
            card=card,
            wave=int(wave),
            collected_on=collected,
            instrument=which or self.current,
            answered=answered,
            exchanged=which is not None,
        )


def _ids(kit: Kit, form_id: str) -> frozenset[str]:
    """Return the ids of all responses to a form, in any of its versions, as they stand in the responses themselves."""
    forms = {card.id for card in instruments.cards(kit.workspace) if card.form_id == form_id}
    kept = (answers.draft_state(kit.workspace, each.id) for each in answers.submissions(kit.workspace) if each.instrument in forms)
    states = (read_snapshot(each) for each in kept if each)
    return frozenset(value for state in states for ref, value in state.values.items() if plain(ref).endswith("/meta/instanceID"))


@dataclass(slots=True, kw_only=True)
class _Intake:
    """One table on its way in."""

    kit: Kit
    table: Table
    known: dict[str, Person]
    statement: Statement | None
    found: _Found
    counted: Imported
    forms: dict[InstrumentId, Form] = field(default_factory=dict)

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
        run = self.kit.form(line.instrument)
        for ref, value in self.kit.known_answers(run.state()).items():
            run.set(ref, value)
        self.found.errors += intake.fill(run, line.answered, with_worked_out=line.exchanged)
        if self.found.errors:
            return
        if line.exchanged:
            run = self.kit.form(line.instrument, intake.as_collected(run.snapshot(), line.answered, self._form(line.instrument)))
        state = run.state()
        submission = self._submission(run, line)
        workspace = self.kit.workspace
        answers.begin(workspace, submission)
        kept = [self._answer(submission.id, each) for each in state.values() if _is_given(each, line)]
        sealed = frozenset(each.question for each in kept if is_words(state.get(each.question)))
        answers.keep(workspace, kept, None, sealed=sealed)
        answers.keep_draft_state(workspace, submission.id, write_snapshot(run.snapshot()))
        answers.finish(workspace, submission.id, self.kit.now())
        scored = score_and_keep(self.kit, submission, run, "imported from a table" if line.exchanged else "imported from paper")
        self.counted = replace(
            self.counted,
            responses=self.counted.responses + 1,
            answers=self.counted.answers + len(kept),
            scores=self.counted.scores + len(scored),
        )

    def _form(self, which: InstrumentId) -> Form:
        if which not in self.forms:
            instrument = self.kit.instrument(which)
            self.forms[which] = build(instrument.xform, instrument.attachments)
        return self.forms[which]

    def _submission(self, run: Run, line: _Line) -> Submission:
        return Submission(
            id=SubmissionId(self.kit.new_id()),
            person=self.known[line.card].id,
            session=self.table.session,
            instrument=line.instrument,
            wave=line.wave,
            mode=CaptureMode.INTERVIEWER if line.exchanged else CaptureMode.PAPER,
            language=run.language,
            state=SubmissionState.DRAFT,
            started_at=self.kit.now(),
            started_by=self.kit.user.id,
            collected_on=line.collected_on,
        )

    def _answer(self, submission: SubmissionId, node: NodeState) -> Answer:
        return Answer(submission=submission, question=QuestionRef(node.ref), value=node.v, by=self.kit.user.id, at=self.kit.now())


def _is_given(node: NodeState, line: _Line) -> bool:
    """Tell whether a question has an answer that stood in the table."""
    return (
        node.count is None
        and node.rel
        and not node.ro
        and node.t in fitting.ASKED
        and bool(node.v)
        and plain(node.ref) in line.answered.values
    )


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
    for line in (each for each in lines if not each.exchanged):
        which = (line.card, line.wave, line.collected_on)
        if which in here:
            found.note(line.number, table.card, "already-here")
        if which in seen:
            found.note(line.number, table.card, "twice", first=seen[which])
        seen.setdefault(which, line.number)


def _stop_on_errors(found: _Found) -> None:
    if found.errors:
        raise TableRefused(tuple(found.errors[:MOST_ERRORS]))


def _check_header(columns: tuple[str, ...], table: Table, refs: Mapping[str, str], found: _Found) -> None:
    own = {table.card, table.wave, table.collected_on} | table.ignore
    if table.card not in columns:
        found.note(1, table.card, "no-card-column", name=table.card)
    for column in columns:
        if column not in own and column not in refs:
            near = get_close_matches(column, list(refs), n=1)
            found.note(1, column, "unknown-column-near" if near else "unknown-column", near=near[0] if near else "")
