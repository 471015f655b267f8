"""How each user likes to work: kept in the workspace under the user's id, so that it is there after every lock and readable to nobody outside."""

import json
from collections.abc import Mapping

from civicdesk.records.changes import Kind, Outcome
from civicdesk.store import projects
from civicdesk.workflows.kit import Kit


def mine(kit: Kit) -> Mapping[str, str]:
    """Return what this user has chosen, by name; empty at first."""
    kept = projects.setting(kit.workspace, _name(kit))
    return {str(name): str(value) for name, value in json.loads(kept).items()} if kept else {}


def keep(kit: Kit, chosen: Mapping[str, str]) -> Outcome[None]:
    """Keep what this user has chosen; names that are not given stay as they are."""
    whole = json.dumps({**mine(kit), **chosen}, sort_keys=True)
    projects.keep_setting(kit.workspace, _name(kit), whole, by=kit.user.id)
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def _name(kit: Kit) -> str:
    return f"preferences.{kit.user.id}"
