"""Workspaces of any size for measuring: one person's real meeting, said again by everybody, through the store's own functions.

The shape, for N responses: N / 10 people who have agreed to everything, ten rounds each; N / 20 sessions, each with who was there; a
response holds 50 answers, two of them in words, the state of its form, and its scores. It is written 250 responses to a transaction, so
the audit has fewer rows than one that people fill by hand: there each answer has its own.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from bench_room import Room

from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.consent import Choice, Consent, Mode
from civicdesk.records.ids import PersonId, ProjectId, QuestionRef, SessionId, SubmissionId
from civicdesk.records.people import Person
from civicdesk.records.scores import ScoredSubmission
from civicdesk.records.sessions import Attendance, Session
from civicdesk.records.sessions import SessionState as Standing
from civicdesk.store import answers, consent, people, scores, sessions
from civicdesk.workflows import consent as consent_words
from civicdesk.workflows import practice

ROUNDS, IN_A_SESSION, ANSWERS, AT_ONCE = 10, 20, 50, 250
FIRST = ("Wren", "Robin", "Ada", "Bay", "Noor", "Joss", "Ivo", "Mika", "Sol", "Tamsin", "Zoë", "Émile")
LAST = ("Fictional", "Placeholder", "Example", "Invented", "Imaginary", "Pretend", "Sample", "Specimen", "Mockford", "Feignworth")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What one real meeting left behind."""

    submission: Submission
    answers: tuple[Answer, ...]
    words: frozenset[QuestionRef]
    """Questions that are answered in words."""
    snapshot: str
    scored: ScoredSubmission


def fill(room: Room, responses: int) -> None:
    """Bring a room that is fresh to a number of responses, the pattern's own apart."""
    pattern = _pattern(room)
    everybody = _people(room, max(1, responses // ROUNDS))
    chance = random.Random(responses)  # noqa: S311 - no secret: the same workspace each time
    where = SessionId("")
    for start in range(0, responses, AT_ONCE):
        with room.kit.workspace.writing("responses-imported", room.kit.user.id, room.kit.now()):
            for number in range(start, min(start + AT_ONCE, responses)):
                meeting, place = divmod(number, len(everybody))
                if number % IN_A_SESSION == 0:
                    where = _session(room, number)
                _respond(room, pattern, (everybody[place], meeting + 1, where), chance)


def _pattern(room: Room) -> Pattern:
    which = room.finished(0, 1)
    workspace = room.kit.workspace
    kept = [each for each in answers.log(workspace, which) if each.kind is AnswerKind.GIVEN][:ANSWERS]
    sealed = {QuestionRef(question) for (question,) in workspace.rows("select question from answer_log where sealed_value is not null")}
    snapshot, scored = answers.draft_state(workspace, which), scores.latest(workspace, which)
    if snapshot is None or scored is None:
        raise LookupError(which)
    return Pattern(
        submission=answers.submission(workspace, which), answers=tuple(kept), words=frozenset(sealed), snapshot=snapshot, scored=scored
    )


def _people(room: Room, how_many: int) -> list[PersonId]:
    kit = room.kit
    made = [_person(kit.tools.new_id(), number, room) for number in range(how_many)]
    people.add_people(kit.workspace, made, by=kit.user.id)
    words = consent_words.statement(kit)
    said = tuple((purpose, Choice.YES) for purpose, _ in words.purposes)
    with kit.workspace.writing("consent-kept", kit.user.id, kit.now()):
        for person in made:
            given = Consent(
                person=person.id,
                statement=words,
                choices=said,
                mode=Mode.PAPER,
                read_aloud=True,
                limits_explained=True,
                witness="",
                by=kit.user.id,
                session=None,
                at=kit.now(),
            )
            consent.keep_consent(kit.workspace, given)
    return [person.id for person in made]


def _person(ident: str, number: int, room: Room) -> Person:
    like = practice.folk()[number % len(practice.folk())]
    return Person(
        id=PersonId(ident),
        card=f"{number + 1000:06}",
        name=f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]} {_letters(number)}",
        contact=f"{number:011}",
        birth_year=like.birth_year,
        sex=like.sex,
        ethnicity=like.ethnicity,
        district=like.district,
        registered_at=room.kit.now(),
    )


def _letters(number: int) -> str:
    """Write a number in letters, so that names differ as names do."""
    found = ""
    while number or not found:
        number, rest = divmod(number, 26)
        found += chr(ord("a") + rest)
    return found.capitalize()


def _session(room: Room, number: int) -> SessionId:
    """Open a session; the one before is closed."""
    kit = room.kit
    ident = SessionId(kit.tools.new_id())
    at = kit.now() - timedelta(minutes=1)
    sessions.open_session(
        kit.workspace,
        Session(
            id=ident,
            project=ProjectId(kit.project().id),
            place=f"Placeholder Hall {number % 7}",
            facilitators=(kit.user.name,),
            language="en",
            wave=1,
            state=Standing.CLOSED,
            opened_at=at,
            opened_by=kit.user.id,
            closed_at=at,
        ),
    )
    return ident


def _respond(room: Room, pattern: Pattern, who: tuple[PersonId, int, SessionId], chance: random.Random) -> None:
    kit, (person, wave, session) = room.kit, who
    workspace, ident, at = kit.workspace, SubmissionId(kit.tools.new_id()), kit.now()
    submission = replace(
        pattern.submission,
        id=ident,
        person=person,
        session=session,
        wave=wave,
        mode=CaptureMode.PAPER,
        state=SubmissionState.DRAFT,
        started_at=at,
        finished_at=None,
    )
    answers.begin(workspace, submission)
    sessions.attend(workspace, Attendance(session=session, person=person, arrived_at=at))
    answers.keep(workspace, list(_said(pattern, ident, chance)), sealed=pattern.words)
    answers.keep_draft_state(workspace, ident, pattern.snapshot)
    answers.finish(workspace, ident, at)
    scores.keep_scores(workspace, replace(pattern.scored, submission=ident, wave=wave))


def _said(pattern: Pattern, ident: SubmissionId, chance: random.Random) -> Iterator[Answer]:
    for each in pattern.answers:
        value = str(chance.randint(0, 10)) if (each.value or "").isdecimal() else each.value
        yield replace(each, submission=ident, value=value)
