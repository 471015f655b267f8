"""Answers that were collected elsewhere: a table of paper forms, or what another program exported, comes in whole, or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from civicdesk.directory.tabular import read_rows
from civicdesk.errors import Refused
from civicdesk.export.values import unguard
from civicdesk.forms import fitting, intake, limits, submitted
from civicdesk.forms.arrivals import EXCHANGED, Arrivals, Versions
from civicdesk.forms.build import build
from civicdesk.forms.engine import Run
from civicdesk.forms.exchange import PARENT_KEY, plain
from civicdesk.forms.form import Form
from civicdesk.forms.lines import Arrival, Faults, Line, Lines
from civicdesk.records.answers import Answer, CaptureMode, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.entries import RowError
from civicdesk.records.exchange import Imported
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.pages import NodeState
from civicdesk.records.people import Person
from civicdesk.store import answers, consent, erasing, instruments, people
from civicdesk.workflows.kit import Kit, Right, is_words, read_snapshot, score_and_keep, write_snapshot

CARD, WAVE, COLLECTED = "card", "wave", "collected_on"
MOST_ERRORS = 50
MOST_FILES, MOST_BYTES = limits.RESPONSES, limits.RESPONSES_BYTES


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
    cards: bytes = b""
    """Table that says whose the responses in files of their own are: their id as `KEY`, and the columns above. Empty if the form asks it."""


class TableRefused(Refused):
    """A table or a file has errors; nothing was kept. `errors` names row and column, or file and question, of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        code, first = "RESPOND-ROWS" if errors[0].row else "RESPOND-FILES", errors[0]
        super().__init__(code, count=len(errors), row=first.row, column=first.column, sentence=first.sentence)
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
    reading = _reading(kit, table)
    columns, rows = read_rows(data)
    lines = reading.exchanged(columns, rows) if reading.is_exchange(columns) else reading.paper(columns, rows)
    return _take_in(reading, lines, progress)


def import_responses(
    kit: Kit, files: Mapping[str, bytes], table: Table, progress: Callable[[int, int], None] | None = None
) -> Outcome[Imported]:
    """Take in responses as ODK's XML, one a file, with their own ids: all, or none. What is here already is passed over.

    Args:
        kit: the open workspace.
        files: name -> XML of one response, or a zip of such files.
        table: the form, and which of its questions say whose the responses are and of when; `cards` if none does.
        progress: called with (files done, files in all).

    Raises:
        TableRefused: RESPOND-FILES, with every error by file and question; RESPOND-ROWS for the table of cards.
        Refused: RESPOND-NONE: there is no response in the files; RESPOND-ZIP, FORM-LIMIT, IMPORT-CSV, INTERVIEW-FORM; with new people
            ROLE-RIGHT, FIRST-RECOVERY, CONSENT-STATEMENT.
    """
    reading = _reading(kit, table)
    return _take_in(reading, reading.in_files(submitted.unpacked(files)), progress)


def import_files(
    kit: Kit, files: Mapping[str, bytes], table: Table, progress: Callable[[int, int], None] | None = None
) -> Outcome[Imported]:
    """Take in what a person chose: one table in CSV, the tables of one export in a zip, or responses in XML.

    Raises:
        Refused: as `import_table` and `import_responses`.
    """
    tables = [data for data in files.values() if data[:2] != b"PK" and not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")]
    if tables and len(files) == 1:
        return import_table(kit, tables[0], table, progress)
    zipped = {} if tables else submitted.unpacked(files, ".csv")
    if zipped and not submitted.unpacked(files):
        return _import_tables(kit, zipped, table, progress)
    return import_responses(kit, files, table, progress)


def _import_tables(kit: Kit, tables: Mapping[str, bytes], table: Table, progress: Callable[[int, int], None] | None) -> Outcome[Imported]:
    """Take in the tables of one export, as they lay in one zip: the one whose rows belong to no other is the first.

    Raises:
        Refused: FORM-INTAKE: there is none, or more than one; otherwise as `import_table`.
    """
    first = [name for name, data in tables.items() if {PARENT_KEY, "_parent_index"}.isdisjoint(read_rows(data)[0])]
    if len(first) != 1:
        raise Refused("FORM-INTAKE", tables=len(first))
    repeats = {name: data for name, data in tables.items() if name != first[0]}
    return import_table(kit, tables[first[0]], replace(table, repeats=repeats), progress)


def _reading(kit: Kit, table: Table) -> "_Reading":
    """Return what reads for a form, once it is sure that answers to it may come in.

    Raises:
        Refused: ROLE-RIGHT, INTERVIEW-FORM; with new people FIRST-RECOVERY, CONSENT-STATEMENT.
    """
    kit.must(Right.CAPTURE)
    statement = _statement(kit) if table.new_people else None
    card = instruments.current(kit.workspace, table.form_id)
    if card is None:
        raise Refused("INTERVIEW-FORM", form=table.form_id)

    @cache
    def read(which: InstrumentId) -> Form:
        instrument = kit.instrument(which)
        return build(instrument.xform, instrument.attachments)

    ids = {each.version: each.id for each in instruments.cards(kit.workspace) if each.form_id == table.form_id}
    today = kit.now().date().isoformat()
    lines = Lines(card=table.card, wave=table.wave, collected_on=table.collected_on, today=today, faults=Faults())
    versions = Versions(form_id=table.form_id, current=card.id, ids=ids, read=read)
    return _Reading(kit=kit, table=table, statement=statement, arrivals=Arrivals(versions=versions, lines=lines))


def _take_in(reading: "_Reading", lines: Sequence[Line], progress: Callable[[int, int], None] | None) -> Outcome[Imported]:
    """Keep every response, or none."""
    kit, found = reading.kit, reading.faults
    known = {person.card: person for person in people.people(kit.workspace)}
    _check_people(reading, lines, known)
    _check_twice(reading, lines, known)
    _stop_on_errors(found)
    taking = _Intake(reading=reading, known=known, counted=reading.passed_over)
    with kit.workspace.writing("responses-imported", kit.user.id, kit.now()):
        taking.add_people(lines)
        for done, line in enumerate(lines, start=1):
            taking.take(line)
            if progress is not None:
                progress(done, len(lines))
        _stop_on_errors(found)
    return Outcome(value=taking.counted, changed=frozenset({Kind.ANSWERS, Kind.SCORES, Kind.PEOPLE}))


@dataclass(slots=True, kw_only=True)
class _Reading:
    """The form that answers are taken in for, and what is passed over."""

    kit: Kit
    table: Table
    statement: Statement | None
    arrivals: Arrivals
    passed_over: Imported = field(default_factory=Imported)

    @property
    def faults(self) -> Faults:
        """Return where everything that is wrong is noted."""
        return self.arrivals.lines.faults

    def is_exchange(self, columns: Iterable[str]) -> bool:
        """Tell whether another program exported the table."""
        return bool(self.table.repeats) or not EXCHANGED.isdisjoint(frozenset(columns) - self.table.ignore)

    def paper(self, columns: tuple[str, ...], rows: Iterator[tuple[int, Mapping[str, str]]]) -> tuple[Line, ...]:
        """Read a table of paper forms: a column a question."""
        refs = intake.columns_on_paper(self.kit.form(self.arrivals.versions.current).state())
        self.arrivals.lines.check_header(columns, refs, self.table.ignore)
        _stop_on_errors(self.faults)
        return tuple(self.arrivals.on_paper(rows, refs))

    def exchanged(self, columns: tuple[str, ...], rows: Iterator[tuple[int, Mapping[str, str]]]) -> tuple[Line, ...]:
        """Read what another program exported, in the version that each row names; return what is new."""
        if self.table.card not in columns:
            self.faults.note(1, self.table.card, "no-card-column", name=self.table.card)
        if not {PARENT_KEY, "_parent_index"}.isdisjoint(columns):
            raise Refused("FORM-INTAKE", tables=0)
        whole = self._unguarded(rows)
        repeats = {name: self._unguarded(read_rows(data)[1]) for name, data in self.table.repeats.items()}
        return self._new(self.arrivals.in_tables(whole, repeats))

    def in_files(self, files: Mapping[str, bytes]) -> tuple[Line, ...]:
        """Read responses that are files of their own, in the version that each names; return what is new."""
        return self._new(self.arrivals.in_files(files, self._owners()))

    def _owners(self) -> Mapping[str, Mapping[str, str]]:
        """Return id of a response -> whose it is, as the table of cards has it."""
        if not self.table.cards:
            return {}
        columns, rows = read_rows(self.table.cards)
        return self.arrivals.owners(columns, rows)

    def _new(self, arrived: Sequence[Arrival]) -> tuple[Line, ...]:
        """Return what is neither here already nor of somebody who was forgotten; the rest is counted and left out."""
        _stop_on_errors(self.faults)
        here = _ids(self.kit, self.table.form_id)
        new = [each for each in arrived if each.answered.key not in here]
        gone = erasing.forgotten(self.kit.workspace, (each.answered.key for each in new))
        kept = [each for each in new if each.answered.key not in gone]
        self.passed_over = Imported(already_here=len(arrived) - len(new), forgotten=len(new) - len(kept))
        return self.arrivals.lined(kept)

    def _unguarded(self, rows: Iterable[tuple[int, Mapping[str, str]]]) -> intake.Rows:
        """Return rows without the columns that are passed over, as they were before their cells were guarded against spreadsheets."""
        ignore = self.table.ignore
        return tuple((number, {column: unguard(cell) for column, cell in cells.items() if column not in ignore}) for number, cells in rows)


def _ids(kit: Kit, form_id: str) -> frozenset[str]:
    """Return the ids of all responses to a form, in any of its versions, as they stand in the responses themselves."""
    forms = {card.id for card in instruments.cards(kit.workspace) if card.form_id == form_id}
    kept = (answers.draft_state(kit.workspace, each.id) for each in answers.submissions(kit.workspace) if each.instrument in forms)
    states = (read_snapshot(each) for each in kept if each)
    return frozenset(value for state in states for ref, value in state.values.items() if plain(ref).endswith("/meta/instanceID"))


@dataclass(slots=True, kw_only=True)
class _Intake:
    """Lines on their way in."""

    reading: _Reading
    known: dict[str, Person]
    counted: Imported

    @property
    def kit(self) -> Kit:
        """Return the open workspace."""
        return self.reading.kit

    def add_people(self, lines: Sequence[Line]) -> None:
        """Add everybody whose card is new, in one go: their keys are written once. What their paper says about keeping is kept with them."""
        cards = dict.fromkeys(line.card for line in lines if line.card not in self.known)
        made = [Person(id=PersonId(self.kit.new_id()), card=card, registered_at=self.kit.now()) for card in cards]
        people.add_people(self.kit.workspace, made)
        for person in made:
            self._keep_consent(person.id)
        self.known |= {person.card: person for person in made}
        self.counted = replace(self.counted, people_added=len(made))

    def _keep_consent(self, person: PersonId) -> None:
        reading = self.reading
        if reading.statement is not None:
            said = Consent(
                person=person,
                statement=reading.statement,
                choices=((Purpose.KEEP, Choice.YES),),
                mode=Mode.PAPER,
                read_aloud=False,
                limits_explained=False,
                witness="",
                by=self.kit.user.id,
                session=reading.table.session,
                at=self.kit.now(),
            )
            consent.keep_consent(self.kit.workspace, said)

    def take(self, line: Line) -> None:
        """Let one row through the form and keep what it says; a wrong cell is noted."""
        run = self.kit.form(line.instrument)
        for ref, value in self.kit.known_answers(run.state()).items():
            run.set(ref, value)
        if not self._fill(run, line):
            return
        if line.exchanged:
            form = self.reading.arrivals.versions.read(line.instrument)
            run = self.kit.form(line.instrument, intake.as_collected(run.snapshot(), line.answered, form))
        state = run.state()
        submission = self._submission(run, line)
        workspace = self.kit.workspace
        answers.begin(workspace, submission)
        kept = [self._answer(submission.id, each) for each in state.values() if fitting.is_given(each, line.answered.values)]
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

    def _fill(self, run: Run, line: Line) -> bool:
        """Put the answers into the form; note what it does not take, and tell whether all is well so far."""
        faults = self.reading.faults
        try:
            faults.errors += intake.fill(run, line.answered, with_worked_out=line.exchanged)
        except Refused as why:
            if not line.file:
                raise
            faults.note(line.number, line.file, "too-large" if why.code == "FORM-LIMIT" else "too-slow")
        return not faults.errors

    def _submission(self, run: Run, line: Line) -> Submission:
        return Submission(
            id=SubmissionId(self.kit.new_id()),
            person=self.known[line.card].id,
            session=self.reading.table.session,
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


def _statement(kit: Kit) -> Statement:
    """Return the words that the paper of new people carries, once it is sure that people may be added."""
    kit.must(Right.REGISTER)
    kit.must_have_recovery()
    kept = consent.statements(kit.workspace)
    if not kept:
        raise Refused("CONSENT-STATEMENT")
    return kept[-1]


def _check_people(reading: _Reading, lines: Sequence[Line], known: Mapping[str, Person]) -> None:
    """Note each response of somebody who is not here, who was forgotten, or who has not agreed that answers are kept."""
    found, card = reading.faults, reading.table.card
    agreed = consent.allowing(reading.kit.workspace, Purpose.KEEP)
    gone = erasing.forgotten(reading.kit.workspace, (line.card for line in lines if line.card not in known))
    for line in lines:
        person = known.get(line.card)
        if line.card in gone:
            found.note(line.number, line.place(card), "forgotten")
        elif person is None and line.card and not reading.table.new_people:
            found.note(line.number, line.place(card), "unknown-card")
        if person is not None and person.id not in agreed:
            found.note(line.number, line.place(card), "no-consent")


def _check_twice(reading: _Reading, lines: Sequence[Line], known: Mapping[str, Person]) -> None:
    """Note each row that stands twice in the table, or whose response of the same person, wave and day is here already."""
    found, table, workspace = reading.faults, reading.table, reading.kit.workspace
    cards = {person.id: card for card, person in known.items()}
    forms = {card.id for card in instruments.cards(workspace) if card.form_id == table.form_id}
    ended = (each for each in answers.submissions(workspace) if each.instrument in forms and each.state is not SubmissionState.DRAFT)
    here = {(cards[each.person], each.wave, each.collected_on) for each in ended}
    seen: dict[tuple[str, int, str], int] = {}
    for line in (each for each in lines if not each.exchanged):
        which = (line.card, line.wave, line.collected_on)
        if which in here:
            found.note(line.number, table.card, "already-here")
        if which in seen:
            found.note(line.number, table.card, "twice", first=seen[which])
        seen.setdefault(which, line.number)


def _stop_on_errors(found: Faults) -> None:
    if found.errors:
        raise TableRefused(tuple(found.errors[:MOST_ERRORS]))
