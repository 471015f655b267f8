"""Backups and checks of the workspace file."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from civicdesk.errors import Unavailable
from civicdesk.records.changes import Outcome
from civicdesk.store import audit, backups, projects
from civicdesk.store.actions import Action
from civicdesk.store.chain import Found
from civicdesk.workflows.kit import BACKUPS_KEPT, Kit

PAGES_LOOKED_AT, ALL_LOOKED_AT = "pages_looked_at", "all_looked_at"
PAGES_AGAIN, ALL_AGAIN = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedOver:
    """What the checks that are due have found."""

    found: tuple[str, ...]
    """A sentence for each thing that does not fit; empty if all is sound."""
    writing_off: bool
    """Pages are damaged: what is there can be read, nothing is written any more."""
    newest_backup: datetime | None
    """What can be put back; None if there is none."""


def make(kit: Kit) -> Outcome[Path]:
    """Make a backup, proved by another process that opens the copy."""
    return Outcome(value=backups.back_up(kit.workspace, kit.backup_folder(), BACKUPS_KEPT))


def verify(kit: Kit) -> tuple[str, ...]:
    """Check pages, references and the audit chain; return what is wrong, nothing if all is sound."""
    return tuple(audit.in_words(found) for found in kit.workspace.verify())


def look_over(kit: Kit) -> LookedOver:
    """Make the checks that are due, once Today is on the screen: the seals of the pages every day, everything every week.

    The pages are looked at, too, when the workspace was not closed in good order. When a check was made is kept in the workspace, if
    something may be written. Backups that are one too many go then.
    """
    found, made = _checks_due(kit)
    if made and not kit.workspace.damaged and not kit.workspace.tight:
        _keep(kit, made)
        with suppress(Unavailable):
            backups.let_go(kit.workspace, kit.backup_folder(), BACKUPS_KEPT)
    newest = backups.backups(kit.backup_folder())
    return LookedOver(
        found=tuple(audit.in_words(each) for each in found),
        writing_off=kit.workspace.damaged,
        newest_backup=backups.made_at(newest[0]) if newest else None,
    )


def _checks_due(kit: Kit) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """Return what was found, and which checks were made, by the names of their settings."""
    if _due(kit, ALL_LOOKED_AT, ALL_AGAIN):
        return kit.workspace.verify(), (PAGES_LOOKED_AT, ALL_LOOKED_AT)
    if not kit.workspace.closed_well or _due(kit, PAGES_LOOKED_AT, PAGES_AGAIN):
        return kit.workspace.check_pages(whole=False), (PAGES_LOOKED_AT,)
    return (), ()


def _due(kit: Kit, name: str, again: timedelta) -> bool:
    """Tell whether a check is due; one that lies in the future was noted by a wrong clock and counts for nothing."""
    kept = projects.setting(kit.workspace, name)
    return kept is None or not timedelta(0) <= kit.now() - datetime.fromisoformat(kept) < again


def _keep(kit: Kit, names: tuple[str, ...]) -> None:
    at = kit.now()
    with suppress(Unavailable), kit.workspace.writing(Action.VERIFIED, kit.user.id, at):
        for name in names:
            projects.keep_setting(kit.workspace, name, at.isoformat())
