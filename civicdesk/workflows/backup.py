"""Backups and checks of the workspace file."""

from pathlib import Path

from civicdesk.records.changes import Outcome
from civicdesk.store import audit, backups
from civicdesk.workflows.kit import BACKUPS_KEPT, Kit


def make(kit: Kit) -> Outcome[Path]:
    """Make a backup, verified by opening the copy."""
    return Outcome(value=backups.back_up(kit.workspace, kit.backup_folder(), BACKUPS_KEPT))


def verify(kit: Kit) -> tuple[str, ...]:
    """Check pages, references and the audit chain; return what is wrong, nothing if all is sound."""
    return tuple(audit.in_words(found) for found in kit.workspace.verify())
