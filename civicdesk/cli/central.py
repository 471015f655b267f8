"""`civicdesk central`: keys and project packs of an office."""

from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.workflows import central, sheet
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("central", help=say("cli.help.group.central")).add_subparsers(dest="word", required=True, metavar="WORD")
    keys = group.add_parser("keys", help=say("cli.help.central_keys"))
    keys.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    keys.set_defaults(command=_keys)
    pack = group.add_parser("pack", help=say("cli.help.central_pack"))
    pack.add_argument("source", type=Path, metavar="FOLDER", help=say("cli.help.pack_source"))
    pack.add_argument("--sign-key", type=Path, required=True, metavar="FILE", help=say("cli.help.sign_key"))
    pack.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    pack.set_defaults(command=_pack)


def _keys(asked: Namespace, tools: Tools, output: Output) -> int:
    keys = central.make_keys()
    central.save_keys(keys, asked.out)
    output.result(
        say("cli.keys_made", secret=asked.out / central.IDENTITY),
        recipient=keys.recipient,
        signing_public=keys.signing_public,
        words=keys.words,
    )
    return 0


def _pack(asked: Namespace, tools: Tools, output: Output) -> int:
    sheet.save(central.make_pack(asked.source, central.read_seed(door.read(asked.sign_key))), asked.out)
    output.result(say("cli.pack_made", file=asked.out), file=asked.out)
    return 0
