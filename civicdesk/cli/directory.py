"""`civicdesk directory`: places and groups: taken in, found, suggested, given on, looked after."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import directory_lists, directory_upkeep, door, publish
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.entries import EntryKind
from civicdesk.records.matching import Profile, Search
from civicdesk.workflows import directory, funding
from civicdesk.workflows.directory import Suggestion
from civicdesk.workflows.kit import Tools

SHOWN = 50


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("directory", help=say("cli.help.group.directory")).add_subparsers(dest="word", required=True, metavar="WORD")
    import_ = group.add_parser("import", help=say("cli.help.directory_import"))
    door.add_arguments(import_)
    import_.add_argument("file", type=Path, metavar="FILE.csv", help=say("cli.help.directory_file"))
    directory_lists.add_columns(import_)
    import_.set_defaults(command=_import)
    directory_lists.register(group)
    _add_awards(group)
    find = group.add_parser("find", help=say("cli.help.directory_find"))
    door.add_arguments(find)
    _add_wishes(find)
    find.add_argument("--within", type=float, metavar="KM", help=say("directory.help.within"))
    find.add_argument("--day", default="", choices=["MO", "TU", "WE", "TH", "FR", "SA", "SU"], help=say("directory.help.day"))
    find.add_argument(
        "--need", action="append", default=[], metavar="FACT", choices=sorted(directory.NEEDS), help=say("directory.help.need")
    )
    find.add_argument("--kind", action="append", default=[], choices=[kind.value for kind in EntryKind], help=say("directory.help.kind"))
    find.add_argument("--free", action="store_true", help=say("directory.help.free"))
    find.add_argument("--closed", action="store_true", help=say("directory.help.closed"))
    find.set_defaults(command=_find)
    suggest = group.add_parser("suggest", help=say("directory.help.suggest"))
    door.add_arguments(suggest)
    _add_wishes(suggest)
    suggest.set_defaults(command=_suggest)
    directory_upkeep.register(group)
    publish.register(group)


def _add_awards(group: "_SubParsersAction[Any]") -> None:
    take = group.add_parser("take-awards", help=say("directory.help.take_awards"))
    door.add_arguments(take)
    take.add_argument("file", type=Path, metavar="FILE.json", help=say("directory.help.awards_file"))
    take.set_defaults(command=_take_awards)
    awards = group.add_parser("awards", help=say("directory.help.awards"))
    door.add_arguments(awards)
    awards.add_argument("text", nargs="?", default="", help=say("cli.help.directory_text"))
    awards.set_defaults(command=_awards)


def _add_wishes(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", help=say("cli.help.directory_text"))
    parser.add_argument("--topic", action="append", default=[], metavar="TOPIC", help=say("directory.help.topic"))
    parser.add_argument("--district", default="", help=say("cli.help.person_district"))


def _import(asked: Namespace, tools: Tools, output: Output) -> int:
    if asked.map or asked.matched or asked.guess:
        return directory_lists.import_matched(asked, tools, output)
    with door.opened(asked, tools) as kit:
        count = directory.import_entries(kit, door.read(asked.file)).value
    output.result(say("cli.directory_imported", count=count), entries=count)
    return 0


def _take_awards(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        count, findings = funding.take_awards(kit, asked.file.name, door.read(asked.file)).value
    for finding in findings:
        output.note(say("directory.said.finding", file=finding.file, place=finding.place, name=finding.name, sentence=finding.sentence))
    output.result(say("directory.said.awards", count=count, rejected=len(findings)), kept=count, rejected=len(findings))
    return 0


def _awards(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = funding.awards(kit, asked.text)
    rows = [
        {
            "on": each.awarded_on,
            "funder": each.funder,
            "to": each.recipient,
            "for": each.title,
            "amount": f"{each.pence / 100:.2f} {each.currency}",
        }
        for each in found[:SHOWN]
    ]
    output.table(rows, empty=say("cli.directory_none"))
    return 0


def _find(asked: Namespace, tools: Tools, output: Output) -> int:
    wanted = Search(
        text=asked.text,
        topics=tuple(asked.topic),
        place=asked.district,
        within=asked.within,
        day=asked.day,
        needs=tuple(asked.need),
        kinds=tuple(map(EntryKind, asked.kind)),
        free=asked.free,
        closed=asked.closed,
    )
    with door.opened(asked, tools) as kit:
        found = directory.search(kit, wanted, SHOWN)
    output.table([_row(each) for each in found], empty=say("cli.directory_none"))
    return 0


def _suggest(asked: Namespace, tools: Tools, output: Output) -> int:
    wish = Profile(topics=tuple(asked.topic), text=asked.text, place=asked.district)
    with door.opened(asked, tools) as kit:
        found = directory.suggest(kit, wish, SHOWN)
    rows = [_row(each) | {"first": each.cautions} for each in found.suggested]
    folded = [_row(each) | {"first": each.cautions} for each in found.folded]
    output.table(rows + folded, empty=say("cli.directory_none"))
    return 0


def _row(each: Suggestion) -> dict[str, object]:
    entry = each.entry
    return {
        "id": entry.id,
        "name": entry.name,
        "when": entry.when,
        "telephone": entry.phone,
        "confirmed": entry.assured_date,
        "why": each.reasons,
    }
