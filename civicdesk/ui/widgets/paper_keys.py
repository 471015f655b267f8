"""What fingers type from a paper form, read by the way the question is answered."""

from collections.abc import Sequence
from datetime import date

from civicdesk.records.keying import KeyingItem
from civicdesk.records.paper_forms import PaperChoice, Way
from civicdesk.ui.widgets.typed import read_date, read_decimal, read_time, read_whole, tidy

DAY_DIGITS = 8
"""Day, month and year without anything between them, as the boxes on the paper have them."""
TICKED = "OK"


def at_once(item: KeyingItem, typed: str) -> str | None:
    """Return the value that keys mean without Enter: a choice whose key is whole and begins no other; None for anything else."""
    if item.way not in {Way.TICK_ONE, Way.STEPS}:
        return None
    keys = {choice.key: choice.value for choice in item.choices} or {"1": TICKED}
    begins = [key for key in keys if key.startswith(typed)]
    return keys[typed] if begins == [typed] else None


def fits(item: KeyingItem, typed: str) -> bool:
    """Tell whether keys may still become the key of a choice; whatever is typed in words may."""
    if item.way not in {Way.TICK_ONE, Way.STEPS}:
        return True
    return any(key.startswith(typed) for key in [choice.key for choice in item.choices] or ["1"])


def read(item: KeyingItem, typed: str, today: date, offset: str = "") -> str | None:
    """Return what was typed as it is written to the form, None if it cannot be read.

    Args:
        item: the question.
        typed: not empty.
        today: two-digit years never lie behind it.
        offset: of the clock here, as in `+02:00`, for questions that take a date with a time.
    """
    text = tidy(typed)
    if item.way is Way.TICK_ONE or (item.way in {Way.STEPS, Way.CODE} and item.choices):
        return _choice(item, text)
    if item.way in {Way.TICK_MANY, Way.ORDER}:
        return _choices(item.choices, text) if item.way is Way.TICK_MANY else _order(item.choices, text)
    if item.way in {Way.DATE, Way.TIME, Way.MOMENT}:
        return {Way.DATE: _day(text, today), Way.TIME: _clock(text, offset), Way.MOMENT: _moment(text, today, offset)}[item.way]
    if item.way in {Way.WHOLE, Way.DECIMAL}:
        return read_whole(text) if item.way is Way.WHOLE else read_decimal(text)
    return text


def _choice(item: KeyingItem, text: str) -> str | None:
    keys = {choice.key: choice.value for choice in item.choices if choice.key} or {"1": TICKED}
    if text in keys:
        return keys[text]
    wanted = text.casefold()
    for found in (
        [choice.value for choice in item.choices if choice.value.casefold() == wanted or choice.label.casefold() == wanted],
        [choice.value for choice in item.choices if choice.label.casefold().startswith(wanted)],
        [choice.value for choice in item.choices if wanted in choice.label.casefold()],
    ):
        if len(found) == 1:
            return found[0]
    return None


def _choices(choices: Sequence[PaperChoice], text: str) -> str | None:
    """Read the keys of several choices, with or without blanks between them."""
    keys = {choice.key: choice.value for choice in choices}
    wide = max((len(key) for key in keys), default=1)
    same = all(len(key) == wide for key in keys)
    parts = [part for word in text.replace(",", " ").split() for part in (_cut(word, wide) if same else [word])]
    chosen = list(dict.fromkeys(keys[part] for part in parts if part in keys))
    return " ".join(chosen) if chosen and all(part in keys for part in parts) else None


def _order(choices: Sequence[PaperChoice], text: str) -> str | None:
    """Read the numbers in the boxes from top to bottom; 0 stands for an empty box."""
    words = text.replace(",", " ").split()
    numbers = words if len(words) > 1 else _cut("".join(words), len(str(len(choices))))
    if len(numbers) != len(choices) or not all(number.isascii() and number.isdigit() for number in numbers):
        return None
    placed = sorted((int(number), choice.value) for number, choice in zip(numbers, choices, strict=True) if int(number))
    return " ".join(value for _, value in placed) if [place for place, _ in placed] == list(range(1, len(placed) + 1)) else None


def _cut(word: str, wide: int) -> list[str]:
    return [word[start : start + wide] for start in range(0, len(word), wide)]


def _day(text: str, today: date) -> str | None:
    if len(text) == DAY_DIGITS and text.isascii() and text.isdigit():
        text = f"{text[:2]}.{text[2:4]}.{text[4:]}"
    found = read_date(text, today)
    return found.isoformat() if found else None


def _clock(text: str, offset: str) -> str | None:
    found = read_time(text)
    return f"{found:%H:%M}:00.000{offset}" if found else None


def _moment(text: str, today: date, offset: str) -> str | None:
    if len(text) == DAY_DIGITS + 4 and text.isascii() and text.isdigit():
        text = f"{text[:DAY_DIGITS]} {text[DAY_DIGITS:]}"
    day, _, clock = text.rpartition(" ")
    first, second = _day(day, today), _clock(clock, offset)
    return f"{first}T{second}" if first and second else None
