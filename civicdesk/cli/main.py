"""The command line: the same verbs as the window, for scripts and for laptops without a display."""

import contextlib
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence

from civicdesk import logs, paths
from civicdesk.cli import (
    batch,
    bundle,
    case,
    central,
    connection,
    demo,
    directory,
    funding,
    instrument,
    linking,
    person,
    request,
    respond,
    restore,
    score,
    session,
    sheet,
    user,
    workspace,
)
from civicdesk.cli.output import Output
from civicdesk.errors import CivicDeskError
from civicdesk.i18n import say
from civicdesk.records.entries import RowError
from civicdesk.workflows.kit import Tools

Command = Callable[[Namespace, Tools, Output], int]

GROUPS = (
    workspace,
    user,
    restore,
    instrument,
    session,
    person,
    request,
    respond,
    score,
    sheet,
    case,
    directory,
    funding,
    connection,
    linking,
    batch,
    bundle,
    central,
    demo,
)
WRONG_WORDS = 2


def parser() -> ArgumentParser:
    """Return the parser of all words; docs/reference/commands.md is made from it."""
    top = ArgumentParser(prog="civicdesk", description=say("cli.about"))
    top.add_argument("--json", action="store_true", help=say("cli.help.json"))
    words = top.add_subparsers(dest="group", metavar="WORD", required=True)
    for group in GROUPS:
        group.register(words)
    return top


def run(words: Sequence[str], tools: Tools) -> int:
    """Run one command and return its exit code: 0 done, 1 refused, 2 wrong words, 3 unavailable, 4 damaged.

    Args:
        words: the command line without the program's name.
        tools: clock, ids and chance.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # a replaced stream may lack it
    asked = parser().parse_args(_json_first(words))
    logs.write_to(paths.log_folder())
    output = Output(as_json=asked.json)
    command: Command = asked.command
    try:
        return command(asked, tools, output)
    except CivicDeskError as why:
        errors = getattr(why, "errors", ())
        return output.refuse(why, [_told(each) for each in errors])
    except KeyboardInterrupt:
        output.note(say("cli.stopped"))
        return 1


def _told(error: RowError) -> str:
    """Return what is wrong and where: row and column of a table, or the file."""
    return say("cli.row" if error.row else "cli.file_row", row=error.row, column=error.column, sentence=error.sentence)


def _json_first(words: Sequence[str]) -> list[str]:
    """Let `--json` stand anywhere on the line."""
    return (["--json"] if "--json" in words else []) + [word for word in words if word != "--json"]
