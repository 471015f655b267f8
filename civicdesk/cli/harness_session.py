"""`civicdesk harness session`: a whole meeting with every kept value as somebody's name and words, to see where they could leak to."""

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from civicdesk import logs, paths, settings
from civicdesk.cli.harness_voice import World, crash_notice
from civicdesk.errors import Damaged
from civicdesk.i18n import say
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId
from civicdesk.records.pages import PageSize
from civicdesk.records.sessions import Session
from civicdesk.workflows import (
    case_study,
    consent,
    directory,
    forms,
    harness,
    harness_door,
    interview,
    kit,
    people,
    practice,
    session,
    sheet,
)

Kit = kit.Kit


def run(asked: Namespace, world: World) -> int:
    """Hold a session, print a sheet, back up, lock, unlock, crash and be caught."""
    settings.write(paths.settings_file(), settings.read(paths.settings_file()).settings)
    logs.write_to(paths.log_folder())
    logs.event(logs.Event.STARTED)
    way = world.way()
    with harness_door.closing(harness_door.open_(asked.db, way, world.now)) as opened:
        logs.event(logs.Event.UNLOCKED)
        words = [value for _, value in harness.values(opened.workspace) if value.strip()]
        _hold(harness.in_hand(opened.workspace, opened.ring, world.tools()), words, asked.out)
    logs.event(logs.Event.LOCKED)
    with harness_door.closing(harness_door.open_(asked.db, way, world.now)) as opened:
        logs.event(logs.Event.UNLOCKED)
        _look_for(harness.in_hand(opened.workspace, opened.ring, world.tools()), words)
    _crash(words)
    return 0


def _hold(at_hand: Kit, words: list[str], out: Path) -> None:
    """Open a session, let one person in for each value, draw the sheet of the first, and close with a backup."""
    pack = kit.read_pack(practice.pack())
    scored = next(forms.add(at_hand, data).value.form_id for data in pack.instruments.values())
    directory.adopt_pack(at_hand)
    left_open = session.today(at_hand).open_session
    new = session.NewSession(place=pack.places[0], facilitators=(harness_door.OWNER.name,))
    opened = left_open or session.open_session(at_hand, new).value
    logs.event(logs.Event.SESSION_OPENED)
    for number, value in enumerate(words):
        person = _welcome(at_hand, opened, value)
        _note(at_hand, opened, person, value)
        _story(at_hand, opened, person, value)
        if number == 0:
            _sheet(at_hand, opened, _questionnaire(at_hand, opened, person, scored), out)
    reason = words[0] if words else say("harness.why_open")
    rows = session.reconcile(at_hand, opened.id).open_rows
    session.close(at_hand, opened.id, {(row.person, row.matter): reason for row in rows})
    logs.event(logs.Event.BACKUP_MADE)


def _welcome(at_hand: Kit, opened: Session, value: str) -> PersonId:
    """Add somebody whose name and contact are the value; everything is agreed to."""
    each = practice.folk()[0]
    new = people.NewPerson(name=value, contact=value, birth_year=each.birth_year, sex=each.sex, district=each.district)
    person = people.add(at_hand, new, opened.id).value.id
    statement = consent.statement(at_hand)
    agreed = dict.fromkeys((purpose for purpose, _ in statement.purposes), Choice.YES)
    consent.record(at_hand, consent.Given(person=person, session=opened.id, statement=statement, choices=agreed, witness=value))
    return person


def _note(at_hand: Kit, opened: Session, person: PersonId, value: str) -> None:
    """Keep the value as an answer in words and as a file, through the form."""
    talk = interview.start(at_hand, interview.Start(person=person, form_id=harness.FORM_ID, session=opened.id)).value
    talk.answer(QuestionRef(f"{harness.ROOT}note"), value)
    talk.attach(QuestionRef(f"{harness.ROOT}paper"), value.encode())
    logs.event(logs.Event.ANSWER_KEPT)
    talk.finish()


def _story(at_hand: Kit, opened: Session, person: PersonId, value: str) -> None:
    """Tell the value as a story, with itself as a quote."""
    begun = case_study.begin(at_hand, person, opened.id).value
    prompt = case_study.guide().prompts[0].key
    quote = Quote(text=value, prompt=prompt, consent=QuoteConsent.INSIDE)
    case_study.finish(at_hand, replace(begun, title=value, texts=((prompt, value),), quotes=(quote,)))


def _questionnaire(at_hand: Kit, opened: Session, person: PersonId, form_id: str) -> SubmissionId:
    """Answer the questionnaire as the first of the practice people would."""
    talk = interview.start(at_hand, interview.Start(person=person, form_id=form_id, session=opened.id)).value
    page = talk.sized(PageSize.SECTION)
    while True:
        for question in page.questions:
            value = practice.answer(0, 1, question.state)
            if question.state.t in interview.ASKED and not question.state.ro and value:
                talk.answer(QuestionRef(question.state.ref), value)
        page = talk.page(page.ref)
        if page.following is None:
            break
        page = talk.turn_to(page.following).value
    talk.finish()
    return talk.submission.id


def _sheet(at_hand: Kit, opened: Session, submission: SubmissionId, out: Path) -> None:
    """Draw the sheet without a name and write it where a person chose to."""
    wish = sheet.SheetWish(steps=practice.steps(0, 1))
    sheet.keep_wish(at_hand, submission, wish)
    drawn = sheet.draw(sheet.compose(at_hand, submission, wish))
    sheet.save(drawn.pdf, out.with_name(out.name + ".pdf"))
    sheet.printed(at_hand, submission, wish.mode, sheet.TO_FILE)
    logs.event(logs.Event.SHEET_MADE)


def _look_for(at_hand: Kit, words: list[str]) -> None:
    """Search for everybody by name: whoever came in is found again.

    Raises:
        Damaged: STORE-DAMAGED: somebody is not found.
    """
    for value in words:
        if not people.find(at_hand, value):
            raise Damaged("STORE-DAMAGED")


def _crash(words: list[str]) -> None:
    """Crash with the values in hand, and write the notice as the window does."""
    logs.event(logs.Event.CRASHED)
    try:
        _fall_over(words)
    except RuntimeError as why:
        harness.save(crash_notice(why).encode() + b"\n", paths.log_folder() / "crash.txt")


def _fall_over(words: list[str]) -> NoReturn:
    raise RuntimeError(words)
