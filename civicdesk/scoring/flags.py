"""Answers that ask for a conversation."""

from collections.abc import Callable

from civicdesk.records.scores import Flag, ItemAnswer, Key, ScaleItem
from civicdesk.scoring.answers import ANSWERED, NOT_A_NUMBER, as_number, as_text, read

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def raised(key: Key, item: str, answer: ItemAnswer) -> tuple[Flag, ...]:
    """Return the flags that one answer raises, in the order of the workbook.

    They look at the number before reversing, or at the text, and need no score: an answer that is missing, not applicable or
    invalid raises none.
    """
    flags = tuple(flag for flag in key.flags if flag.item == item)
    if not flags:
        return ()
    keyed = next((part for scale in key.scales for part in scale.items if part.item == item), ScaleItem(item=item, integer=False))
    number, standing = read(key, keyed, answer)
    unscored = standing == NOT_A_NUMBER and item not in key.choice_scores
    if standing != ANSWERED and not unscored:
        return ()
    return tuple(flag for flag in flags if _fires(flag, number, as_text(answer)))


def _fires(flag: Flag, number: float | None, text: str) -> bool:
    bound = as_number(flag.value)
    if bound is not None and number is not None:
        return _COMPARE[flag.op](number, bound)
    if flag.op == "=":
        return text == flag.value
    return flag.op == "!=" and text != flag.value
