"""The line above the questions: the way back, the language, how much stands on a page, a way to stop; and how far it is."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records import pages
from civicdesk.records.pages import PageSize
from civicdesk.ui.widgets.buttons import link
from civicdesk.ui.widgets.fields import Drop
from civicdesk.ui.widgets.labels import rule
from civicdesk.ui.widgets.page import NARROW

_CODE = re.compile(r"\s*\([\w-]{2,}\)\s*$")
"""The code of a language behind its name."""


class Strip(QWidget):
    """Shows where a page of questions stands, and reports what a hand chooses."""

    sized = Signal(str)
    """Another `PageSize` was chosen."""
    spoken = Signal(str)
    """Another of the form's languages was chosen."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QFrame()
        row = self._row = QHBoxLayout(holder)
        row.setSpacing(16)
        self.back = link(say("widget.back"), icon="arrow-left")
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.back.setToolTip(say("interview_page.back_key_mirrored" if mirrored else "interview_page.back_key"))
        self.language = Drop()
        self.language.setAccessibleName(say("interview_page.language"))
        self.language.setToolTip(say("interview_page.language"))
        self.language.setSizeAdjustPolicy(Drop.SizeAdjustPolicy.AdjustToContents)
        self.language.activated.connect(self._speak)
        self.amount = Drop()
        self.amount.setAccessibleName(say("widget.page_size.label"))
        self.amount.setToolTip(say("widget.page_size.label"))
        for size in PageSize:
            self.amount.addItem(say(f"widget.page_size.{size.value}"), size.value)
        self.amount.activated.connect(self._size)
        self.stop = link(say("interview_page.stop"), icon="door-open")
        row.addWidget(self.back)
        row.addStretch(1)
        for part in (self.language, self.amount, self.stop):
            row.addWidget(part)
        column.addWidget(holder)
        column.addWidget(rule())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("interview_page.progress.name"))
        column.addWidget(self.bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in line with the page below."""
        side = 24 if self.window().width() < NARROW else 48
        self._row.setContentsMargins(side, 10, side, 10)
        super().resizeEvent(event)

    def show_place(self, page: pages.Page, size: PageSize, *, whole: bool, resized: bool) -> None:
        """Show how far it is and what can be chosen here.

        Args:
            page: the page that is shown.
            size: how much stands on one page.
            whole: the whole form is being answered, and may be stopped; else one answer is changed.
            resized: offer to put more or less on a page.
        """
        self.bar.setRange(0, max(1, page.of))
        self.bar.setValue(page.number)
        self.amount.setCurrentIndex(self.amount.findData(size.value))
        self.amount.setVisible(resized)
        self.stop.setVisible(whole)
        self.language.setVisible(len(page.languages) > 1)
        if [self.language.itemData(at) for at in range(self.language.count())] != list(page.languages):
            self.language.clear()
            for language in page.languages:
                self.language.addItem(_CODE.sub("", language) or language, language)
        self.language.setCurrentIndex(self.language.findData(page.language))

    def _speak(self, _at: int) -> None:
        self.spoken.emit(str(self.language.currentData()))

    def _size(self, _at: int) -> None:
        self.sized.emit(str(self.amount.currentData()))
