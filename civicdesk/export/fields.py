"""Reading the fields of a JSON object that came from outside, each with its type; what is wrong is told by file and field."""

from collections.abc import Mapping
from datetime import date

from civicdesk.errors import Refused


class Fields:
    """One JSON object of a named file. Each question either returns a value of its type or refuses with PACK-FIELD."""

    def __init__(self, file: str, value: object) -> None:
        if not isinstance(value, dict):
            raise Refused("PACK-FIELD", file=file, field="")
        self.file = file
        self._value: Mapping[str, object] = value

    def has(self, name: str) -> bool:
        """Tell whether there is such a field: for those that older files do not have."""
        return name in self._value

    def text(self, name: str) -> str:
        """Return a text."""
        value = self._value.get(name)
        if not isinstance(value, str):
            raise self._wrong(name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._value.get(name)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong(name)
        return tuple(value)

    def number(self, name: str) -> int:
        """Return a whole number, 0 or more."""
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._wrong(name)
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a list of whole numbers, each 0 or more."""
        value = self._value.get(name)
        if not isinstance(value, list):
            raise self._wrong(name)
        return tuple(Fields(self.file, {name: one}).number(name) for one in value)

    def number_or_none(self, name: str) -> int | None:
        """Return a whole number, 0 or more, or None."""
        return None if self._value.get(name) is None else self.number(name)

    def share_or_none(self, name: str) -> float | None:
        """Return a number from 0 to 1, or None."""
        value = self._value.get(name)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self._wrong(name)
        return float(value)

    def flag(self, name: str) -> bool:
        """Return a yes or no."""
        value = self._value.get(name)
        if not isinstance(value, bool):
            raise self._wrong(name)
        return value

    def day(self, name: str) -> date:
        """Return a date, written `2026-11-21`."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as why:
            raise self._wrong(name) from why

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """Return a text out of a closed list."""
        value = self.text(name)
        if value not in allowed:
            raise self._wrong(name)
        return value

    def table(self, name: str) -> Mapping[str, object]:
        """Return an object."""
        value = self._value.get(name)
        if not isinstance(value, dict):
            raise self._wrong(name)
        return value

    def tables(self, name: str) -> tuple[Mapping[str, object], ...]:
        """Return a list of objects."""
        value = self._value.get(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong(name)
        return tuple(value)

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return a list of lists of texts, none of them empty."""
        value = self._value.get(name)
        if not isinstance(value, list | tuple) or not all(value):
            raise self._wrong(name)
        return tuple(Fields(self.file, {name: list(one) if isinstance(one, tuple) else one}).texts(name) for one in value)

    def inner(self, name: str) -> tuple["Fields", ...]:
        """Return a list of objects, each to be read as this one is."""
        return tuple(Fields(self.file, one) for one in self.tables(name))

    def _wrong(self, name: str) -> Refused:
        return Refused("PACK-FIELD", file=self.file, field=name)
