"""What was done on this laptop, by whom and when; and whether the log still fits together."""

from dataclasses import dataclass
from datetime import datetime

from civicdesk.i18n import say
from civicdesk.records.people import Role
from civicdesk.store import audit, people
from civicdesk.store.actions import Action
from civicdesk.store.chain import AuditRow
from civicdesk.workflows.kit import Kit

MOST = 500
"""Lines that are shown at once, the newest first."""
GROUPS: dict[str, frozenset[str]] = {
    "answers": frozenset({"answers-kept", "response-begun", "response-finished", "response-declined", "responses-imported", "scores-kept"}),
    "people": frozenset({"person-added", "person-changed", "person-viewed", "attended", "code-given"}),
    "consent": frozenset({"consent-kept", "withdrawn", "statement-kept"}),
    "rights": frozenset({"corrected", "erased", "request-kept", "exported", "tombstone-kept"}),
    "sending": frozenset(
        {"release-kept", "release-approved", "release-sealed", "release-marked", "bundle-sent", "words-read", "words-agreed"}
    ),
    "keys": frozenset({"unlocked", "unlock-failed", "locked", "slots-changed", "user-added", "user-changed", "user-left", "recovery-used"}),
    "backups": frozenset({"backed-up", "restored", "verified", "clock-jumped", "migrated"}),
}
"""What the log may be narrowed to; what is in no group is shown with everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. It holds no name of anybody who takes part, and no answer."""

    number: int
    at: datetime
    who: str
    """Sign-in name; empty if the program did it by itself."""
    action: str
    rows: str
    """What was written, by table and row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """The newest lines, and how many there are."""

    entries: tuple[Entry, ...]
    total: int
    everybody: bool
    """Of everybody, not of the user alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What looking through the whole log has found."""

    entries: int
    findings: tuple[str, ...]
    """A sentence each; none if all fits."""


def log(kit: Kit, group: str = "") -> Log:
    """Return what was done: by everybody for a coordinator, by the user alone for the others.

    Args:
        kit: the open workspace.
        group: one of `GROUPS`; empty for everything.
    """
    everybody = kit.user.role is Role.COORDINATOR
    wanted = GROUPS.get(group)
    found = [
        row for row in audit.rows(kit.workspace) if (everybody or row.user == kit.user.id) and (wanted is None or row.action in wanted)
    ]
    names = {str(user.id): user.name for user in people.users(kit.workspace)}
    newest = reversed(found[-MOST:])
    return Log(entries=tuple(_entry(row, names, kit.now()) for row in newest), total=len(found), everybody=everybody)


def check(kit: Kit) -> Checked:
    """Compare the log with itself and with every row that it names; what is found locks sending, and backups go on.

    Raises:
        Damaged: STORE-DAMAGED, a page cannot be read.
    """
    found = kit.workspace.verify()
    last = kit.workspace.chain.last()
    return Checked(entries=last.seq if last else 0, findings=tuple(dict.fromkeys(audit.in_words(each) for each in found)))


def _entry(row: AuditRow, names: dict[str, str], now: datetime) -> Entry:
    return Entry(
        number=row.seq,
        at=(datetime.fromisoformat(row.at)).astimezone(now.tzinfo),
        who=names.get(row.user, ""),
        action=in_words(row.action),
        rows=row.object,
    )


def in_words(action: str) -> str:
    """Return what was done, in words."""
    return say(f"activity.action.{action}") if action in set(Action) else action
