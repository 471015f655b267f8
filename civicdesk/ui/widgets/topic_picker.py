"""Topics to choose from a list, several of them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.labels import Words


class TopicPicker(QWidget):
    """Topics: chosen from a list one by one; a press on one takes it away again."""

    def __init__(self, name: str, label: str, *, choose: str, takes_away: str) -> None:
        """Make an empty one.

        Args:
            name: what an error summary leads to.
            label: the question above the list.
            choose: what stands in the list before anything is chosen.
            takes_away: what a press on a chosen topic does, for screen readers.
        """
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._choose, self._takes_away = choose, takes_away
        self._words: dict[str, str] = {}
        self._chosen: tuple[str, ...] = ()
        self.list = Chooser(name, label, ())
        self.trouble = Words("", "problem", self)
        self.chips = Chips()
        for part in (self.list, self.trouble, self.chips):
            column.addWidget(part)
        self.list.picked.connect(self._add)
        self.chips.turned.connect(self._drop)

    def offer(self, topics: Sequence[tuple[str, str]]) -> None:
        """Offer topics, as (id, words)."""
        if self._words != dict(topics):
            self._words = dict(topics)
            self.list.offer((("", self._choose), *topics))

    def chosen(self) -> tuple[str, ...]:
        """Return what is chosen."""
        return self._chosen

    def put(self, chosen: tuple[str, ...]) -> None:
        """Show what is chosen."""
        self._chosen = chosen
        self.chips.show_chips([(topic, self._words.get(topic, topic), self._takes_away) for topic in chosen], set(chosen))
        self.chips.setVisible(bool(chosen))
        self.list.put("")

    def _add(self, topic: str) -> None:
        if topic:
            self.put(tuple(dict.fromkeys((*self._chosen, topic))))

    def _drop(self, topic: str) -> None:
        self.put(tuple(each for each in self._chosen if each != topic))
        self.list.box.setFocus()
