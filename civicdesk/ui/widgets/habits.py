"""How a worker likes to answer: number keys, going on by itself, how much of a form on one page.

They are kept in the workspace, per user (`workflows.preferences`), handed over when somebody unlocks, and end with the process.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.records.pages import PageSize

OFF, SHORT_PAUSE, AT_ONCE = "off", "350", "0"
_YES, _NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What a worker has chosen. `auto_advance` is `off`, or the pause in milliseconds: `350` or `0`."""

    number_keys: bool = True
    auto_advance: str = OFF
    page_size: PageSize = PageSize.QUESTION


_now = Habits()


def current() -> Habits:
    """Return the habits in use."""
    return _now


def choose(habits: Habits) -> Habits:
    """Use other habits from here on."""
    global _now  # noqa: PLW0603 - one process serves one worker; handing it through the frame would be the frame's business
    _now = habits
    return habits


def from_words(kept: Mapping[str, str]) -> Habits:
    """Read habits as they are kept; what is missing or unknown is as usual."""
    usual = Habits()
    pause = kept.get("auto_advance", usual.auto_advance)
    size = kept.get("page_size", usual.page_size)
    return Habits(
        number_keys=kept.get("number_keys", _YES) != _NO,
        auto_advance=pause if pause in {OFF, SHORT_PAUSE, AT_ONCE} else usual.auto_advance,
        page_size=PageSize(size) if size in set(PageSize) else usual.page_size,
    )


def to_words(habits: Habits) -> Mapping[str, str]:
    """Return habits as they are kept."""
    return {
        "number_keys": _YES if habits.number_keys else _NO,
        "auto_advance": habits.auto_advance,
        "page_size": habits.page_size.value,
    }
