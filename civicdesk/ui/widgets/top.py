"""The strips above a page: the search box, and the word that marks what is practice."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from civicdesk.i18n import say
from civicdesk.ui.widgets.labels import Words

MOST_WIDTH = 420


class TopBar(QFrame):
    """Holds the one search box; it searches nothing itself."""

    typed = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("plain")
        self._row = QHBoxLayout(self)
        self.search = QLineEdit()
        self.search.setAccessibleName(say("window.search"))
        self.search.setPlaceholderText(say("window.search_hint"))
        self.search.setMaximumWidth(MOST_WIDTH)
        self.search.textEdited.connect(self.typed)
        self.search.returnPressed.connect(self.entered)
        self._row.addWidget(self.search, 1)
        self._row.addStretch(1)
        self.hide()

    def fit(self, side: int) -> None:
        """Keep in line with the page: `side` is its margin in pixels."""
        self._row.setContentsMargins(side, 16, side, 0)


def practice_strip() -> QFrame:
    """Make the strip that stands over everything that is practice."""
    strip = QFrame()
    strip.setObjectName("practice")
    row = QHBoxLayout(strip)
    row.setContentsMargins(16, 4, 16, 4)
    words = Words(say("window.practice"), "caption", strip)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    row.addWidget(words, 1)
    return strip
