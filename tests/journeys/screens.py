"""The screens of the real window as a worker goes through them, by keys alone. Each journey says how many keys it took."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.i18n import say
from tests.journeys.hands import ALT, CTRL, DOWN, ENTER, SHIFT, Hands

EVERY_NUMBER = "7"
"""What is typed where a question wants a number from 0 to 10."""


def task(word: str) -> str:
    """Return the name of the button that starts a task of a person in the session."""
    return f"{say('session.action.start')}: {say(f'session.task.{word}')}"


def unlock(hands: Hands, passphrase: str, *, after: int = 0) -> Any:
    """Sign in; `after` others stand before the name in the list of names."""
    hands.at("unlock")
    before = hands.keys
    if after:
        hands.tab_to(say("unlock.name"), back=True)
        hands.press(DOWN, times=after)
        hands.tab_to(say("unlock.passphrase"))
    hands.type(passphrase)
    hands.press(ENTER)
    hands.note("J1 start the day", before)
    return hands.at("today")


def lock(hands: Hands) -> None:
    """Lock from wherever one is, and wait until the workspace is closed."""
    ended: list[bool] = []
    hands.program.ended.connect(lambda: ended.append(True))
    hands.press(Qt.Key.Key_L, CTRL)
    hands.until(lambda: bool(ended), "the closed workspace")


def open_session(hands: Hands) -> Any:
    """Open a session at the only place of the project."""
    today, before = hands.screen, hands.keys
    hands.press(Qt.Key.Key_N, CTRL)
    hands.until(lambda: today.state.starting, "the form for a session")
    hands.press(ENTER, times=2)
    hands.note("J2 open a session", before)
    return hands.at("session")


def begin_consent(hands: Hands, name: str, year: str) -> Any:
    """Add somebody who is old enough by their year of birth and able to decide, and read the words out up to the purposes."""
    hands.press(Qt.Key.Key_N, CTRL)
    adding = hands.at("add_person")
    hands.until(lambda: bool(adding.state.card), "the next card number")
    hands.type(name)
    hands.digits(year)
    hands.digits("1")
    hands.digits("1" * len(adding.state.asked))
    hands.press(ENTER)
    asked = hands.at("consent")
    while asked.state.step != "purposes":
        step = asked.state.step
        hands.press(ENTER)
        hands.until(lambda step=step: asked.state.step != step, "the next words to read out")
    return asked


def answer_purposes(hands: Hands, digits: str) -> None:
    """Answer the purposes from the first one on; a digit for one that is out of sight only brings it into sight."""
    asked = hands.screen
    for number, digit in enumerate(digits):
        while len(asked.state.choices) == number:
            hands.digits(digit)


def add_person(hands: Hands, name: str, year: str, initials: str) -> Any:
    """Add somebody who says yes to every purpose."""
    before = hands.keys
    asked = begin_consent(hands, name, year)
    answer_purposes(hands, "1" * len(asked.state.purposes))
    hands.type(initials)
    hands.press(ENTER)
    hands.until(lambda: asked.state.step == "done", "the kept consent")
    hands.note("J3 new person and consent", before, typed=len(name) + len(initials))
    return asked


def find_person(hands: Hands, letters: str) -> Any:
    """Find somebody who was here before."""
    before = hands.keys
    hands.press(Qt.Key.Key_K, CTRL)
    hands.type(letters)
    hands.press(ENTER)
    hands.note("J4 returning person", before, typed=len(letters))
    return hands.at("person")


def answer(hands: Hands) -> None:
    """Answer the one question that is seen, unless it is answered, and go on: digits, and Enter once Continue listens."""
    page = hands.at("interview").state.page
    question = next(each.state for each in page.questions if each.state.t != "note")
    if not question.v:
        hands.digits(EVERY_NUMBER if question.vt == "int" else "2" if question.multiple else "1")
    hands.until(lambda: not hands.screen.gate.deaf(), "Continue to listen")
    hands.press(ENTER)
    hands.until(lambda: hands.word != "interview" or hands.screen.state.page.ref != page.ref, "the next page")


def answer_all(hands: Hands) -> int:
    """Answer all that is left, and return how many questions that were."""
    before, count = hands.keys, 0
    while hands.word == "interview":
        answer(hands)
        count += 1
    hands.note("J5 questionnaire", before)
    return count


def finish(hands: Hands) -> Any:
    """Finish from the list of answers, and wait for the sheet on the screen."""
    hands.at("check_answers")
    hands.press(ENTER)
    sheet = hands.at("sheet")
    hands.until(lambda: bool(sheet.state.pages), "the preview")
    return sheet


def save_sheet(hands: Hands, path: Path) -> None:
    """Save the sheet that is seen as a PDF; there is no printer here."""
    sheet, before = hands.screen, hands.keys
    hands.press(Qt.Key.Key_P, CTRL)
    hands.press(ENTER)
    hands.note("J8 reflection sheet", before)
    hands.name_file(path)
    hands.until(lambda: sheet.state.told == say("sheet_page.saved"), "the saved sheet")


def hand_over(hands: Hands) -> None:
    """Note that the person has the sheet."""
    sheet, before = hands.screen, hands.keys
    hands.tab_to(say("sheet_page.give"))
    hands.press(ENTER)
    hands.until(lambda: sheet.state.handed_over, "the sheet in their hands")
    hands.note("hand over the sheet", before)


def back(hands: Hands, word: str) -> Any:
    """Go back one level."""
    hands.press(Qt.Key.Key_Left, ALT)
    return hands.at(word)


def tell_story(hands: Hands, story: str, quote: str) -> None:
    """Write a story that ends with a quote, mark it, agree that it may go into reports without a name, and finish."""
    hands.until(lambda: hands.focus_name() == task("case_study"), "the next task")
    before = hands.keys
    hands.press(ENTER)
    told = hands.at("case_study")
    hands.type(story + quote)
    for _ in quote:
        QTest.keyClick(hands.focus(), Qt.Key.Key_Left, SHIFT)
    hands.press(Qt.Key.Key_Q, ALT)
    hands.digits("3")
    hands.until(lambda: bool(told.state.case.quotes) and told.state.case.quotes[0].consent == "anonymous in reports", "the quote")
    hands.press(ENTER)
    hands.note("J7 case study", before)


def close_session(hands: Hands) -> Any:
    """Close the session, with the first reason for each open row."""
    session, before = hands.at("session"), hands.keys
    hands.press(Qt.Key.Key_E, CTRL)
    hands.until(lambda: session.state.closing, "the counts")
    rows = session.page.reasons.rows
    hands.until(lambda: len(rows) == len(session.state.open_rows), "the open rows")
    for row in rows.values():
        hands.until(lambda row=row: row.isAncestorOf(hands.focus()), "the keyboard in the open row")
        hands.digits("1")
    hands.press(ENTER)
    hands.note(f"J11 close a session with {len(session.state.open_rows)} open rows", before)
    return hands.at("today")


def prepare_batch(hands: Hands) -> Any:
    """Prepare a batch of all who agreed."""
    before = hands.keys
    hands.turn_to("send")
    hands.press(ENTER)
    hands.note("J12 prepare a batch", before)
    return hands.at("release")


def approve_batch(hands: Hands, passphrase: str) -> Any:
    """Open the newest batch and approve it as the second person."""
    before = hands.keys
    hands.turn_to("send")
    hands.tab_to(say("send_page.batches"))
    hands.press(ENTER)
    release = hands.at("release")
    for scenario in ("s1", "s2", "s3"):
        hands.tab_to(say(f"release_page.scenario.{scenario}"))
        hands.type("Nobody could be told from the others.")
    hands.tab_to(say("release_page.form.reason"))
    hands.type("A small first round, agreed with the recipient.")
    hands.tab_to(say("release_page.form.passphrase"))
    hands.type(passphrase)
    hands.press(ENTER)
    hands.until(lambda: not release.state.working and bool(release.state.told or release.state.sentence), "the approval")
    hands.note("J12 approve a batch", before)
    return release


def seal_batch(hands: Hands, folder: Path) -> Any:
    """Seal the approved batch that is seen, into a folder."""
    release, before = hands.screen, hands.keys
    hands.until(lambda: release.state.role == "seal", "the approved batch")
    hands.press(ENTER)
    hands.note("J12 seal a batch", before)
    hands.name_file(folder)
    hands.until(lambda: not release.state.working and "saved" in release.state.told, "the sealed bundle")
    return release
