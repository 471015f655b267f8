"""An album of pictures: files with speaking names, and contact sheets on which one look shows them all."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage, QPainter

INDEX = "pictures.txt"
COLUMNS = 8
THUMB = QSize(300, 300)
CAPTION, GAP = 22, 10
PAPER, INK = QColor("#8FA39A"), QColor("#06110C")


@dataclass(slots=True, kw_only=True)
class Group:
    """Pictures that belong on one contact sheet."""

    name: str
    thumbs: list[tuple[str, QImage]] = field(default_factory=list)


class Album:
    """A folder of pictures. It clears away what an earlier run has left there, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: list[str] = []
        self.count = 0
        """How many pictures there are, contact sheets not counted."""
        self._clear()

    def keep(self, group: Group, name: str, picture: QImage) -> Path:
        """Save one picture under the group's folder, and a thumbnail for its contact sheet."""
        file = self.folder / group.name / f"{plain(name)}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        if not picture.save(str(file)):
            raise OSError(f"cannot write {file.name}")
        small = picture.scaled(THUMB, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
        group.thumbs.append((name, small))
        self._made.append(file.relative_to(self.folder).as_posix())
        self.count += 1
        return file

    def keep_text(self, name: str, text: str) -> None:
        """Save something that is words alone."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")
        self._made.append(name)

    def lay_out(self, group: Group) -> None:
        """Draw the contact sheet of a group."""
        if group.thumbs:
            name = f"contact-{group.name}.png"
            contact_sheet(group.thumbs).save(str(self.folder / name))
            self._made.append(name)
        (self.folder / INDEX).write_text("\n".join([*self._made, ""]), encoding="utf-8")

    def _clear(self) -> None:
        index = self.folder / INDEX
        if index.is_file():
            for name in index.read_text(encoding="utf-8").splitlines():
                (self.folder / name).unlink(missing_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)


def contact_sheet(thumbs: list[tuple[str, QImage]]) -> QImage:
    """Draw small pictures in rows, each with its name below."""
    widest, tallest = (max(sides) for sides in zip(*((thumb.width(), thumb.height()) for _, thumb in thumbs), strict=True))
    cell = QSize(widest + GAP, tallest + CAPTION + GAP)
    columns = min(COLUMNS, len(thumbs))
    sheet = QImage(columns * cell.width() + GAP, -(-len(thumbs) // columns) * cell.height() + GAP, QImage.Format.Format_RGB32)
    sheet.fill(PAPER)
    painter = QPainter(sheet)
    painter.setPen(INK)
    letters = QFont(painter.font())
    letters.setPixelSize(13)
    painter.setFont(letters)
    for at, (name, thumb) in enumerate(thumbs):
        x, y = GAP + at % columns * cell.width(), GAP + at // columns * cell.height()
        painter.drawImage(x, y, thumb)
        painter.drawText(QRect(x, y + thumb.height(), widest, CAPTION), Qt.AlignmentFlag.AlignVCenter, name)
    painter.end()
    return sheet


def plain(name: str) -> str:
    """Return a name that every file system takes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def rest(milliseconds: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Let the window work until something holds; tells whether it does."""
    loop = QEventLoop()

    def see() -> None:
        if holds():
            loop.quit()

    look = QTimer()
    look.timeout.connect(see)
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    look.start(5)
    if not holds():
        loop.exec()
    look.stop()
    return holds()
