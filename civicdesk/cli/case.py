"""`civicdesk case`: list case studies, add one from a text file, have the words read by two people that may leave."""

from argparse import Namespace, _SubParsersAction
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
    shown = group.add_parser("words", help=say("cli.help.case_words"))
    read = group.add_parser("read", help=say("cli.help.case_read"))
    agree = group.add_parser("agree", help=say("cli.help.case_agree"))
    release = group.add_parser("release", help=say("cli.help.case_release"))
    for parser, command in ((shown, _words), (read, _read), (agree, _agree), (release, _release)):
        door.add_arguments(parser)
        parser.set_defaults(command=command)
    shown.add_argument("case", metavar="ID", nargs="?", help=say("cli.help.case_of"))
    read.add_argument("passage", metavar="ID", help=say("cli.help.case_passage"))
    read.add_argument("--cut", action="append", default=[], metavar="WORDS", help=say("cli.help.case_cut"))
    read.add_argument("--keep", action="append", default=[], metavar="WORDS", help=say("cli.help.case_keep"))
    read.add_argument("--keep-back", action="store_true", help=say("cli.help.case_back"))
    agree.add_argument("passage", metavar="ID", nargs="+", help=say("cli.help.case_passage"))
    release.add_argument("case", metavar="ID", help=say("cli.help.case_id"))
    release.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.case_out"))


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
        found = stories.passages(kit, CaseId(asked.case) if asked.case else None)
    lines = [line for each in found for line in _shown(each)]
    output.result("\n".join((*lines, say("stories.read_it"))), passages=[_row(each) for each in found])
    return 0


def _read(asked: Namespace, tools: Tools, output: Output) -> int:
    wish = stories.Wish(passage=asked.passage, add=tuple(asked.cut), keep=tuple(asked.keep), keep_back=asked.keep_back)
    with door.opened(asked, tools) as kit:
        kept = stories.decide(kit, stories.wished(kit, wish)).value
    output.result("\n".join(_shown(kept)), **_row(kept))
    return 0


def _agree(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        for each in asked.passage:
            stories.agree(kit, each)
    output.result(say("stories.noted", count=len(asked.passage)), passages=len(asked.passage))
    return 0


def _release(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        made, count = stories.release(kit, CaseId(asked.case))
    sheet.save(made, asked.out)
    output.result(say("stories.released", count=count, file=asked.out), quotes=count, file=asked.out)
    return 0


def _shown(each: stories.Passage) -> list[str]:
    """Return one passage in lines: its id and words, how far it has come, what to look at."""
    told = {"standing": say(f"stories.is.{each.standing.name.lower()}"), "kind": say(f"stories.kind.{each.said.kind.value}")}
    by = say("stories.standing_by", reader=each.read_by, **told) if each.read_by else say("stories.standing", **told)
    lines = [say("stories.passage", id=each.id, reads=each.reads), by]
    if each.hints:
        lines.append(say("stories.hints", hints=", ".join(each.said.text[start:end] for start, end in each.hints)))
    return lines


def _row(each: stories.Passage) -> dict[str, object]:
    return {"id": each.id, "kind": each.said.kind.value, "reads": each.reads, "cuts": len(each.cuts), "standing": each.standing.value}
