"""`civicdesk central pool` and what is done with a pool: queries, Delta tables, files for researchers."""

from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.pooling import Pooled, Reckoned
from civicdesk.workflows import pack_making, pool, pool_release
from civicdesk.workflows.kit import Tools

DIFFERS = 1


def register(group: Any) -> None:
    """Add these words to the group `central`."""
    made = group.add_parser("pool", help=say("cli.help.central_pool"))
    _add_ledger(made)
    made.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.pool_out"))
    made.add_argument("--delta", metavar="PLACE", help=say("cli.help.pool_delta"))
    made.add_argument("--delta-keys", type=Path, metavar="FILE", help=say("cli.help.pool_delta_keys"))
    made.set_defaults(command=_pool)
    query = group.add_parser("query", help=say("cli.help.central_query"))
    query.add_argument("sql", metavar="SQL", help=say("cli.help.pool_sql"))
    query.add_argument("--pool", type=Path, required=True, metavar="FOLDER", help=say("cli.help.pool_out"))
    query.set_defaults(command=_query)
    files = group.add_parser("research-files", help=say("cli.help.central_research_files"))
    files.add_argument("--pool", type=Path, required=True, metavar="FOLDER", help=say("cli.help.pool_out"))
    files.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    files.set_defaults(command=_files)
    _add_release(group)


def _add_release(group: Any) -> None:
    release = group.add_parser("release", help=say("cli.help.central_release"))
    _add_ledger(release)
    release.add_argument("--pool", type=Path, required=True, metavar="FOLDER", help=say("cli.help.pool_out"))
    release.add_argument("--pack", type=Path, required=True, metavar="FILE", help=say("cli.help.pool_pack"))
    release.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    release.add_argument("--recipient", required=True, metavar="NAME", help=say("cli.help.pool_recipient"))
    release.add_argument("--for", dest="recipient_class", choices=pool_release.CLASSES, required=True, help=say("cli.help.pool_for"))
    release.add_argument("--prepared-by", required=True, metavar="NAME", help=say("cli.help.pool_prepared_by"))
    release.add_argument("--approved-by", required=True, metavar="NAME", help=say("cli.help.pool_approved_by"))
    release.add_argument("--intruder-form", type=Path, metavar="FILE", help=say("cli.help.intruder"))
    release.set_defaults(command=_release)


def _add_ledger(parser: ArgumentParser) -> None:
    parser.add_argument("--keys", type=Path, required=True, metavar="FOLDER", help=say("cli.help.keys_folder"))
    parser.add_argument("--ledger", type=Path, required=True, metavar="FILE", help=say("cli.help.pool_ledger"))
    door.add_passphrase(parser)


def _opened(asked: Namespace) -> AbstractContextManager[Any]:
    secret = door.passphrase(asked) if pack_making.are_sealed(asked.keys) else None
    return pool.opened(asked.ledger, pack_making.read_keys(asked.keys, secret).signing_seed)


def _pool(asked: Namespace, tools: Tools, output: Output) -> int:
    keys = door.read(asked.delta_keys) if asked.delta_keys is not None else b""
    place = pool.place(asked.delta, keys) if asked.delta is not None else None
    with _opened(asked) as kept:
        pooled = pool.make(kept, asked.out)
        told = pool.reckon(kept, pooled)
    tables = pool.to_delta(pooled, place) if place is not None else {}
    said = [_told(pooled), *map(_reckoned, told)]
    if place is not None:
        count = sum(tables.values())
        said.append(say("pool.delta", count=count, same=len(tables) - count))
    output.result("\n".join(said), made=pooled.made, change=pooled.change, folder=pooled.folder, laptops=told, delta=tables)
    return 0 if all(each.agrees for each in told) else DIFFERS


def _told(pooled: Pooled) -> str:
    count = sum(pooled.rows(table.name) for table in pooled.tables)
    return say("pool.made" if pooled.made else "pool.same", count=count, folder=pooled.folder)


def _reckoned(each: Reckoned) -> str:
    facts = {name: getattr(each, name) for name in ("laptop", "people", "responses", "told_people", "told_responses", "rows", "held")}
    return say("pool.laptop" if each.agrees else "pool.differs", **facts)


def _query(asked: Namespace, tools: Tools, output: Output) -> int:
    found = pool.query(asked.pool, asked.sql)
    shown = found.rows if output.as_json else [[_visible(cell) for cell in row] for row in found.rows]
    output.table([dict(zip(found.columns, row, strict=True)) for row in shown], empty=say("pool.nothing"))
    return 0


def _visible(cell: object) -> object:
    """Return a cell without signs that would steer the terminal or turn its lines round."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in cell) if isinstance(cell, str) else cell


def _files(asked: Namespace, tools: Tools, output: Output) -> int:
    names = pool.write_research_files(asked.pool, asked.out)
    output.result(say("pool.files", count=len(names), folder=asked.out), files=names)
    return 0


def _release(asked: Namespace, tools: Tools, output: Output) -> int:
    with _opened(asked) as kept:
        pooled, holds = pool.make(kept, asked.pool), kept.verify()
    wish = pool_release.Wish(
        pack=door.read(asked.pack),
        recipient=asked.recipient,
        recipient_class=asked.recipient_class,
        prepared_by=asked.prepared_by,
        approved_by=asked.approved_by,
        intruder=door.read(asked.intruder_form) if asked.intruder_form is not None else b"",
        today=tools.now().date(),
    )
    made = pool_release.make(pooled, wish, tools.new_id, ledger_holds=holds)
    pool_release.save(made, asked.out)
    said = [say("pool.stopped" if made.blocked else "pool.released", people=made.people, responses=made.responses, folder=asked.out)]
    said += [say("pool.check", code=code, sentence=sentence) for code, sentence in (*made.blocked, *made.warned)]
    output.result(
        "\n".join(said), people=made.people, responses=made.responses, blocked=made.blocked, warned=made.warned, files=sorted(made.files)
    )
    return DIFFERS if made.blocked else 0
