"""`civicdesk directory`: lists from outside, from files, from somebody's own table and over the network; and the directory given on."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.upkeep import Feed, FeedPage
from civicdesk.workflows import directory_columns, directory_feed
from civicdesk.workflows.directory_feed import Arrival, NewFeed, Onlooker
from civicdesk.workflows.kit import Kit, Tools

MOST_FILES = 500
PAGES = {".json", ".csv"}
"""Endings of files that may belong to a list of services."""


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the words for lists."""
    take = group.add_parser("take", help=say("directory.help.take"))
    door.add_arguments(take)
    take.add_argument("path", type=Path, metavar="FILE-OR-FOLDER", help=say("directory.help.path"))
    _add_names(take, required=True)
    take.add_argument("--part", action="store_true", help=say("directory.help.part"))
    take.add_argument("--look", action="store_true", help=say("directory.help.look_first"))
    take.set_defaults(command=_take)
    give = group.add_parser("give", help=say("directory.help.give"))
    door.add_arguments(give)
    give.add_argument("folder", type=Path, metavar="FOLDER", help=say("directory.help.folder"))
    give.add_argument("--tables", action="store_true", help=say("directory.help.tables"))
    give.set_defaults(command=_give)
    columns = group.add_parser("columns", help=say("directory.help.columns"))
    columns.add_argument("file", type=Path, metavar="FILE.csv", help=say("directory.help.table"))
    columns.set_defaults(command=_columns)
    _add_feeds(group.add_parser("feed", help=say("directory.help.feed")))


def add_columns(parser: ArgumentParser) -> None:
    """Add how the columns of somebody's own table are matched."""
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help=say("directory.help.map"))
    parser.add_argument("--guess", action="store_true", help=say("directory.help.guess"))
    parser.add_argument("--matched", default="", metavar="NAME", help=say("directory.help.matched"))
    parser.add_argument("--keep-match", default="", metavar="NAME", help=say("directory.help.keep_match"))
    _add_names(parser, required=False)
    parser.add_argument("--part", action="store_true", help=say("directory.help.part"))
    parser.add_argument("--look", action="store_true", help=say("directory.help.look_first"))


def _add_names(parser: ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--name", required=required, default="", help=say("directory.help.name"))
    parser.add_argument("--licence", default="", help=say("directory.help.licence"))
    parser.add_argument("--attribution", default="", help=say("directory.help.attribution"))


def _add_feeds(parser: ArgumentParser) -> None:
    group = parser.add_subparsers(dest="feed_word", required=True, metavar="WORD")
    made = {}
    for word, command in (("add", _feed_add), ("list", _feed_list), ("fetch", _feed_fetch), ("remove", _feed_remove)):
        made[word] = group.add_parser(word, help=say(f"directory.help.feed_{word}"))
        door.add_arguments(made[word])
        made[word].set_defaults(command=command)
    made["add"].add_argument("address", metavar="ADDRESS", help=say("directory.help.address"))
    _add_names(made["add"], required=False)
    for word in ("fetch", "remove"):
        made[word].add_argument("name", metavar="NAME", help=say("directory.help.name"))
    made["fetch"].add_argument("--look", action="store_true", help=say("directory.help.look_first"))
    made["fetch"].add_argument("--whole", action="store_true", help=say("directory.help.whole"))


def import_matched(asked: Namespace, tools: Tools, output: Output) -> int:
    """Take in somebody's own table, its columns matched by hand, by a match that was kept, or as they seem."""
    data = door.read(asked.file)
    with door.opened(asked, tools) as kit:
        columns = _matched(kit, asked, data)
        feed = NewFeed(
            name=asked.name or asked.file.stem,
            licence=asked.licence,
            attribution=asked.attribution,
            whole=not asked.part,
            columns=columns,
        )
        given = {asked.file.name: data}
        arrival = directory_feed.preview(kit, given, feed) if asked.look else directory_feed.take_in(kit, given, feed).value
        if asked.keep_match:
            directory_columns.keep_columns(kit, asked.keep_match, columns)
    return _tell(arrival, output, looked=asked.look)


def _matched(kit: Kit, asked: Namespace, data: bytes) -> Mapping[str, str]:
    """Return the match that was asked for; what is said column by column goes before it."""
    found: dict[str, str] = {}
    if asked.guess:
        found = {column: field for column, field in directory_columns.guess_columns(data) if field}
    if asked.matched:
        kept = directory_columns.kept_columns(kit)
        if asked.matched not in kept:
            raise Refused("DIRECTORY-COLUMN", problem=say("directory.columns.no_match", name=asked.matched))
        found |= kept[asked.matched]
    found |= {column: field for column, _, field in (each.rpartition("=") for each in asked.map)}
    return {column: field for column, field in found.items() if field}


def _columns(asked: Namespace, _tools: Tools, output: Output) -> int:
    rows = [{"column": column, "field": field or None} for column, field in directory_columns.guess_columns(door.read(asked.file))]
    output.table(rows, empty="")
    return 0


def _take(asked: Namespace, tools: Tools, output: Output) -> int:
    feed = NewFeed(name=asked.name, licence=asked.licence, attribution=asked.attribution, whole=not asked.part)
    given = _files(asked.path)
    with door.opened(asked, tools) as kit:
        arrival = directory_feed.preview(kit, given, feed) if asked.look else directory_feed.take_in(kit, given, feed).value
    return _tell(arrival, output, looked=asked.look)


def _tell(arrival: Arrival, output: Output, *, looked: bool) -> int:
    for finding in arrival.findings:
        output.note(say("directory.said.finding", file=finding.file, place=finding.place, name=finding.name, sentence=finding.sentence))
    for change in arrival.changes if looked else ():
        output.note(say(f"directory.said.is_{change.what}", name=change.name, fields=", ".join(change.fields)))
    figures = {name: getattr(arrival, name) for name in ("new", "changed", "same", "missing", "rejected")}
    output.result(say(f"directory.said.{'would' if looked else 'came'}", **figures, asking=len(arrival.conflicts)), **figures)
    return 0


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
        pages = directory_feed.give_tables(kit) if asked.tables else directory_feed.give_on(kit)
    folder = door.folder(asked.folder)
    for name, data in pages.items():
        (folder / name).write_bytes(data)
    output.result(say("directory.said.given", count=len(pages), folder=folder.name), files=len(pages))
    return 0


def _feed_add(asked: Namespace, tools: Tools, output: Output) -> int:
    name = asked.name or asked.address.partition("://")[2].partition("/")[0]
    feed = NewFeed(name=name, licence=asked.licence, attribution=asked.attribution)
    with door.opened(asked, tools) as kit:
        kept = directory_feed.add_feed(kit, feed, asked.address).value
    output.result(say("directory.said.feed_added", name=kept.name), name=kept.name, address=kept.address)
    return 0


def _feed_remove(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        directory_feed.plan(kit, asked.name)
        kept = directory_feed.add_feed(kit, NewFeed(name=asked.name), "").value
    output.result(say("directory.said.feed_removed", name=kept.name), name=kept.name)
    return 0


def _feed_list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = directory_feed.lists(kit)
    rows = [
        {"name": feed.name, "address": feed.address or None, "read": feed.read_on, "licence": feed.licence, "whose": feed.attribution}
        for feed in found
    ]
    output.table(rows, empty=say("directory.said.no_lists"))
    return 0


def _feed_fetch(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        plan = directory_feed.plan(kit, asked.name, whole=asked.whole)
        onlooker = Onlooker(told=partial(_came, output), kept=partial(_hold, kit, plan.feed))
        fetched = directory_feed.fetch(plan, onlooker)
        arrival = directory_feed.preview_fetched(kit, fetched) if asked.look else directory_feed.take_fetched(kit, fetched).value
    return _tell(arrival, output, looked=asked.look)


def _came(output: Output, page: int) -> None:
    output.note(say("directory.said.page", page=page))


def _hold(kit: Kit, feed: Feed, page: FeedPage) -> None:
    directory_feed.hold(kit, feed, [page])
