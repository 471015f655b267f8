"""`civicdesk central renew-ledger`: the ledger of a centre follows its new keys."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.workflows import centre_keys, pack_making
from civicdesk.workflows.kit import Tools


def register(group: Any) -> None:
    """Add this word to the group `central`."""
    renew = group.add_parser("renew-ledger", help=say("cli.help.central_renew"))
    renew.add_argument("--ledger", type=Path, required=True, metavar="FILE", help=say("cli.help.renew_ledger"))
    add_old_keys(renew, required=True)
    renew.add_argument("--keys", type=Path, required=True, metavar="FOLDER", help=say("cli.help.keys_folder"))
    door.add_passphrase(renew)
    renew.set_defaults(command=_renew)


def _renew(asked: Namespace, tools: Tools, output: Output) -> int:
    old = old_keys(asked, output)
    aside = centre_keys.renew(asked.ledger, old.signing_seed, _keys(asked.keys, asked, output).signing_seed)
    if aside:
        output.note(say("office.aside_under_old", count=aside))
    output.result(say("office.ledger_renewed", folder=asked.keys), renewed=True, put_aside=aside)
    return 0


def old_keys(asked: Namespace, output: Output) -> pack_making.OfficeKeys:
    """Return the keys that were renewed, from the folder that `--old-keys` names."""
    return _keys(asked.old_keys, Namespace(passphrase_file=asked.old_passphrase_file, passphrase_fd=None), output)


def add_old_keys(parser: ArgumentParser, *, required: bool) -> None:
    """Add the words that name the keys that were renewed."""
    parser.add_argument("--old-keys", type=Path, required=required, metavar="FOLDER", help=say("cli.help.old_keys"))
    parser.add_argument("--old-passphrase-file", type=Path, metavar="FILE", help=say("cli.help.old_passphrase"))


def _keys(folder: Path, asked: Namespace, output: Output) -> pack_making.OfficeKeys:
    if not pack_making.are_sealed(folder):
        return pack_making.read_keys(folder, None)
    output.note(say("office.opening", folder=folder))
    return pack_making.read_keys(folder, door.passphrase(asked))
