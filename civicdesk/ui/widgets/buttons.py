"""Buttons: one primary a page, the others plain, and links that look like words."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from civicdesk.ui import theme

ICON = {"primary": "on_primary", "secondary": "text", "link": "primary", "rightLink": "primary", "chip": "text", "quietChip": "text"}
GAP = 6


class Button(QPushButton):
    """A button of a kind: `primary`, `secondary`, `link`, `chip` or `quietChip` (small, stays pressed). The icon follows the theme."""

    def __init__(self, text: str, kind: str = "secondary", *, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setObjectName(kind)
        self._icon = icon
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(kind in {"chip", "quietChip"})
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        self._draw_icon()

    def rename(self, text: str) -> None:
        """Show and speak other words."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    def become(self, kind: str) -> None:
        """Be primary or secondary from now on."""
        if kind != self.objectName():
            self.setObjectName(kind)
            self.style().unpolish(self)
            self.style().polish(self)
            self._draw_icon()

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icon
        self._draw_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press by Enter too, once for each time it is pressed."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again when the look changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon:
            picture = _with_gap(theme.pixmap(self._icon, ICON.get(self.objectName(), "text")), gap_first=self._mirrored())
            icon = QIcon(picture)
            icon.addPixmap(_with_gap(theme.pixmap(self._icon, "muted"), gap_first=self._mirrored()), QIcon.Mode.Disabled)
            self.setIconSize(picture.deviceIndependentSize().toSize())
            self.setIcon(icon)
        elif not self.icon().isNull():
            self.setIcon(QIcon())

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft


def primary(text: str, *, icon: str = "") -> Button:
    """Make the one primary button of a page."""
    return Button(text, "primary", icon=icon)


def secondary(text: str, *, icon: str = "") -> Button:
    """Make a plain button."""
    return Button(text, "secondary", icon=icon)


def link(text: str, *, icon: str = "") -> Button:
    """Make a button that looks like a link."""
    return Button(text, "link", icon=icon)


def _with_gap(picture: QPixmap, *, gap_first: bool) -> QPixmap:
    """Return an icon with room beside it: Qt sets the words too close."""
    if picture.isNull():
        return picture
    ratio = picture.devicePixelRatio()
    gap = round(GAP * ratio)
    made = QPixmap(picture.width() + gap, picture.height())
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.drawPixmap(GAP if gap_first else 0, 0, picture)
    painter.end()
    return made
