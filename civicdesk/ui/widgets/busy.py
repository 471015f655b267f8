"""Long work: nothing for a second, then counts and Cancel. The window never waits."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.jobs import Course
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words

PATIENCE_MS = 1000
LOOK_MS = 200


class Busy(QFrame):
    """A card that appears when work takes longer than a second."""

    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        row = QHBoxLayout()
        self._words = Words("", "fieldLabel", self)
        self._count = Words("", "hint", self)
        self.cancel = Button(say("widget.cancel"))
        self.cancel.clicked.connect(self._give_up)
        row.addWidget(self._words, 1)
        row.addWidget(self._count)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        column.addWidget(self._bar)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._appear)
        self._course: Course | None = None
        self._look = QTimer(self)
        self._look.setInterval(LOOK_MS)
        self._look.timeout.connect(self._follow)
        self.hide()

    def begin(self, words: str = "", *, can_cancel: bool = True) -> None:
        """Work has begun."""
        self._words.say(words or say("widget.busy.working"))
        self._bar.setAccessibleName(words or say("widget.busy.working"))
        self._count.say("")
        self._bar.setRange(0, 0)
        self.cancel.setVisible(can_cancel)
        self._patience.start()

    def follow(self, course: Course, words: str) -> None:
        """Work has begun that says itself how far it is, and that can be stopped."""
        self._course = course
        self.begin(words)
        self._look.start()

    def tell(self, done: int, total: int) -> None:
        """Show how far it is, as counts."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        self._count.say(say("widget.busy.count", done=done, total=total))

    def end(self) -> None:
        """Work has ended."""
        self._patience.stop()
        self._look.stop()
        self._course = None
        self.hide()

    def _follow(self) -> None:
        if self._course is not None and self._course.at[1]:
            self.tell(*self._course.at)

    def _give_up(self) -> None:
        if self._course is not None:
            self._course.stop()
        self.cancelled.emit()

    def _appear(self) -> None:
        self.show()
        announce(self, self._words.text())
