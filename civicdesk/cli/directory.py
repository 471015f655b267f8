"""`civicdesk directory`: places and groups: taken in, found, suggested, given on, looked after."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicdesk.cli import directory_upkeep, door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import EntryKind
from civicdesk.records.matching import Profile, Search
from civicdesk.workflows import directory, directory_feed
from civicdesk.workflows.directory import Suggestion
from civicdesk.workflows.directory_feed import Arrival, NewFeed
from civicdesk.workflows.kit import Tools

SHOWN = 50
MOST_FILES = 500
PAGES = {".json", ".csv"}
"""Endings of files that may belong to a list of services."""


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("directory", help=say("cli.help.group.directory")).add_subparsers(dest="word", required=True, metavar="WORD")
    import_ = group.add_parser("import", help=say("cli.help.directory_import"))
    door.add_arguments(import_)
    import_.add_argument("file", type=Path, metavar="FILE.csv", help=say("cli.help.directory_file"))
    import_.set_defaults(command=_import)
    _add_lists(group)
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


def _add_lists(group: "_SubParsersAction[Any]") -> None:
    take = group.add_parser("take", help=say("directory.help.take"))
    door.add_arguments(take)
    take.add_argument("path", type=Path, metavar="FILE-OR-FOLDER", help=say("directory.help.path"))
    take.add_argument("--name", required=True, help=say("directory.help.name"))
    take.add_argument("--licence", default="", help=say("directory.help.licence"))
    take.add_argument("--attribution", default="", help=say("directory.help.attribution"))
    take.add_argument("--part", action="store_true", help=say("directory.help.part"))
    take.add_argument("--look", action="store_true", help=say("directory.help.look_first"))
    take.set_defaults(command=_take)
    give = group.add_parser("give", help=say("directory.help.give"))
    door.add_arguments(give)
    give.add_argument("folder", type=Path, metavar="FOLDER", help=say("directory.help.folder"))
    give.set_defaults(command=_give)


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
    with door.opened(asked, tools) as kit:
        count = directory.import_entries(kit, door.read(asked.file)).value
    output.result(say("cli.directory_imported", count=count), entries=count)
    return 0


def _take(asked: Namespace, tools: Tools, output: Output) -> int:
    feed = NewFeed(name=asked.name, licence=asked.licence, attribution=asked.attribution, whole=not asked.part)
    given = _files(asked.path)
    with door.opened(asked, tools) as kit:
        arrival = directory_feed.preview(kit, given, feed) if asked.look else directory_feed.take_in(kit, given, feed).value
    for finding in arrival.findings:
        output.note(say("directory.said.finding", file=finding.file, place=finding.place, name=finding.name, sentence=finding.sentence))
    output.result(_told(arrival, "would" if asked.look else "came"), **_figures(arrival))
    return 0


def _told(arrival: Arrival, which: str) -> str:
    return say(f"directory.said.{which}", **_figures(arrival), asking=len(arrival.conflicts))


def _figures(arrival: Arrival) -> dict[str, int]:
    return {name: getattr(arrival, name) for name in ("new", "changed", "same", "missing", "rejected")}


def _files(path: Path) -> Mapping[str, bytes]:
    """Return the pages of a list by name: one file, or those that lie in a folder."""
    if not path.is_dir():
        return {path.name: door.read(path)}
    found = sorted(each for each in path.iterdir() if each.suffix in PAGES and each.is_file())
    if not found or len(found) > MOST_FILES:
        raise Refused("CLI-FILE", file=path.name)
    return {each.name: door.read(each) for each in found}


def _give(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        pages = directory_feed.give_on(kit)
    folder = door.folder(asked.folder)
    for name, data in pages.items():
        (folder / name).write_bytes(data)
    output.result(say("directory.said.given", count=len(pages), folder=folder.name), files=len(pages))
    return 0


def _take_awards(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        count, findings = directory_feed.take_awards(kit, asked.file.name, door.read(asked.file)).value
    for finding in findings:
        output.note(say("directory.said.finding", file=finding.file, place=finding.place, name=finding.name, sentence=finding.sentence))
    output.result(say("directory.said.awards", count=count, rejected=len(findings)), kept=count, rejected=len(findings))
    return 0


def _awards(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_feed.awards(kit, asked.text)
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
