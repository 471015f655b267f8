"""What stood on a page that was left half filled: sealed under the person's own key, for the user who typed it, for a day.

Nothing of it counts until the page is finished. A person who is forgotten takes it along, for the key is theirs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.records.ids import PersonId
from civicdesk.store import projects
from civicdesk.workflows.kit import Kit

KEPT_FOR = timedelta(days=1)
"""Another day the words are asked anew: what was said yesterday is not what is said today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One half-filled page: whose it is, and what stood on it by the names of its fields."""

    person: PersonId
    facts: Mapping[str, str]


def keep(kit: Kit, page: str, half: Half) -> None:
    """Keep what stands on a page. The person need not be registered yet: their key is made first, and a key alone is harmless.

    Raises:
        Unavailable: STORE-WRITE; nothing was kept.
    """
    kit.workspace.vault.add(half.person)
    sealed = kit.workspace.vault.seal(half.person, _place(page), json.dumps(dict(half.facts)).encode())
    _write(kit, page, {**_fresh(kit, page), half.person: {"at": kit.now().isoformat(), "sealed": sealed.hex()}})


def find(kit: Kit, page: str, person: PersonId | None = None) -> Half | None:
    """Return what this user left half filled with a person, or last of all; None if there is nothing."""
    kept = _fresh(kit, page)
    wanted = [person] if person is not None else sorted(map(PersonId, kept), key=lambda each: str(kept[each]["at"]), reverse=True)
    for each in wanted:
        if each in kept:
            try:
                plain = kit.workspace.vault.open(each, _place(page), bytes.fromhex(kept[each]["sealed"]))
            except Damaged:
                continue  # the person was forgotten: their key is gone, and this with it
            return Half(person=each, facts=json.loads(plain))
    return None


def drop(kit: Kit, page: str, person: PersonId) -> None:
    """Forget what was half filled: the page was finished, or the words were thrown away."""
    kept = _fresh(kit, page)
    if kept.pop(person, None) is not None:
        _write(kit, page, kept)


def _fresh(kit: Kit, page: str) -> dict[str, Any]:
    written = projects.setting(kit.workspace, _name(kit, page))
    now = kit.now()
    kept = json.loads(written) if written else {}
    return {person: each for person, each in kept.items() if timedelta() <= now - datetime.fromisoformat(each["at"]) < KEPT_FOR}


def _write(kit: Kit, page: str, kept: Mapping[str, object]) -> None:
    projects.keep_setting(kit.workspace, _name(kit, page), json.dumps(kept, sort_keys=True), by=kit.user.id)


def _name(kit: Kit, page: str) -> str:
    return f"half-filled.{page}.{kit.user.id}"


def _place(page: str) -> str:
    return f"setting.{page}.half-filled"
