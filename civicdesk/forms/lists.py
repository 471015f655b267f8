"""Lists that come with a form: instances written in it, and csv, xml and geojson attachments."""

import csv
import io
import json
from collections.abc import Iterator, Mapping

from civicdesk.errors import Refused
from civicdesk.forms import limits, parse
from civicdesk.forms.parse import Element
from civicdesk.forms.tree import Node


def read_lists(instances: list[Element], attachments: Mapping[str, bytes]) -> tuple[dict[str, Node], tuple[str, ...]]:
    """Return each list by its name, and the names of attachments that are missing: their lists are empty.

    Raises:
        Refused: FORM-LIMIT for an attachment that is too large, FORM-MEDIA-DAMAGED for one that cannot be read.
    """
    found: dict[str, Node] = {}
    missing: list[str] = []
    for element in instances:
        name = element.get("id") or ""
        source = element.get("src") or ""
        top = Node(name, None)
        if not source:
            for _, kid in parse.elements(element):
                _grow(kid, top)
        elif source.startswith("jr://instance"):
            pass
        elif _file(source) in attachments:
            _read_attachment(_file(source), attachments[_file(source)], top)
        else:
            missing.append(_file(source))
        found[str(name)] = top
    return found, tuple(missing)


def _file(source: str | bytes) -> str:
    return str(source).rpartition("/")[2]


def _grow(element: Element, parent: Node) -> None:
    """Hang an element and all below it under a node."""
    name = parse.local(element)
    node = Node(name, parent, element.text or "" if not len(element) else "")
    parent.adopt(name).append(node)
    for key, value in element.attrib.items():
        bare = f"@{parse.bare(key)}"
        node.adopt(bare).append(Node(bare, node, str(value)))
    for _, kid in parse.elements(element):
        _grow(kid, node)


def _read_attachment(name: str, data: bytes, top: Node) -> None:
    if len(data) > limits.ATTACHMENT_BYTES:
        raise limits.over("attachment", limits.ATTACHMENT_BYTES, len(data))
    ending = name.rpartition(".")[2].lower()
    if ending == "xml":
        _grow(parse.read(data), top)
    elif ending in {"geojson", "json"}:
        _read_geojson(name, data, top)
    else:
        _read_csv(name, data, top)


class _Items:
    """The rows of one list, counted while they grow."""

    def __init__(self, top: Node) -> None:
        self._root = Node("root", top)
        top.adopt("root").append(self._root)
        self._items = self._root.adopt("item")
        self._cells = 0

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row.

        Raises:
            Refused: FORM-LIMIT.
        """
        item = Node("item", self._root)
        item.kids = {name: [Node(name, item, value)] for name, value in cells.items()}
        self._items.append(item)
        self._cells += len(cells)
        if len(self._items) > limits.ATTACHMENT_ROWS:
            raise limits.over("rows", limits.ATTACHMENT_ROWS, len(self._items))
        if self._cells > limits.ATTACHMENT_CELLS:
            raise limits.over("cells_listed", limits.ATTACHMENT_CELLS, self._cells)


def _read_csv(name: str, data: bytes, top: Node) -> None:
    items = _Items(top)
    for _, cells in rows(name, data):
        items.add(cells)


def rows(name: str, data: bytes) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Give each row of a list in CSV that is not empty, with its number: the header is row 1.

    Raises:
        Refused: FORM-MEDIA-DAMAGED.
    """
    header = data.partition(b"\n")[0]
    separator = ";" if header.count(b";") > header.count(b",") else ","
    try:
        table = csv.reader(_lines(name, data, separator), delimiter=separator)
        columns = [column.strip() for column in next(table, [])]
        for number, row in enumerate(table, start=2):
            if any(row):
                padded = [*row, *[""] * (len(columns) - len(row))]
                yield number, {column: cell for column, cell in zip(columns, padded, strict=False) if column}
    except (UnicodeDecodeError, csv.Error) as why:
        raise Refused("FORM-MEDIA-DAMAGED", file=name) from why


def _lines(name: str, data: bytes, separator: str) -> Iterator[str]:
    """Give line after line; one with more cells than any list has would fill the memory."""
    for line in io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline=""):
        if line.count(separator) > limits.ATTACHMENT_COLUMNS or "\0" in line:
            raise Refused("FORM-MEDIA-DAMAGED", file=name)
        yield line


def _read_geojson(name: str, data: bytes, top: Node) -> None:
    values = sum(map(data.count, (b"{", b"[", b",")))
    if values > limits.GEOJSON_VALUES:
        raise limits.over("values", limits.GEOJSON_VALUES, values)
    items = _Items(top)
    try:
        features = json.loads(data, object_pairs_hook=_once, parse_constant=_no_number)["features"]
        for feature in features:
            cells = {str(key): _cell(value) for key, value in (feature.get("properties") or {}).items()}
            if "id" in feature:
                cells.setdefault("id", _cell(feature["id"]))
            items.add({"geometry": _geometry(feature.get("geometry") or {}), **cells})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as why:
        raise Refused("FORM-MEDIA-DAMAGED", file=name) from why


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _no_number(name: str) -> object:
    raise ValueError(name)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value)


def _geometry(geometry: Mapping[str, object]) -> str:
    """Write a GeoJSON geometry as ODK does: `lat lon 0 0`, points joined by `;`."""
    kind, places = geometry.get("type"), geometry.get("coordinates")
    if kind == "Polygon" and isinstance(places, list) and places:
        places = places[0]
    if kind == "Point":
        places = [places]
    if not isinstance(places, list):
        return ""
    return ";".join(f"{place[1]} {place[0]} 0 0" for place in places if isinstance(place, list) and len(place) >= 2)
