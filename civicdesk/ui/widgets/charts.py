"""Bars of a reflection sheet on the screen, painted from the same records as on paper."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say, say_in
from civicdesk.records.sheets import Bar
from civicdesk.ui import theme
from civicdesk.ui.widgets.labels import Words

THICK, THIN, TRACK = 18, 6, 10


class BarLine(QWidget):
    """One area: its name above, the bar with its word at the end, last time as a thin grey bar above it."""

    def __init__(self, bar: Bar) -> None:
        super().__init__()
        self._bar = bar
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        sentence = say("widget.chart.sentence", area=bar.area, word=bar.word)
        prorated = say("sheet.bar.prorated") if bar.prorated else ""
        self.setAccessibleName(" ".join(filter(None, (sentence, bar.change, prorated))))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Return room for the name and the two bars."""
        look = theme.current()
        return QSize(look.px(320), QFontMetrics(theme.sized("body", 600)).height() + look.px(THICK + THIN) + 18)

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(theme.current().px(200), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the area."""
        look = theme.current()
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = self._words(painter)
        thin, thick = look.px(THIN), look.px(THICK)
        if self._bar.earlier is not None:
            self._draw(painter, top + 4, thin, self._bar.earlier, "chart_earlier")
        track = QRectF(0.5, top + thin + 6.5, self.width() - 1, thick - 1)
        painter.setPen(QPen(look.colour("border"), 1))
        painter.setBrush(look.colour("chart_track"))
        painter.drawRoundedRect(track, 4, 4)
        if self._bar.share is not None:
            self._draw(painter, top + thin + 6, thick, self._bar.share, "chart")

    def _words(self, painter: QPainter) -> int:
        """Draw name and word on one line; return where it ends."""
        look = theme.current()
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        start, end = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        if mirrored:
            start, end = end, start
        height = QFontMetrics(theme.sized("body", 600)).height()
        line = QRectF(0, 0, self.width(), height)
        painter.setPen(look.colour("text"))
        painter.setFont(theme.sized("body", 600))
        painter.drawText(line, start | Qt.AlignmentFlag.AlignAbsolute, self._bar.area)
        painter.setFont(theme.sized("body"))
        word = f"{self._bar.word}*" if self._bar.prorated else self._bar.word
        painter.drawText(line, end | Qt.AlignmentFlag.AlignAbsolute, " · ".join(part for part in (word, self._bar.change) if part))
        return height

    def _draw(self, painter: QPainter, top: float, height: int, share: float, colour: str) -> None:
        length = self.width() * min(1.0, max(0.0, share))
        left = self.width() - length if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().colour(colour))
        painter.drawRoundedRect(QRectF(left, top, length, height), min(4, height / 2), min(4, height / 2))


class BarChart(QWidget):
    """All areas of a sheet, in their order, under the same key as on paper; each line speaks for itself."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.key = Words("", "hint", self)
        self._column.addWidget(self.key)
        self._lines: list[BarLine] = []

    def show_bars(self, bars: Sequence[Bar], language: str = "en") -> None:
        """Show these areas; the key is in the language of their words."""
        self.key.say(key_of(bars, language))
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [BarLine(bar) for bar in bars]
        for line in self._lines:
            self._column.addWidget(line)


def key_of(bars: Sequence[Bar], language: str) -> str:
    """Return the words above the bars, as the sheet has them: the thin bar is told of only where one is drawn."""
    if not bars:
        return ""
    said = [say_in(language, "sheet.bars.key")]
    before = next((bar.earlier_date for bar in bars if bar.earlier is not None and bar.earlier_date is not None), None)
    if before is not None:
        month = say_in(language, f"sheet.month.{before.month}")
        said.append(say_in(language, "sheet.bars.key_earlier", date=say_in(language, "sheet.month_of_year", month=month, year=before.year)))
    prorated = [say_in(language, "sheet.bars.prorated")] if any(bar.prorated for bar in bars) else []
    return "\n".join([" ".join(said), *prorated])
