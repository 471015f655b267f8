"""`civicdesk directory`: adding, putting right, confirming, closing and merging entries, and what should be looked at."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Method, Result
from civicdesk.workflows import directory, directory_upkeep
from civicdesk.workflows.directory_upkeep import Grounds
from civicdesk.workflows.kit import Tools


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the words of looking after the directory."""
    show = group.add_parser("show", help=say("directory.help.show"))
    add = group.add_parser("add", help=say("directory.help.add"))
    correct = group.add_parser("correct", help=say("directory.help.correct"))
    looked = group.add_parser("looked", help=say("directory.help.looked"))
    merge = group.add_parser("merge", help=say("directory.help.merge"))
    propose = group.add_parser("propose", help=say("directory.help.propose"))
    approve = group.add_parser("approve", help=say("directory.help.approve"))
    decline = group.add_parser("decline", help=say("directory.help.decline"))
    commands = {show: _show, add: _add, correct: _correct, looked: _looked, merge: _merge}
    commands |= {propose: _propose, approve: _approve, decline: _decline}
    for word, command in (("check", _check), ("same", _same), ("corrections", _corrections), ("proposals", _proposals)):
        commands[group.add_parser(word, help=say(f"directory.help.{word}"))] = command
    for parser, command in commands.items():
        door.add_arguments(parser)
        parser.set_defaults(command=command)
    for parser in (approve, decline):
        parser.add_argument("proposal", metavar="ID", help=say("directory.help.proposal"))
    for parser in (show, correct, looked, propose):
        parser.add_argument("entry", metavar="ID", help=say("directory.help.entry"))
    add.add_argument("fields", nargs="+", metavar="FIELD=TEXT", help=say("directory.help.fields"))
    for parser in (correct, propose):
        _add_grounds(parser)
    propose.add_argument("--text", required=True, help=say("directory.help.text"))
    text = correct.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", help=say("directory.help.text"))
    text.add_argument("--undo", action="store_true", help=say("directory.help.undo"))
    looked.add_argument("--by", required=True, choices=[each.value for each in Method], help=say("directory.help.method"))
    looked.add_argument("--found", required=True, choices=[each.value for each in Result], help=say("directory.help.result"))
    merge.add_argument("gone", metavar="ID", help=say("directory.help.gone"))
    merge.add_argument("into", metavar="ID", help=say("directory.help.into"))


def _add_grounds(parser: ArgumentParser) -> None:
    parser.add_argument("field", help=say("directory.help.field"))
    parser.add_argument("--reason", default="", help=say("directory.help.reason"))
    parser.add_argument("--evidence", default="", choices=[each.value for each in Method], help=say("directory.help.evidence"))
    parser.add_argument("--nobody-in-it", action="store_true", help=say("directory.help.impersonal"))


def _grounds(asked: Namespace) -> Grounds:
    return Grounds(reason=asked.reason, evidence=asked.evidence, impersonal=asked.nobody_in_it)


def _show(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        entry = directory.entry(kit, EntryId(asked.entry))
        edits, looks = directory_upkeep.history(kit, entry.id)
        waiting = directory_upkeep.suggested(kit, entry.id)
    rows: list[dict[str, object]] = [{"what": name, "is": text} for name, text in directory_upkeep.told(entry)]
    rows += [
        {"what": say("directory.said.edited", field=edit.field), "is": f"{edit.at.date()}: {edit.theirs} → {edit.value}"} for edit in edits
    ]
    rows += [{"what": say("directory.said.waits", field=each.edit.field), "is": f"{each.shown} → {each.edit.value}"} for each in waiting]
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
        return _kept(directory_upkeep.correct(kit, EntryId(asked.entry), asked.field, text, _grounds(asked)).value, output)


def _propose(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        edit = directory_upkeep.suggest(kit, EntryId(asked.entry), asked.field, asked.text, _grounds(asked)).value
    output.result(say("directory.said.proposed", id=edit.id), id=edit.id, field=edit.field)
    return 0


def _proposals(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_upkeep.suggested(kit)
    rows = [
        {"id": each.edit.id, "name": each.name, "field": each.edit.field, "shown": each.shown, "proposed": each.edit.value}
        for each in found
    ]
    output.table(rows, empty=say("directory.said.no_proposals"))
    return 0


def _approve(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        return _kept(directory_upkeep.approve(kit, asked.proposal).value, output)


def _decline(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        edit = directory_upkeep.decline(kit, asked.proposal).value
    output.result(say("directory.said.declined"), id=edit.id)
    return 0


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
            "leaves": say("directory.said.leaves" if each.leaves else "directory.said.stays"),
        }
        for each in found
    ]
    output.table(rows, empty=say("directory.said.no_corrections"))
    return 0
