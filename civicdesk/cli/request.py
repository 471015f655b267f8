"""`civicdesk request`: the register of requests and complaints, the access pack, forgetting somebody, and how long things are kept."""

from argparse import Namespace, _SubParsersAction
from datetime import date
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.requests import RequestId, RequestKind, RequestStep
from civicdesk.workflows import access, erasure, people, requests, retention
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("request", help=say("cli.help.group.request")).add_subparsers(dest="word", required=True, metavar="WORD")
    add = group.add_parser("add", help=say("cli.help.request_add"))
    door.add_arguments(add)
    add.add_argument("--kind", required=True, choices=[each.value for each in RequestKind], help=say("cli.help.request_kind"))
    add.add_argument("--card", default="", help=say("cli.help.person_card"))
    add.add_argument("--received", type=date.fromisoformat, metavar="DAY", help=say("cli.help.request_received"))
    add.add_argument("--note-file", type=Path, metavar="FILE", help=say("cli.help.request_note"))
    add.set_defaults(command=_add)
    for word, command in (("list", _list), ("due", _due)):
        plain = group.add_parser(word, help=say(f"cli.help.request_{word}"))
        door.add_arguments(plain)
        plain.set_defaults(command=command)
    step = group.add_parser("step", help=say("cli.help.request_step"))
    door.add_arguments(step)
    step.add_argument("request", metavar="ID", help=say("cli.help.request_id"))
    step.add_argument("step", choices=[each.value for each in RequestStep], help=say("cli.help.request_what"))
    step.set_defaults(command=_step)
    pack = group.add_parser("pack", help=say("cli.help.request_pack"))
    forget = group.add_parser("forget", help=say("cli.help.request_forget"))
    for parser in (pack, forget):
        door.add_arguments(parser)
        parser.add_argument("--card", required=True, help=say("cli.help.person_card"))
    pack.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    pack.add_argument("--paper", type=Path, metavar="FILE", help=say("cli.help.pack_paper"))
    pack.add_argument("--leave-out", action="append", default=[], metavar="NAME", help=say("cli.help.pack_leave_out"))
    pack.set_defaults(command=_pack)
    forget.add_argument("--keep-backups", action="store_true", help=say("cli.help.keep_backups"))
    forget.set_defaults(command=_forget)


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    note = door.text_in(asked.note_file) if asked.note_file else ""
    with door.opened(asked, tools) as kit:
        whose = people.by_card(kit, asked.card) if asked.card else None
        new = requests.Asked(kind=RequestKind(asked.kind), person=whose, received_on=asked.received, note=note)
        made = requests.open_request(kit, new).value
    output.result(say("requests.kept", id=made.id), id=made.id, kind=made.kind.value)
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = requests.register(kit)
    rows = [
        {"id": each.request.id, "kind": each.request.kind.value, "received": each.request.received_on, "now": requests.in_words(each.clock)}
        for each in found
    ]
    output.table(rows, empty=say("requests.none"))
    return 0


def _step(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        done = requests.take_step(kit, RequestId(asked.request), RequestStep(asked.step)).value
    output.result(requests.in_words(done.clock), id=asked.request, due=done.clock.due)
    return 0


def _pack(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        made = access.gather(kit, people.by_card(kit, asked.card), asked.leave_out).value
    access.save_data(made, asked.out)
    if asked.paper:
        access.save_paper(access.draw(made.paper), asked.paper)
    output.result(
        say("requests.pack_written", card=asked.card, file=asked.out), file=asked.out, rows=made.rows, names_of_others=made.names_of_others
    )
    return 0


def _forget(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        done = erasure.erase(kit, people.by_card(kit, asked.card), drop_backups=not asked.keep_backups).value
    sentence = say("erasure.done" if done.copies_gone else "erasure.waiting")
    output.result(sentence, keys_gone=done.keys_gone, copies_gone=done.copies_gone, backups_removed=done.backups_removed)
    return 0 if done.copies_gone else 3


def _due(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = retention.due(kit)
    rows = [{"card": each.card, "what": say(f"retention.{each.kept.value}"), "on": each.on} for each in found]
    output.table(rows, empty=say("retention.none"))
    return 0
