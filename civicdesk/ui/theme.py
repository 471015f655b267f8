"""Tokens to palette and style sheet: one look on every system, in light, dark and high contrast.

The tokens are JSON in `resources/theme/`; the sizes are pixels at 100 % text, multiplied by the person's text scale. Painters ask
`current()` when they paint, so that a change of look needs a repaint and nothing else.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import Template

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from civicdesk import paths

LATIN = "Atkinson Hyperlegible Next"
FALLBACKS = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Gurmukhi")
NAMES = ("light", "dark", "contrast")
SIZES: Mapping[str, int] = {"caption": 15, "body": 17, "lead": 20, "h2": 24, "h1": 30}
CONTROL, OPTION, TARGET, CHIP = 44, 56, 32, 44
MIRRORED = {"arrow-left": "arrow-right", "arrow-right": "arrow-left"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a person has chosen. `theme` is `system` or one of `NAMES`; `text_scale` is 100 to 200 per cent."""

    theme: str = "system"
    text_scale: int = 100
    reduce_motion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The tokens of one theme at one text scale."""

    name: str
    tokens: Mapping[str, str] = field(hash=False)
    text_scale: int = 100
    reduce_motion: bool = False

    def colour(self, token: str) -> QColor:
        """Return the colour of a token."""
        return QColor(self.tokens[token])

    def px(self, size: float) -> int:
        """Return a length that grows with the text, in whole pixels."""
        return round(size * self.text_scale / 100)


_now: Theme | None = None


def current() -> Theme:
    """Return the theme in use; light until one is applied."""
    return _now or make(Look(theme="light"))


def make(look: Look) -> Theme:
    """Read the tokens for a look; `system` follows the system's colour scheme and contrast, where it says them."""
    name = _of_system() if look.theme == "system" else look.theme
    return Theme(name=name, tokens=tokens(name), text_scale=min(200, max(100, look.text_scale)), reduce_motion=look.reduce_motion)


@lru_cache(maxsize=4)
def tokens(name: str) -> Mapping[str, str]:
    """Return the tokens of a theme by its name."""
    read: dict[str, str] = json.loads((paths.resources() / "theme" / f"{name}.json").read_text(encoding="utf-8"))
    return read


def apply(app: QApplication, look: Look) -> Theme:
    """Give the whole program a look: style, fonts, palette and style sheet."""
    global _now  # noqa: PLW0603 - one process shows one look; handing it to each painter would hide the drawing
    theme = make(look)
    _now = theme
    _load_fonts()
    app.setStyle("Fusion")
    font = QFont()
    font.setFamilies([LATIN, *FALLBACKS])
    font.setPixelSize(theme.px(SIZES["body"]))
    app.setFont(font)
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))
    return theme


def style_sheet(theme: Theme) -> str:
    """Return the style sheet with the tokens and sizes of a theme."""
    template = Template((paths.resources() / "theme" / "style.qss").read_text(encoding="utf-8"))
    sizes = {name: str(theme.px(size)) for name, size in SIZES.items()}
    controls = {"control": CONTROL - 2, "target": TARGET, "chip": CHIP - 2}
    return template.substitute(theme.tokens, **sizes, **{name: str(theme.px(size)) for name, size in controls.items()})


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: "bg",
        QPalette.ColorRole.WindowText: "text",
        QPalette.ColorRole.Base: "surface",
        QPalette.ColorRole.AlternateBase: "bg",
        QPalette.ColorRole.Text: "text",
        QPalette.ColorRole.Button: "surface",
        QPalette.ColorRole.ButtonText: "text",
        QPalette.ColorRole.Highlight: "primary",
        QPalette.ColorRole.HighlightedText: "on_primary",
        QPalette.ColorRole.PlaceholderText: "muted",
        QPalette.ColorRole.Link: "primary",
        QPalette.ColorRole.ToolTipBase: "surface",
        QPalette.ColorRole.ToolTipText: "text",
    }
    made = QPalette()
    for role, token in roles.items():
        made.setColor(role, theme.colour(token))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("muted"))
    return made


def sized(size: str, weight: int = 400) -> QFont:
    """Return the program's font at a named size, for painters."""
    font = QFont(QApplication.font())
    font.setPixelSize(current().px(SIZES[size]))
    font.setWeight(QFont.Weight(weight))
    return font


def tabular(font: QFont) -> QFont:
    """Return a font whose digits are all equally wide, for columns of numbers."""
    made = QFont(font)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def icon(name: str, colour: str = "text", size: int = 20) -> QIcon:
    """Return an icon in a token's colour at the text scale; arrows are mirrored with the language. An absent file gives an empty icon."""
    return QIcon(pixmap(name, colour, size))


def pixmap(name: str, colour: str = "text", size: int = 20) -> QPixmap:
    """Return an icon as pixels, sharp on this screen; an absent file gives an empty picture."""
    theme = current()
    if QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        name = MIRRORED.get(name, name)
    return _drawn(name, theme.tokens[colour], theme.px(size), QGuiApplication.primaryScreen().devicePixelRatio())


@lru_cache(maxsize=256)
def _drawn(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # not needed where no icon is drawn

    file = paths.resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        return QPixmap()
    drawing = QSvgRenderer(QByteArray(file.read_text(encoding="utf-8").replace("currentColor", colour).encode()))
    made = QPixmap(QSize(round(side * ratio), round(side * ratio)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    drawing.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return made


def forget_pictures() -> None:
    """Drop the drawn icons: before the application object goes, and when the language turns round."""
    _drawn.cache_clear()


@lru_cache(maxsize=1)
def _load_fonts() -> tuple[int, ...]:
    fonts = paths.resources() / "fonts"
    return tuple(QFontDatabase.addApplicationFont(str(file)) for file in sorted(fonts.rglob("*.ttf")))


def _of_system() -> str:
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
