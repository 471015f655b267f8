"""`civicdesk harness ...`: the hidden words of the fault harness. docs/reference/faults.md says what each takes, gives and promises.

This module is the whole start of a call that is made thousands of times: words with heavy luggage lie in modules of their own.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from civicdesk import paths
from civicdesk.cli.harness_voice import Verb, World, say_trouble, tell, trouble, watch_for_bugs
from civicdesk.errors import CivicDeskError, Damaged, Refused
from civicdesk.i18n import say
from civicdesk.workflows import harness, harness_door

OPEN_TO_ALL = frozenset({"form", "anonymise", "redact"})
"""Words that open no workspace."""
WRONG_WORDS, DAMAGED = 2, 4


def offered(words: Sequence[str]) -> bool:
    """Tell whether the harness is there for these words: without its variable it does not exist."""
    return paths.variable("CIVICDESK_HARNESS") == "1" or bool(words and words[0] in OPEN_TO_ALL)


def run(words: Sequence[str], world: World) -> int:
    """Run one word; return the exit code: 0 done, 1 refused, 2 wrong words, 3 unavailable, 4 damaged. A bug ends the process with 70."""
    watch_for_bugs()
    asked = _parser().parse_args(words)
    verb: Verb = asked.verb
    try:
        return verb(asked, world)
    except CivicDeskError as why:
        return trouble(why)


class _Parser(ArgumentParser):
    """A parser that tells wrong words in one line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(add_help=False, **more)

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - argparse names the words; they are not repeated
        """End with one line."""
        sys.exit(say_trouble("HARNESS-WORDS", say("error.HARNESS-WORDS"), WRONG_WORDS))


def _parser() -> ArgumentParser:
    top = _Parser(prog="civicdesk harness")
    words = top.add_subparsers(required=True)
    for name, verb in {"init": _init, "ingest": _ingest, "dump": _dump, "verify": _verify, "csv": _csv}.items():
        word = words.add_parser(name)
        word.set_defaults(verb=verb)
        word.add_argument("--db", type=Path, required=True)
    words.choices["verify"].add_argument("--json", action="store_true")
    words.choices["csv"].add_argument("--out", type=Path, required=True)
    for name in ("export", "session"):
        word = words.add_parser(name)
        word.set_defaults(verb=_later(f"harness_{name}"))
        word.add_argument("--db", type=Path, required=True)
        word.add_argument("--out", type=Path, required=True)
    check = words.add_parser("check-export")
    check.set_defaults(verb=_later("harness_import", "check"))
    check.add_argument("out", type=Path)
    import_ = words.add_parser("import")
    import_.set_defaults(verb=_later("harness_import"))
    import_.add_argument("--db", type=Path, required=True)
    import_.add_argument("file", type=Path)
    _add_engines(words.add_parser("form"), words.add_parser("anonymise"))
    redact = words.add_parser("redact")
    redact.set_defaults(verb=_later("harness_engines", "redact"))
    redact.add_argument("--notes", type=Path, required=True)
    redact.add_argument("--roster", type=Path)
    redact.add_argument("--out", type=Path, required=True)
    return top


def _add_engines(form: ArgumentParser, anonymise: ArgumentParser) -> None:
    form.set_defaults(verb=_later("harness_engines", "form"))
    form.add_argument("form", type=Path)
    form.add_argument("--attachments", type=Path)
    anonymise.set_defaults(verb=_later("harness_engines", "anonymise"))
    for name in ("--data", "--hierarchies", "--out", "--report"):
        anonymise.add_argument(name, type=Path, required=True)
    anonymise.add_argument("--k", type=int, required=True)
    anonymise.add_argument("--l", type=int, default=0)
    anonymise.add_argument("--sensitive", default="")
    anonymise.add_argument("--t", type=float)
    anonymise.add_argument("--ordered", action="store_true")
    anonymise.add_argument("--intervals", nargs="?", const="", metavar="COL,COL")
    anonymise.add_argument("--limit", type=float, default=0.0)
    anonymise.add_argument("--mode", choices=("local", "global"), default="local")


def _later(module: str, name: str = "run") -> Verb:
    """Return a word that lies in a module of its own."""

    def verb(asked: Namespace, world: World) -> int:
        found: Verb = getattr(import_module(f"civicdesk.cli.{module}"), name)
        return found(asked, world)

    return verb


def _init(asked: Namespace, world: World) -> int:
    from civicdesk.workflows import practice

    way = world.way()
    with harness_door.closing(harness_door.enter(asked.db, way, world.now)) as opened:
        harness.fill(opened.workspace, harness_door.OWNER, world.now(), secret=way.secret, pack=practice.pack())
    return 0


def _ingest(asked: Namespace, world: World) -> int:
    """Keep line by line. The first failure of the disk ends it; a line that is none is turned away and the next one read."""
    turned_away: CivicDeskError | None = None
    with harness_door.closing(harness_door.open_(asked.db, world.way(), world.now)) as opened:
        keeper = harness.Keeper(opened.workspace, world.now)
        for line in sys.stdin.buffer:
            bare = line.removesuffix(b"\n")
            try:
                tell(f"ACK {keeper.keep(bare)}\n".encode())
            except CivicDeskError as why:
                _turn_away(bare, why)
                turned_away = why
    return 0 if turned_away is None else trouble(turned_away)


def _turn_away(line: bytes, why: CivicDeskError) -> None:
    """Say that a line was not kept; go on only if the line itself was to blame."""
    with suppress(CivicDeskError):
        tell(f"NAK {harness.name_of(line)} {why.code} {say('harness.not_kept')}\n".encode())
    if not isinstance(why, Refused):
        raise why


def _dump(asked: Namespace, world: World) -> int:
    with harness_door.looking(asked.db, world.way(), world.now) as workspace:
        rows = harness.digests(workspace)
    tell("".join(f"{ident}\t{digest}\n" for ident, digest in rows).encode())
    return 0


def _verify(asked: Namespace, world: World) -> int:
    way = world.way()
    try:
        harness_door.confirm_keys(asked.db, way)
        with harness_door.looking(asked.db, way, world.now) as workspace:
            findings = harness.findings(workspace)
    except Damaged as why:
        if asked.json:
            _tell_json([why.code])
        raise
    if asked.json:
        _tell_json(list(findings))
    if findings:
        return say_trouble("HARNESS-UNSOUND", say("error.HARNESS-UNSOUND", count=len(findings), first=findings[0]), DAMAGED)
    return 0


def _csv(asked: Namespace, world: World) -> int:
    with harness_door.looking(asked.db, world.way(), world.now) as workspace:
        table = harness.table(workspace)
    harness.save(table, asked.out)
    tell(b"DONE\n")
    return 0


def _tell_json(findings: list[str]) -> None:
    import json

    tell(json.dumps({"findings": findings}).encode() + b"\n")
