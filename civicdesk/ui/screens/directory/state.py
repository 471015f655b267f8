"""What the directory shows: what is looked for, what was found, one entry, and the steps of adding, putting right, taking in and giving on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from civicdesk.ui.widgets.directory_wishes import ANYTHING, USUAL, Ask, ColumnShown, Intake, ListWish, Narrow, PaperWish, Side


class Part(StrEnum):
    """What is listed."""

    FIND = "find"
    CHECK = "check"
    SUGGESTED = "suggested"
    MONEY = "money"
    SAME = "same"
    LISTS = "lists"


OF_COORDINATORS = frozenset({Part.SAME, Part.LISTS})


class Step(StrEnum):
    """Where somebody stands."""

    LIST = "list"
    ENTRY = "entry"
    CHANGE = "change"
    ADD = "add"
    CLOSE = "close"
    PAIR = "pair"
    PAPER = "paper"
    FILE = "file"
    LOOK = "look"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One line of a list; what its cells say is named by the columns of the part."""

    entry: str
    """Id of the entry; of two that may be the same, both."""
    name: str
    when: str = ""
    where: str = ""
    confirmed: str = ""
    """When it was confirmed, or why it should be looked at, in words."""
    ticked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One list from outside."""

    name: str
    why: str
    can_fetch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One entry: its facts as (label, words), and its fields as (name, text) for putting right."""

    entry: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    stale: str = ""
    """What to know before somebody believes it."""
    asks: tuple[Ask, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    """What was changed here, and who looked, as (day, words)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryState:
    """The directory as it stands."""

    part: Part = Part.FIND
    step: Step = Step.LIST
    ready: bool = False
    text: str = ""
    narrow: Narrow = ANYTHING
    opened: bool = False
    """The panel of filters is open."""
    topics: tuple[tuple[str, str], ...] = ()
    lines: tuple[EntryLine, ...] = ()
    total: int = 0
    """Entries that were found; more than there are lines if the list was cut."""
    ticked: tuple[str, ...] = ()
    """For a paper, in their order."""
    lists: tuple[ListLine, ...] = ()
    may_edit: bool = True
    """A coordinator; everybody else finds, confirms, closes and suggests."""
    shown: EntryShown | None = None
    field: str = ""
    """Which field is put right."""
    sides: tuple[Side, ...] = ()
    paper: PaperWish = USUAL
    left_out: tuple[str, ...] = ()
    """Why entries are not on a paper, each with how many."""
    intake: Intake | None = None
    busy: bool = False
    told: str = ""
    problem: str = ""


_LINES = (
    EntryLine(entry="e1", name="Imaginary Recovery Choir", when="Thursdays 19:00", where="ZZ3", confirmed="20 October 2026"),
    EntryLine(
        entry="e2", name="Placeholder Allotment Group", when="Tuesdays 10 to 12", where="About 2 km away", confirmed="2 October 2026"
    ),
    EntryLine(entry="e3", name="Old Notreal Drop-in", when="Weekdays", where="ZZ1", confirmed="Over a year ago"),
)
_TOPICS = (("music", "Music"), ("walking", "Walking"))
_NARROW = Narrow(
    needs=frozenset({"free", "evening"}), topic="music", kind="group", day="TH", place="ZZ3", within="5", whom="women", age="30"
)
_CHOIR = EntryShown(
    entry="e1",
    name="Imaginary Recovery Choir",
    facts=(
        ("What happens", "Sing together. No notes needed."),
        ("Who runs it", "Imaginary Arts"),
        ("When", "Thursdays 19:00"),
        ("Where", "Notreal Chapel, Dummy Street, ZZ3"),
        ("Telephone", "01632 960104"),
        ("Cost", "Free"),
        ("Step-free", "Not known: ring first"),
        ("Topics", "music, peer support"),
        ("Confirmed", "20 October 2026"),
        ("From", "Our own list"),
    ),
    fields=(("name", "Imaginary Recovery Choir"), ("phone", "01632 960104"), ("when", "Thursdays 19:00")),
)
_ASKED = EntryShown(
    entry="e1",
    name="Imaginary Recovery Choir",
    facts=_CHOIR.facts[:3],
    fields=_CHOIR.fields,
    stale="Nobody has confirmed this for 14 months. Ring before somebody goes there.",
    asks=(
        Ask(
            key="phone",
            label="You put this right, and the list says something else by now: Telephone",
            why="Yours: 01632 960104. The list: 01632 960999.",
            acts=(("keep", "Keep yours"), ("take", "Take theirs")),
        ),
        Ask(
            key="s1",
            label="Suggested: When",
            why="Fridays 19:00, instead of Thursdays 19:00. Found out by telephone.",
            acts=(("approve", "Take it over"), ("decline", "Leave it as it is")),
        ),
        Ask(
            key="e1+e9",
            label="Maybe the same: Imaginary Choir",
            why="Both have one address.",
            acts=(("compare", "Put them beside each other"),),
        ),
    ),
    history=(
        ("4 August 2026", "Telephone: 01632 960104 instead of 01632 960111, by Sam"),
        ("1 July 2026", "By visit, by Kim: it is right"),
    ),
)
_SIDES = (
    Side(entry="e1", name="Imaginary Recovery Choir", facts=_CHOIR.facts[2:5]),
    Side(entry="e9", name="Imaginary Choir", facts=(("When", "Not known: ring first"), *_CHOIR.facts[3:5])),
)
_TABLE = Intake(
    file="town.csv",
    wish=ListWish(name="town", columns=(("Where", "address"),)),
    columns=(
        ColumnShown(column="Name", field="name", samples="Placeholder Hall, Invented Garden"),
        ColumnShown(column="Where", samples="Dummy Street 1"),
        ColumnShown(column="Colour"),
    ),
    targets=("name", "address", "postcode"),
)
_ARRIVAL = Intake(
    file="services.json",
    wish=ListWish(name="Town directory"),
    summary="2 are new, 1 changes, 40 are as before. 1 is no longer in the list: it is marked and kept. 1 cannot be taken. Nothing is kept yet.",
    changes=(("Placeholder Hall", "New"), ("Invented Garden", "New"), ("Old Notreal Drop-in", "Changed: When")),
    findings=(("services.json, record 7", "A service needs a name and an id. It was left out."),),
    can_take=True,
)

EXAMPLES: Mapping[str, DirectoryState] = {
    "loading": DirectoryState(),
    "empty": DirectoryState(ready=True),
    "empty, worker": DirectoryState(ready=True, may_edit=False),
    "found": DirectoryState(ready=True, lines=_LINES, total=3, ticked=("e1",)),
    "narrowed": DirectoryState(ready=True, text="cho", narrow=_NARROW, topics=_TOPICS, lines=_LINES[:1], total=1),
    "filters": DirectoryState(ready=True, text="cho", narrow=_NARROW, opened=True, topics=_TOPICS, lines=_LINES[:1], total=1),
    "no match": DirectoryState(ready=True, text="zebra"),
    "many": DirectoryState(ready=True, lines=_LINES * 30, total=1_480),
    "to check": DirectoryState(
        ready=True, part=Part.CHECK, lines=(replace(_LINES[2], confirmed="Not confirmed for over a year"),), total=1
    ),
    "all confirmed": DirectoryState(ready=True, part=Part.CHECK),
    "suggested": DirectoryState(
        ready=True,
        part=Part.SUGGESTED,
        lines=(EntryLine(entry="e1", name="Imaginary Recovery Choir", when="When", where="Fridays 19:00", confirmed="3 August 2026"),),
        total=1,
    ),
    "none suggested, worker": DirectoryState(ready=True, part=Part.SUGGESTED, may_edit=False),
    "maybe the same": DirectoryState(
        ready=True, part=Part.SAME, lines=(EntryLine(entry="e1+e9", name="Imaginary Recovery Choir", when="Imaginary Choir"),), total=1
    ),
    "none the same": DirectoryState(ready=True, part=Part.SAME),
    "money": DirectoryState(
        ready=True,
        part=Part.MONEY,
        lines=(EntryLine(entry="f1", name="Invented Spark", when="9 days left", where="Invented Trust", confirmed="13 August 2026"),),
        total=1,
    ),
    "no money": DirectoryState(ready=True, part=Part.MONEY),
    "lists": DirectoryState(
        ready=True, part=Part.LISTS, lists=(ListLine(name="Town directory", why="Licence: OGL v3. Read on 4 August 2026.", can_fetch=True),)
    ),
    "no lists": DirectoryState(ready=True, part=Part.LISTS),
    "entry": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR),
    "entry, worker": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR, may_edit=False),
    "entry that asks": DirectoryState(step=Step.ENTRY, ready=True, shown=_ASKED),
    "confirmed": DirectoryState(step=Step.ENTRY, ready=True, shown=_CHOIR, told="Kept: “Imaginary Recovery Choir” is right as of today."),
    "change": DirectoryState(step=Step.CHANGE, ready=True, shown=_CHOIR, field="phone"),
    "change, worker": DirectoryState(step=Step.CHANGE, ready=True, shown=_CHOIR, field="step_free", may_edit=False),
    "change, odd": DirectoryState(
        step=Step.CHANGE,
        ready=True,
        shown=_CHOIR,
        field="phone",
        problem="This cannot be kept as “phone”. Write digits and spaces only, or leave it empty. (DIRECTORY-VALUE)",
    ),
    "close": DirectoryState(step=Step.CLOSE, ready=True, shown=_CHOIR),
    "add": DirectoryState(step=Step.ADD, ready=True),
    "add, no name": DirectoryState(step=Step.ADD, ready=True, problem="Write the name of the place or group."),
    "pair": DirectoryState(step=Step.PAIR, ready=True, sides=_SIDES),
    "leaflet": DirectoryState(step=Step.PAPER, ready=True, ticked=("e1", "e2"), total=41, paper=PaperWish(ticked=True)),
    "booklet": DirectoryState(step=Step.PAPER, ready=True, total=41, paper=PaperWish(paper="booklet", fold=True)),
    "paper saved": DirectoryState(
        step=Step.PAPER, ready=True, total=41, left_out=("3 stay out: not open",), told="places.pdf lies in Documents. It holds 38 entries."
    ),
    "too many for a leaflet": DirectoryState(
        step=Step.PAPER,
        ready=True,
        total=41,
        problem="A leaflet has room for 12 entries and 41 were chosen. Choose fewer, or make a booklet. (LEAFLET-MANY)",
    ),
    "list from a file": DirectoryState(step=Step.FILE, ready=True, intake=Intake(file="services.json", wish=ListWish(name="services"))),
    "somebody's table": DirectoryState(step=Step.FILE, ready=True, intake=_TABLE),
    "our own table": DirectoryState(step=Step.FILE, ready=True, intake=Intake(file="ours.csv", ours=True)),
    "our own table, odd": DirectoryState(
        step=Step.FILE,
        ready=True,
        intake=Intake(file="ours.csv", ours=True, findings=(("Row 3, phone", "This does not look like a telephone number."),)),
        problem="The list has 1 error. Nothing was taken in. (DIRECTORY-ROWS)",
    ),
    "list by its address": DirectoryState(step=Step.ADDRESS, ready=True),
    "list without a licence": DirectoryState(
        step=Step.ADDRESS,
        ready=True,
        problem="Say under which licence the list may be used, and whose it is, before it is fetched. (DIR-LICENCE)",
    ),
    "what a list brings": DirectoryState(step=Step.LOOK, ready=True, intake=_ARRIVAL),
    "a list brings nothing": DirectoryState(
        step=Step.LOOK, ready=True, intake=Intake(file="services.json", summary="Nothing is new: 40 are as before.")
    ),
    "cannot": DirectoryState(ready=True, problem="Part of the file is damaged. Stop here, and restore a backup. (STORE-DAMAGED)"),
}
