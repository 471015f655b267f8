"""Which words of a sheet differ by its form: Easy Read says the same in shorter sentences, one thought in each."""

from civicdesk.feedback.pictures import Picture
from civicdesk.feedback.wording import month
from civicdesk.i18n import say_in
from civicdesk.records.sheets import Sheet, SheetMode

_WORDS = {
    "yours": "easy.yours",
    "strengths.heading": "easy.strengths",
    "bars.heading": "easy.bars",
    "bars.key": "easy.key",
    "bars.lower": "easy.lower",
    "steps.heading": "easy.steps",
    "places.heading": "easy.places",
    "rights.heading": "easy.rights",
}
RIGHTS = (
    (Picture.TURN, "easy.change"),
    (Picture.EYE, "easy.see"),
    (Picture.BIN, "easy.delete"),
    (Picture.PENCIL, "easy.wrong"),
    (Picture.SPEECH, "easy.complain"),
)
"""What the person may do: one thought a line, each with its picture."""


def key_for(mode: SheetMode, key: str) -> str:
    """Return the key of the words that a mode says instead of the usual ones."""
    return _WORDS.get(key, key) if mode is SheetMode.EASY else key


def say_for(sheet: Sheet, key: str, **facts: object) -> str:
    """Return words of the sheet's catalogue in its language and form."""
    return say_in(sheet.language, f"sheet.{key_for(sheet.mode, key)}", **facts)


def bars_key(sheet: Sheet) -> str:
    """Return what is said above the bars about how to read them."""
    dates = [bar.earlier_date for bar in sheet.bars if bar.earlier is not None and bar.earlier_date is not None]
    if not dates or sheet.mode is SheetMode.EASY:
        return say_for(sheet, "bars.key")
    before = month(sheet.language, dates[0]).replace(" ", "\u00a0")
    return f"{say_for(sheet, 'bars.key')} {say_for(sheet, 'bars.key_earlier', date=before)}"


def says_prorated(sheet: Sheet) -> bool:
    """Tell whether the star below the bars is explained; in Easy Read each sentence says it itself."""
    return sheet.mode is not SheetMode.EASY and any(bar.prorated for bar in sheet.bars)
