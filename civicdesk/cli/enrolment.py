"""`civicdesk central enrol`, `revoke` and `laptops`: which laptops an office knows."""

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.workflows import enrolment
from civicdesk.workflows.kit import Tools


def register(group: Any) -> None:
    """Add these words to the group `central`."""
    enrol = group.add_parser("enrol", help=say("cli.help.central_enrol"))
    enrol.add_argument("file", type=Path, metavar="FILE", help=say("cli.help.enrolment_file"))
    enrol.add_argument("--words", required=True, help=say("cli.help.enrol_words"))
    _add_source(enrol)
    enrol.set_defaults(command=_enrol)
    revoke = group.add_parser("revoke", help=say("cli.help.central_revoke"))
    revoke.add_argument("laptop", metavar="LAPTOP", help=say("cli.help.laptop_id"))
    revoke.add_argument("--from", dest="day", required=True, metavar="DAY", help=say("cli.help.revoke_from"))
    revoke.add_argument("--reason", required=True, help=say("cli.help.revoke_reason"))
    _add_source(revoke)
    revoke.set_defaults(command=_revoke)
    known = group.add_parser("laptops", help=say("cli.help.central_laptops"))
    _add_source(known)
    known.set_defaults(command=_laptops)


def _add_source(parser: Any) -> None:
    parser.add_argument("--project", type=Path, required=True, metavar="FOLDER", help=say("cli.help.pack_source"))


def _enrol(asked: Namespace, tools: Tools, output: Output) -> int:
    made = enrolment.enrol(asked.project, door.read(asked.file), asked.words, tools.now().date())
    output.result(say("office.enrolled", laptop=made.id, day=made.enrolled), laptop=made.id, enrolled=made.enrolled)
    return 0


def _revoke(asked: Namespace, tools: Tools, output: Output) -> int:
    try:
        day = date.fromisoformat(asked.day)
    except ValueError as why:
        raise Refused("ENROL-DAY", day=asked.day) from why
    ended = enrolment.revoke(asked.project, asked.laptop, day, asked.reason)
    output.result(say("office.revoked", laptop=ended.id, day=ended.revoked), laptop=ended.id, revoked=ended.revoked)
    return 0


def _laptops(asked: Namespace, tools: Tools, output: Output) -> int:
    rows = [
        {
            "laptop": each.laptop.id,
            "enrolled": each.laptop.enrolled,
            "revoked": each.laptop.revoked or None,
            "reason": each.reason or None,
            "words": enrolment.words_of(each.laptop),
        }
        for each in enrolment.laptops(asked.project)
    ]
    output.table(rows, empty=say("office.no_laptops"))
    return 0
