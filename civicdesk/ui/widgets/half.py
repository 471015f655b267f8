"""A page that may be left half filled: what stands on it is kept when the hand rests and when the page goes, and is there again afterwards."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from civicdesk.errors import CivicDeskError
from civicdesk.records.ids import PersonId
from civicdesk.ui.jobs import CrashNotice, Lane
from civicdesk.workflows import half_filled
from civicdesk.workflows.half_filled import Half
from civicdesk.workflows.kit import Kit

REST_MS = 2000


class HalfFilled(QObject):
    """Keeps what it is told, when the hand has rested for two seconds, and at once when the page goes."""

    def __init__(self, page: str, person: PersonId, store: Lane[Any], parent: QObject) -> None:
        super().__init__(parent)
        self.person = person
        self._page, self._store = page, store
        self._facts: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._failing = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self.keep_now)

    def take_over(self, half: Half) -> None:
        """Go on with what was found."""
        self.person, self._facts, self._kept = half.person, dict(half.facts), dict(half.facts)

    def note(self, facts: Mapping[str, str]) -> None:
        """Note what stands on the page now."""
        self._facts = dict(facts)
        if self._facts != self._kept:
            self._rest.start()

    def keep_now(self) -> None:
        """Hand what was noted last to the lane, which keeps it even when nobody looks any more."""
        self._rest.stop()
        if self._facts == self._kept:
            return
        self._kept = dict(self._facts)
        verb = partial(_keep, self._page, Half(person=self.person, facts=dict(self._facts))) if self._facts else self._verb_to_drop()
        self._store.submit(verb, done=self._landed, refused=self._stayed_out, crashed=self._stayed_out)

    def finish(self) -> None:
        """The page has become what it was filled in for, and its own verb has dropped the half of it."""
        self._rest.stop()
        self._facts, self._kept, self._failing = {}, {}, False

    def drop(self) -> None:
        """The hand throws it away."""
        if self._kept:
            self._store.submit(self._verb_to_drop())
        self.finish()

    def failing(self) -> bool:
        """Tell whether something that was noted could not be kept."""
        return self._failing

    def _verb_to_drop(self) -> Any:
        return partial(_drop, self._page, self.person)

    def _landed(self, _nothing: None) -> None:
        self._failing = False

    def _stayed_out(self, _why: CivicDeskError | CrashNotice) -> None:
        self._kept, self._failing = {}, True


def _keep(page: str, half: Half, kit: Kit) -> None:
    half_filled.keep(kit, page, half)


def _drop(page: str, person: PersonId, kit: Kit) -> None:
    half_filled.drop(kit, page, person)
