"""How often a wrong passphrase was typed in a row: numbers beside the workspace, so that waiting outlives a restart. Nobody is named."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from civicdesk.errors import Unavailable
from civicdesk.store import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """Wrong passphrases since the last right one."""

    wrong: int
    at: datetime
    """When the last one was typed, zoned."""


def read(workspace: Path) -> Tries | None:
    """Return what is noted; None if there is nothing, or nothing that makes sense."""
    try:
        told = json.loads(files.SideFiles(workspace=workspace).tries.read_bytes()[:200])
        found = Tries(wrong=int(told["wrong"]), at=datetime.fromisoformat(told["at"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if found.wrong > 0 and found.at.tzinfo is not None else None


def note(workspace: Path, tries: Tries) -> None:
    """Keep how it stands; a folder that cannot be written to keeps nobody waiting longer than this program runs."""
    with suppress(Unavailable):
        told = {"wrong": tries.wrong, "at": tries.at.isoformat(timespec="seconds")}
        files.write_whole(files.SideFiles(workspace=workspace).tries, json.dumps(told).encode())


def clear(workspace: Path) -> None:
    """Forget what was noted: the right passphrase was typed."""
    with suppress(OSError):
        files.SideFiles(workspace=workspace).tries.unlink(missing_ok=True)
