"""A key that a page keeps for itself, before the window and before the control that has the focus."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

MIRRORED = {Qt.Key.Key_Left: Qt.Key.Key_Right}


class PageKey(QObject):
    """Alt+Left inside a page: elsewhere it leaves the screen, and on a radio button it would move the choice.

    Where the window is mirrored, the arrow that points back is the other one: Alt+Right means the same there.
    """

    pressed = Signal()

    def __init__(self, page: QWidget, key: Qt.Key = Qt.Key.Key_Left, held: Qt.KeyboardModifier = Qt.KeyboardModifier.AltModifier) -> None:
        super().__init__(page)
        self._key, self._held = key, held
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key when it is pressed on the page or on something in it."""
        if event.type() not in {QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress} or not isinstance(event, QKeyEvent):
            return False
        page = self.parent()
        inside = isinstance(page, QWidget) and isinstance(watched, QWidget) and (watched is page or page.isAncestorOf(watched))
        if not inside or not self._is_ours(event):
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            self.pressed.emit()
        return True

    def _is_ours(self, event: QKeyEvent) -> bool:
        page = self.parent()
        mirrored = isinstance(page, QWidget) and page.layoutDirection() == Qt.LayoutDirection.RightToLeft
        keys = {self._key, MIRRORED.get(self._key, self._key)} if mirrored else {self._key}
        return event.key() in keys and (event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier) == self._held
