"""What is on this laptop: by count and kind, on the screen and on one side of paper, for the report when it is lost."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from civicdesk import i18n
from civicdesk.crypto import signing
from civicdesk.feedback import pdf, preview
from civicdesk.feedback.wording import day
from civicdesk.i18n import say
from civicdesk.records.changes import Outcome
from civicdesk.records.instruments import InstrumentStatus
from civicdesk.records.laptop import BACKUPS_TESTED, LaptopPaper, OnThisLaptop, Section
from civicdesk.records.people import Role
from civicdesk.records.releases import ReleaseState
from civicdesk.records.sheets import PageImage
from civicdesk.store import answer_files, answers, backups, cases, files, instruments, people, projects, releases, requests, scores
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit

STEPS = 4
GONE = frozenset({ReleaseState.SEALED, ReleaseState.SENT, ReleaseState.RECEIVED})


def on_this_laptop(kit: Kit) -> OnThisLaptop:
    """Return what is on this laptop. Everybody who works on it may know."""
    ws, project = kit.workspace, kit.project()
    made = backups.backups(kit.backup_folder())
    everybody, colleagues, sent = people.people(ws), people.working(ws), releases.releases(ws)
    submissions = answers.submissions(ws)
    cards = [each for each in instruments.cards(ws) if each.status is InstrumentStatus.CURRENT]
    return OnThisLaptop(
        project=project.name,
        practice=project.practice,
        laptop=signing.key_id(projects.setting(ws, "laptop_public_key") or ""),
        people=len(everybody),
        named=sum(bool(each.name or each.contact) for each in everybody),
        counts={
            "responses": len(submissions),
            "scores": sum(scores.latest(ws, each.id) is not None for each in submissions),
            "files": answer_files.count(ws),
            "case studies": len(cases.cases(ws)),
            "requests": len(requests.requests(ws)),
            "releases": len(sent),
        },
        forms=tuple(say("laptop.form", title=each.title, version=each.version) for each in cards),
        encrypted=True,
        users=len(colleagues),
        roles={role: count for role in Role if (count := sum(each.role is role for each in colleagues))},
        last_backup=backups.made_at(made[0]) if made else None,
        last_tested=_newest(_tested(kit)),
        last_batch=_newest(each.sealed_at for each in sent if each.state in GONE),
        last_receipt=_newest(each.sealed_at for each in sent if each.state is ReleaseState.RECEIVED),
        at=kit.now(),
    )


def paper(found: OnThisLaptop) -> LaptopPaper:
    """Return the facts in words, as they stand on the page and on paper."""
    return LaptopPaper(
        title=say("laptop.title"),
        lead=say("laptop.lead"),
        project=found.project,
        sections=(_held(found), _kept(found), _copies(found)),
        steps_heading=say("laptop.lost.heading"),
        steps=tuple(say(f"laptop.lost.step_{number}") for number in range(1, STEPS + 1)),
        foot=say("laptop.foot"),
        practice=found.practice,
    )


def lines(found: OnThisLaptop) -> tuple[tuple[str, str], ...]:
    """Return all facts in words, one under the other: (what, how much)."""
    return tuple(line for section in paper(found).sections for line in section.lines)


def save(kit: Kit, path: Path) -> Outcome[OnThisLaptop]:
    """Write the page as a tagged PDF where a person chose to.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH: the name of the project or of a form cannot be printed.
        Unavailable: STORE-FILE.
    """
    found = on_this_laptop(kit)
    files.write_whole(path, pdf.laptop_pdf(paper(found)))
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    return Outcome(value=found)


def pages(kit: Kit, dpi: int) -> tuple[PageImage, ...]:
    """Return the page as pixels for a printer; nothing of it lies on the disk.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH.
    """
    drawn = preview.pages(pdf.laptop_pdf(paper(on_this_laptop(kit))), dpi)
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    return drawn


def _held(found: OnThisLaptop) -> Section:
    kinds = tuple((say(f"laptop.{kind.replace(' ', '_')}"), str(count)) for kind, count in found.counts.items())
    people_said = say("laptop.people_named", count=found.named, all=found.people) if found.people else "0"
    forms = "; ".join(found.forms) or say("laptop.never")
    return Section(
        heading=say("laptop.held"),
        lines=((say("laptop.people"), people_said), *kinds, (say("laptop.forms"), forms)),
    )


def _kept(found: OnThisLaptop) -> Section:
    roles = ", ".join(say(f"laptop.role.{role.value}", count=count) for role, count in found.roles.items())
    return Section(
        heading=say("laptop.kept"),
        lines=(
            (say("laptop.encrypted"), say("laptop.encrypted_yes")),
            (say("laptop.users"), say("laptop.users_said", all=found.users, roles=roles)),
            (say("laptop.laptop"), found.laptop),
        ),
    )


def _copies(found: OnThisLaptop) -> Section:
    return Section(
        heading=say("laptop.copies"),
        lines=(
            (
                say("laptop.last_backup"),
                say("laptop.proved", at=_moment(found.last_backup, found)) if found.last_backup else say("laptop.never"),
            ),
            (say("laptop.last_tested"), _moment(found.last_tested, found)),
            (say("laptop.last_batch"), _moment(found.last_batch, found)),
            (say("laptop.last_receipt"), _moment(found.last_receipt, found)),
            (say("laptop.at"), _moment(found.at, found)),
        ),
    )


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((each for each in moments if each is not None), default=None)


def _tested(kit: Kit) -> Iterator[datetime]:
    kept = projects.setting(kit.workspace, BACKUPS_TESTED)
    yield from map(datetime.fromisoformat, json.loads(kept).values() if kept else ())


def _moment(at: datetime | None, found: OnThisLaptop) -> str:
    """Say a moment by this laptop's clock."""
    if at is None:
        return say("laptop.never")
    here = at.astimezone(found.at.tzinfo)
    return say("laptop.moment", day=day(i18n.chosen(), here.date()), time=f"{here:%H:%M}")
