"""From one answer to one number: missing, not applicable and invalid are three things."""

import math
import re

from civicdesk.records.scores import NOT_APPLICABLE, ItemAnswer, Key, ScaleItem

ANSWERED = "answered"
MISSING = "missing"
NOT_RELEVANT = "na"
NOT_A_NUMBER = "invalid:not_a_number"
NOT_A_CHOICE = "invalid:not_a_choice"
OUT_OF_RANGE = "invalid:out_of_range"

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")  # ASCII digits only: `float` alone would take others, and words such as "nan"
_FARTHEST = 1e15  # whole numbers stay exact up to here, and no sum of answers can run out of range


def read(key: Key, item: ScaleItem, answer: ItemAnswer) -> tuple[float | None, str]:
    """Turn an answer into its number as coded, before reversing.

    Args:
        key: gives the codes for missing and not applicable, and the scores of choices.
        item: gives the range; an item without one takes any number.
        answer: as stored; None and empty text are missing.

    Returns:
        The number and `answered`; or None and `missing`, `na` or `invalid:<reason>`. An answer outside the range is never
        moved into it.
    """
    text = as_text(answer)
    standing = _coded(key, item.item, text)
    if standing:
        return None, standing
    scores = key.choice_scores.get(item.item)
    if scores is not None and text in scores:
        return _within(item, scores[text])
    number = as_number(answer)
    if number is None:
        return None, NOT_A_NUMBER
    if scores is not None or (item.integer and not number.is_integer()):
        return None, NOT_A_CHOICE
    return _within(item, number)


def as_text(answer: ItemAnswer) -> str:
    """Return the answer as a form would write it, empty for none; whole numbers without a point, so that codes match."""
    if answer is None:
        return ""
    if isinstance(answer, str):
        return answer.strip()
    if isinstance(answer, float) and answer.is_integer():
        return f"{answer:.0f}"
    return str(answer)


def as_number(answer: ItemAnswer) -> float | None:
    """Return the number that an answer is, None if it is none; true is 1, false is 0."""
    if isinstance(answer, str):
        text = answer.strip()
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
    elif answer is None:
        return None
    else:
        try:
            number = float(answer)
        except OverflowError:
            return None
    return number if math.isfinite(number) else None


def _coded(key: Key, item: str, text: str) -> str:
    if not text or text in key.missing_codes or text in key.choice_missing.get(item, ()):
        return MISSING
    if text == NOT_APPLICABLE or text in key.na_codes or text in key.choice_na.get(item, ()):
        return NOT_RELEVANT
    return ""


def _within(item: ScaleItem, number: float) -> tuple[float | None, str]:
    low = -_FARTHEST if item.low is None else item.low
    high = _FARTHEST if item.high is None else item.high
    return (number, ANSWERED) if low <= number <= high else (None, OUT_OF_RANGE)
