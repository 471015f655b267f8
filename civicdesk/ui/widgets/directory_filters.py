"""What an entry must be: chips for what is asked most, and a panel for topic, kind, day, place and whom it is for."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import link
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.columns import Columns
from civicdesk.ui.widgets.directory_wishes import Narrow
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words

NEEDS = ("free", "step_free", "evening", "weekend", "child_welcome", "drink_drug_free", "online")
FURTHER_NEEDS = ("hearing_loop", "interpreter", "trauma_informed")
"""What few ask for: in the panel."""
KINDS = ("service", "group", "event", "role", "funding")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WITHIN = ("1", "3", "5", "10", "25")
"""Kilometres."""
WHOM = ("women", "men")
_LEAST = 240


class DirectoryFilters(QWidget):
    """Reads and shows a `Narrow`."""

    changed = Signal(object)
    """`Narrow`."""
    turned = Signal()
    """The panel is to be opened or closed."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = Narrow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.needs, self.further = Chips(), Chips()
        self.more = link("", icon="filter")
        self.clear = link(say("directory_page.clear"), icon="x")
        self.words = Words("", "hint", self)
        self.topic = Chooser("topic", say("directory_page.filter.topic"), ())
        self.kind = Chooser("kind", say("directory_page.filter.kind"), _choices("kind", KINDS))
        self.day = Chooser("day", say("directory_page.filter.day"), _choices("weekday", DAYS))
        self.place = Field("place", say("directory_page.filter.place"), width=260)
        self.within = Chooser("within", say("directory_page.filter.within"), _distances())
        self.whom = Chooser("whom", say("directory_page.filter.whom"), _choices("whom", WHOM))
        self.age = Field("age", say("directory_page.filter.age"), width=120)
        self.panel = _Grid(self.topic, self.kind, self.day, self.place, self.within, self.whom, self.age)
        for part in (self.needs, FlowRow(self.more, self.clear), self.words, self.panel, self.further):
            column.addWidget(part)
        self._wire()

    def show_narrow(self, narrow: Narrow, topics: Sequence[tuple[str, str]], *, opened: bool) -> None:
        """Show what is asked for; `topics` as (id, words)."""
        self._narrow = narrow
        for chips, words in ((self.needs, NEEDS), (self.further, FURTHER_NEEDS)):
            chips.show_chips([(word, say(f"directory_page.filter.{word}"), "") for word in words], narrow.needs)
        any_topic = (("", say("directory_page.any.topic")), *topics)
        if self.topic.box.count() != len(any_topic):
            self.topic.offer(any_topic)
        for chooser, value in (
            *((self.topic, narrow.topic), (self.kind, narrow.kind), (self.day, narrow.day)),
            *((self.within, narrow.within), (self.whom, narrow.whom)),
        ):
            chooser.put(value)
        for field, text in ((self.place, narrow.place), (self.age, narrow.age)):
            if not field.line.hasFocus() or not text:
                field.put(text)
        self.more.rename(say("directory_page.fewer" if opened else "directory_page.more"))
        self.clear.setVisible(narrow != Narrow())
        self.words.say("" if opened else told(narrow, dict(topics)))
        self.panel.setVisible(opened)
        self.further.setVisible(opened)

    def _wire(self) -> None:
        self.needs.turned.connect(self._turn)
        self.further.turned.connect(self._turn)
        self.more.clicked.connect(self.turned)
        self.clear.clicked.connect(self._clear)
        for chooser in (self.topic, self.kind, self.day, self.within, self.whom):
            chooser.picked.connect(self._read)
        for field in (self.place, self.age):
            field.edited.connect(self._read)

    def _turn(self, word: str) -> None:
        self.changed.emit(replace(self._narrow, needs=self._narrow.needs ^ {word}))

    def _clear(self) -> None:
        self.more.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(Narrow())

    def _read(self, _value: str) -> None:
        narrow = Narrow(
            needs=self._narrow.needs,
            topic=self.topic.value(),
            kind=self.kind.value(),
            day=self.day.value(),
            place=self.place.text(),
            within=self.within.value(),
            whom=self.whom.value(),
            age="".join(filter(str.isdecimal, self.age.text())),
        )
        self.changed.emit(narrow)


class _Grid(QWidget):
    """Fields in up to three columns."""

    def __init__(self, *controls: QWidget) -> None:
        super().__init__()
        grid = Columns(3, _LEAST, spacing=16)
        self.setLayout(grid)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for control in controls:
            grid.addWidget(control)


def told(narrow: Narrow, topics: dict[str, str]) -> str:
    """Return in words what is asked for in the panel; the chips above it show the rest themselves."""
    parts = [topics.get(narrow.topic, narrow.topic)]
    parts += [say(f"directory_page.{name}.{value}") for name, value in _named(narrow) if value]
    if narrow.place and narrow.within:
        parts.append(say("directory_page.narrowed.within", count=int(narrow.within), place=narrow.place))
    elif narrow.place:
        parts.append(say("directory_page.narrowed.place", place=narrow.place))
    parts += [say("directory_page.narrowed.age", age=narrow.age)] if narrow.age else []
    parts += [say(f"directory_page.filter.{word}") for word in FURTHER_NEEDS if word in narrow.needs]
    parts = [part for part in parts if part]
    return say("directory_page.narrowed.all", parts=", ".join(parts)) if parts else ""


def _named(narrow: Narrow) -> tuple[tuple[str, str], ...]:
    return ("kind", narrow.kind), ("weekday", narrow.day), ("whom", narrow.whom)


def _choices(group: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [("", say(f"directory_page.any.{group}")), *((value, say(f"directory_page.{group}.{value}")) for value in values)]


def _distances() -> list[tuple[str, str]]:
    return [("", say("directory_page.any.within")), *((far, say("directory_page.kilometres", count=int(far))) for far in WITHIN)]
