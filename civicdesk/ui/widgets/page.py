"""The scaffold of a page: heading, words and fields that scroll, buttons that stay."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Heading, Words
from civicdesk.ui.widgets.notices import ErrorSummary

READING_WIDTH = 680
NARROW = 1100
SETTLING_MS = 300
"""As long a page may still grow after it was filled."""
END_SEEN = 40
"""Pixels below the last line that nobody needs to see."""
READ_AGAIN = 60
"""Pixels of the last lines that stay in sight when reading on."""


class _Body(QWidget):
    """The inside of the scroll area: keeps lines short enough to read by its own margins."""

    relaid = Signal()
    """Something came, went or changed its size."""

    def __init__(self, *, wide: bool) -> None:
        super().__init__()
        self.setObjectName("pageBody")
        self._wide = wide
        self.column = QVBoxLayout(self)
        self.column.setSpacing(16)

    def read_wide(self, *, wide: bool) -> None:
        """Use the whole width, or keep lines short."""
        if wide is not self._wide:
            self._wide = wide
            self._settle()

    def event(self, event: QEvent) -> bool:
        """Notice that the layout is to be done again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.relaid.emit()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """Ask for no height: the scroll area gives what the width needs; Qt's own guess counts lines that wrapped words do not have."""
        return QSize(super().minimumSizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give back the width that reading does not need."""
        self._settle()
        super().resizeEvent(event)

    def _settle(self) -> None:
        side = 24 if self.window().width() < NARROW else 48
        room = self.width() - 2 * side
        spare = 0 if self._wide else max(0, room - theme.current().px(READING_WIDTH))
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.column.setContentsMargins(side + (spare if mirrored else 0), 24, side + (0 if mirrored else spare), 32)


class Page(QWidget):
    """A page: back link, heading, error summary, body, and a bar with the primary button first.

    Fill `body`; add buttons by `add_button`. The focus goes to the heading when the page appears, unless `first_field` is set.
    """

    went_back = Signal()

    def __init__(self, heading: str = "", *, back: bool = False, wide: bool = False) -> None:
        super().__init__()
        self.setObjectName("page")
        self.first_field: QWidget | None = None
        self.steps_back = False
        """Shows a step inside its screen, from which Esc leads back."""
        self.yields = False
        """Leaves the keyboard in the search box that has led here."""
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self._inside = _Body(wide=wide)
        self._reorder = QTimer(self)
        self._reorder.setSingleShot(True)
        self._reorder.timeout.connect(self._order_again)
        self._inside.relaid.connect(self._reorder.start)
        self._sought: QWidget | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(SETTLING_MS)
        whole.addWidget(self._scroll_area(), 1)
        self.back = Button(say("widget.back"), "link", icon="arrow-left")
        self.back.clicked.connect(self._go_back)
        self.caption = Words("", "caption", self)
        self.heading = Heading(heading, self)
        self.lead = Words("", "body", self)
        self.summary = ErrorSummary()
        self.summary.asked.connect(self._lead_to)
        self._fill(back=back)
        self._bar = QFrame()
        self._bar.setObjectName("bar")
        self._buttons = QHBoxLayout(self._bar)
        self._buttons.setContentsMargins(48, 12, 48, 12)
        self._buttons.setSpacing(16)
        self._bar_row = FlowRow(spacing=12)
        self._buttons.addWidget(self._bar_row)
        self.note = Words("", "hint", self._bar)
        self.note.align_end()
        self._buttons.addWidget(self.note, 1)
        self._bar.hide()
        whole.addWidget(self._bar)

    def read_wide(self, *, wide: bool) -> None:
        """Use the whole width for what stands side by side, or keep lines short enough to read."""
        self._inside.read_wide(wide=wide)

    def add_button(self, button: Button) -> Button:
        """Put a button into the bar: the primary one first."""
        self._bar_row.flow.addWidget(button)
        self._bar.show()
        return button

    def drop_button(self, button: Button) -> None:
        """Take a button out of the bar for good."""
        self._bar_row.flow.removeWidget(button)
        button.hide()
        button.deleteLater()

    def show_bar(self, *, shown: bool) -> None:
        """Show or hide the bar with all its buttons."""
        self._bar.setVisible(shown)

    def in_bar(self, widget: QWidget) -> bool:
        """Tell whether a control stands in the bar, which does not scroll."""
        return self._bar.isAncestorOf(widget)

    def add_bar_widget(self, widget: QWidget) -> None:
        """Put something at the far end of the bar."""
        self._buttons.addWidget(widget)
        self._bar.show()

    def settle_tab_order(self) -> None:
        """Make the tab order the reading order: body, then buttons, then the way back."""
        order = [*_focusable(self._inside.column), *_focusable(self._buttons)]
        if self.back in order:
            order.remove(self.back)
            order.append(self.back)
        for one, following in pairwise([self.heading, *order]):
            QWidget.setTabOrder(one, following)

    def take_focus(self) -> None:
        """Put the focus where reading starts: the only field, or the heading."""
        self.settle_tab_order()
        target = self.first_field or self.heading
        self._show_what_has_come(target)
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def to_top(self) -> None:
        """Scroll to the start of the page."""
        self._settling.stop()
        self._scroll.verticalScrollBar().setValue(0)

    def make_visible(self, widget: QWidget) -> None:
        """Scroll until a control is seen whole, with its ring; again whenever what has just come is laid out."""
        self._show_what_has_come(widget)
        self._sought = widget
        self._settling.start()
        self._seek()
        QTimer.singleShot(0, widget, self._seek)

    def read_on(self) -> bool:
        """Scroll on by what fits into the window; tells whether the end was seen already."""
        bar = self._scroll.verticalScrollBar()
        if bar.value() >= bar.maximum() - END_SEEN:
            return True
        bar.setValue(bar.value() + bar.pageStep() - READ_AGAIN)
        return False

    def sees(self, widget: QWidget) -> bool:
        """Tell whether something on the page is seen whole; of what is higher than the window, the top is enough."""
        port = self._scroll.viewport()
        top = widget.mapTo(port, QPoint(0, 0)).y()
        return top >= 0 and top + min(widget.height(), port.height()) <= port.height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the primary button, wherever the focus is but in a field, a list or another button; Ctrl+Enter from there too.

        Esc does what the way back does, where that leads a step back inside the screen.
        """
        if event.key() == Qt.Key.Key_Escape and self.steps_back and not self.back.isHidden():
            self.back.click()
            return
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if enter and (held or not isinstance(self.focusWidget(), QLineEdit | QPlainTextEdit | QAbstractItemView | QComboBox)):
            self.press_primary(event)
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - the signature is Qt's
        """Go to the heading when what has the keyboard is switched off or gone: Qt would pass it on to the next button."""
        focused = self.window().focusWidget()
        if focused is None or not self.isAncestorOf(focused) or not self.isVisible() or (focused.isEnabled() and focused.isVisible()):
            return super().focusNextPrevChild(forward)
        self.heading.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def press_primary(self, event: QKeyEvent) -> None:
        """Press the primary button, but never by a key that is held down."""
        for button in self._bar.findChildren(Button):
            if button.objectName() == "primary" and button.isVisible() and button.isEnabled() and not event.isAutoRepeat():
                button.click()
                return

    def showEvent(self, event: QShowEvent) -> None:
        """Order the tab stops and take the focus, once the page is laid out."""
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(0, self, self._appear)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another text scale or direction."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}:
            self._inside._settle()  # noqa: SLF001 - the page and its body are one thing in two classes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bar in line with the body."""
        side = 24 if self.window().width() < NARROW else 48
        self._buttons.setContentsMargins(side, 12, side, 12)
        super().resizeEvent(event)

    def _show_what_has_come(self, widget: QWidget) -> None:
        """Show a control that was put on the page just now: a layout shows it a turn later, and until then it takes no keyboard."""
        waiting: list[QWidget] = []
        one: QWidget | None = widget
        while one is not None and one is not self:
            waiting.append(one)
            one = one.parentWidget()
        for each in reversed(waiting if one is self else []):  # what lies outside the page would open a window of its own
            if not each.isVisible() and not each.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
                each.show()

    def _seek(self) -> None:
        """Bring into sight what is wanted there: the page grows in several steps, and each of them may push it out again."""
        if self._settling.isActive() and self._sought is not None and isValid(self._sought):
            self._scroll.ensureWidgetVisible(self._sought, 12, 24)

    def _scroll_area(self) -> QScrollArea:
        self._scroll = QScrollArea()
        self._scroll.setObjectName("pageScroll")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._inside)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._seek)
        return self._scroll

    def _fill(self, *, back: bool) -> None:
        column = self._inside.column
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        self.back.setVisible(back)
        title = QVBoxLayout()
        title.setSpacing(4)
        title.addWidget(self.caption)
        title.addWidget(self.heading)
        title.addWidget(self.lead)
        column.addLayout(title)
        column.addWidget(self.summary)
        self.body = QVBoxLayout()
        self.body.setSpacing(16)
        column.addLayout(self.body)
        column.addStretch(1)

    def _appear(self) -> None:
        focused = self.window().focusWidget()
        told = focused is not None and self.summary.isAncestorOf(focused)
        left = self.yields and isinstance(focused, QLineEdit) and not self.isAncestorOf(focused)
        if self.isVisible() and not told and not left:
            self.take_focus()

    def _order_again(self) -> None:
        """Give what came later, when the store had answered, its place in the tab order."""
        if self.isVisible():
            self.settle_tab_order()

    def _lead_to(self, reference: str) -> None:
        target = self.findChild(QWidget, reference)
        if target is not None:
            self.make_visible(target)
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_back(self) -> None:
        self.went_back.emit()


def _focusable(layout: QLayout) -> list[QWidget]:
    """Return the tab stops of a layout in reading order."""
    return list(_walk_layout(layout))


def _walk_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield from _walk_widget(widget)
        elif inner is not None:
            yield from _walk_layout(inner)


def _walk_widget(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
        return
    inner = widget.layout()
    if inner is not None:
        yield from _walk_layout(inner)
