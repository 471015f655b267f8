"""References of binds and controls: where in the model they lead."""

import re

from civicdesk.forms.model import Slot

_PREDICATE = re.compile(r"\[[^\]]*\]")


class Refs:
    """Finds slots by reference and keeps account of those that lead nowhere."""

    def __init__(self, document: Slot, root: Slot) -> None:
        self.document = document
        self.root = root
        self.binds: dict[str, Slot] = {}
        self.unknown: list[tuple[str, str]] = []

    def find(self, ref: str, *, stands_in: str, within: Slot | None = None) -> Slot | None:
        """Return the slot that a reference leads to; a relative one starts at its container, then at the root (F23)."""
        written = _PREDICATE.sub("", ref).strip()
        if not written:
            return None
        for start in (within, self.root):
            if start is None and not written.startswith("/"):
                continue
            slot = self._walk(written, self.document if written.startswith("/") else start or self.root)
            if slot is not None:
                return slot
        self.unknown.append((ref.strip(), stands_in))
        return None

    def _walk(self, written: str, start: Slot) -> Slot | None:
        slot: Slot | None = start
        for part in written.split("/"):
            name = part.strip()
            if slot is None:
                return None
            if name in {"", ".", "current()"}:
                continue
            if name == "..":
                slot = slot.parent
                continue
            name = name.rpartition(":")[2] if not name.startswith("@") else f"@{name[1:].rpartition(':')[2]}"
            slot = slot.kids.get(name)
        return slot if slot is not self.document else None
