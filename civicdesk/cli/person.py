"""`civicdesk person`: add somebody, list people, look at one, and keep their consent."""

from argparse import Namespace, _SubParsersAction
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.consent import Choice, Mode, Purpose
from civicdesk.records.ids import SessionId
from civicdesk.workflows import consent, people
from civicdesk.workflows.kit import Tools

by_card = people.by_card


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of this group."""
    group = words.add_parser("person", help=say("cli.help.group.person")).add_subparsers(dest="word", required=True, metavar="WORD")
    add = group.add_parser("add", help=say("cli.help.person_add"))
    door.add_arguments(add)
    for name in ("card", "name", "sex", "ethnicity", "district"):
        add.add_argument(f"--{name}", default="", help=say(f"cli.help.person_{name}"))
    add.add_argument("--birth-year", type=int, help=say("cli.help.person_birth_year"))
    add.add_argument("--session", help=say("cli.help.session_id"))
    add.set_defaults(command=_add)
    listing = group.add_parser("list", help=say("cli.help.person_list"))
    door.add_arguments(listing)
    listing.add_argument("text", nargs="?", default="", help=say("cli.help.person_text"))
    listing.set_defaults(command=_list)
    agree = group.add_parser("consent", help=say("cli.help.person_consent"))
    door.add_arguments(agree)
    agree.add_argument("--card", required=True, help=say("cli.help.person_card"))
    agree.add_argument("--yes", action="append", default=[], choices=[each.value for each in Purpose], help=say("cli.help.consent_yes"))
    agree.add_argument("--session", help=say("cli.help.session_id"))
    agree.add_argument("--paper", action="store_true", help=say("cli.help.consent_paper"))
    agree.set_defaults(command=_consent)
    _add_withdraw(group)


def _add_withdraw(group: Any) -> None:
    withdraw = group.add_parser("withdraw", help=say("cli.help.person_withdraw"))
    door.add_arguments(withdraw)
    withdraw.add_argument("--card", required=True, help=say("cli.help.person_card"))
    purposes = [each.value for each in Purpose]
    withdraw.add_argument("--purpose", action="append", required=True, choices=purposes, help=say("cli.help.withdraw_purpose"))
    withdraw.set_defaults(command=_withdraw)


def _add(asked: Namespace, tools: Tools, output: Output) -> int:
    new = people.NewPerson(
        name=asked.name,
        card=asked.card,
        birth_year=asked.birth_year,
        sex=asked.sex,
        ethnicity=asked.ethnicity,
        district=asked.district,
    )
    with door.opened(asked, tools) as kit:
        made = people.add(kit, new, SessionId(asked.session) if asked.session else None).value
    output.result(say("cli.person_added", card=made.card), id=made.id, card=made.card)
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = people.find(kit, asked.text)
    rows = [
        {
            "card": each.card,
            "name": each.name,
            "agreed to": tuple(purpose.value for purpose, said in each.consent.choices if said is Choice.YES),
        }
        for each in found
    ]
    output.table(rows, empty=say("cli.person_none"))
    return 0


def _consent(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        statement = consent.statement(kit)
        choices = {purpose: Choice.YES if purpose.value in asked.yes else Choice.NO for purpose, _ in statement.purposes}
        given = consent.Given(
            person=by_card(kit, asked.card),
            session=SessionId(asked.session) if asked.session else None,
            statement=statement,
            choices=choices,
            mode=Mode.PAPER if asked.paper else Mode.SPOKEN,
        )
        consent.record(kit, given)
    output.result(say("cli.consent_kept", card=asked.card), card=asked.card, yes=asked.yes)
    return 0


def _withdraw(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        taken = {Purpose(each): Choice.NO for each in asked.purpose}
        given = consent.Given(person=by_card(kit, asked.card), session=None, statement=consent.statement(kit), choices=taken)
        consent.withdraw(kit, given)
    output.result(say("cli.consent_withdrawn", card=asked.card), card=asked.card, withdrawn=asked.purpose)
    return 0
