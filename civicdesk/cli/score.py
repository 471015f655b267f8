"""`civicdesk score`: the scores of a person or of everybody, with their workings."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.workflows import sheet
from civicdesk.workflows.kit import Kit, Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("score", help=say("cli.help.group.score")).add_subparsers(dest="word", required=True, metavar="WORD")
    listing = group.add_parser("list", help=say("cli.help.score_list"))
    door.add_arguments(listing)
    listing.add_argument("--card", help=say("cli.help.person_card"))
    listing.add_argument("--workings", action="store_true", help=say("cli.help.workings"))
    listing.set_defaults(command=_list)


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        rows = _rows(kit, asked)
    output.table(rows, empty=say("cli.score_none"))
    return 0


def _rows(kit: Kit, asked: Namespace) -> list[dict[str, object]]:
    person = by_card(kit, asked.card) if asked.card else None
    rows: list[dict[str, object]] = []
    for submission in sheet.list_scored(kit, person=person):
        page = sheet.scored(kit, submission.id)
        for line in page.lines:
            row: dict[str, object] = {
                "card": page.card,
                "wave": submission.wave,
                "scale": line.scale.name,
                "value": line.score.value,
                "status": line.score.status.value,
                "band": line.score.band,
                "answered": line.score.n_answered,
                "applicable": line.score.n_applicable,
            }
            if asked.workings:
                row["workings"] = line.score.arithmetic
            rows.append(row)
    return rows
