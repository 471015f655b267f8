"""`civicdesk respond`: answers that were collected elsewhere, and answers for other programs."""

import getpass
import sys
from argparse import Namespace, _SubParsersAction
from itertools import islice
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.ids import SessionId
from civicdesk.workflows import exchange, respond
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("respond", help=say("cli.help.group.respond")).add_subparsers(dest="word", required=True, metavar="WORD")
    import_ = group.add_parser("import", help=say("cli.help.respond_import"))
    door.add_arguments(import_)
    import_.add_argument("file", type=Path, metavar="FILE", help=say("cli.help.table"))
    import_.add_argument("--form", required=True, metavar="FORM", help=say("cli.help.form_id"))
    import_.add_argument("--card-column", default=respond.CARD, help=say("cli.help.card_column"))
    import_.add_argument("--wave-column", default=respond.WAVE, help=say("cli.help.wave_column"))
    import_.add_argument("--date-column", default=respond.COLLECTED, help=say("cli.help.date_column"))
    import_.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help=say("cli.help.ignore"))
    import_.add_argument("--repeat", action="append", type=Path, default=[], metavar="FILE.csv", help=say("cli.help.repeat_table"))
    import_.add_argument("--cards", type=Path, metavar="FILE.csv", help=say("cli.help.cards"))
    import_.add_argument("--new-people", action="store_true", help=say("cli.help.new_people"))
    import_.add_argument("--session", help=say("cli.help.session_id"))
    import_.set_defaults(command=_import)
    export = group.add_parser("export", help=say("cli.help.respond_export"))
    door.add_arguments(export)
    export.add_argument("--form", required=True, metavar="FORM", help=say("cli.help.form_id"))
    export.add_argument("--out", required=True, type=Path, metavar="FOLDER", help=say("cli.help.exchange_out"))
    for shape in ("xml", "csv", "audit", "readable"):
        export.add_argument(f"--{shape}", action="store_true", help=say(f"cli.help.exchange_{shape}"))
    export.add_argument("--second", default="", metavar="NAME", help=say("cli.help.exchange_second"))
    export.add_argument("--second-passphrase-file", type=Path, metavar="FILE", help=say("cli.help.exchange_second_file"))
    export.set_defaults(command=_export)


def _import(asked: Namespace, tools: Tools, output: Output) -> int:
    table = respond.Table(
        form_id=asked.form,
        card=asked.card_column,
        wave=asked.wave_column,
        collected_on=asked.date_column,
        session=SessionId(asked.session) if asked.session else None,
        ignore=frozenset(asked.ignore),
        new_people=asked.new_people,
        repeats={path.name: door.read(path) for path in asked.repeat},
        cards=door.read(asked.cards) if asked.cards else b"",
    )
    files = _files(asked.file)
    progress = _show_progress if sys.stderr.isatty() else None
    with door.opened(asked, tools) as kit:
        made = respond.import_files(kit, files, table, progress).value
    output.result(
        say("cli.respond_imported", responses=made.responses, answers=made.answers, people=made.people_added),
        responses=made.responses,
        answers=made.answers,
        people_added=made.people_added,
        scores=made.scores,
        already_here=made.already_here,
        forgotten=made.forgotten,
    )
    if made.already_here:
        output.note(say("cli.respond_here", count=made.already_here))
    if made.forgotten:
        output.note(say("cli.respond_forgotten", count=made.forgotten))
    return 0


def _files(path: Path) -> dict[str, bytes]:
    """Return the file that was named, or every XML file below a folder.

    Raises:
        Refused: CLI-FILE, IMPORT-SIZE; RESPOND-MANY: the folder holds more than comes in at once.
    """
    if not path.is_dir():
        return {path.name: door.read(path)}
    found = sorted(islice(path.rglob("*.xml"), respond.MOST_FILES + 1))
    read: dict[str, bytes] = {}
    for each in found:
        read[str(each.relative_to(path))] = door.read(each)
        if len(found) > respond.MOST_FILES or sum(map(len, read.values())) > respond.MOST_BYTES:
            raise Refused("RESPOND-MANY", most=respond.MOST_FILES, megabytes=respond.MOST_BYTES // 1_000_000)
    return read


def _export(asked: Namespace, tools: Tools, output: Output) -> int:
    if not (asked.xml or asked.csv or asked.audit):
        raise Refused("EXCHANGE-SHAPE")
    secret = door.passphrase(asked)
    wish = exchange.Wish(
        form_id=asked.form,
        xml=asked.xml,
        tables=asked.csv,
        audit=asked.audit,
        readable=asked.readable,
        second=asked.second,
        passphrase=_second_passphrase(asked),
    )
    with door.opened_with(asked, secret, tools) as kit:
        made = exchange.gather(kit, wish).value
    exchange.save(made, asked.out)
    facts = {"folder": asked.out, "files": len(made.files), "held": made.held_back}
    output.result(say("cli.respond_exported", count=made.responses, **facts), responses=made.responses, **facts)
    return 0


def _second_passphrase(asked: Namespace) -> str:
    """Return what the second coordinator types, empty if none was named.

    Raises:
        Refused: CLI-PASSPHRASE: nobody is there to be asked; CLI-FILE, CLI-TEXT.
    """
    if not asked.second:
        return ""
    if asked.second_passphrase_file is not None:
        return door.secret_in(asked.second_passphrase_file)
    try:
        return getpass.getpass(say("cli.second_passphrase", name=asked.second))
    except EOFError as why:
        raise Refused("CLI-PASSPHRASE") from why


def _show_progress(done: int, total: int) -> None:
    if done == total or done % 50 == 0:
        sys.stderr.write(f"\r{done} / {total}" + ("\n" if done == total else ""))
        sys.stderr.flush()
