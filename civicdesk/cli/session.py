"""`civicdesk session`: open, list, look at, close; the summary for the room."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.ids import SessionId
from civicdesk.workflows import room, session, sheet
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("session", help=say("cli.help.group.session")).add_subparsers(dest="word", required=True, metavar="WORD")
    open_ = group.add_parser("open", help=say("cli.help.session_open"))
    door.add_arguments(open_)
    open_.add_argument("--place", required=True, help=say("cli.help.place"))
    open_.add_argument("--facilitator", action="append", default=[], metavar="NAME", help=say("cli.help.facilitator"))
    open_.add_argument("--wave", type=_round, default=1, help=say("cli.help.wave"))
    open_.set_defaults(command=_open)
    listing = group.add_parser("list", help=say("cli.help.session_list"))
    door.add_arguments(listing)
    listing.set_defaults(command=_list)
    show = group.add_parser("show", help=say("cli.help.session_show"))
    close = group.add_parser("close", help=say("cli.help.session_close"))
    summary = group.add_parser("summary", help=say("cli.help.session_summary"))
    for parser in (show, close, summary):
        door.add_arguments(parser)
        parser.add_argument("session", metavar="ID", help=say("cli.help.session_id"))
    show.set_defaults(command=_show)
    close.add_argument("--reason", default="", help=say("cli.help.close_reason"))
    close.set_defaults(command=_close)
    summary.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    summary.set_defaults(command=_summary)


def _round(text: str) -> int:
    """Read the number of a round; argparse tells a person that anything else is wrong."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _open(asked: Namespace, tools: Tools, output: Output) -> int:
    new = session.NewSession(place=asked.place, facilitators=tuple(asked.facilitator), wave=asked.wave)
    with door.opened(asked, tools) as kit:
        made = session.open_session(kit, new).value
    output.result(say("cli.session_opened", id=made.id, place=made.place), id=made.id, place=made.place, wave=made.wave)
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = session.list_all(kit)
    rows = [
        {"id": each.id, "place": each.place, "wave": each.wave, "state": each.state.value, "opened": each.opened_at.date()}
        for each in found
    ]
    output.table(rows, empty=say("cli.session_none"))
    return 0


def _show(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        page = session.page(kit, SessionId(asked.session))
    rows = [{"card": each.card, **{task.value: state.value for task, state in each.tasks}} for each in page.people]
    output.table(rows, empty=say("cli.session_empty"))
    return 0


def _close(asked: Namespace, tools: Tools, output: Output) -> int:
    which = SessionId(asked.session)
    with door.opened(asked, tools) as kit:
        counts = session.reconcile(kit, which)
        session.close(kit, which, {(row.person, row.matter): asked.reason for row in counts.open_rows})
    output.result(
        say("cli.session_closed", present=counts.present, finished=counts.surveys_finished, open=len(counts.open_rows)),
        present=counts.present,
        surveys_finished=counts.surveys_finished,
        open=len(counts.open_rows),
    )
    return 0


def _summary(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        sheet.save(room.summary_pdf(kit, SessionId(asked.session)), asked.out)
    output.result(say("cli.written", file=asked.out), file=asked.out)
    return 0
