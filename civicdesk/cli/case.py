"""`civicdesk case`: list case studies, add one from a text file, release the quotes that somebody has read."""

from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from dataclasses import replace
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.records.ids import CaseId, SessionId
from civicdesk.workflows import case_study, sheet, stories
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
    words_of = group.add_parser("words", help=say("cli.help.case_words"))
    release = group.add_parser("release", help=say("cli.help.case_release"))
    for parser, command in ((words_of, _words), (release, _release)):
        door.add_arguments(parser)
        parser.add_argument("case", metavar="ID", help=say("cli.help.case_id"))
        parser.set_defaults(command=command)
    release.add_argument("--read", type=int, action="append", default=[], metavar="NUMBER", help=say("cli.help.case_read"))
    release.add_argument("--cut", type=_of_quote, action="append", default=[], metavar="NUMBER:WORDS", help=say("cli.help.case_cut"))
    release.add_argument("--keep", type=_of_quote, action="append", default=[], metavar="NUMBER:WORDS", help=say("cli.help.case_keep"))
    release.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.case_out"))


def _of_quote(told: str) -> tuple[int, str]:
    number, _, words = told.partition(":")
    if not number.isdecimal() or not words.strip():
        raise ArgumentTypeError(told)
    return int(number), words


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


def _words(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = stories.passages(kit, CaseId(asked.case))
    lines: list[str] = []
    for each in found:
        lines += (say("stories.passage", number=each.number, text=each.reads), say("stories.consent", consent=each.quote.consent.value))
        if each.hints:
            lines.append(say("stories.hints", hints=", ".join(each.quote.text[start:end] for start, end in each.hints)))
    rows = [{"number": each.number, "reads": each.reads, "cuts": len(each.cuts), "consent": each.quote.consent.value} for each in found]
    output.result("\n".join((*lines, say("stories.read_it"))), quotes=rows)
    return 0


def _release(asked: Namespace, tools: Tools, output: Output) -> int:
    reads = [
        stories.Read(
            number=number,
            add=tuple(words for which, words in asked.cut if which == number),
            keep=tuple(words for which, words in asked.keep if which == number),
        )
        for number in asked.read
    ]
    with door.opened(asked, tools) as kit:
        sheet.save(stories.release(kit, CaseId(asked.case), reads), asked.out)
    output.result(say("stories.released", count=len(reads), file=asked.out), quotes=len(reads), file=asked.out)
    return 0
