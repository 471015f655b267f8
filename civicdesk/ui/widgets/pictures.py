"""Pages of a document as pictures, one under the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.sheets import PageImage


def image_of(page: PageImage) -> QImage:
    """Return a page as an image that owns its pixels."""
    return QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888).copy()


class PagePictures(QWidget):
    """Pages of a document. The words of the pages are handed in beside them, for those who do not see the picture."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self._pages: list[QLabel] = []

    def show_pages(self, pages: Sequence[PageImage], words: Sequence[str] = ()) -> None:
        """Show these pages with their words."""
        for old in self._pages:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._pages = []
        for number, page in enumerate(pages, start=1):
            label = QLabel()
            label.setObjectName("pagePicture")
            label.setPixmap(QPixmap.fromImage(image_of(page)))
            label.setAccessibleName(say("widget.page_image.name", number=number, count=len(pages)))
            label.setAccessibleDescription(words[number - 1] if number <= len(words) else "")
            self._pages.append(label)
            self._column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
