"""What is due, for the start page: by count, without a name of anybody. Each role sees what it can do something about."""

from collections.abc import Iterator

from civicdesk.i18n import say
from civicdesk.records.releases import ReleaseState
from civicdesk.ui.screens.today.state import DueShown
from civicdesk.workflows import connections, erasure, funding, introductions, listings, requests, restore, retention, send, sheets
from civicdesk.workflows.kit import Kit, Right

WAITING = frozenset({ReleaseState.PREPARED, ReleaseState.APPROVED})


def due_of(kit: Kit) -> tuple[DueShown, ...]:
    """Return what is due, the gravest first."""
    return (*_erasures(kit), *_requests(kit), *_sheets(kit), *_dates(kit), *_batches(kit), *_connecting(kit), *_money(kit))


def moment_of(kit: Kit) -> str:
    """Return when the newest backup was made, in words; empty if there is none."""
    made = next((each.made_at for each in restore.choices(kit.backup_folder())), None)
    if made is None:
        return ""
    now = kit.now()
    here = made.astimezone(now.tzinfo)
    days = (now.date() - here.date()).days
    day = say("today.this_day") if days <= 0 else say("today.days_ago", count=days)
    return say("today.moment_ago", day=day, time=f"{here:%H:%M}")


def _erasures(kit: Kit) -> Iterator[DueShown]:
    if erasure.unfinished(kit):
        mine = kit.may(Right.ERASE)
        why, action = say("today.erasure.why" if mine else "today.erasure.other"), say("today.erasure.action") if mine else ""
        yield DueShown(key="erasure", label=say("today.erasure.label"), why=why, action=action)


def _requests(kit: Kit) -> Iterator[DueShown]:
    found = [each.clock for each in requests.register(kit)] if kit.may(Right.HANDLE_REQUESTS) else []
    over = sum(each.overdue for each in found)
    count = over + sum(each.soon for each in found)
    if count:
        why = say("today.requests.overdue", count=over) if over else say("today.requests.why")
        yield DueShown(key="requests", label=say("today.requests.label", count=count), why=why, action=say("today.requests.action"))


def _sheets(kit: Kit) -> Iterator[DueShown]:
    count = len(sheets.waiting(kit))
    if count:
        why, action = say("today.sheets.why"), say("today.sheets.action")
        yield DueShown(key="sheets", label=say("today.sheets.label", count=count), why=why, action=action)


def _dates(kit: Kit) -> Iterator[DueShown]:
    people = {each.person for each in retention.due(kit)} if kit.may(Right.ERASE) else set()
    if people:
        label = say("today.retention.label", count=len(people))
        yield DueShown(key="retention", label=label, why=say("today.retention.why"), action=say("today.retention.action"))


def _batches(kit: Kit) -> Iterator[DueShown]:
    waiting = [each for each in send.releases(kit) if each.state in WAITING] if kit.may(Right.RELEASE) else []
    if waiting:
        label = say("today.send.label", count=len(waiting))
        yield DueShown(key="send", label=label, why=say("today.send.why"), action=say("today.send.action"))


def _connecting(kit: Kit) -> Iterator[DueShown]:
    waiting = sum(bool(each.acts) for each in introductions.waiting(kit))
    counted = (("introductions", waiting), ("ask_after", len(connections.due(kit))), ("expiring", len(listings.expiring(kit))))
    for key, count in counted:
        if count:
            label, why = say(f"today.{key}.label", count=count), say(f"today.{key}.why")
            yield DueShown(key=key, label=label, why=why, action=say(f"today.{key}.action"))


def _money(kit: Kit) -> Iterator[DueShown]:
    calls = funding.due(kit)
    if calls:
        first = calls[0]
        words = "funding.said.today" if first.days_left else "funding.said.last_day"
        why = say(words, title=first.title, count=first.days_left)
        label, action = say("today.funding.label", count=len(calls)), say("today.funding.action")
        yield DueShown(key="funding", label=label, why=why, action=action)
