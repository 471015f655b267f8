"""`civicdesk user`: list colleagues, take somebody's way in, new keys, a new recovery sheet, the escrow and the way back from it."""

from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.people import Role
from civicdesk.workflows import first_run, unlock, users
from civicdesk.workflows.kit import Kit, Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("user", help=say("cli.help.group.user")).add_subparsers(dest="word", required=True, metavar="WORD")
    for word, command in (("list", _list), ("renew-keys", _renew), ("accept-keys", _accept)):
        plain = group.add_parser(word, help=say(f"cli.help.user_{word.replace('-', '_')}"))
        door.add_arguments(plain)
        plain.set_defaults(command=command)
    revoke = group.add_parser("revoke", help=say("cli.help.user_revoke"))
    door.add_arguments(revoke)
    revoke.add_argument("--name", required=True, help=say("cli.help.user_gone"))
    revoke.set_defaults(command=_revoke)
    role = group.add_parser("role", help=say("cli.help.user_role"))
    door.add_arguments(role)
    role.add_argument("--name", required=True, help=say("cli.help.user_whose"))
    role.add_argument("--role", choices=[each.value for each in Role], required=True, help=say("cli.help.role"))
    role.add_argument("--safeguarding-lead", action="store_true", help=say("cli.help.user_lead"))
    role.set_defaults(command=_role)
    paper = group.add_parser("new-recovery", help=say("cli.help.user_new_recovery"))
    door.add_arguments(paper)
    paper.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.recovery_out"))
    paper.set_defaults(command=_new_recovery)
    _register_escrow(group)


def _register_escrow(group: Any) -> None:
    escrow = group.add_parser("escrow", help=say("cli.help.user_escrow"))
    door.add_arguments(escrow)
    escrow.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    escrow.set_defaults(command=_escrow)
    slot = group.add_parser("slot", help=say("cli.help.user_slot"))
    slot.add_argument("escrow", type=Path, metavar="FILE", help=say("cli.help.escrow_file"))
    slot.add_argument("--identity", type=Path, required=True, metavar="FILE", help=say("cli.help.identity"))
    slot.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    door.add_passphrase(slot)
    slot.set_defaults(command=_slot)
    enter = group.add_parser("enter", help=say("cli.help.user_enter"))
    enter.add_argument("--workspace", type=Path, required=True, metavar="FOLDER", help=say("cli.help.workspace"))
    enter.add_argument("--user", required=True, metavar="NAME", help=say("cli.help.user"))
    enter.add_argument("--slot", type=Path, required=True, metavar="FILE", help=say("cli.help.slot_file"))
    enter.add_argument("--code-file", type=Path, required=True, metavar="FILE", help=say("cli.help.code_file"))
    enter.add_argument("--new-passphrase-file", type=Path, required=True, metavar="FILE", help=say("cli.help.new_passphrase"))
    enter.set_defaults(command=_enter)


@contextmanager
def _closing_itself(asked: Namespace, tools: Tools) -> Iterator[Kit]:
    """Unlock for a verb that closes the workspace when it succeeds."""
    path = door.workspace_file(asked.workspace)
    kit = unlock.open_(path, asked.user or unlock.only_name(path), door.passphrase(asked), tools)
    try:
        yield kit
    finally:
        if kit.workspace.is_open:
            unlock.lock(kit)


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = users.working(kit)
    output.table([{"name": each.name, "role": each.role.value} for each in found], empty="")
    return 0


def _revoke(asked: Namespace, tools: Tools, output: Output) -> int:
    with _closing_itself(asked, tools) as kit:
        users.revoke(kit, asked.name)
    output.result(say("users.revoked", name=asked.name), revoked=asked.name)
    return 0


def _role(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        user = users.change_role(kit, asked.name, Role(asked.role), safeguarding_lead=asked.safeguarding_lead).value
    output.result(say("users.role_changed", name=user.name, role=user.role.value), name=user.name, role=user.role.value)
    return 0


def _renew(asked: Namespace, tools: Tools, output: Output) -> int:
    with _closing_itself(asked, tools) as kit:
        users.renew(kit)
    output.result(say("users.renewed"), renewed=True)
    return 0


def _accept(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        users.accept_keys(kit)
    output.result(say("users.accepted"), accepted=True)
    return 0


def _new_recovery(asked: Namespace, tools: Tools, output: Output) -> int:
    """On the command line the code is typed back by the one who reads it off the paper: what was shown is taken as typed."""
    with door.opened(asked, tools) as kit:
        made = users.new_recovery(kit)
        first_run.save_recovery(made.paper, asked.out)
        output.note(say("users.recovery_made", code=made.paper.code))
        users.confirm_recovery(kit, made, made.paper.code)
    output.result(say("users.recovery_kept"), recovery_sheet=asked.out, code=made.paper.code)
    return 0


def _escrow(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        written = users.save_escrow(kit, door.folder(asked.out))
    output.result(say("users.escrow_written", file=written), file=written)
    return 0


def _slot(asked: Namespace, tools: Tools, output: Output) -> int:
    made = users.slot_from_escrow(door.read(asked.escrow), door.identity(asked))
    users.save_slot(made, asked.out)
    output.result(say("users.slot_written", file=asked.out, code=made.code), file=asked.out, code=made.code)
    return 0


def _enter(asked: Namespace, tools: Tools, output: Output) -> int:
    came = (door.read(asked.slot), door.secret_in(asked.code_file).strip())
    who = (asked.user, door.secret_in(asked.new_passphrase_file))
    unlock.lock(unlock.open_with_slot(door.workspace_file(asked.workspace), came, who, tools))
    output.result(say("users.opened", name=asked.user), user=asked.user)
    return 0
