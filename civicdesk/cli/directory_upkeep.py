"""`civicdesk directory`: adding, putting right, confirming, closing and merging entries, and what should be looked at."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Method, Result
from civicdesk.workflows import directory, directory_upkeep
from civicdesk.workflows.kit import Tools


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the words of looking after the directory."""
    show = group.add_parser("show", help=say("directory.help.show"))
    add = group.add_parser("add", help=say("directory.help.add"))
    correct = group.add_parser("correct", help=say("directory.help.correct"))
    looked = group.add_parser("looked", help=say("directory.help.looked"))
    merge = group.add_parser("merge", help=say("directory.help.merge"))
    commands = {show: _show, add: _add, correct: _correct, looked: _looked, merge: _merge}
    for word, command in (("check", _check), ("same", _same), ("corrections", _corrections)):
        commands[group.add_parser(word, help=say(f"directory.help.{word}"))] = command
    for parser, command in commands.items():
        door.add_arguments(parser)
        parser.set_defaults(command=command)
    for parser in (show, correct, looked):
        parser.add_argument("entry", metavar="ID", help=say("directory.help.entry"))
    add.add_argument("fields", nargs="+", metavar="FIELD=TEXT", help=say("directory.help.fields"))
    correct.add_argument("field", help=say("directory.help.field"))
    text = correct.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", help=say("directory.help.text"))
    text.add_argument("--undo", action="store_true", help=say("directory.help.undo"))
    correct.add_argument("--reason", default="", help=say("directory.help.reason"))
    looked.add_argument("--by", required=True, choices=[each.value for each in Method], help=say("directory.help.method"))
    looked.add_argument("--found", required=True, choices=[each.value for each in Result], help=say("directory.help.result"))
    merge.add_argument("gone", metavar="ID", help=say("directory.help.gone"))
    merge.add_argument("into", metavar="ID", help=say("directory.help.into"))


def _show(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        entry = directory.entry(kit, EntryId(asked.entry))
        edits, looks = directory_upkeep.history(kit, entry.id)
    rows: list[dict[str, object]] = [{"what": name, "is": text} for name, text in directory_upkeep.told(entry)]
    rows += [
        {"what": say("directory.said.edited", field=edit.field), "is": f"{edit.at.date()}: {edit.theirs} → {edit.value}"} for edit in edits
    ]
    rows += [{"what": say("directory.said.looked"), "is": f"{look.day}: {look.method.value}, {look.result.value}"} for look in looks]
    output.table(rows, empty="")
    return 0


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    cells = dict(each.partition("=")[::2] for each in asked.fields)
    with door.opened(asked, tools) as kit:
        return _kept(directory_upkeep.add(kit, cells).value, output)


def _correct(asked: Namespace, tools: Tools, output: Output) -> int:
    text = None if asked.undo else asked.text
    with door.opened(asked, tools) as kit:
        return _kept(directory_upkeep.correct(kit, EntryId(asked.entry), asked.field, text, asked.reason).value, output)


def _looked(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        return _kept(directory_upkeep.look(kit, EntryId(asked.entry), Method(asked.by), Result(asked.found)).value, output)


def _merge(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        return _kept(directory_upkeep.merge(kit, EntryId(asked.gone), EntryId(asked.into)).value, output)


def _kept(entry: Entry, output: Output) -> int:
    output.result(say("directory.said.kept", name=entry.name, id=entry.id), id=entry.id, name=entry.name, status=entry.status.value)
    return 0


def _check(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_upkeep.to_check(kit)
    rows = [
        {"id": each.entry.id, "name": each.entry.name, "telephone": each.entry.phone, "why": say(f"directory.check.{each.why}")}
        for each in found
    ]
    output.table(rows, empty=say("directory.said.all_confirmed"))
    return 0


def _same(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_upkeep.same(kit)
    rows = [{"one": pair.one.id, "name": pair.one.name, "other": pair.other.id, "other name": pair.other.name} for pair in found]
    output.table(rows, empty=say("directory.said.none_same"))
    return 0


def _corrections(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_upkeep.corrections(kit)
    rows = [
        {
            "list": each.source,
            "entry": each.entry,
            "name": each.name,
            "field": each.field,
            "old": each.old,
            "new": each.new,
            "day": each.day,
        }
        for each in found
    ]
    output.table(rows, empty=say("directory.said.no_corrections"))
    return 0
