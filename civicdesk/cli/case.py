"""`civicdesk case`: list case studies, add one from a text file."""

from argparse import Namespace, _SubParsersAction
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.records.ids import SessionId
from civicdesk.workflows import case_study
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("case", help=say("cli.help.group.case")).add_subparsers(dest="word", required=True, metavar="WORD")
    listing = group.add_parser("list", help=say("cli.help.case_list"))
    door.add_arguments(listing)
    listing.set_defaults(command=_list)
    add = group.add_parser("add", help=say("cli.help.case_add"))
    door.add_arguments(add)
    add.add_argument("--card", required=True, help=say("cli.help.person_card"))
    add.add_argument("--session", help=say("cli.help.session_id"))
    add.add_argument("--prompt", required=True, choices=[each.key for each in case_study.guide().prompts], help=say("cli.help.prompt"))
    add.add_argument("--text-file", type=Path, required=True, metavar="FILE", help=say("cli.help.case_text"))
    add.set_defaults(command=_add)


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = case_study.list_all(kit)
    rows = [{"id": each.id, "finished": each.finished, "quotes": len(each.quotes), "tags": each.tags} for each in found]
    output.table(rows, empty=say("cli.case_none"))
    return 0


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    text = door.text_in(asked.text_file)
    with door.opened(asked, tools) as kit:
        begun = case_study.begin(kit, by_card(kit, asked.card), SessionId(asked.session) if asked.session else None).value
        before = dict(begun.texts)
        told = "\n\n".join(part for part in (before.get(asked.prompt, ""), text) if part)
        case_study.finish(kit, replace(begun, texts=tuple({**before, asked.prompt: told}.items())))
    output.result(say("cli.case_added", id=begun.id), id=begun.id)
    return 0
