"""What links a person over laptops, where a project does that."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPerson:
    """What link codes are made of for one person; none of it leaves."""

    code: str
    name: str
    """As registered: the first word counts as given name, the last of several as family name."""
    sex: str
    birth_date: date
