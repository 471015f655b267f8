"""`civicdesk central receive` and what follows: what came to the office, what it holds, and the receipts."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.centre_keys import add_old_keys, old_keys
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.intake import Status
from civicdesk.records.releases import DELIVERY_KINDS, DeliveryPlace
from civicdesk.workflows import centre, centre_packs, pack_making
from civicdesk.workflows.kit import Tools

_ADDRESS = "://"
_STANDARD_INPUT = "-"
_TURNED_AWAY = frozenset({Status.REFUSED, Status.DAMAGED, Status.ARRIVED})


def register(group: Any) -> None:
    """Add these words to the group `central`."""
    receive = group.add_parser("receive", help=say("cli.help.central_receive"))
    receive.add_argument("place", metavar="PLACE", help=say("cli.help.centre_place"))
    receive.add_argument("--pack", type=Path, action="append", default=[], metavar="FILE", help=say("cli.help.centre_pack"))
    receive.add_argument("--pack-words", default="", metavar="WORDS", help=say("cli.help.centre_pack_words"))
    receive.add_argument("--kind", choices=DELIVERY_KINDS, help=say("cli.help.centre_kind"))
    receive.add_argument("--login", default="", metavar="NAME", help=say("cli.help.centre_login"))
    receive.add_argument("--host-key", type=Path, metavar="FILE", help=say("cli.help.centre_host_key"))
    receive.add_argument("--region", default="", metavar="NAME", help=say("cli.help.centre_region"))
    receive.add_argument("--secret-file", metavar="FILE", help=say("cli.help.centre_secret"))
    add_old_keys(receive, required=False)
    holdings = group.add_parser("holdings", help=say("cli.help.central_holdings"))
    aside = group.add_parser("quarantine", help=say("cli.help.central_quarantine"))
    aside.add_argument("--replay", action="store_true", help=say("cli.help.centre_replay"))
    aside.add_argument("--pack", type=Path, action="append", default=[], metavar="FILE", help=say("cli.help.centre_pack"))
    aside.add_argument("--pack-words", default="", metavar="WORDS", help=say("cli.help.centre_pack_words"))
    conflicts = group.add_parser("conflicts", help=say("cli.help.central_conflicts"))
    receipt = group.add_parser("receipt", help=say("cli.help.central_receipt"))
    receipt.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    receipt.add_argument("--batch", default="", metavar="ID", help=say("cli.help.centre_batch"))
    known = (receive, _receive), (holdings, _holdings), (aside, _quarantine), (conflicts, _conflicts), (receipt, _receipt)
    for parser, command in known:
        _add_ledger(parser)
        parser.set_defaults(command=command)


def _add_ledger(parser: ArgumentParser) -> None:
    parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER", help=say("cli.help.keys_folder"))
    parser.add_argument("--ledger", type=Path, required=True, metavar="FILE", help=say("cli.help.centre_ledger"))
    door.add_passphrase(parser)


@contextmanager
def _opened(asked: Namespace, tools: Tools, former: tuple[str, ...] = ()) -> Iterator[centre.Centre]:
    secret = door.passphrase(asked) if pack_making.are_sealed(asked.keys) else None
    with centre.opened(asked.ledger, pack_making.read_keys(asked.keys, secret), tools.now().date(), former=former) as opened:
        yield opened


def _receive(asked: Namespace, tools: Tools, output: Output) -> int:
    former = (old_keys(asked, output).identity,) if asked.old_keys else ()
    with _opened(asked, tools, former) as opened:
        _take_packs(asked, opened, output)
        if not centre_packs.projects(opened.ledger):
            raise Refused("CENTRE-NO-PACK")
        return _tell(centre.collect(opened, _place(asked, tools.now), tools.now), output)


def _take_packs(asked: Namespace, opened: centre.Centre, output: Output) -> None:
    for path in asked.pack:
        data = door.read(path)
        joined = centre_packs.take(opened.ledger, data, asked.pack_words)
        output.note(say("centre.pack_here", name=joined.name, version=joined.version, words=centre_packs.words_of(joined)))
        if not centre_packs.knows(data, opened.keys.signing_public):
            output.note(say("centre.key_unknown"))


def _place(asked: Namespace, now: Callable[..., Any]) -> centre.Place:
    if _ADDRESS not in asked.place:
        return centre.folder(Path(asked.place))
    kind = asked.kind or ("sftp" if asked.place.startswith("sftp:") else "webdav")
    key = door.text_in(asked.host_key).strip() if asked.host_key else ""
    where = DeliveryPlace(kind=kind, address=asked.place, user=asked.login, host_key=key, region=asked.region)
    return centre.server(where, _secret(asked), now)


def _secret(asked: Namespace) -> str:
    """Return what opens the door of the server: from a file or standard input, never from the command line."""
    if asked.secret_file is None:
        raise Refused("CENTRE-SECRET")
    if asked.secret_file == _STANDARD_INPUT:
        return sys.stdin.readline().rstrip("\r\n")
    return door.secret_in(Path(asked.secret_file))


def _tell(told: tuple[centre.TakenIn, ...], output: Output) -> int:
    rows = [
        {
            "file": each.name,
            "status": each.status.value,
            "again": each.again,
            "batch": each.batch[:16],
            "laptop": each.laptop,
            "codes": [code for code, _ in each.findings],
            "receipt": bool(each.receipt) and not each.unwritten,
        }
        for each in told
    ]
    output.table(rows, empty=say("centre.nothing_came"))
    for each in told:
        for code, sentence in each.findings:
            output.note(f"{each.name}: {sentence} ({code})")
        if each.unwritten:
            output.note(say("centre.receipt_unwritten", file=each.name, code=each.unwritten))
    return 4 if any(each.status in _TURNED_AWAY for each in told) else 0


def _holdings(asked: Namespace, tools: Tools, output: Output) -> int:
    with _opened(asked, tools) as opened:
        found = centre.holdings(opened)
    rows = [
        {
            "laptop": each.laptop,
            "bundles": each.bundles,
            "people": each.people,
            "responses": each.responses,
            "order": [f"{batch[:16]}: {say(f'centre.chain.{state.value}')}" for batch, state in each.findings],
            "put aside": each.quarantined,
            "conflicts": each.conflicts,
            "enrolled": say("centre.revoked", day=each.revoked)
            if each.revoked
            else say(f"centre.enrolled.{'yes' if each.enrolled else 'no'}"),
        }
        for each in found
    ]
    output.table(rows, empty=say("centre.holds_nothing"))
    return 0


def _quarantine(asked: Namespace, tools: Tools, output: Output) -> int:
    with _opened(asked, tools) as opened:
        _take_packs(asked, opened, output)
        if asked.replay:
            return _tell(centre.replay(opened, tools.now()), output)
        found = centre.quarantine(opened)
    rows = [{"file": each.name, "came": each.came, "laptop": each.laptop, "batch": each.batch[:16]} for each in found]
    output.table(rows, empty=say("centre.nothing_aside"))
    return 0


def _conflicts(asked: Namespace, tools: Tools, output: Output) -> int:
    with _opened(asked, tools) as opened:
        found = centre.conflicts(opened)
    rows = [
        {"laptop": each.laptop, "table": each.table, "person": each.code, "row": each.key, "version": each.version, "ways": each.ways}
        for each in found
    ]
    output.table(rows, empty=say("centre.no_conflicts"))
    return 0


def _receipt(asked: Namespace, tools: Tools, output: Output) -> int:
    door.folder(asked.out)
    with _opened(asked, tools) as opened:
        written = centre.save_receipts(opened, asked.out, asked.batch)
    output.result(say("centre.receipts_written", count=len(written), folder=asked.out), files=written)
    return 0
