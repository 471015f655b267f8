"""What a form shows and plays beside its words: pictures and recordings that came with the form, and nothing from elsewhere."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import Question
from civicdesk.ui import theme
from civicdesk.ui.widgets import sound
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain

BYTES: Final = 10_000_000
POINTS: Final = 40_000_000
"""A picture with more points than this is not decoded."""
KEPT: Final = 1360
"""Pixels of the longer side that a picture keeps in memory."""
HEIGHT, WIDTH = 300, 560
"""Largest size of a picture beside a question, in pixels at 100 %."""
FORMATS: Final = {b"\x89PNG\r\n\x1a\n": b"png", b"\xff\xd8\xff": b"jpeg"}


@lru_cache(maxsize=48)
def picture(content: bytes) -> QImage:
    """Return a picture that came with a form, and keep it in memory. What people gave is never kept so: `decoded` does it."""
    return decoded(content)


def decoded(content: bytes) -> QImage:
    """Return a PNG or JPEG picture; a null one if it is something else, damaged, over 10 MB or over 40 million points."""
    kind = next((name for start, name in FORMATS.items() if content.startswith(start)), None)
    if kind is None or len(content) > BYTES:
        return QImage()
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind))
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > POINTS:
        return QImage()
    reader.setAutoTransform(True)
    if max(size.width(), size.height()) > KEPT:
        reader.setScaledSize(size.scaled(QSize(KEPT, KEPT), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def file_of(question: Question, address: str) -> bytes | None:
    """Return a file of the form by its address inside the form, such as `jr://images/hall.png`; None if it did not come with the form."""
    return question.files.get(address.rpartition("/")[2]) if address else None


def picture_of(question: Question, value: str) -> QImage:
    """Return the picture of a choice; a null one if it has none."""
    content = file_of(question, question.state.opts_media.get(value, {}).get("image", ""))
    return picture(content) if content is not None else QImage()


class Prompt(QWidget):
    """The picture and the recording of a question. Takes no room if it has none."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.picture = QLabel(self)
        self.picture.setObjectName("promptPicture")
        self.lacking = Words("", "hint", self)
        self.play = Button(say("widget.prompt.play"), "secondary", icon="volume-2", parent=self)
        self.play.clicked.connect(self.play_now)
        self._recording = b""
        for part in (self.picture, self.lacking):
            column.addWidget(part)
        column.addWidget(self.play, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def show_prompt(self, question: Question) -> None:
        """Show what goes with a question; what the form names and did not bring is said, never asked for elsewhere."""
        media, name = question.state.media, plain(question.state.label)
        image = media.get("image") or media.get("big-image", "")
        seen = picture(content) if (content := file_of(question, image)) is not None else QImage()
        look = theme.current()
        room = QSize(look.px(WIDTH), look.px(HEIGHT))
        small = seen if seen.isNull() or _fits(seen.size(), room) else seen.scaled(room, Qt.AspectRatioMode.KeepAspectRatio, SMOOTH)
        self.picture.setPixmap(QPixmap.fromImage(small) if not small.isNull() else QPixmap())
        self.picture.setAccessibleName(say("widget.prompt.picture", label=name))
        self.picture.setVisible(not seen.isNull())
        self._recording = file_of(question, media.get("audio", "")) or b""
        self.play.setAccessibleName(say("widget.prompt.play_named", label=name))
        self.play.setVisible(bool(self._recording))
        lacking = (bool(image) and seen.isNull()) or (bool(media.get("audio")) and not self._recording) or bool(media.get("video"))
        self.lacking.say(say("widget.prompt.lacking") if lacking else "")
        self.setVisible(not seen.isNull() or bool(self._recording) or lacking)

    def play_now(self) -> None:
        """Play the recording from its start; say so if there is no sound here."""
        if self._recording and not sound.play(self._recording, self):
            self.lacking.say(say("widget.prompt.silent"))


SMOOTH: Final = Qt.TransformationMode.SmoothTransformation


def _fits(size: QSize, room: QSize) -> bool:
    return size.width() <= room.width() and size.height() <= room.height()
