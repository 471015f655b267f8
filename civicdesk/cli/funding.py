"""`civicdesk funding`: open calls for money, and reminders of their last days."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.funding import OpenCall
from civicdesk.records.ids import EntryId
from civicdesk.workflows import funding
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("funding", help=say("funding.help.group")).add_subparsers(dest="word", required=True, metavar="WORD")
    commands = {"add": _add, "correct": _correct, "list": _list, "due": _due, "import": _import, "export": _export}
    made = {}
    for word, command in commands.items():
        made[word] = group.add_parser(word, help=say(f"funding.help.{word}"))
        door.add_arguments(made[word])
        made[word].set_defaults(command=command)
    made["correct"].add_argument("entry", metavar="ID", help=say("funding.help.entry"))
    for word in ("add", "correct"):
        made[word].add_argument("fields", nargs="+", metavar="FIELD=TEXT", help=say("funding.help.fields"))
    made["list"].add_argument("text", nargs="?", default="", help=say("funding.help.text"))
    made["list"].add_argument("--for", dest="applies_as", default="", choices=["individual", "group"], help=say("funding.help.applies_as"))
    made["list"].add_argument("--closed", action="store_true", help=say("funding.help.closed"))
    made["due"].add_argument("--topic", action="append", default=[], metavar="TOPIC", help=say("funding.help.wanted"))
    for word in ("import", "export"):
        made[word].add_argument("file", type=Path, metavar="FILE.csv", help=say("funding.help.file"))
    codes = group.add_parser("codes", help=say("funding.help.codes"))
    codes.add_argument("field", choices=["purposes", "reasons", "scope"], help=say("funding.help.which"))
    codes.set_defaults(command=_codes)


def _cells(asked: Namespace) -> dict[str, str]:
    return dict(each.partition("=")[::2] for each in asked.fields)


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        return _kept(funding.add(kit, _cells(asked)).value, output)


def _correct(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        return _kept(funding.correct(kit, EntryId(asked.entry), _cells(asked)).value, output)


def _kept(one: OpenCall, output: Output) -> int:
    output.result(say("funding.said.kept", title=one.entry.name, id=one.entry.id), id=one.entry.id, title=one.entry.name)
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = funding.listed(kit, asked.text, applies_as=asked.applies_as, closed=asked.closed)
    output.table([_row(one) for one in found], empty=say("funding.said.none"))
    return 0


def _row(one: OpenCall) -> dict[str, object]:
    return {
        "id": one.entry.id,
        "title": one.entry.name,
        "funder": one.call.funder,
        "who": [each.value for each in one.call.applicants],
        "most": None if one.call.most is None else one.call.most / 100,
        "closes": one.call.closes or (say("funding.said.rolling") if one.call.rolling else None),
        "gave before": [f"{award.funder}: {award.title}" for award in one.nearby],
    }


def _due(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = funding.due(kit, asked.topic)
    rows = [{"title": one.title, "funder": one.funder, "closes": one.closes, "days": one.days_left, "topics": one.topics} for one in found]
    output.table(rows, empty=say("funding.said.none_due"))
    return 0


def _import(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        count = funding.import_calls(kit, door.read(asked.file)).value
    output.result(say("funding.said.imported", count=count), calls=count)
    return 0


def _export(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        data = funding.export_calls(kit)
    door.folder(asked.file.parent)
    asked.file.write_bytes(data)
    output.result(say("funding.said.exported", file=asked.file.name), file=asked.file.name)
    return 0


def _codes(asked: Namespace, _tools: Tools, output: Output) -> int:
    output.table([{"code": code, "title": title} for code, title in funding.codes(asked.field).items()], empty="")
    return 0
