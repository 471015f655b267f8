"""Keys never run ahead: what is pressed before the next page is painted is dropped, not queued."""

from PySide6.QtCore import QElapsedTimer, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

DEAF_MS = 150
_HANDS = {
    QEvent.Type.KeyPress,
    QEvent.Type.KeyRelease,
    QEvent.Type.ShortcutOverride,
    QEvent.Type.Shortcut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.TouchBegin,
}


class Gate(QObject):
    """Shut it when a page is asked for; it opens by itself when the new page has been painted."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._painted: QWidget | None = None
        self._shut = False
        self._since = QElapsedTimer()

    def shut(self) -> None:
        """Drop keys and clicks from now on."""
        if not self._shut:
            self._shut = True
            self._application().installEventFilter(self)

    def open_when_painted(self, widget: QWidget) -> None:
        """Open once this widget has been painted; for widgets that show the new page."""
        self._painted = widget
        widget.update()

    def open_now(self) -> None:
        """Open at once: the answer was refused, and nothing new will be painted."""
        if self._shut:
            self._shut = False
            self._painted = None
            self._since.start()
            self._application().removeEventFilter(self)

    def is_shut(self) -> bool:
        """Tell whether keys are being dropped."""
        return self._shut

    def deaf(self) -> bool:
        """Tell whether Continue must still wait: shut, or painted less than 150 ms ago."""
        return self._shut or (self._since.isValid() and self._since.elapsed() < DEAF_MS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drop what hands do in the page's window while the gate is shut; open after the awaited paint."""
        if event.type() in _HANDS and isinstance(watched, QWidget):
            return watched.window() is self._page.window()
        if event.type() == QEvent.Type.Paint and watched is self._painted:
            self.open_now()
        return False

    @staticmethod
    def _application() -> QObject:
        application = QApplication.instance()
        if application is None:
            raise RuntimeError("a gate needs the application")
        return application
