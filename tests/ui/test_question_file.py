"""Questions that want a file: chosen, dragged in, drawn, typed; shown by kind and size; taken away and put back; and read within limits."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Refused, Unavailable
from civicdesk.forms import pictures
from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.attachments import LARGEST, GivenFile
from civicdesk.records.ids import PersonId, QuestionRef, SubmissionId
from civicdesk.records.pages import FileShown, NodeState, Question
from civicdesk.store import answer_files
from civicdesk.ui.screens.correct.presenter import CorrectPresenter
from civicdesk.ui.screens.interview.kinds import DOT
from civicdesk.ui.screens.interview.presenter import InterviewPresenter
from civicdesk.ui.screens.interview.state import Step, answer_words
from civicdesk.ui.screens.interview.view import RESCUE
from civicdesk.ui.widgets import file_intake, signature_pad
from civicdesk.ui.widgets.labels import spoken_name
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.question_file import AnnotatedQuestion, DrawnQuestion, FileQuestion, SignatureQuestion, file_kind
from civicdesk.ui.widgets.questions import question_widget
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms, interview, rescue
from civicdesk.workflows.kit import Kit
from tests.ui.desk import Desk
from tests.unit.workflows.test_attachments import file_form

HABITS = AnswerHabits(today=date(2026, 3, 14))
KEPT = FileShown(words="Signature, 6 KB", media_type="image/png", content=DOT)
Show = Callable[..., Any]
Key = Qt.Key


def ask(media_type: str = "image/*", *app: str, file: FileShown | None = None, **facts: Any) -> Question:
    state = NodeState(**{"ref": "/data/q", "t": "upload", "label": "Please sign", "media_type": media_type, "app": app, **facts})
    return Question(state=state, file=file)


@pytest.fixture
def asked(shown: Show) -> Show:
    """Show one question, and note what it says."""

    def make(question: Question, habits: AnswerHabits = HABITS) -> tuple[Any, list[tuple[object, ...]]]:
        widget, said = question_widget(question, habits), []
        widget.answered.connect(lambda *what: said.append(what))
        return shown(widget), said

    return make


@pytest.fixture
def signing(asked: Show) -> tuple[Any, list[tuple[object, ...]]]:
    return asked(ask("image/*", "signature"))


def stroke(pad: QWidget, *points: tuple[int, int]) -> None:
    """Draw with a mouse."""
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
    for point in points[1:]:
        QTest.mouseMove(pad, QPoint(*point))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))


def dark(content: bytes) -> int:
    """Count the dark points of a picture, roughly."""
    image = QImage.fromData(content)
    return sum(image.pixelColor(x, y).lightness() < 100 for x in range(0, image.width(), 4) for y in range(0, image.height(), 4))


@pytest.mark.parametrize(
    ("media_type", "app", "kind"),
    [
        ("image/*", ("signature",), SignatureQuestion),
        ("image/*", ("draw",), DrawnQuestion),
        ("image/*", ("annotate",), AnnotatedQuestion),
        ("image/*", ("new-front",), FileQuestion),
        ("audio/*", (), FileQuestion),
        ("", (), FileQuestion),
    ],
)
def test_each_kind_of_file_has_its_widget(media_type: str, app: tuple[str, ...], kind: type[FileQuestion]) -> None:
    assert file_kind(ask(media_type, *app).state) is kind


def test_strokes_become_a_picture_of_dark_ink_on_white(signing: Any, look: Show) -> None:
    look("dark")
    widget, said = signing
    stroke(widget.pad, (40, 60), (200, 30), (300, 100))
    widget.keep.click()
    ((ref, file, missing),) = said
    assert (ref, missing) == ("/data/q", None)
    image = QImage.fromData(file.content)
    assert (image.width(), image.pixelColor(2, 2)) == (signature_pad.PICTURE, QColor("white"))
    assert dark(file.content) > 20


def test_the_last_stroke_is_taken_back_and_all_of_them(signing: Any) -> None:
    widget, _ = signing
    assert not widget.undo.isEnabled()
    stroke(widget.pad, (40, 60), (200, 30))
    one = widget.pad.picture()
    stroke(widget.pad, (50, 100))
    widget.undo.click()
    assert widget.pad.picture() == one
    widget.clear.click()
    assert widget.pad.empty
    assert not widget.keep.isEnabled()


@pytest.mark.parametrize("back", ["undo", "clear"])
def test_a_stroke_that_is_taken_back_while_it_is_drawn_is_over(signing: Any, back: str) -> None:
    widget, _ = signing
    QTest.mousePress(widget.pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    getattr(widget.pad, back)()
    QTest.mouseMove(widget.pad, QPoint(90, 70))
    QTest.mouseRelease(widget.pad, Qt.MouseButton.LeftButton, pos=QPoint(90, 70))
    assert widget.pad.empty


def test_only_the_left_button_draws(signing: Any) -> None:
    widget, _ = signing
    QTest.mouseMove(widget.pad, QPoint(50, 50))
    QTest.mouseClick(widget.pad, Qt.MouseButton.RightButton, pos=QPoint(60, 60))
    assert widget.pad.empty


def test_what_is_drawn_is_kept_when_the_page_is_left(signing: Any) -> None:
    widget, said = signing
    assert widget.take()
    assert said == []
    stroke(widget.pad, (40, 60), (200, 30))
    assert widget.take()
    assert [type(file) for _, file, _ in said] == [GivenFile]


def test_whoever_cannot_draw_types_a_name_by_keyboard_alone(signing: Any) -> None:
    widget, said = signing
    went: list[str] = []
    widget.went_on.connect(went.append)
    field = widget.field()
    field.setFocus()
    QTest.keyClicks(field, "Wren Fictional")
    QTest.keyClick(field, Key.Key_Return)
    ((_, file, _),) = said
    assert went == [], "the signature is seen before the page goes on"
    QTest.keyClick(field, Key.Key_Return)
    assert went == ["/data/q"]
    assert dark(file.content) > 20


def test_a_typed_name_is_kept_when_the_page_is_left(signing: Any) -> None:
    widget, said = signing
    QTest.keyClicks(widget.typed.line, "Wren Fictional")
    assert widget.take()
    assert widget.take(), "once"
    assert len(said) == 1


def test_what_is_drawn_goes_before_what_is_typed(signing: Any) -> None:
    widget, said = signing
    QTest.keyClicks(widget.typed.line, "Wren Fictional")
    stroke(widget.pad, (40, 60), (200, 30))
    drawn = file_intake.written(widget.pad.picture())
    assert widget.take()
    assert widget.take(), "once"
    assert [file.content for _, file, _ in said] == [drawn]


def test_whoever_would_rather_not_sign_has_signed_nothing(signing: Any) -> None:
    widget, said = signing
    stroke(widget.pad, (40, 60), (200, 30))
    QTest.keyClicks(widget.typed.line, "Wren Fictional")
    widget.render_question(replace(widget.question, missing=Missing.RATHER_NOT_SAY))
    widget.take()
    assert said == []


def test_a_long_name_fits_into_its_picture(qapp: object, look: Show) -> None:
    look()
    image = signature_pad.typed_picture("Wren " * 16, "Typed, not drawn.")
    edge = [image.pixelColor(image.width() - 3, y).lightness() for y in range(image.height())]
    assert min(edge) > 200


def test_the_pad_says_what_to_do_by_keyboard(signing: Any) -> None:
    widget, _ = signing
    assert "By keyboard" in spoken_name(widget.pad)


def test_a_kept_signature_is_shown_by_kind_and_size(asked: Show) -> None:
    widget, _ = asked(ask("image/*", "signature", v="signature-1.png", file=KEPT))
    assert widget.told.text() == "Signature, 6 KB"
    assert widget.picture.isVisible()
    assert not widget.pad.isVisible()
    assert "signature-1" not in " ".join(label.text() for label in widget.findChildren(type(widget.told)))


def test_a_kept_picture_is_looked_at_and_made_small_again(asked: Show) -> None:
    large = QImage(1200, 900, QImage.Format.Format_RGB32)
    large.fill(QColor("teal"))
    shown = FileShown(words="Picture", media_type="image/png", content=file_intake.written(large))
    widget, _ = asked(ask(v="picture-1.png", file=shown))
    small = widget.picture.pixmap().width()
    widget.look.click()
    assert widget.picture.pixmap().width() > small
    widget.look.click()
    assert widget.picture.pixmap().width() == small


def test_signing_again_shows_the_pad_until_another_signature_is_kept(asked: Show) -> None:
    widget, said = asked(ask("image/*", "signature", v="signature-1.png", file=KEPT))
    widget.other.click()
    stroke(widget.pad, (40, 60), (200, 30))
    widget.keep.click()
    assert len(said) == 1
    widget.render_question(ask("image/*", "signature", v="signature-2.png", file=KEPT))
    assert not widget.pad.isVisible()
    assert widget.other.isVisible()


def test_what_was_taken_away_can_be_put_back(asked: Show) -> None:
    widget, said = asked(ask(v="picture-1.png", file=KEPT))
    widget.away.click()
    widget.render_question(ask())
    assert widget.back.accessibleName() == "Put it back: Signature, 6 KB"
    widget.back.click()
    assert said == [("/data/q", None, None), ("/data/q", "picture-1.png", None)]
    widget.render_question(ask(v="picture-1.png", file=KEPT))
    assert not widget.back.isVisible()


def test_a_file_that_is_not_here_is_said_to_be_elsewhere(asked: Show) -> None:
    widget, _ = asked(ask(v="picture-1.png", file=FileShown(words="Picture")))
    assert widget.told.text() == say("attachments.page.not_here", words="Picture")
    assert widget.field() is widget.away


def test_a_read_only_file_can_be_looked_at_alone(asked: Show) -> None:
    widget, _ = asked(ask(v="picture-1.png", file=KEPT, ro=True))
    assert (widget.look.isVisible(), widget.away.isVisible(), widget.other.isVisible()) == (True, False, False)
    assert widget.field() is None


def test_whoever_answers_alone_does_not_see_the_workers_disk(asked: Show) -> None:
    alone = AnswerHabits(today=date(2026, 3, 14), alone=True)
    widget, _ = asked(ask(), alone)
    assert widget.choose is None
    assert not widget.acceptDrops()
    assert widget.how.text() == say("attachments.page.ask_worker")
    signing, _ = asked(ask("image/*", "signature"), alone)
    assert signing.pad.isVisible()


def test_the_three_other_answers_are_there(asked: Show) -> None:
    widget, said = asked(ask())
    widget.press_special(Missing.SKIPPED)
    assert said == [("/data/q", None, Missing.SKIPPED)]


@pytest.mark.parametrize("app", [(), ("draw",), ("annotate",)])
def test_a_file_is_chosen_in_the_dialog_of_the_system(asked: Show, qtbot: QtBot, tmp_path: Path, app: tuple[str, ...]) -> None:
    (tmp_path / "garden.png").write_bytes(DOT)
    widget, said = asked(ask("image/*", *app))
    widget.choose.click()
    dialog = next(each for each in widget.findChildren(QFileDialog))
    assert "*.png" in dialog.nameFilters()[0]
    dialog.fileSelected.emit(str(tmp_path / "garden.png"))
    dialog.close()
    assert said == [("/data/q", GivenFile(path=str(tmp_path / "garden.png")), None)]
    assert widget.told.text() == say("attachments.page.reading")
    assert not widget.choose.isEnabled()


def dropped(widget: QWidget, *paths: Path) -> bool:
    """Drag files over a question and let them go; tells whether the question wanted them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    here, how = QPoint(5, 5), (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(here, *how)
    enter.setAccepted(False)
    widget.dragEnterEvent(enter)
    widget.dropEvent(QDropEvent(QPointF(here), *how))
    return enter.isAccepted()


def test_one_file_is_dragged_in(asked: Show, tmp_path: Path) -> None:
    widget, said = asked(ask())
    assert not dropped(widget, tmp_path / "a.png", tmp_path / "b.png")
    assert said == []
    assert dropped(widget, tmp_path / "a.png")
    assert said == [("/data/q", GivenFile(path=str(tmp_path / "a.png")), None)]


def picture(width: int, height: int, kind: bytes = b"png") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    return file_intake.written(image, kind)


def turned(content: bytes) -> bytes:
    """Return a photograph that says it lies on its side, and where it was taken."""
    tiff = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + b"\0\0\0\0" + b"GPS Placeholder Street"
    told = b"Exif\0\0" + tiff
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told + content[2:]


def size_of(content: bytes) -> tuple[int, int]:
    image = QImage.fromData(content)
    return image.width(), image.height()


@pytest.mark.parametrize(("wanted", "size"), [(0, (4096, 40)), (640, (640, 6)), (9000, (5000, 50))])
def test_a_picture_is_made_as_small_as_the_form_wants(qapp: object, wanted: int, size: tuple[int, int]) -> None:
    made = file_intake.prepared(GivenFile(content=picture(5000, 50, b"jpeg")), wanted)
    assert size_of(made) == size


def test_a_picture_that_fits_is_not_drawn_anew(qapp: object) -> None:
    content = picture(300, 200, b"jpeg")
    assert file_intake.prepared(GivenFile(content=content), 640) == content


def test_a_photograph_is_turned_upright_and_says_no_place(qapp: object) -> None:
    made = file_intake.prepared(GivenFile(content=turned(picture(300, 200, b"jpeg"))), 0)
    assert size_of(made) == (200, 300)
    assert b"Placeholder Street" not in pictures.bare(made)


def bomb() -> bytes:
    """Return a small file that would be a picture of 10,000 million points."""

    def chunk(name: bytes, told: bytes) -> bytes:
        return struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(), "FILE-PICTURE"),
        (b"\x89PNG\r\n\x1a\n no picture", "FILE-PICTURE"),
        (picture(300, 200)[:80], "FILE-PICTURE"),
        (bytes(LARGEST + 1), "FILE-SIZE"),
    ],
    ids=["a bomb", "no png", "cut", "large"],
)
def test_hostile_and_large_files_are_refused(qapp: object, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        file_intake.prepared(GivenFile(content=content), 0)


@pytest.mark.qt_log_ignore("JPEG datastream contains no image")
def test_what_only_begins_like_a_photograph_is_refused(qapp: object) -> None:
    with pytest.raises(Refused, match="FILE-PICTURE"):
        file_intake.prepared(GivenFile(content=b"\xff\xd8\xff\xe0 no photograph"), 0)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "large").write_bytes(b"12345")
    monkeypatch.setattr(file_intake, "READ", 4)
    for name, code in (("missing", "FILE-UNREADABLE"), (".", "FILE-UNREADABLE"), ("empty", "FILE-EMPTY"), ("large", "FILE-SIZE")):
        with pytest.raises(Refused, match=code):
            file_intake.prepared(GivenFile(path=str(tmp_path / name)), 0)


def _begin(person: str, meeting: str, kit: Kit) -> str:
    forms.add(kit, file_form())
    start = interview.Start(person=PersonId(person), form_id="files", session=None)
    return str(interview.start(kit, start).value.submission.id)


def _kept(submission: str, kit: Kit) -> list[str]:
    return [each.name for each in answer_files.files(kit.workspace, SubmissionId(submission))]


def _finish(submission: str, kit: Kit) -> None:
    talk = interview.resume(kit, SubmissionId(submission))
    talk.answer(QuestionRef("/data/go"), "no")
    talk.finish()


@pytest.fixture
def begun(table: Desk) -> str:
    return str(table.ask(partial(_begin, table.person, table.session)))


@pytest.fixture
def talk(table: Desk, begun: str, qtbot: QtBot) -> InterviewPresenter:
    """Show the page of an interview that asks for a signature."""
    shown = table.show(InterviewPresenter(place("interview", submission=begun), table.around))
    qtbot.waitUntil(lambda: shown.state.step is Step.ASKING)
    return shown


def question(shown: Any) -> Any:
    return shown.page.questions.widgets[0]


def test_a_signature_goes_from_the_hand_to_the_disk(table: Desk, talk: InterviewPresenter, begun: str, qtbot: QtBot) -> None:
    stroke(question(talk).pad, (40, 60), (200, 30), (300, 100))
    question(talk).keep.click()
    qtbot.waitUntil(lambda: question(talk).question.state.v == "signature-1.png")
    assert question(talk).picture.isVisible()
    assert table.ask(partial(_kept, begun)) == ["signature-1.png"]


def test_a_signature_is_kept_when_the_page_is_left_without_the_button(
    table: Desk, talk: InterviewPresenter, begun: str, qtbot: QtBot
) -> None:
    stroke(question(talk).pad, (40, 60), (200, 30))
    talk.page.on.click()
    qtbot.waitUntil(lambda: talk.state.page is not None and talk.state.page.number == 2)
    assert table.ask(partial(_kept, begun)) == ["signature-1.png"]


def test_a_photograph_from_the_disk_is_read_on_the_other_lane(table: Desk, talk: InterviewPresenter, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "Wren Fictional at home.jpg"
    path.write_bytes(turned(picture(300, 200, b"jpeg")))
    question(talk)._give(str(path))
    qtbot.waitUntil(lambda: question(talk).question.state.v == "signature-1.jpg")
    assert size_of(question(talk).question.file.content) == (200, 300)


def test_a_file_that_is_no_picture_is_explained_at_the_question(talk: InterviewPresenter, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4")
    question(talk)._give(str(tmp_path / "letter.pdf"))
    qtbot.waitUntil(lambda: bool(talk.state.problems))
    assert "FILE-KIND" in question(talk).trouble.text()
    assert question(talk).choose.isEnabled()


def test_an_unreadable_file_is_explained_too(talk: InterviewPresenter, qtbot: QtBot, tmp_path: Path) -> None:
    question(talk)._give(str(tmp_path / "gone.png"))
    qtbot.waitUntil(lambda: bool(talk.state.problems))
    assert "FILE-UNREADABLE" in question(talk).trouble.text()


def test_a_signature_is_put_right_on_the_page_for_that(table: Desk, talk: InterviewPresenter, begun: str, qtbot: QtBot) -> None:
    stroke(question(talk).pad, (40, 60), (200, 30))
    question(talk).keep.click()
    qtbot.waitUntil(lambda: question(talk).question.state.v == "signature-1.png")
    table.ask(partial(_finish, begun))
    page = table.show(CorrectPresenter(place("correct", submission=begun), table.around))
    qtbot.waitUntil(lambda: bool(page.state.answers))
    page._open("/data/sign")
    widget = question(page)
    widget.other.click()
    stroke(widget.pad, (80, 60), (200, 90))
    widget.keep.click()
    qtbot.waitUntil(lambda: bool(page.state.content))
    assert page.state.new.startswith("New file, ")
    assert question(page).picture.isVisible()
    page._reason("The wrong sheet")
    page._correct()
    qtbot.waitUntil(lambda: page.state.told == say("correct.done") and not page.state.busy)
    assert table.ask(partial(_kept, begun)) == ["signature-1.png", "signature-2.png"]


def test_what_is_put_right_can_be_no_file_or_the_first_one_again(table: Desk, begun: str, qtbot: QtBot) -> None:
    def sign(kit: Kit) -> None:
        interview.resume(kit, SubmissionId(begun)).attach(QuestionRef("/data/sign"), DOT)

    table.ask(sign)
    table.ask(partial(_finish, begun))
    page = table.show(CorrectPresenter(place("correct", submission=begun), table.around))
    qtbot.waitUntil(lambda: bool(page.state.answers))
    page._open("/data/sign")
    question(page).away.click()
    assert page.state.new == say("correct.nothing")
    question(page).back.click()
    assert question(page).told.text().startswith("Signature, ")
    question(page)._give("/nowhere/at all.png")
    qtbot.waitUntil(lambda: bool(page.state.problem))
    assert "FILE-UNREADABLE" in page.state.problem


def test_a_file_that_is_still_read_takes_the_place_of_no_later_word(table: Desk, begun: str, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "signed.png").write_bytes(DOT)
    table.ask(partial(_finish, begun))
    page = table.show(CorrectPresenter(place("correct", submission=begun), table.around))
    qtbot.waitUntil(lambda: bool(page.state.answers))
    page._open("/data/sign")
    page._answer("/data/sign", GivenFile(path=str(tmp_path / "signed.png")), None)
    page._answer("/data/sign", GivenFile(path=str(tmp_path / "gone.png")), None)
    page._answer("/data/sign", None, Missing.RATHER_NOT_SAY)
    read: list[bytes] = []
    table.around.work.run(bytes, done=read.append)
    qtbot.waitUntil(lambda: bool(read))
    assert (page.state.content, page.state.wanted.missing, page.state.problem) == (b"", Missing.RATHER_NOT_SAY, "")


def test_a_file_is_named_by_what_it_is_wherever_an_answer_is_told() -> None:
    assert answer_words(ask("image/*", "signature", v="signature-1.png").state) == "Signature"
    assert not answer_words(ask().state)


def _refuse(*_: object) -> None:
    raise Unavailable("STORE-WRITE")


def test_a_file_for_which_there_is_no_room_stays_in_hand_and_is_sealed_apart(
    table: Desk, talk: InterviewPresenter, begun: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_files, "keep", _refuse)
    stroke(question(talk).pad, (40, 60), (200, 30))
    question(talk).keep.click()
    qtbot.waitUntil(lambda: talk.state.step is Step.NOT_SAVED)
    monkeypatch.undo()
    talk._decide(RESCUE)
    qtbot.waitUntil(lambda: talk.state.step is Step.RESCUED)
    assert table.ask(partial(_kept, begun)) == []
    assert table.ask(rescue.merge).answers == 1
    assert table.ask(partial(_kept, begun)) == ["signature-1.png"]


def test_a_bug_while_a_file_is_read_is_told_at_the_question(
    talk: InterviewPresenter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(file_intake, "prepared", lambda *_: {}["a bug"])
    question(talk)._give(str(tmp_path / "garden.png"))
    qtbot.waitUntil(lambda: bool(talk.state.problems))
    assert "FILE-UNREADABLE" in question(talk).trouble.text()
