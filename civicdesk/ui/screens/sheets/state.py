"""What the screen of many sheets shows: whose they are, where they are, and how far the work is."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.ui.widgets.sheets_wanted import Wanted, Way

OPEN, WAITS, ON_PAPER, HANDED_OVER, DESTROYED = "open", "waits", "on_paper", "handed_over", "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetShown(Wanted):
    """One sheet: whose, in which form, and where it is."""

    name: str
    language: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetsState:
    """The sheets of a session, or without one those that wait for a printer."""

    session: str = ""
    place: str = ""
    day: str = ""
    """As it stands in names of files."""
    sheets: tuple[SheetShown, ...] = ()
    printers: tuple[str, ...] = ()
    way: Way | None = None
    """What is under way."""
    done: int = 0
    of: int = 0
    told: str = ""
    left: tuple[tuple[str, str], ...] = ()
    """(card, why) of sheets that could not be made."""
    problem: str = ""
    loading: bool = True

    @property
    def to_print(self) -> tuple[SheetShown, ...]:
        """Return the sheets that are not on paper yet; all of them if every one is."""
        return tuple(each for each in self.sheets if each.standing in {OPEN, WAITS}) or self.sheets

    @property
    def all_printed(self) -> bool:
        """Tell whether every sheet was on paper once."""
        return bool(self.sheets) and not any(each.standing in {OPEN, WAITS} for each in self.sheets)


def standing_of(*, waits: bool, handed_over: bool, destroyed: bool, on_paper: bool) -> str:
    """Return the one word for where a sheet is: what happened last counts most."""
    if waits:
        return WAITS
    if destroyed:
        return DESTROYED
    if handed_over:
        return HANDED_OVER
    return ON_PAPER if on_paper else OPEN


_WREN = SheetShown(submission="s1", card="0001", name="Wren Fictional", mode="standard", language="en", standing=OPEN)
_ASH = SheetShown(submission="s2", card="0002", name="", mode="large", language="pl", standing=WAITS)
_SKY = SheetShown(submission="s3", card="0003", name="Sky Invented", mode="easy", language="en", standing=HANDED_OVER)
_READY = SheetsState(
    session="a",
    place="Placeholder Hall",
    day="2026-08-04",
    sheets=(_WREN, _ASH, _SKY),
    printers=("Office printer", "Kitchen printer"),
    loading=False,
)

EXAMPLES: Mapping[str, SheetsState] = {
    "loading": SheetsState(),
    "empty": SheetsState(session="a", place="Placeholder Hall", loading=False),
    "sheets": _READY,
    "no printer": SheetsState(session="a", place="Placeholder Hall", sheets=(_WREN, _ASH), loading=False),
    "printing": SheetsState(
        session="a",
        place="Placeholder Hall",
        sheets=_READY.sheets,
        printers=("Office printer",),
        way=Way.PRINT,
        done=1,
        of=2,
        loading=False,
    ),
    "printed": SheetsState(
        session="a",
        place="Placeholder Hall",
        sheets=(_SKY,),
        printers=("Office printer",),
        told="3 sheets were sent to the printer.",
        loading=False,
    ),
    "some left": SheetsState(
        session="a",
        place="Placeholder Hall",
        sheets=_READY.sheets,
        printers=("Office printer",),
        told="2 sheets were sent to the printer.",
        left=(("0002", "This sheet holds a character that our fonts do not have. Nothing was printed. (SHEET-GLYPH)"),),
        loading=False,
    ),
    "printer stopped": SheetsState(
        session="a",
        place="Placeholder Hall",
        sheets=_READY.sheets,
        printers=("Office printer",),
        problem="The printer did not answer. The sheet is kept. Try again, or save it as a PDF.",
        loading=False,
    ),
    "waiting": SheetsState(sheets=(_ASH,), printers=("Office printer",), loading=False),
    "waiting without a printer": SheetsState(sheets=(_ASH,), loading=False),
    "nothing waits": SheetsState(loading=False),
}
