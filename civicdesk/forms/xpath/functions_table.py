"""All functions of the language by name."""

from typing import Final

from civicdesk.forms.xpath.arguments import Function
from civicdesk.forms.xpath.functions import choices, dates, logic, nodes, number, places, text

_ALL: Final[dict[str, Function]] = {
    **text.FUNCTIONS,
    **logic.FUNCTIONS,
    **number.FUNCTIONS,
    **nodes.FUNCTIONS,
    **dates.FUNCTIONS,
    **choices.FUNCTIONS,
    **places.FUNCTIONS,
}


def find(name: str) -> Function | None:
    """Return a function, None if the language has none of that name."""
    return _ALL.get(name)
