"""How a command gets in: the workspace, who is working, and a passphrase that is never on the command line."""

import getpass
import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.i18n import say
from civicdesk.workflows import pack_making, unlock
from civicdesk.workflows.kit import SUFFIX, Kit, Tools


def add_arguments(parser: ArgumentParser) -> None:
    """Add what every command needs that opens a workspace."""
    parser.add_argument("--workspace", type=Path, required=True, metavar="FOLDER", help=say("cli.help.workspace"))
    parser.add_argument("--user", default="", metavar="NAME", help=say("cli.help.user"))
    add_passphrase(parser)


def add_passphrase(parser: ArgumentParser) -> None:
    """Add the two ways to hand over a passphrase without a prompt."""
    parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help=say("cli.help.passphrase_file"))
    parser.add_argument("--passphrase-fd", type=int, metavar="NUMBER", help=say("cli.help.passphrase_fd"))


def passphrase(asked: Namespace) -> str:
    """Return the passphrase from a file, an open file descriptor, or a prompt; one line end is taken off.

    Raises:
        Refused: CLI-PASSPHRASE: the file cannot be read, or nobody is there to be asked.
    """
    try:
        if asked.passphrase_fd is not None:
            with os.fdopen(asked.passphrase_fd, encoding="utf-8", closefd=False) as stream:
                return stream.readline().rstrip("\r\n")
        if asked.passphrase_file is not None:
            text: str = asked.passphrase_file.read_text(encoding="utf-8")
            return text.rstrip("\r\n")
        return getpass.getpass(say("cli.passphrase"))
    except (OSError, EOFError, UnicodeDecodeError) as why:
        raise Refused("CLI-PASSPHRASE") from why


def identity(asked: Namespace) -> str:
    """Return the age identity in the file that a person named; a sealed one asks for its passphrase.

    Raises:
        Refused: CLI-FILE, CLI-PASSPHRASE, CENTRAL-KEY-FILE, OFFICE-PASSPHRASE.
    """
    data = read(asked.identity)
    return pack_making.read_identity(data, passphrase(asked) if pack_making.is_sealed(data) else None)


def read(path: Path) -> bytes:
    """Return the bytes of a file that a person named.

    Raises:
        Refused: CLI-FILE: it is not there, cannot be read, or is no file; IMPORT-SIZE.
    """
    try:
        return paths.read_from_outside(path)
    except OSError as why:
        raise Refused("CLI-FILE", file=path.name or str(path)) from why


def secret_in(path: Path) -> str:
    """Return the secret in a file that a person named; one line end is taken off.

    Raises:
        Refused: CLI-FILE, CLI-TEXT.
    """
    return text_in(path).rstrip("\r\n")


def text_in(path: Path) -> str:
    """Return the words in a file that a person named.

    Raises:
        Refused: CLI-FILE, CLI-TEXT: it is not in UTF-8.
    """
    try:
        return read(path).decode("utf-8")
    except UnicodeDecodeError as why:
        raise Refused("CLI-TEXT", byte=why.start) from why


def folder(path: Path) -> Path:
    """Return a folder that a person named, made if it is not there.

    Raises:
        Unavailable: CLI-FOLDER.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise Unavailable("CLI-FOLDER", folder=path.name) from why
    return path


def workspace_file(place: Path) -> Path:
    """Return the workspace file that a path means: itself, or the one file in a folder.

    Raises:
        Damaged: STORE-NONE.
    """
    if place.is_dir():
        found = sorted(place.glob(f"*{SUFFIX}"))
        if len(found) == 1:
            return found[0]
    elif place.suffix == SUFFIX:
        return place
    raise Damaged("STORE-NONE")


@contextmanager
def opened(asked: Namespace, tools: Tools) -> Iterator[Kit]:
    """Unlock the workspace for one command and lock it again, whatever happens."""
    with opened_with(asked, passphrase(asked), tools) as kit:
        yield kit


@contextmanager
def opened_with(asked: Namespace, secret: str, tools: Tools) -> Iterator[Kit]:
    """Unlock the workspace with a passphrase that was read already."""
    path = workspace_file(asked.workspace)
    kit = unlock.open_(path, asked.user or unlock.only_name(path), secret, tools)
    try:
        yield kit
    finally:
        unlock.lock(kit)
