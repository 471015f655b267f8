"""The line that says whether everything is saved: shown after the commit, never before."""

from datetime import datetime

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Picture

LATE_MS = 400


class SaveState(QWidget):
    """Says when all was saved last, nothing before anything was saved; "Saving…" only if that takes longer than 400 ms."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._picture = Picture("check", "success", 18)
        self._picture.hide()
        row.addWidget(self._picture)
        self.words = Words("", "caption", self)
        row.addWidget(self.words, 1)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(LATE_MS)
        self._late.timeout.connect(self._say_saving)

    def saving(self) -> None:
        """Something is on its way to the disk."""
        if not self._late.isActive():
            self._late.start()

    def saved(self, at: datetime) -> None:
        """Everything is on the disk; `at` is local time."""
        self._late.stop()
        self._show("check", "success")
        self.words.say(say("window.saved", time=f"{at:%H:%M}"))
        announce(self, self.words.text())

    def failed(self) -> None:
        """Something is not on the disk."""
        self._late.stop()
        self._show("octagon-alert", "error")
        self.words.say(say("window.not_saved"))
        announce(self, self.words.text(), assertive=True)

    def _say_saving(self) -> None:
        self._show("clock", "muted")
        self.words.say(say("window.saving"))

    def _show(self, icon: str, colour: str) -> None:
        self._picture.show_icon(icon, colour)
        self._picture.show()
