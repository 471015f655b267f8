"""`civicdesk bundle`: open and check a bundle on the receiving side."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.workflows import centre
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("bundle", help=say("cli.help.group.bundle")).add_subparsers(dest="word", required=True, metavar="WORD")
    check = group.add_parser("check", help=say("cli.help.bundle_check"))
    check.add_argument("file", type=Path, metavar="FILE.age", help=say("cli.help.bundle_file"))
    check.add_argument("--identity", type=Path, required=True, metavar="FILE", help=say("cli.help.identity"))
    check.add_argument("--laptop", action="append", required=True, metavar="PUBLIC-KEY", help=say("cli.help.laptop_key"))
    door.add_passphrase(check)
    check.set_defaults(command=_check)


def _check(asked: Namespace, tools: Tools, output: Output) -> int:
    identity = door.identity(asked)
    known = {f"laptop {number}": public for number, public in enumerate(asked.laptop, start=1)}
    found = centre.receive(door.read(asked.file), identity, known).check
    sentence = say("cli.bundle_sound", people=found.people, laptop=found.laptop) if found.ok else say("cli.bundle_bad")
    output.result(
        sentence,
        **{name: getattr(found, name) for name in ("ok", "batch_id", "project", "laptop", "practice", "people", "rows", "findings")},
    )
    for code, words in found.findings:
        output.note(f"{words} ({code})")
    return 0 if found.ok else 4
