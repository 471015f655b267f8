"""How paper for everybody says an entry of the directory: name, one line, when, where, telephone, cost, access, and when that was confirmed.

Entries stay in their own language; on paper in another one each piece is marked with its own.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from civicdesk.feedback.blocks import Beside, Block, Parted, Side, Stack, Words
from civicdesk.feedback.building import Builder, unbroken
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import Look, Type, look_of, looks
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import prints, tidy
from civicdesk.feedback.wording import capital, day, sentence
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry, EntryKind
from civicdesk.records.sheets import SheetMode

OWN = "en"
"""Language in which the entries of the directory are written."""
CHECK_FROM = 12
"""Months since it was confirmed, from which on paper says that it was not."""
_SIGNS = frozenset({"So", "Sk", "Sm", "Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories of signs that are left out where no font has them."""
_SAID = ("hearing_loop", "interpreter", "child_welcome", "drink_drug_free", "alcohol_present", "needs_car")
"""Facts that are said where they are known to be so."""
_CONFIRMED = 0.42
"""Share of the width for the day on which an entry was confirmed."""
_LARGE_LABEL = 0.19
"""Share of the width for labels in large print."""
_SIZES = (14, 13, 12, 11)
"""Of the letters of a leaflet, in points, the best first."""
_STEP_FREE = "fact.step_free"
_STEPS = "step"
"""An entry whose own words on access hold this has said all about steps."""
_BESIDE = {"phone": "cost"}
"""What stands on one line: both are short."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an entry: the key of its label, what the entry says in its own language, and what we say of it in ours."""

    label: str
    own: str = ""
    ours: str = ""


def facts_of(language: str, entry: Entry) -> Iterator[Fact]:
    """Yield what is said of an entry, in order; what is not known is to be asked on the telephone."""
    if entry.facts.closes is not None:
        yield Fact("closes", ours=day(language, entry.facts.closes))
    else:
        yield Fact("when", entry.when, "" if entry.when else _said(language, "ring_first"))
    yield _where(language, entry)
    if entry.phone:
        yield Fact("phone", entry.phone)
    if entry.kind is not EntryKind.FUNDING:
        paid = {True: "free", False: "paid", None: "ring_first"}[entry.facts.free]
        cost = "" if _says(entry.cost, paid) else entry.cost
        yield Fact("cost", cost, "" if cost else _said(language, paid))
        access = "" if entry.facts.step_free and _says(entry.access, _STEP_FREE) else entry.access
        yield Fact("access", access, _said(language, *_access(entry, access)))
    who = tuple(_who(entry))
    if who:
        yield Fact("who", ours=_said(language, *who, youngest=entry.facts.youngest, oldest=entry.facts.oldest))


def _said(language: str, *keys: str, **facts: object) -> str:
    *before, last = ("", *(capital(say_in(language, f"leaflet.{key}", **facts)) for key in keys))
    return " ".join([*(sentence(said) for said in before if said), last])


def _where(language: str, entry: Entry) -> Fact:
    if entry.address and entry.address_public:
        return Fact("where", entry.address)
    if entry.facts.online:
        return Fact("where", ours=_said(language, "online"))
    return Fact("where", ours=_said(language, "by_phone" if entry.phone else "ask_where"))


def _says(own: str, key: str) -> bool:
    """Tell whether an entry's own words are just what we would say: then our words are used, which other languages have too."""
    return own.casefold().rstrip(".") == say_in(OWN, f"leaflet.{key}").casefold()


def _access(entry: Entry, own: str) -> Iterator[str]:
    """Yield what is known; steps, or that they are not known, are always said, where somebody has to go there."""
    facts = entry.facts
    steps = {True: _STEP_FREE, False: "fact.steps", None: "fact.step_free_unknown"}[facts.step_free]
    told = _STEPS in own.casefold() or (facts.online and facts.step_free is None)
    if not told:
        yield steps
    yield from (f"fact.{name}" for name in _SAID if getattr(facts, name))


def _who(entry: Entry) -> Iterator[str]:
    facts = entry.facts
    if facts.women_or_men_only in {"women", "men"}:
        yield f"fact.{facts.women_or_men_only}"
    if facts.youngest is not None or facts.oldest is not None:
        yield "fact.to_age" if facts.youngest is None else "fact.from_age" if facts.oldest is None else "fact.ages"
    if facts.abstinence_required:
        yield "fact.abstinence_required"
    if facts.referral == "professional":
        yield "fact.professional"
    if facts.capacity in {"waiting", "full"}:
        yield f"fact.{facts.capacity}"
    if facts.applicants in {("group",), ("individual",)}:
        yield f"fact.{facts.applicants[0]}"


def confirmed(language: str, entry: Entry, today: date) -> str:
    """Return when an entry was confirmed, or that it was not for a long time."""
    if entry.missing_since is not None:
        return say_in(language, "leaflet.gone")
    when = entry.assured_date
    months = 0 if when is None else (today.year - when.year) * 12 + today.month - when.month - (today.day < when.day)
    if when is None or months >= CHECK_FROM:
        return say_in(language, "leaflet.long_ago", count=months)
    return say_in(language, "leaflet.confirmed", date=day(language, when))


def printable(text: str, language: str) -> str:
    """Return a text that can be printed: signs that no font has are left out, and for letters that no font has stands a word that says so."""
    if text.isascii():
        return text
    runs = groupby(tidy(text), key=prints)
    instead = say_in(language, "leaflet.unread")
    said = (
        "".join(run) if shown else f" {instead} " if any(unicodedata.category(sign) not in _SIGNS for sign in run) else " "
        for shown, run in ((shown, tuple(run)) for shown, run in runs)
    )
    return tidy("".join(said))


def entry_looks(language: str, *, large: bool) -> tuple[Look, ...]:
    """Return the looks of leaflets, best first."""
    return looks(SheetMode.LARGE, language) if large else tuple(look_of(size, language) for size in _SIZES)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBuilder(Builder):
    """Sets entries of the directory; what is built of them a kind of paper says itself."""

    today: date
    label: float = 0.16
    """Share of the width for what a line is about."""
    shown: frozenset[str] = frozenset()
    """Which facts are said; empty for all."""
    beside: bool = True
    """Whether the day on which an entry was confirmed stands beside its name; else it stands below."""

    def say(self, key: str, **facts: object) -> str:
        """Return words of a leaflet in the paper's language."""
        return say_in(self.language, f"leaflet.{key}", **facts)

    def entry(self, around: Node, entry: Entry, level: str, *, first: bool = False) -> Block:
        """Return one entry as a piece that is not cut, its name a heading of a level; a fine line parts it from the one before."""
        node = around.add("Sect")
        blocks: list[Block] = [self._name(node.add(level, language=self._mark), node, entry)]
        if entry.description:
            blocks.append(self._own(node.add("P", language=self._mark), capital(entry.description), self.look.body))
        blocks.extend(self._rows(node, entry))
        if self._below:
            blocks.append(Words(node.add("P"), self._small, (Run(confirmed(self.language, entry, self.today)),)))
        whole = Stack(blocks, above=self.look.section * 0.6, whole=True)
        return whole if first else Parted(whole, above=self.look.section * 1.2)

    @property
    def _below(self) -> bool:
        return self.look.flows or not self.beside

    @property
    def _mark(self) -> str:
        """Return the language of an entry's own words where that is not the paper's."""
        return "" if self.language == OWN else OWN

    def _name(self, heading: Node, node: Node, entry: Entry) -> Block:
        """Set the name, with the day on which all was confirmed beside it."""
        look = self.look
        name = self._own(heading, entry.name, replace(look.strong, size=look.body.size * 1.06))
        if self._below:
            return name
        said = Words(node.add("P"), replace(self._small, right=True), (Run(confirmed(self.language, entry, self.today)),))
        return Beside((Side(1 - _CONFIRMED, name), Side(_CONFIRMED, said)), 8.0, keep=True)

    @property
    def _small(self) -> Type:
        """Return the type of labels: smaller, on the same lines as the words beside them."""
        small = self.look.small
        return small if self.look.flows else replace(small, size=round(small.size * 0.86, 2))

    def _rows(self, node: Node, entry: Entry) -> Iterator[Block]:
        """Set a line for each fact, or for two short ones."""
        told = [fact for fact in facts_of(self.language, entry) if fact.own or fact.ours]
        shown = [fact for fact in told if not self.shown or fact.label in self.shown]
        while shown:
            fact = shown.pop(0)
            if not self.look.flows and shown and _BESIDE.get(fact.label) == shown[0].label:
                half, label = 0.5, 2 * self.label
                sides = (Side(half, self._row(node, fact, label)), Side(1 - half, self._row(node, shown.pop(0), label * 0.6)))
                yield Beside(sides, 0.0)
            else:
                yield self._row(node, fact, max(self.label, _LARGE_LABEL) if self.look.flows else self.label)

    def _row(self, node: Node, fact: Fact, label: float) -> Block:
        """Set a label and what it is about."""
        row = node.add("P")
        words = Words(row.add("Span"), self._small, (Run(self.say(fact.label)),))
        value = Stack(list(self._value(row, fact)))
        return Beside((Side(label, words), Side(1 - label, value)), 6.0)

    def _value(self, row: Node, fact: Fact) -> Iterable[Block]:
        """Set what a fact says: the entry's words and ours in one paragraph, or each in its own where their languages differ."""
        type_ = self.look.strong if fact.label == "phone" else self.look.body
        own, ours = capital(printable(fact.own, self.language)), fact.ours
        own = unbroken(own) if fact.label == "phone" else own
        if not self._mark:
            yield Words(row.add("Span"), type_, (Run(". ".join(part for part in (own.rstrip("."), ours) if part)),))
            return
        if own:
            yield Words(row.add("Span", language=OWN), type_, (Run(self.apart(own)),))
        if ours:
            yield Words(row.add("Span"), type_, (Run(ours),))

    def _own(self, node: Node, text: str, type_: Type) -> Words:
        """Set words of the entry."""
        return Words(node, type_, (Run(self.apart(printable(text, self.language))),))
