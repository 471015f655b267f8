"""`civicdesk central`: keys and project packs of an office, and the laptops that it knows."""

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from civicdesk.cli import centre, centre_keys, door, enrolment, linking, pool
from civicdesk.cli.output import Output
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding
from civicdesk.workflows import forms, pack_making, pack_trying
from civicdesk.workflows.kit import Tools


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("central", help=say("cli.help.group.central")).add_subparsers(dest="word", required=True, metavar="WORD")
    keys = group.add_parser("keys", help=say("cli.help.central_keys"))
    _add_new(keys)
    keys.add_argument("--paper", type=Path, metavar="FILE", help=say("cli.help.keys_paper"))
    keys.set_defaults(command=_keys)
    restore = group.add_parser("restore-keys", help=say("cli.help.central_restore"))
    _add_new(restore)
    restore.add_argument("--code-file", type=Path, metavar="FILE", help=say("cli.help.paper_code"))
    restore.set_defaults(command=_restore)
    confirm = group.add_parser("confirm-paper", help=say("cli.help.central_confirm"))
    confirm.add_argument("--keys", type=Path, required=True, metavar="FOLDER", help=say("cli.help.keys_folder"))
    confirm.add_argument("--code-file", type=Path, metavar="FILE", help=say("cli.help.paper_code"))
    door.add_passphrase(confirm)
    confirm.set_defaults(command=_confirm)
    pack = group.add_parser("pack", help=say("cli.help.central_pack"))
    pack.add_argument("source", type=Path, metavar="FOLDER", help=say("cli.help.pack_source"))
    key = pack.add_mutually_exclusive_group(required=True)
    key.add_argument("--keys", type=Path, metavar="FOLDER", help=say("cli.help.keys_folder"))
    key.add_argument("--sign-key", type=Path, metavar="FILE", help=say("cli.help.sign_key"))
    pack.add_argument("--out", type=Path, required=True, metavar="FILE", help=say("cli.help.out"))
    door.add_passphrase(pack)
    pack.set_defaults(command=_pack)
    enrolment.register(group)
    centre.register(group)
    centre_keys.register(group)
    pool.register(group)
    linking.register_central(group)


def _add_new(parser: ArgumentParser) -> None:
    """Add what both ways to make key files need."""
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help=say("cli.help.out_folder"))
    parser.add_argument("--plain", action="store_true", help=say("cli.help.keys_plain"))
    door.add_passphrase(parser)


def _keys(asked: Namespace, tools: Tools, output: Output) -> int:
    if asked.paper is not None and asked.paper.exists():
        raise Refused("CENTRAL-PAPER-THERE", file=asked.paper.name)  # it may be the paper of other keys, not printed yet
    keys = pack_making.make_keys()
    _save(asked, keys)
    shown = say("office.code_next", code=keys.code, folder=asked.out)
    if asked.paper is not None:
        try:
            pack_making.save_paper(keys, asked.paper, tools.now().date())
        except CivicDeskError:
            output.note(shown)  # the keys are there already, and the code is in no file
            raise
        shown = say("office.paper_next", file=asked.paper, folder=asked.out)
    output.note(shown)
    return _tell(asked, keys, output)


def _restore(asked: Namespace, tools: Tools, output: Output) -> int:
    keys = pack_making.keys_of(_code(asked))
    _save(asked, keys)
    pack_making.note_confirmed(asked.out, tools.now().date())
    return _tell(asked, keys, output)


def _save(asked: Namespace, keys: pack_making.OfficeKeys) -> None:
    pack_making.save_keys(keys, asked.out, None if asked.plain else _new_passphrase(asked))


def _tell(asked: Namespace, keys: pack_making.OfficeKeys, output: Output) -> int:
    facts = {"recipient": keys.recipient, "signing_public": keys.signing_public, "words": keys.words}
    said = say("office.keys_made", folder=asked.out, **facts)
    plain = [say("office.plain_means")] if asked.plain else []
    output.result("\n".join([said, *plain]), sealed=not asked.plain, **facts)
    return 0


def _confirm(asked: Namespace, tools: Tools, output: Output) -> int:
    secret = door.passphrase(asked) if pack_making.are_sealed(asked.keys) else None
    pack_making.confirm(asked.keys, secret, _code(asked), tools.now().date())
    output.result(say("office.paper_confirmed"), confirmed=True)
    return 0


def _pack(asked: Namespace, tools: Tools, output: Output) -> int:
    if asked.keys is not None:
        pack_making.must_be_confirmed(asked.keys)
        secret = door.passphrase(asked) if pack_making.are_sealed(asked.keys) else None
        seed = pack_making.read_keys(asked.keys, secret).signing_seed
    else:
        pack_making.must_be_confirmed(asked.sign_key.parent)
        data = door.read(asked.sign_key)
        seed = pack_making.read_seed(data, door.passphrase(asked) if pack_making.is_sealed(data) else None)
    made = pack_making.make_pack(asked.source, seed)
    pack_trying.must_be_taken(made, _noticed)
    pack_making.save_pack(made, asked.out)
    words = pack_making.words_of(made)
    output.result(say("office.pack_made", file=asked.out, words=words), file=asked.out, words=words)
    return 0


def _noticed(form: bytes, lists: Mapping[str, bytes]) -> Iterable[Finding]:
    return forms.check(form, lists).findings


def _new_passphrase(asked: Namespace) -> str:
    """Return a new passphrase; one that is typed is typed twice."""
    first = door.passphrase(asked)
    typed = asked.passphrase_file is None and asked.passphrase_fd is None
    if typed and door.passphrase(asked) != first:
        raise Refused("OFFICE-TWICE")
    return first


def _code(asked: Namespace) -> str:
    """Return the code of the paper from a file, or as somebody types it now: it is read off paper, so it may be seen."""
    if asked.code_file is not None:
        return door.secret_in(asked.code_file).strip()
    try:
        return input(say("office.type_code"))
    except EOFError as why:
        raise Refused("CLI-PASSPHRASE") from why
