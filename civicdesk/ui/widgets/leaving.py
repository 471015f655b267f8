"""The question that stands before the loss of typed words: stay, or leave all the same."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from civicdesk.i18n import say
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import primary, secondary
from civicdesk.ui.widgets.page import Page

Way = Callable[[], None]


class LeavePage(Page):
    """Stands where the half filled page stood. Enter and Esc stay."""

    def __init__(self) -> None:
        super().__init__(say("window.leave"))
        self.lead.say(say("window.leave_lead"))
        self.stay = self.add_button(primary(say("window.stay")))
        self.go = self.add_button(secondary(say("window.leave_yes")))
        self.first_field = self.stay

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Stay by Esc too."""
        if event.key() == Qt.Key.Key_Escape:
            self.stay.click()
        else:
            super().keyPressEvent(event)


class Leaving(QObject):
    """Puts the question into the place of a page, which waits behind it with all its words."""

    stayed = Signal()

    def __init__(self, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self._stack = stack
        self.page = LeavePage()
        self.page.setParent(stack)
        self.page.hide()
        self.page.stay.clicked.connect(self.stay)
        self.page.go.clicked.connect(self._leave)
        self._way: Way | None = None
        self._view: QWidget | None = None
        self._focused: QWidget | None = None

    def asks(self) -> bool:
        """Tell whether the question stands."""
        return self._way is not None

    def ask(self, way: Way, view: QWidget, focused: QWidget | None) -> None:
        """Ask before a way is taken off a page; asked again, the later way counts."""
        self._way, self._view = way, view
        if focused is not None and view.isAncestorOf(focused):
            self._focused = focused
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        announce(self.page, f"{say('window.leave')} {say('window.leave_lead')}", assertive=True)

    def stay(self) -> None:
        """Go back to the words, to the field in which they were typed."""
        view = self._view
        self.drop()
        if view is not None and isValid(view):
            self._stack.setCurrentWidget(view)
            QTimer.singleShot(0, self, self._give_back)
        self.stayed.emit()

    def drop(self) -> None:
        """Take the question away: the page has gone, or is shown again."""
        self._way = self._view = None
        self._stack.removeWidget(self.page)
        self.page.hide()

    def _leave(self) -> None:
        way = self._way
        if way is not None:
            way()
            if self._way is way:  # it led a step back inside the page, not off it
                self.stay()

    def _give_back(self) -> None:
        """Put the keyboard back to where it was when the question came."""
        focused, self._focused = self._focused, None
        if focused is not None and isValid(focused) and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
