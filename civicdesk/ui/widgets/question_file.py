"""Questions that are answered by a file: chosen, dragged in, signed or drawn. What is kept is shown by kind and size, never by its name."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from civicdesk.i18n import say
from civicdesk.records.attachments import Asked, GivenFile, asked_of
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui import theme
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.file_intake import written
from civicdesk.ui.widgets.filing import FileAsk
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.prompts import SMOOTH, decoded
from civicdesk.ui.widgets.question import QuestionWidget
from civicdesk.ui.widgets.signature_pad import SignaturePad, typed_picture

SMALL, LARGE = QSize(280, 160), QSize(680, 900)
"""Room for a kept picture beside its words, and when it is looked at, in pixels at 100 %."""
PICTURES: Final = "*.jpg *.jpeg *.png"
FILTERS: Final = {
    Asked.SIGNATURE: PICTURES,
    Asked.DRAWING: PICTURES,
    Asked.PICTURE: PICTURES,
    Asked.SOUND: "*.mp3 *.wav *.m4a *.ogg *.flac *.aac *.amr *.3gp *.mp4",
    Asked.VIDEO: "*.mp4 *.mov *.3gp *.webm *.avi",
    Asked.FILE: "*",
}
LONGEST_NAME: Final = 80


class FileQuestion(QuestionWidget):
    """A file of this computer, by the system's dialog or dragged in."""

    def build(self) -> None:
        """Make what is shown of a kept file, and the ways to give one."""
        self.asked = asked_of(self.question.state)
        self.taken_away: tuple[str, str] = ("", "")
        """Name and words of what was just taken away; it can be put back."""
        self.told = Words("", "lead", self)
        self.picture = QLabel(self)
        self.picture.setObjectName("keptPicture")
        self.look = Button(say("attachments.page.look"), "secondary", icon="eye", parent=self)
        icon = "pencil" if self.asked in {Asked.SIGNATURE, Asked.DRAWING} else "upload"
        self.other = Button(say(f"attachments.page.other.{self.asked.value}"), "secondary", icon=icon, parent=self)
        self.away = Button(say("attachments.page.away"), "secondary", icon="trash-2", parent=self)
        self.back = link("", icon="undo-2")
        self.kept_row = FlowRow(self.look, self.other, self.away)
        for part in (self.told, self.picture, self.kept_row, self.back):
            self.column.addWidget(part)
        self.column.setAlignment(self.back, Qt.AlignmentFlag.AlignLeft)
        self._large = False
        self._seen: tuple[bytes, QImage] = (b"", QImage())
        self.files = FileAsk(self)
        self.files.chosen.connect(self._give)
        self.look.clicked.connect(self._turn_size)
        self.other.clicked.connect(self.ask_again)
        self.away.clicked.connect(self._take_away)
        self.back.clicked.connect(self._put_back)
        self.build_giving()
        self.setAcceptDrops(self._may_choose())

    def build_giving(self) -> None:
        """Make the button that opens the dialog, and say what is taken."""
        self.choose: Button | None = None
        if self._may_choose():
            self.choose = Button(say(f"attachments.page.choose.{self.asked.value}"), "secondary", icon="upload", parent=self)
            self.choose.clicked.connect(self.ask_for_file)
            self.how = Words(say(f"attachments.page.how.{self.asked.value}"), "hint", self)
            self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self.how = Words(say("attachments.page.ask_worker"), "hint", self)
        self.column.addWidget(self.how)

    def show_value(self) -> None:
        """Show what is kept, or how to give it."""
        file, ro = self.question.file, self.question.state.ro
        there = bool(self.question.state.v)
        shown = self._decoded(file.content if file is not None else b"")
        if there:
            self.taken_away = ("", "")
        self.told.say((file.words if file and file.media_type else self._elsewhere()) if there else "")
        self._show_picture(shown)
        self.look.setVisible(not shown.isNull())
        self.other.setVisible(there and not ro and self._may_give())
        self.away.setVisible(there and not ro)
        self.kept_row.setVisible(there and not (ro and shown.isNull()))
        self.back.setVisible(bool(self.taken_away[0]))
        self.back.rename(say("attachments.page.back", words=self.taken_away[1]))
        self.show_giving(offered=not there and not ro)

    def show_giving(self, *, offered: bool) -> None:
        """Show or hide the ways to give a file."""
        if self.choose is not None:
            self.choose.setVisible(offered)
            self.choose.setEnabled(True)
        self.how.setVisible(offered)

    def field(self) -> QWidget | None:
        """Return what takes the keyboard: the way to give a file, or what can be done with the kept one."""
        if self.question.state.v:
            return None if self.question.state.ro else self.look if not self.look.isHidden() else self.away
        return self.choose or self.special

    def ask_for_file(self) -> None:
        """Open the system's dialog."""
        self.files.open_file(f"{say(f'attachments.page.filter.{self.asked.value}')} ({FILTERS[self.asked]})")

    def ask_again(self) -> None:
        """Let another file take the place of the kept one."""
        self.ask_for_file()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file that is dragged in."""
        if self._dragged(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Give the file that was let go here."""
        path = self._dragged(event)
        if path:
            event.acceptProposedAction()
            self._give(path)

    def give(self, file: GivenFile) -> None:
        """Hand a file over, and say that it is under way."""
        self.told.say(say("attachments.page.reading"))
        if self.choose is not None:
            self.choose.setEnabled(False)
        self.answered.emit(self.ref, file, None)

    def _give(self, path: str) -> None:
        self.give(GivenFile(path=path))

    def _dragged(self, event: QDropEvent) -> str:
        """Return the path of the one file of this computer that is dragged; empty if it is something else, or none is wanted."""
        urls = event.mimeData().urls()
        return urls[0].toLocalFile() if len(urls) == 1 and not self.question.state.ro else ""

    def _may_choose(self) -> bool:
        """Tell whether a file of this computer may be chosen: not by whoever answers alone, who is not to see the worker's disk."""
        return not self.habits.alone

    def _may_give(self) -> bool:
        return self._may_choose()

    def _elsewhere(self) -> str:
        words = self.question.file.words if self.question.file is not None else ""
        return say("attachments.page.not_here", words=words)

    def _take_away(self) -> None:
        words = self.question.file.words if self.question.file is not None else ""
        self.taken_away = (self.question.state.v, words)
        announce(self, say("attachments.page.gone"))
        self.report(None)

    def _put_back(self) -> None:
        name, _ = self.taken_away
        self.report(name)

    def _turn_size(self) -> None:
        self._large = not self._large
        self.show_value()
        self.look.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decoded(self, content: bytes) -> QImage:
        """Return a picture; it is decoded once, however often its page is shown anew. It goes with this widget."""
        if content != self._seen[0]:
            self._seen = (content, decoded(content))
        return self._seen[1]

    def _show_picture(self, shown: QImage) -> None:
        """Show a picture small or large; what stands on it is told by nobody but the question."""
        look, room = theme.current(), LARGE if self._large else SMALL
        place = QSize(min(look.px(room.width()), max(SMALL.width(), self.width())), look.px(room.height()))
        small = shown.size().scaled(place, Qt.AspectRatioMode.KeepAspectRatio).boundedTo(shown.size()) if not shown.isNull() else QSize()
        drawn = shown.scaled(small, Qt.AspectRatioMode.KeepAspectRatio, SMOOTH) if not shown.isNull() else shown
        self.picture.setPixmap(QPixmap.fromImage(drawn) if not drawn.isNull() else QPixmap())
        self.picture.setAccessibleName(say("attachments.page.shown", label=plain(self.question.state.label)))
        self.picture.setVisible(not shown.isNull())
        self.look.rename(say("attachments.page.smaller" if self._large else "attachments.page.look"))


class DrawnQuestion(FileQuestion):
    """A drawing made here: strokes that can be taken back, kept when the page is left or when the button is pressed."""

    def build_giving(self) -> None:
        """Make the pad and its buttons."""
        tall = self.asked is Asked.DRAWING
        self.again = False
        self.pad = SignaturePad(say(f"attachments.page.pad.{self.asked.value}", label=plain(self.question.state.label)), tall=tall)
        self.keep = Button(say(f"attachments.page.keep.{self.asked.value}"), "secondary", icon="check", parent=self)
        self.undo = Button(say("attachments.page.undo"), "secondary", icon="undo-2", parent=self)
        self.clear = Button(say("attachments.page.clear"), "secondary", icon="x", parent=self)
        self.pad_row = FlowRow(self.keep, self.undo, self.clear)
        self.how_pad = Words(say(f"attachments.page.how_pad.{self.asked.value}"), "hint", self)
        for part in (self.how_pad, self.pad, self.pad_row):
            self.column.addWidget(part)
        self.keep.clicked.connect(self.take)
        self.undo.clicked.connect(self.pad.undo)
        self.clear.clicked.connect(self.pad.clear)
        self.pad.drawn.connect(self._drew)
        self.build_typed()
        super().build_giving()

    def build_typed(self) -> None:
        """Make a way by keyboard, where there is one."""

    def show_giving(self, *, offered: bool) -> None:
        """Show or hide the pad; it comes back when somebody wants to sign once more."""
        wanted = offered or (self.again and not self.question.state.ro)
        for part in (self.pad, self.pad_row, self.how_pad):
            part.setVisible(wanted)
        self._drew()
        super().show_giving(offered=wanted)

    def render_question(self, question: Question) -> None:
        """Put the pad away once another file is kept, and what was drawn once the person would rather not sign."""
        if question.state.v != self.question.state.v or question.missing is not self.question.missing:
            self.again = False
            self.start_anew()
        super().render_question(question)

    def start_anew(self) -> None:
        """Forget what was drawn and is not kept."""
        self.pad.clear()

    def drop_typed(self) -> None:
        """Forget what was drawn, or typed as a signature."""
        self.start_anew()

    def take(self) -> bool:
        """Hand over what was drawn and is not kept yet."""
        if not self.pad.empty and not self.pad.isHidden():
            drawn = GivenFile(content=written(self.pad.picture()))
            self.pad.clear()
            self.give(drawn)
        return True

    def ask_again(self) -> None:
        """Show the pad once more."""
        self.again = True
        self.show_value()
        (self.field() or self.pad).setFocus(Qt.FocusReason.OtherFocusReason)

    def _may_give(self) -> bool:
        return not self.again

    def _drew(self) -> None:
        for button in (self.keep, self.undo, self.clear):
            button.setEnabled(not self.pad.empty)


class SignatureQuestion(DrawnQuestion):
    """A signature; whoever cannot draw one types a name, or signs on paper."""

    def build_typed(self) -> None:
        """Make the line for a typed name."""
        self._signed = False
        self.typed = Field("typed", say("attachments.page.typed"), say("attachments.page.typed_hint"), width=420)
        self.typed.line.setMaxLength(LONGEST_NAME)
        self.use = Button(say("attachments.page.use_typed"), "secondary", icon="pencil", parent=self)
        self.use.setEnabled(False)
        self.column.addWidget(self.typed)
        self.column.addWidget(self.use, 0, Qt.AlignmentFlag.AlignLeft)
        self.typed.edited.connect(self._typing)
        self.typed.entered.connect(self._enter)
        self.use.clicked.connect(self._use_typed)

    def show_giving(self, *, offered: bool) -> None:
        """Show or hide the line with the pad."""
        super().show_giving(offered=offered)
        wanted = not self.pad.isHidden()
        self.typed.setVisible(wanted)
        self.use.setVisible(wanted)

    def field(self) -> QWidget | None:
        """Return the line: it is what the keyboard can sign with."""
        return super().field() if self.question.state.v and not self.again else self.typed.line

    def start_anew(self) -> None:
        """Forget what was typed too."""
        super().start_anew()
        self.typed.put("")
        self._typing("")

    def take(self) -> bool:
        """Hand over what was drawn, else the name that was typed."""
        if not self.pad.empty:
            self.typed.put("")
        elif not self.typed.isHidden():
            self._use_typed()
        return super().take()

    def take_key(self, event: QKeyEvent) -> bool:
        """Take the Enter that has just signed: the signature is looked at before the page goes on."""
        signed, self._signed = self._signed, False
        return signed and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}

    def _typing(self, _text: str) -> None:
        self.use.setEnabled(bool(self.typed.text()))

    def _enter(self) -> None:
        self._signed = bool(self.typed.text())
        self._use_typed()

    def _use_typed(self) -> None:
        words = self.typed.text()
        if words:
            self.typed.put("")
            self.give(GivenFile(content=written(typed_picture(words, say("attachments.page.typed_note")))))


class AnnotatedQuestion(FileQuestion):
    """A picture that its author wants to be drawn on: it is chosen, and nothing is drawn on it."""

    def build(self) -> None:
        """Say so above the button."""
        self.column.addWidget(Notice("info", say("attachments.page.annotate")))
        super().build()


def file_kind(state: NodeState) -> type[FileQuestion]:
    """Return the class of widget that asks for a file."""
    asked = asked_of(state)
    if asked is Asked.SIGNATURE:
        return SignatureQuestion
    if asked is Asked.DRAWING:
        return DrawnQuestion
    return AnnotatedQuestion if "annotate" in state.app else FileQuestion
