"""A page that says one thing and asks for one decision: our own words, never the system's message box."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton

from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.notices import Notice, paint_panel
from civicdesk.ui.widgets.page import Page


class _Panel(Notice):
    """A notice that has a whole border when something stands in the way."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        paint_panel(self, self._kind, whole=self._kind == "error")


class MessagePage(Page):
    """Words, and one to three ways on; the first is the primary one and Enter takes it."""

    chosen = Signal(str)
    """Key of the way that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.panel = _Panel("info")
        self.body.addWidget(self.panel)
        self.ways: dict[str, Button] = {}

    def tell(self, kind: str, heading: str, text: str, ways: Sequence[tuple[str, str]]) -> None:
        """Say something else.

        Args:
            kind: of the panel: info, success, warning or error.
            heading: of the page.
            text: what happened, what was kept, what to do next.
            ways: (key, words on the button), the primary one first.
        """
        self.heading.say(heading)
        self.panel.tell(kind, text)
        if [(key, button.accessibleName()) for key, button in self.ways.items()] != list(ways):
            self._offer(ways)
        announce(self, f"{heading} {text}", assertive=kind == "error")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the way that has the focus, else the first."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat() and self.ways:
            focused = self.focusWidget()
            target = focused if isinstance(focused, QPushButton) else next(iter(self.ways.values()))
            target.click()
        else:
            super().keyPressEvent(event)

    def _offer(self, ways: Sequence[tuple[str, str]]) -> None:
        for old in self.ways.values():
            self.drop_button(old)
        self.ways = {}
        for key, words in ways:
            button = self.add_button(Button(words, "secondary" if self.ways else "primary"))
            button.clicked.connect(self._choose)
            self.ways[key] = button

    def _choose(self) -> None:
        sender = self.sender()
        for key, button in self.ways.items():
            if button is sender:
                self.chosen.emit(key)
                return
