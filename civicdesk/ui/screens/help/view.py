"""The offline help: topics as chips, one page of words under them."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.help.state import Block, HelpState, Topic, topic_of
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.page import Page


class HelpView(Page):
    """Draws one topic."""

    chosen = Signal(str)
    office_wanted = Signal()
    """Bundles are received on this computer."""

    def __init__(self) -> None:
        super().__init__(say("help.title"), back=True)
        self.topics = Chips(ticks=False)
        self.topics.turned.connect(self.chosen)
        self.body.addWidget(self.topics)
        self.topic_title = Words("", "subheading", self)
        self.body.addWidget(self.topic_title)
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self.body.addLayout(self._column)
        self.office = self.add_button(secondary(say("help.office.receive"), icon="inbox"))
        self.office.clicked.connect(self.office_wanted)
        self._parts: list[QWidget] = []
        self._shown: Topic | None = None

    def render_state(self, state: HelpState) -> None:
        """Show a state."""
        self.lead.say("" if state.topics else say("help.nothing" if state.ready else "help.loading"))
        topic = topic_of(state)
        names = [(each.name, each.title, "") for each in state.topics]
        self.topics.show_chips(names, {topic.name} if topic else ())
        if topic != self._shown:
            self._draw(topic)

    def _draw(self, topic: Topic | None) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._shown = topic
        self.topic_title.say(topic.title if topic else "")
        self._parts = list(_parts(topic)) if topic else []
        for part in self._parts:
            self._column.addWidget(part)
            part.show()
        if topic is not None:
            announce(self, topic.title)
            self.to_top()


def _parts(topic: Topic) -> Iterator[QWidget]:
    """Yield the parts of a topic; keys that follow each other stand in one table."""
    for is_keys, blocks in groupby(topic.blocks, key=lambda block: block.kind == "key"):
        if is_keys:
            yield _key_list(list(blocks))
        else:
            yield from map(_part, blocks)


def _part(block: Block) -> QWidget:
    if block.kind == "item":
        return _item(block.text)
    return Words(block.text, "fieldLabel" if block.kind == "subheading" else "body")


def _item(text: str) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(8, 0, 0, 0)
    row.setSpacing(12)
    dot = Words("•", "body", holder)
    dot.setWordWrap(False)
    row.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Words(text, "body", holder), 1)
    return holder


def _key_list(keys: Sequence[Block]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for at, block in enumerate(keys):
        name = Words(block.keys, "fieldLabel", holder)
        name.setWordWrap(False)
        grid.addWidget(name, at, 0)
        grid.addWidget(Words(block.text, "body", holder), at, 1)
    return holder
