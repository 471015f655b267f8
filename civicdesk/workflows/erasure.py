"""Forget a person: rows, keys, the copy of the keys in the backup folder; then a fresh backup, and the older ones go.

What cannot be undone is said on the person's sheet: published totals stay, and so does what somebody copied before with a passphrase.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from civicdesk.crypto import inbox as sealed_files
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.forms import exchange
from civicdesk.i18n import chosen, say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId
from civicdesk.records.papers import Line, Paper, Section
from civicdesk.store import answers, backups, erasing, inbox, people
from civicdesk.workflows.kit import BACKUPS_KEPT, Kit, Right, finish_erasures, read_snapshot

GOES = ("name", "words", "answers", "files", "stories", "backups", "centre")
STAYS = ("totals", "out_of_reach", "copies", "sent", "said", "paper", "register")
"""What an erasure reaches, and what it does not: a sentence each, on the screen and on the person's sheet."""
CHANGED = frozenset(
    {Kind.PEOPLE, Kind.CONSENT, Kind.ANSWERS, Kind.SCORES, Kind.CASES, Kind.SHEETS, Kind.SESSIONS, Kind.RELEASES, Kind.CONNECTIONS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How far an erasure has come. What is still open is a task that stays on Today until it is done."""

    begun_at: datetime
    keys_gone: bool
    """Nobody can read the person's words on this laptop any more."""
    copies_gone: bool
    """Nor in the backup folder."""
    backup_made: bool = False
    backups_removed: int = 0


def paper(kit: Kit, person: PersonId) -> Paper:
    """Return the sheet for the person; made before they are forgotten, since it shows their card number.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
    """
    kit.must(Right.ERASE)
    known, project = people.person(kit.workspace, person), kit.project()
    today = kit.now().date()
    day = say("widget.date.words", day=today.day, month=say(f"widget.month.m{today.month}"), year=today.year)
    return Paper(
        title=say("erasure.paper.title"),
        lead=say("erasure.paper.lead"),
        mark=say("papers.card", card=known.card),
        language=chosen(),
        practice=project.practice,
        facts=(Line(label=say("access.fact.made_on"), value=day), Line(label=say("access.fact.project"), value=project.name)),
        sections=(
            Section(heading=say("erasure.goes_title"), points=tuple(say(f"erasure.goes.{each}") for each in GOES)),
            Section(heading=say("erasure.stays_title"), points=tuple(say(f"erasure.stays.{each}") for each in STAYS)),
            Section(heading=say("papers.rights"), words=(say("erasure.paper.ask", contact=project.contact), say("papers.complaint"))),
        ),
    )


def erase(kit: Kit, person: PersonId, *, drop_backups: bool = True) -> Outcome[Erased]:
    """Forget a person. When this returns, nobody finds them; what could not be reached yet stands in what is returned.

    Args:
        kit: the open workspace.
        person: who is to be forgotten.
        drop_backups: remove older backups once a fresh one is proved; their coded answers without a name stay otherwise.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
        Unavailable: STORE-WRITE; nothing was erased.
    """
    kit.must(Right.ERASE)
    begun = kit.now()
    erasing.erase(kit.workspace, person, begun, by=kit.user.id, responses=_response_ids(kit, person))
    inbox.forget(kit.workspace, sealed_files.submission_of)
    try:
        finish_erasures(kit)
        removed = _fresh_backup(kit, drop_backups=drop_backups)
    except (Unavailable, Refused):
        return Outcome(value=_how_far(kit, person), changed=CHANGED)
    far = _how_far(kit, person)
    done = Erased(
        begun_at=far.begun_at,
        keys_gone=far.keys_gone,
        copies_gone=far.copies_gone,
        backup_made=removed is not None,
        backups_removed=removed or 0,
    )
    return Outcome(value=done, changed=CHANGED)


def _response_ids(kit: Kit, person: PersonId) -> tuple[str, ...]:
    """Return the ids of the person's responses: our own, and those under which other programs know them, as far as they can be read."""
    found = list[str]()
    for each in answers.submissions(kit.workspace, person=person):
        found.append(each.id)
        with suppress(Damaged):
            kept = answers.draft_state(kit.workspace, each.id)
            values = read_snapshot(kept).values if kept else {}
            found += [value for ref, value in values.items() if value and exchange.plain(ref).endswith("/meta/instanceID")]
    return tuple(found)


def go_on(kit: Kit) -> Outcome[tuple[Erased, ...]]:
    """Do what is left of earlier erasures, once the disk has room or the backup folder is there again.

    Returns:
        What is still open; empty if all is done.

    Raises:
        Refused: ROLE-RIGHT, KEYS-ALTERED, KEYS-RENEWING.
        Unavailable: STORE-FILE, STORE-WRITE.
    """
    kit.must(Right.ERASE)
    finish_erasures(kit)
    return Outcome(value=unfinished(kit), changed=frozenset({Kind.PEOPLE}))


def unfinished(kit: Kit) -> tuple[Erased, ...]:
    """Return erasures of which something is left to do: a task that stays red until it is done."""
    return tuple(found for found in map(_far, erasing.erasures(kit.workspace)) if not found.copies_gone)


def _fresh_backup(kit: Kit, *, drop_backups: bool) -> int | None:
    """Make a backup without the person, and remove those with them; None if no backup was ever made here."""
    folder = kit.backup_folder()
    before = backups.backups(folder)
    if before:
        backups.back_up(kit.workspace, folder, 1 if drop_backups else BACKUPS_KEPT)
    if drop_backups:
        backups.drop_older_copies(kit.workspace.path)
    return len(set(before) - set(backups.backups(folder))) if before else None


def _how_far(kit: Kit, person: PersonId) -> Erased:
    return next(_far(each) for each in erasing.erasures(kit.workspace) if each.person == person)


def _far(each: erasing.Erasure) -> Erased:
    return Erased(begun_at=each.at, keys_gone=each.keys_gone_at is not None, copies_gone=each.copies_gone_at is not None)
