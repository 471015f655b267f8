"""What a version of a form changes, in plain words: what came, what went, what is different."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.versions import Turn, VersionChange
from civicdesk.ui.widgets.labels import Words

ORDER = (Turn.REMOVED, Turn.ADDED, Turn.CHANGED, Turn.MOVED)
"""What goes is told first: it is what somebody may miss."""
MOST = 200
"""Sentences that are shown; of more, how many is said."""


class VersionChanges(QFrame):
    """A card with the changes, a heading for each kind."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(8)
        self._parts: list[QWidget] = []
        self._shown: tuple[object, ...] = ()
        self.hide()

    def show_changes(self, changes: Sequence[VersionChange] | None, compared: str) -> None:
        """Show what changed since a version; None takes the card away."""
        self.setVisible(changes is not None)
        wanted = (tuple(changes or ()), compared)
        if changes is None or wanted == self._shown:
            return
        self._shown = wanted
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [Words(say("forms_page.changes.title", version=compared), "subheading", self)]
        if not changes:
            self._parts.append(Words(say("forms_page.changes.none"), "body", self))
        for turn in ORDER:
            self._add(turn, [each.sentence for each in changes if each.turn is turn])
        for part in self._parts:
            self._column.addWidget(part)

    def _add(self, turn: Turn, sentences: Sequence[str]) -> None:
        if sentences:
            self._parts.append(Words(say(f"forms_page.changes.{turn.value}", count=len(sentences)), "fieldLabel", self))
            self._parts += [Words(f"• {sentence}", "body", self) for sentence in sentences[:MOST]]
        if len(sentences) > MOST:
            self._parts.append(Words(say("forms_page.changes.more", count=len(sentences) - MOST), "hint", self))

    def words(self) -> tuple[str, ...]:
        """Return everything that is shown, line by line."""
        return tuple(part.text() for part in self._parts if isinstance(part, Words))
