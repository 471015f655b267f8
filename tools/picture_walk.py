"""Walks through the real window: somebody joins the practice project and sits down with a person; somebody else looks at a full workspace."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

from picture_album import Album, Group, wait_until
from picture_hands import Hands, LostError
from picture_pages import AFTER, Room
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from civicdesk import app
from civicdesk import settings as machine
from civicdesk.i18n import say
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import PageSize
from civicdesk.ui.widgets.screen import World
from civicdesk.workflows import interview, practice, sheet
from civicdesk.workflows.kit import Kit

TODAY = practice.meeting(1)
SIZE = (1366, 768)
ASKED = 3
LOOK = machine.MachineSettings(theme="light", reduce_motion=True, width=SIZE[0], height=SIZE[1])
DRAWN_SECONDS = 15.0


def world(start: datetime, mark: str) -> World:
    """Return a world that is the same each time: its clock moves on by a second a look, its ids count behind a mark of one hex digit."""
    looks, ids = count(), count(1)
    return World(now=lambda: start + timedelta(seconds=next(looks)), new_id=lambda: f"{mark}{next(ids):031x}", chance=lambda: 0.5)


def join(application: QApplication, folder: Path, album: Album, group: Group) -> list[str]:
    """Walk from nothing to a sheet, and picture every step."""
    parts = (_set_up, _meet, _agree, _ask, _finish, _close)
    return _walk(application, (folder, world(TODAY, "a")), (album, group), parts)


def desk(application: QApplication, room: Room, album: Album, group: Group) -> list[str]:
    """Look round in the practice project after two meetings, and picture every place of the rail and some things within."""
    passphrase = room.passphrase()
    parts = (partial(_unlock, room.name, passphrase), _look_round, _look_at_people, _look_at_sheet)
    return _walk(application, (room.folder, world(AFTER, "b")), (album, group), parts)


def _walk(
    application: QApplication, at: tuple[Path, World], into: tuple[Album, Group], parts: tuple[Callable[[Hands], None], ...]
) -> list[str]:
    """Open the window, walk, and close it as a person would; tell where the walk got lost."""
    program = app.Program(application, LOOK, home=at[0], world=at[1], restart=lambda: None)
    hands, lost = Hands(program, *into), []
    program.show()
    program.window.resize(*SIZE)
    try:
        for part in parts:
            part(hands)
    except LostError as why:
        hands.take("lost")
        lost.append(f"the rest of the walk ({why})")
    closed: list[bool] = []
    program.window.empty()
    program.store.give_up(_leave, done=lambda _nothing: closed.append(True), refused=lambda _why: closed.append(True))
    wait_until(lambda: bool(closed))
    program.window.close()
    program.end()
    return lost


def _leave(kit: Kit) -> None:
    from civicdesk.workflows import unlock  # noqa: PLC0415 - on the lane, as the program does

    unlock.lock(kit)


def _set_up(hands: Hands) -> None:
    hands.take("first run")
    hands.press(say("first_run.choose.practice"))
    hands.write(say("first_run.you.name"), "WF")
    hands.press(say("first_run.role.coordinator"))
    hands.press(say("widget.new_passphrase.take"))
    hands.take("first run about you")
    hands.press(say("first_run.you.onward"))
    hands.button(say("first_run.recovery.onward"))
    code = hands.read("mono")
    hands.take("first run recovery")
    hands.press(say("first_run.recovery.onward"))
    hands.write(say("first_run.retype.code"), code)
    hands.take("first run retype")
    hands.press(say("first_run.retype.onward"))
    hands.take("today empty")


def _meet(hands: Hands) -> None:
    hands.press(say("today.start"))
    hands.take("today starting")
    hands.press("Placeholder Hall")
    hands.press(say("today.begin"))
    hands.take("session empty")
    hands.press(say("session.add"))
    hands.take("add person")
    hands.write(say("add_person.name"), "Wren Fictional")
    hands.write(say("add_person.birth_year"), "1984")
    hands.press(say("widget.yes_no.yes"))
    hands.take("add person filled")


def _agree(hands: Hands) -> None:
    hands.press(say("widget.continue"))
    if hands.word() == "session":
        hands.take("session one person")
        hands.press(f"{say('session.action.start')}: {say('session.task.consent')}")
    hands.take("consent words")
    while hands.word() == "consent" and hands.screen().state.step == "words":
        hands.press(say("consent.words.onward"))
    hands.take("consent purposes")
    hands.keys("1112")
    hands.take("consent purposes half")
    hands.keys("12")
    hands.take("consent witness")
    hands.press(say("consent.purposes.onward"))
    hands.take("consent done")


def _ask(hands: Hands) -> None:
    hands.press(say("consent.done.questions"))
    hands.take("question")
    for number in range(ASKED):
        hands.keys("2")
        hands.take("question answered" if not number else f"question {number + 1} answered")
        wait_until(lambda: False, 0.2)
        hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_F1)
    hands.take("question help")
    if hands.word() != "interview":
        hands.key(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    hands.press(say("interview_page.by_section"))
    hands.take("section")
    hands.press(say("interview_page.by_question"))
    hands.press(say("interview_page.stop"))
    hands.take("stop")
    hands.press(say("interview_page.way.decline"))
    hands.take("decline")
    hands.press(say("interview_page.way.return"))
    hands.press(say("interview_page.stop"))
    hands.press(say("interview_page.way.later"))
    hands.start_at("today")
    hands.take("today unfinished")
    hands.press(say("today.go_back_in"))
    hands.take("session in progress")


def _finish(hands: Hands) -> None:
    """Answer the rest at once, as the demo does, and go on where the person finishes."""
    hands.press(f"{say('session.action.go_on')}: {say('session.task.survey')}")
    submission = hands.fact("submission")
    hands.press(say("interview_page.stop"))
    hands.press(say("interview_page.way.later"))
    hands.program.store.submit(partial(_answer_the_rest, submission))
    hands.go("check_answers", submission=submission)
    hands.take("check answers")
    hands.press(say("check_answers.finish"))
    _look_at_drawn_sheet(hands)


def _close(hands: Hands) -> None:
    hands.start_at("today")
    hands.press(say("today.go_back_in"))
    hands.take("session done")
    hands.press(f"{say('session.action.start')}: {say('session.task.case_study')}")
    hands.take("case study")
    hands.start_at("today")
    hands.press(say("today.go_back_in"))
    hands.press(say("session.close"))
    hands.take("session closing")


def _unlock(name: str, passphrase: str, hands: Hands) -> None:
    hands.take("unlock")
    hands.write(say("unlock.passphrase"), passphrase)
    hands.key(Qt.Key.Key_Return)
    if not wait_until(lambda: hands.word() == "today"):
        raise LostError(f"{name} cannot unlock")


def _look_round(hands: Hands) -> None:
    for destination in app.destinations():
        hands.start_at(destination.word)
        hands.take(destination.word)


def _look_at_people(hands: Hands) -> None:
    hands.start_at("people")
    hands.press(say("people.open"))
    hands.take("person")


def _look_at_sheet(hands: Hands) -> None:
    found: list[str] = []
    hands.program.store.submit(_last_finished, done=found.append)
    wait_until(lambda: bool(found))
    hands.go("sheet", submission=found[0])
    _look_at_drawn_sheet(hands)


def _look_at_drawn_sheet(hands: Hands) -> None:
    hands.button(say("sheet_page.save"))
    hands.take("sheet")
    hands.press(say("sheet_page.part.scores"))
    hands.take("scores")


def _answer_the_rest(submission: str, kit: Kit) -> None:
    talk = interview.resume(kit, SubmissionId(submission))
    page = talk.sized(PageSize.SECTION)
    page = talk.page(None)
    while True:
        for question in page.questions:
            if question.state.t in interview.ASKED and not question.state.ro and not question.state.v:
                value = practice.answer(0, 1, question.state)
                if value:
                    talk.answer(QuestionRef(question.state.ref), value)
        page = talk.page(page.ref)
        if page.following is None:
            return
        page = talk.turn_to(page.following).value


def _last_finished(kit: Kit) -> str:
    return sheet.list_finished(kit)[-1].id
