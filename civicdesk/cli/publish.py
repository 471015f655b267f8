"""`civicdesk directory leaflet`, `card`, `booklet` and `page`: the directory for everybody."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search
from civicdesk.records.publications import How, Which
from civicdesk.workflows import access, directory, publishing
from civicdesk.workflows.kit import Tools
from civicdesk.workflows.publishing import Paper


def register(group: "_SubParsersAction[Any]") -> None:
    """Add the words of the directory for everybody."""
    for paper in Paper:
        parser = group.add_parser(paper.value, help=say(f"publish.help.{paper.value}"))
        door.add_arguments(parser)
        _add_choices(parser)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("publish.help.out"))
        if paper in publishing.FOLDED:
            parser.add_argument("--fold", type=Path, metavar="PDF", help=say("publish.help.fold"))
        parser.set_defaults(command=_publish, paper=paper, fold=None)


def _add_choices(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", help=say("cli.help.directory_text"))
    parser.add_argument("--entry", action="append", default=[], metavar="ID", help=say("publish.help.entry"))
    parser.add_argument("--topic", action="append", default=[], metavar="TOPIC", help=say("directory.help.topic"))
    parser.add_argument("--district", default="", help=say("cli.help.person_district"))
    parser.add_argument("--within", type=float, metavar="KM", help=say("publish.help.within"))
    parser.add_argument(
        "--need", action="append", default=[], metavar="FACT", choices=sorted(directory.NEEDS), help=say("directory.help.need")
    )
    parser.add_argument("--language", default="en", metavar="CODE", help=say("publish.help.language"))
    parser.add_argument("--large", action="store_true", help=say("publish.help.large"))
    parser.add_argument("--title", default="", help=say("publish.help.title"))


def _publish(asked: Namespace, tools: Tools, output: Output) -> int:
    wanted = Search(text=asked.text, topics=tuple(asked.topic), place=asked.district, within=asked.within, needs=tuple(asked.need))
    which = Which(entries=tuple(map(EntryId, asked.entry)), search=wanted)
    how = How(language=asked.language, large=asked.large, title=asked.title)
    with door.opened(asked, tools) as kit:
        publication = publishing.prepared(kit, asked.paper, which, how)
    document = publishing.drawn(asked.paper, publication)
    access.save_paper(document, asked.out)
    if asked.fold:
        access.save_paper(publishing.folded(asked.paper, document), asked.fold)
    for why, count in sorted(publication.left_out.items()):
        output.note(say("publish.leaves_out", count=count, why=say(f"leaflet.left_out.{why}")))
    count = len(publication.entries)
    output.result(say("publish.made", file=asked.out.name, count=count), file=asked.out.name, entries=count)
    return 0
