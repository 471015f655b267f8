"""`civicdesk listing`, `introduce` and `connection`: who wants to take part, who says yes to whom, and what came of a place."""

from argparse import Namespace, _SubParsersAction
from collections.abc import Callable
from datetime import date
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.i18n import say
from civicdesk.records.connecting import Act, ConnectionState, IntroductionId, MetOutcome, Referral, Visible
from civicdesk.records.consent import Mode
from civicdesk.records.ids import EntryId
from civicdesk.workflows import connections, introductions, listings, people
from civicdesk.workflows.connections import Came, Said, Wanted
from civicdesk.workflows.introductions import Waiting
from civicdesk.workflows.kit import Tools
from civicdesk.workflows.listings import NewListing

Command = Callable[[Namespace, Tools, Output], int]


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the words of these three groups."""
    listing = _group(words, "listing")
    keep = _word(listing, "keep", _keep, card=True)
    keep.add_argument("--alias", required=True, metavar="NAME", help=say("connecting.help.alias"))
    for name in ("offers", "wants"):
        keep.add_argument(f"--{name}", action="append", default=[], metavar="TOPIC", help=say(f"connecting.help.{name}"))
    for name in ("zone", "route"):
        keep.add_argument(f"--{name}", default="", help=say(f"connecting.help.{name}"))
    keep.add_argument("--only", default="", choices=["women", "men"], help=say("connecting.help.only"))
    keep.add_argument("--visible", default="team", choices=[each.value for each in Visible], help=say("connecting.help.visible"))
    keep.add_argument("--alias-used", action="store_true", help=say("connecting.help.alias_used"))
    keep.add_argument("--paper", action="store_true", help=say("cli.help.consent_paper"))
    for name, command in (("show", _show), ("renew", _renew), ("withdraw", _withdraw)):
        _word(listing, name, command, card=True)
    avoid = _word(listing, "avoid", _avoid, card=True)
    avoid.add_argument("--other-card", default="", metavar="CARD", help=say("connecting.help.other_card"))
    avoid.add_argument("--entry", metavar="ID", help=say("connecting.help.entry"))
    _word(listing, "expiring", _expiring)
    _introduce(_group(words, "introduce"))
    _connection(_group(words, "connection"))


def _introduce(group: Any) -> None:
    _word(group, "suggest", _suggest, card=True)
    begin = _word(group, "begin", _begin, card=True)
    begin.add_argument("--somebody", required=True, metavar="ID", help=say("connecting.help.somebody"))
    _word(group, "waiting", _waiting)
    act = _word(group, "say", _act)
    act.add_argument("introduction", metavar="ID", help=say("connecting.help.introduction"))
    act.add_argument("act", choices=[each.value for each in Act], help=say("connecting.help.act"))
    act.add_argument("--outcome", default="not known", choices=[each.value for each in MetOutcome], help=say("connecting.help.outcome"))
    contacts = _word(group, "contacts", _contacts)
    contacts.add_argument("introduction", metavar="ID", help=say("connecting.help.introduction"))


def _connection(group: Any) -> None:
    note = _word(group, "note", _note, card=True)
    note.add_argument("entry", metavar="ENTRY-ID", help=say("connecting.help.entry"))
    note.add_argument("state", choices=[each.value for each in ConnectionState], help=say("connecting.help.state"))
    note.add_argument("--how", default="", help=say("connecting.help.how"))
    note.add_argument("--referral", choices=[each.value for each in Referral], help=say("connecting.help.referral"))
    note.add_argument("--on", type=date.fromisoformat, metavar="DAY", help=say("connecting.help.on"))
    _word(group, "list", _list, card=True)
    _word(group, "due", _due)
    missing = _word(group, "nothing-fits", _nothing_fits)
    missing.add_argument("topic", nargs="+", metavar="TOPIC", help=say("connecting.help.wants"))
    missing.add_argument("--zone", default="", help=say("connecting.help.zone"))
    wanted = _word(group, "wanted", _wanted)
    wanted.add_argument("--outside", action="store_true", help=say("connecting.help.outside"))


def _group(words: Any, name: str) -> Any:
    return words.add_parser(name, help=say(f"connecting.help.{name}")).add_subparsers(dest="word", required=True, metavar="WORD")


def _word(group: Any, name: str, command: Command, *, card: bool = False) -> Any:
    parser = group.add_parser(name, help=say(f"connecting.help.word.{command.__name__[1:]}"))
    door.add_arguments(parser)
    if card:
        parser.add_argument("--card", required=True, help=say("cli.help.person_card"))
    parser.set_defaults(command=command)
    return parser


def _keep(asked: Namespace, tools: Tools, output: Output) -> int:
    new = NewListing(
        alias=asked.alias,
        offers=tuple(asked.offers),
        wants=tuple(asked.wants),
        zone=asked.zone,
        route=asked.route,
        only=asked.only,
        visible=Visible(asked.visible),
        alias_used=asked.alias_used,
        method=Mode.PAPER if asked.paper else Mode.SPOKEN,
    )
    with door.opened(asked, tools) as kit:
        made = listings.keep(kit, people.by_card(kit, asked.card), new).value
    output.result(say("connecting.said.listed", day=made.expires_on), card=asked.card, until=made.expires_on)
    return 0


def _show(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        page = listings.page(kit, people.by_card(kit, asked.card))
    found = page.listing
    told = say(f"connecting.standing.{page.standing}", day=found.expires_on if found else "")
    facts = {"alias": found.alias, "offers": found.offers, "wants": found.wants, "zone": found.zone} if found else {}
    output.result(told, card=asked.card, standing=page.standing, avoided=len(page.avoided), **facts)
    return 0


def _renew(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        made = listings.renew(kit, people.by_card(kit, asked.card)).value
    output.result(say("connecting.said.listed", day=made.expires_on), card=asked.card, until=made.expires_on)
    return 0


def _withdraw(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        gone = listings.withdraw(kit, people.by_card(kit, asked.card)).value
    output.result(say("connecting.said.unlisted"), card=asked.card, was_listed=gone)
    return 0


def _avoid(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        other = people.by_card(kit, asked.other_card) if asked.other_card else None
        entry = EntryId(asked.entry) if asked.entry else None
        listings.avoid(kit, people.by_card(kit, asked.card), other=other, entry=entry)
    output.result(say("connecting.said.avoided"), card=asked.card)
    return 0


def _expiring(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = listings.expiring(kit)
    output.table([{"card": each.card, "run out": each.expired} for each in found], empty=say("connecting.said.nobody_expires"))
    return 0


def _suggest(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = introductions.suggest(kit, people.by_card(kit, asked.card))
    output.table([{"id": each.key, "who": each.words} for each in found], empty=say("connecting.said.nobody"))
    return 0


def _begin(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        made = introductions.draft(kit, people.by_card(kit, asked.card), asked.somebody).value
    output.result(say("connecting.said.begun", id=made.id), id=made.id, stage=made.stage.value)
    return 0


def _waiting(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        introductions.settle(kit)
        found = introductions.waiting(kit)
    output.table([_waiting_row(each) for each in found], empty=say("connecting.said.none_waiting"))
    return 0


def _waiting_row(each: Waiting) -> dict[str, object]:
    acts = tuple(act.value for act in each.acts)
    return {"id": each.id, "card": each.card, "hears": each.words, "stage": each.stage.value, "acts": acts, "days left": each.days_left}


def _act(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        stage = introductions.act(kit, IntroductionId(asked.introduction), Act(asked.act), MetOutcome(asked.outcome)).value
    output.result(say(f"connecting.stage.{stage.value}"), id=asked.introduction, stage=stage.value)
    return 0


def _contacts(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = introductions.contacts(kit, IntroductionId(asked.introduction))
    output.table([{"tell card": each.card, "about": each.alias, "reach them": each.route} for each in found], empty="")
    return 0


def _note(asked: Namespace, tools: Tools, output: Output) -> int:
    said = Said(
        state=ConnectionState(asked.state),
        how=asked.how,
        referral=Referral(asked.referral) if asked.referral else None,
        day=asked.on,
    )
    with door.opened(asked, tools) as kit:
        kept = connections.note(kit, people.by_card(kit, asked.card), EntryId(asked.entry), said).value
    output.result(say("connecting.said.noted"), card=asked.card, entry=kept.entry, state=kept.state.value, words=len(kept.steps))
    return 0


def _list(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = connections.of_person(kit, people.by_card(kit, asked.card))
    output.table([_came_row(each) for each in found], empty=say("connecting.said.no_places"))
    return 0


def _due(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = connections.due(kit)
    output.table([{"card": each.card, **_came_row(each)} for each in found], empty=say("connecting.said.none_due"))
    return 0


def _came_row(each: Came) -> dict[str, object]:
    return {
        "entry": each.entry,
        "name": each.name,
        "came of it": each.came,
        "how": each.connection.steps[-1].how,
        "ask at weeks": each.weeks,
    }


def _nothing_fits(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        count = connections.nothing_fits(kit, asked.topic, asked.zone).value
    output.result(say("connecting.said.missing", count=count), kept=count)
    return 0


def _wanted(asked: Namespace, tools: Tools, output: Output) -> int:
    with door.opened(asked, tools) as kit:
        found = connections.wanted(kit, connections.OUTSIDE if asked.outside else connections.ROOM)
    output.table([_wanted_row(each) for each in found], empty=say("connecting.said.nothing_wanted"))
    return 0


def _wanted_row(each: Wanted) -> dict[str, object]:
    fewer = say("connecting.count.fewer", least=each.least)
    return {"topic": each.topic, "people": fewer if each.people is None else each.people, "in the directory": each.entries}
