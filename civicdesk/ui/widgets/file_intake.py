"""A file on its way from somebody's hand to the store: read within limits, and a picture turned upright and made as small as is wanted."""

from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageIOHandler, QImageReader, QImageWriter

from civicdesk import paths
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.records.attachments import LARGEST, GivenFile
from civicdesk.records.pages import NodeState
from civicdesk.ui.jobs import CrashNotice, Lane
from civicdesk.ui.widgets.prompts import FORMATS, POINTS

READ: Final = 4 * LARGEST
"""Bytes of a picture that is read: it may be larger than what is kept, and is made smaller then."""
SIDE: Final = 4096
"""Pixels of the longer side of a picture of which a form does not say how large it is to be."""
QUALITY: Final = 88
MOST_MEGABYTES: Final = 256
"""Memory that one picture may take while it is read."""


class FileIntake(QObject):
    """Prepares files on the work lane, one answer after the other."""

    ready = Signal(object, object)
    """What it was handed with, and the bytes."""
    refused = Signal(object, object)
    """What it was handed with, and the `CivicDeskError`; a bug while the file was read is one too: the file is still where it was."""

    def __init__(self, work: Lane[Any], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work

    def take(self, given: GivenFile, node: NodeState, handed: object) -> None:
        """Prepare a file for a question; exactly one signal follows, with what was handed beside it."""
        self._work.run(
            partial(prepared, given, node.max_pixels),
            done=partial(self._ready, handed),
            refused=partial(self._refused, handed),
            crashed=partial(self._broke, handed),
        )

    def _ready(self, handed: object, content: bytes) -> None:
        self.ready.emit(handed, content)

    def _refused(self, handed: object, why: CivicDeskError) -> None:
        self.refused.emit(handed, why)

    def _broke(self, handed: object, _notice: CrashNotice) -> None:
        self.refused.emit(handed, Refused("FILE-UNREADABLE"))


def prepared(given: GivenFile, max_pixels: int) -> bytes:
    """Read a file; turn a picture upright and make it as small as the form wants. For the work lane.

    Args:
        given: by its path, or what was just drawn.
        max_pixels: longest side of a picture; 0 if the form does not say.

    Raises:
        Refused: FILE-UNREADABLE, FILE-SIZE, FILE-EMPTY; FILE-PICTURE: it begins like a picture and is none, or is larger than 40 million points.
    """
    content = given.content or _read(Path(given.path))
    kind = next((name for start, name in FORMATS.items() if content.startswith(start)), None)
    if kind is not None:
        content = _fitted(content, kind, max_pixels or SIDE)
    if len(content) > LARGEST:
        raise Refused("FILE-SIZE", most=LARGEST // 1_000_000)
    if not content:
        raise Refused("FILE-EMPTY")
    return content


def _read(path: Path) -> bytes:
    try:
        return paths.read_from_outside(path, READ)
    except OSError as why:
        raise Refused("FILE-UNREADABLE") from why
    except Refused as why:
        raise Refused("FILE-SIZE", most=LARGEST // 1_000_000) from why


def _fitted(content: bytes, kind: bytes, most: int) -> bytes:
    """Return a picture as it is if it stands upright and is small enough, else drawn anew."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > POINTS:
        raise Refused("FILE-PICTURE")
    turned = reader.transformation() != QImageIOHandler.Transformation.TransformationNone
    large = max(size.width(), size.height()) > most
    if large:
        reader.setScaledSize(size.scaled(QSize(most, most), Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise Refused("FILE-PICTURE")
    return written(image, kind) if turned or large or len(content) > LARGEST else content


def written(image: QImage, kind: bytes = b"png") -> bytes:
    """Return a picture as the bytes of a file; nothing of it lies on the disk."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind))
    if kind == b"jpeg":
        writer.setQuality(QUALITY)
    writer.write(image)
    return bytes(buffer.data().data())
