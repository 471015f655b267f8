"""`civicdesk directory`: take in a list of places and groups, and find what fits."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.workflows import directory
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("directory", help=say("cli.help.group.directory")).add_subparsers(dest="word", required=True, metavar="WORD")
    import_ = group.add_parser("import", help=say("cli.help.directory_import"))
    door.add_arguments(import_)
    import_.add_argument("file", type=Path, metavar="FILE.csv", help=say("cli.help.directory_file"))
    import_.set_defaults(command=_import)
    find = group.add_parser("find", help=say("cli.help.directory_find"))
    door.add_arguments(find)
    find.add_argument("text", nargs="?", default="", help=say("cli.help.directory_text"))
    find.add_argument("--district", default="", help=say("cli.help.person_district"))
    find.set_defaults(command=_find)


def _import(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        count = directory.import_entries(kit, door.read(asked.file)).value
    output.result(say("cli.directory_imported", count=count), entries=count)
    return 0


def _find(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory.find(kit, asked.text, district=asked.district)
    rows = [{"name": each.entry.name, "when": each.entry.when, "telephone": each.entry.phone, "why": each.reasons} for each in found]
    output.table(rows, empty=say("cli.directory_none"))
    return 0
