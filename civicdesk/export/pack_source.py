"""The source of a project pack: `pack.toml` as a coordinator writes it, and what lies beside it, as one pack. A word nobody knows is told."""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import PurePath

from civicdesk.errors import Refused
from civicdesk.export import hierarchies
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import DELIVERY_KINDS, DeliveryPlace, ExportSettings, Laptop, Pack, Quasi, ReleaseRole

FILE = "pack.toml"
Table = Mapping[str, object]
_TOP = frozenset({"project", "export", "delivery", "statements"})
_PROJECT = frozenset({
    *("id", "name", "version", "practice", "recovery", "contact", "crisis_lines", "places", "districts"),
    *("coordinator", "instruments", "lists", "directory"),
})  # fmt: skip
_EXPORT = frozenset({
    *("short_code", "recipient", "recipient_class", "agreement", "review_date", "age_recipients", "centre_sign_keys", "hierarchies"),
    *("k", "l", "t", "min_people", "population", "population_source", "two_person", "one_person_reason", "sensitive", "time"),
    *("text", "tables", "table_least", "table_columns", "linkage", "max_bundle", "quasi", "roles"),
})  # fmt: skip
_QUASI, _STATEMENT = frozenset({"column", "hierarchy", "floor"}), frozenset({"language", "version", "text", "purposes", "linkage"})
_PURPOSE = frozenset({"purpose", "sentence"})
_SIZE = re.compile(r"([1-9][0-9]{0,5}) (KiB|MiB)")
_BYTES = {"KiB": 1024, "MiB": 1024 * 1024}


def pack_from(source: Table, read: Callable[[str], bytes | None], laptops: tuple[Laptop, ...]) -> Pack:
    """Return the pack that a source describes, not signed yet.

    Args:
        source: `pack.toml`, read as TOML.
        read: returns a file by its path from the folder of `pack.toml`, None if there is none.
        laptops: those that are enrolled, and those that were and are not any more.

    Raises:
        KeyError, TypeError, ValueError: something is missing, of another type, or nothing that anybody knows; the text names it.
        Refused: PACK-HIERARCHY-LEAF: a district has no line in its hierarchy.
    """
    _known(source, _TOP, FILE)
    project, export = _table(source, "project"), _table(source, "export")
    _known(project, _PROJECT, "[project]")
    _known(export, _EXPORT, "[export]")
    made = Pack(
        project=ProjectId(_text(project, "id")),
        name=_text(project, "name"),
        version=_number(project["version"]),
        practice=_yes_or_no(project.get("practice", False)),
        recovery=_yes_or_no(project["recovery"]),
        contact=_text(project, "contact"),
        crisis_lines=_texts(project["crisis_lines"]),
        places=_texts(project["places"]),
        districts=_texts(project["districts"]),
        statements=tuple(_statement(each) for each in _rows(source["statements"])),
        instruments=_files(read, _texts(project["instruments"]), ".xlsx"),
        lists=_files(read, _texts(project.get("lists", []))),
        directory=_file(read, str(project["directory"])) if project.get("directory") else b"",
        hierarchies={name: _hierarchy(read, name) for name in _texts(export["hierarchies"])},
        export=_export(project, export, laptops),
        coordinator=str(project.get("coordinator", "")),
        delivery=_delivery(_table(source, "delivery")) if "delivery" in source else None,
    )
    _check_districts(made)
    return made


def load(data: bytes) -> Table:
    """Read `pack.toml`. Raises ValueError: it is not UTF-8 or not TOML; the text says where."""
    return tomllib.loads(data.decode("utf-8"))


def project_of(data: bytes) -> str:
    """Return the id of the project that a `pack.toml` is about. Raises KeyError, TypeError, ValueError."""
    return _text(_table(load(data), "project"), "id")


def _check_districts(pack: Pack) -> None:
    """Every district that is offered when a person is added has its line: else nobody from there could ever be released."""
    for quasi in pack.export.quasi:
        if quasi.column == "district" and quasi.hierarchy in pack.hierarchies:
            name = f"hierarchies/{quasi.hierarchy}.csv"
            data = pack.hierarchies[quasi.hierarchy]
            if lost := hierarchies.missing(hierarchies.read(name, data), pack.districts):
                raise Refused("PACK-HIERARCHY-LEAF", file=name, line=len(hierarchies.table(name, data)) + 1, leaf=", ".join(lost))


def _export(project: Table, export: Table, laptops: tuple[Laptop, ...]) -> ExportSettings:
    population = export.get("population")
    later = {name: of(export[name]) for name, of in _LATER.items() if name in export}
    return ExportSettings(
        project=ProjectId(_text(project, "id")),
        short_code=_text(export, "short_code"),
        pack_version=_number(project["version"]),
        recipient=_text(export, "recipient"),
        recipient_class=_text(export, "recipient_class"),
        agreement=_text(export, "agreement"),
        review_date=date.fromisoformat(_text(export, "review_date")),
        age_recipients=_texts(export["age_recipients"]),
        laptops=laptops,
        k=_number(export["k"]),
        l=_number(export["l"]),
        min_people=_number(export["min_people"]),
        population=None if population is None else _number(population),
        population_source=str(export.get("population_source", "")),
        quasi=tuple(map(_quasi, _rows(export["quasi"]))),
        sensitive=_texts(export.get("sensitive", [])),
        roles={name: ReleaseRole(str(role)) for name, role in _table(export, "roles").items()} if "roles" in export else {},
        practice=_yes_or_no(project.get("practice", False)),
        **later,  # type: ignore[arg-type]  # each is read by the function of its own field
    )


def _quasi(told: Table) -> Quasi:
    _known(told, _QUASI, "[[export.quasi]]")
    return Quasi(column=_text(told, "column"), hierarchy=_text(told, "hierarchy"), floor=_number(told["floor"]))


def _delivery(told: Table) -> DeliveryPlace:
    names = ("kind", "address", "user", "host_key", "region")
    _known(told, frozenset(names), "[delivery]")
    place = DeliveryPlace(**{name: str(told.get(name, "")) for name in names})
    if place.kind not in DELIVERY_KINDS:
        raise ValueError("kind")
    return place


def _statement(source: Table) -> Table:
    _known(source, _STATEMENT, "[[statements]]")
    for each in _rows(source["purposes"]):
        _known(each, _PURPOSE, "[[statements.purposes]]")
    purposes = [[_text(each, "purpose"), _text(each, "sentence")] for each in _rows(source["purposes"])]
    words = {name: _text(source, name) for name in ("language", "version", "text", "linkage") if name != "linkage" or name in source}
    return {**words, "purposes": purposes}


def _hierarchy(read: Callable[[str], bytes | None], name: str) -> bytes:
    """Return a hierarchy by its name: a file beside the pack, else one that is shipped."""
    own = read(f"hierarchies/{name}.csv")
    return hierarchies.shipped(name) if own is None else own


def _file(read: Callable[[str], bytes | None], name: str) -> bytes:
    found = read(name)
    if found is None:
        raise ValueError(f"{name}: there is no such file")
    return found


def _files(read: Callable[[str], bytes | None], paths: tuple[str, ...], ending: str = "") -> dict[str, bytes]:
    """Return files by their names alone: two of one name could not both be in a pack."""
    found: dict[str, bytes] = {}
    for path in paths:
        name = PurePath(path).name
        if name in found:
            raise ValueError(f"{name}: two files of this name")
        if not name.endswith(ending):
            raise ValueError(f"{name}: a name that ends in {ending} was expected")
        found[name] = _file(read, path)
    return found


def _known(found: Table, names: frozenset[str], where: str) -> None:
    if others := sorted(set(found) - names):
        raise ValueError(f"{where}: {', '.join(others)}")


def _table(source: Table, name: str) -> Table:
    found = source[name]
    if not isinstance(found, dict):
        raise TypeError(name)
    return found


def _rows(found: object) -> list[dict[str, object]]:
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise TypeError("a list of tables was expected")
    return found


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError("a list of texts was expected")
    return tuple(str(each) for each in found)


def _columns(found: object) -> tuple[tuple[str, ...], ...]:
    if not isinstance(found, list):
        raise TypeError("a list of lists was expected")
    return tuple(map(_texts, found))


def _text(source: Table, name: str) -> str:
    return str(source[name])


def _number(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(f"a whole number was expected, not {found!r}")
    return found


def _share(found: object) -> float:
    if not isinstance(found, int | float) or isinstance(found, bool) or not 0 <= found <= 1:
        raise TypeError(f"a number from 0 to 1 was expected, not {found!r}")
    return float(found)


def _size(found: object) -> int:
    """Read a size such as `7 MiB`, in bytes."""
    said = _SIZE.fullmatch(str(found))
    if said is None:
        raise TypeError(f'a size such as "7 MiB" was expected, not {found!r}')
    return int(said[1]) * _BYTES[said[2]]


def _yes_or_no(found: object) -> bool:
    if not isinstance(found, bool):
        raise TypeError(f"true or false was expected, not {found!r}")
    return found


_LATER: Mapping[str, Callable[[object], object]] = {
    "centre_sign_keys": _texts,
    "t": _share,
    "time": str,
    "two_person": _yes_or_no,
    "one_person_reason": str,
    "text": _yes_or_no,
    "tables": str,
    "table_least": _number,
    "table_columns": _columns,
    "linkage": str,
    "max_bundle": _size,
}
"""How each field of `[export]` is read that may be left out; what holds then stands in `ExportSettings`."""
