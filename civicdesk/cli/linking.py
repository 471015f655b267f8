"""`civicdesk linkage`: what a laptop needs to link people. `civicdesk central link-key` and `link`: what the coordinator and the linker do."""

from argparse import ArgumentTypeError, Namespace, _SubParsersAction
from datetime import date
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.cli.person import by_card
from civicdesk.i18n import say
from civicdesk.workflows import linkage
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("linkage", help=say("cli.help.group.linkage")).add_subparsers(dest="word", required=True, metavar="WORD")
    take = group.add_parser("take-key", help=say("cli.help.link_take"))
    door.add_arguments(take)
    take.add_argument("file", type=Path, metavar="FILE", help=say("cli.help.link_key_file"))
    take.add_argument("--key-passphrase-file", type=Path, required=True, metavar="FILE", help=say("cli.help.link_passphrase"))
    take.set_defaults(command=_take)
    birth = group.add_parser("birth-date", help=say("cli.help.link_birth"))
    door.add_arguments(birth)
    birth.add_argument("--card", required=True, help=say("cli.help.person_card"))
    birth.add_argument("--date", type=_day, required=True, metavar="YYYY-MM-DD", help=say("cli.help.link_date"))
    birth.set_defaults(command=_birth)
    status = group.add_parser("status", help=say("cli.help.link_status"))
    door.add_arguments(status)
    status.set_defaults(command=_status)


def register_central(group: "_SubParsersAction[Any]") -> None:
    """Add the coordinator's and the linker's words."""
    key = group.add_parser("link-key", help=say("cli.help.link_make"))
    key.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    door.add_passphrase(key)
    key.set_defaults(command=_make)
    codes = group.add_parser("link-codes", help=say("cli.help.link_codes"))
    codes.add_argument("file", type=Path, metavar="FILE", help=say("cli.help.link_bundle"))
    codes.add_argument("--identity", type=Path, required=True, metavar="FILE", help=say("cli.help.identity"))
    codes.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    door.add_passphrase(codes)
    codes.set_defaults(command=_codes)
    link = group.add_parser("link", help=say("cli.help.link_link"))
    link.add_argument("files", type=Path, nargs="+", metavar="FILE", help=say("cli.help.link_files"))
    link.add_argument("--identity", type=Path, required=True, metavar="FILE", help=say("cli.help.link_identity"))
    link.add_argument("--earlier", type=Path, metavar="FILE", help=say("cli.help.link_earlier"))
    link.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    door.add_passphrase(link)
    link.set_defaults(command=_link)


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told)
    except ValueError as why:
        raise ArgumentTypeError(told) from why


def _make(asked: Namespace, _tools: Tools, output: Output) -> int:
    made = linkage.make_key(door.passphrase(asked))
    linkage.save(made.data, asked.out)
    output.result(say("linkage.key_made", file=asked.out, check=made.check), file=asked.out, check=made.check)
    return 0


def _take(asked: Namespace, tools: Tools, output: Output) -> int:
    data, secret = door.read(asked.file), door.secret_in(asked.key_passphrase_file).strip()
    with door.opened(asked, tools) as kit:
        check = linkage.take_key(kit, data, secret).value
    output.result(say("linkage.key_taken", check=check), check=check)
    return 0


def _birth(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        linkage.keep_birth_date(kit, by_card(kit, asked.card), asked.date)
    output.result(say("linkage.birth_kept"), kept=True)
    return 0


def _status(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        told, count = linkage.in_words(kit), linkage.linkable(kit)
    output.result(told or say("linkage.off"), on=bool(told), can_be_linked=count, by_chance=linkage.by_chance(count))
    return 0


def _codes(asked: Namespace, _tools: Tools, output: Output) -> int:
    linkage.save(linkage.codes_of(door.read(asked.file), door.identity(asked)), asked.out)
    output.result(say("linkage.codes_taken", file=asked.out), file=asked.out)
    return 0


def _link(asked: Namespace, _tools: Tools, output: Output) -> int:
    sealed = [door.read(each) for each in asked.files]
    made = linkage.link(sealed, door.identity(asked), door.read(asked.earlier) if asked.earlier else b"")
    linkage.save(made.data, asked.out)
    lines = [say("linkage.linked", people=made.people, count=made.pools, file=asked.out)]
    lines += [say("linkage.conflict", codes=", ".join(codes)) for codes in made.conflicts]
    if made.merged:
        lines.append(say("linkage.merged", count=made.merged))
    facts = {"people": made.people, "pools": made.pools, "conflicts": made.conflicts, "merged": made.merged}
    output.result("\n".join(lines), file=asked.out, **facts)
    return 0
