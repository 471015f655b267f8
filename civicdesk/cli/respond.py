"""`civicdesk respond`: answers that were collected on paper, and the list of responses."""

import sys
from argparse import Namespace, _SubParsersAction
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.ids import SessionId
from civicdesk.workflows import respond
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("respond", help=say("cli.help.group.respond")).add_subparsers(dest="word", required=True, metavar="WORD")
    import_ = group.add_parser("import", help=say("cli.help.respond_import"))
    door.add_arguments(import_)
    import_.add_argument("file", type=Path, metavar="FILE.csv", help=say("cli.help.table"))
    import_.add_argument("--form", required=True, metavar="FORM", help=say("cli.help.form_id"))
    import_.add_argument("--card-column", default=respond.CARD, help=say("cli.help.card_column"))
    import_.add_argument("--wave-column", default=respond.WAVE, help=say("cli.help.wave_column"))
    import_.add_argument("--date-column", default=respond.COLLECTED, help=say("cli.help.date_column"))
    import_.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help=say("cli.help.ignore"))
    import_.add_argument("--new-people", action="store_true", help=say("cli.help.new_people"))
    import_.add_argument("--session", help=say("cli.help.session_id"))
    import_.set_defaults(command=_import)


def _import(asked: Namespace, tools: Tools, output: Output) -> int:
    table = respond.Table(
        form_id=asked.form,
        card=asked.card_column,
        wave=asked.wave_column,
        collected_on=asked.date_column,
        session=SessionId(asked.session) if asked.session else None,
        ignore=frozenset(asked.ignore),
        new_people=asked.new_people,
    )
    data = door.read(asked.file)
    with door.opened(asked, tools) as kit:
        made = respond.import_table(kit, data, table, _show_progress if sys.stderr.isatty() else None).value
    output.result(
        say("cli.respond_imported", responses=made.responses, answers=made.answers, people=made.people_added),
        responses=made.responses,
        answers=made.answers,
        people_added=made.people_added,
        scores=made.scores,
    )
    return 0


def _show_progress(done: int, total: int) -> None:
    if done == total or done % 50 == 0:
        sys.stderr.write(f"\r{done} / {total}" + ("\n" if done == total else ""))
        sys.stderr.flush()
