"""Functions of texts."""

import base64
import hashlib
import math
import re
from functools import lru_cache
from typing import Any, Final

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.arguments import MANY, Argument, Function, Run, RunNumber, scoped, texts
from civicdesk.forms.xpath.parser import Call, Literal, Term
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, to_text


def _members(values: list[Value]) -> list[str]:
    """Return the texts of values, nodes one by one."""
    found: list[str] = []
    for value in values:
        if isinstance(value, list):
            found += [node.text() for node in value]
        else:
            found.append(to_text(value))
    return found


def _concat(args: tuple[Argument, ...]) -> Run:
    runs = tuple(arg.value for arg in args)
    return lambda scope: "".join(_members([run(scope) for run in runs]))


def _join(args: tuple[Argument, ...]) -> Run:
    between, runs = args[0].text, tuple(arg.value for arg in args[1:])
    return lambda scope: between(scope).join(_members([run(scope) for run in runs]))


def _string(args: tuple[Argument, ...]) -> Run:
    return args[0].text if args else lambda scope: scope.node.text()


def _string_length(args: tuple[Argument, ...]) -> Run:
    run = args[0].text if args else _string(())
    return lambda scope: float(len(to_text(run(scope))))


def _normalize_space(args: tuple[Argument, ...]) -> Run:
    run = args[0].text if args else _string(())
    return lambda scope: " ".join(to_text(run(scope)).split())


def _substr(args: tuple[Argument, ...]) -> Run:
    text, start = args[0].text, args[1].number
    end = args[2].number if len(args) == 3 else None
    return lambda scope: text(scope)[slice(_whole(start, scope), _whole(end, scope) if end else None)]


def _whole(run: RunNumber, scope: Scope) -> int:
    number = run(scope)
    if math.isnan(number):
        return 0
    return math.floor(max(min(number, 1e9), -1e9))


def _substring(args: tuple[Argument, ...]) -> Run:
    text, start = args[0].text, args[1].number
    length = args[2].number if len(args) == 3 else None

    def run(scope: Scope) -> Value:
        first = _half_up(start(scope))
        end = math.inf if length is None else first + _half_up(length(scope))
        return "".join(letter for place, letter in enumerate(text(scope), 1) if first <= place < end)

    return run


def _half_up(number: float) -> float:
    return math.floor(number + 0.5) if math.isfinite(number) else number


def _translate(text: str, old: str, new: str) -> str:
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return text.translate(table)


def _before(text: str, mark: str) -> str:
    return text.partition(mark)[0] if mark in text and mark else ""


def _after(text: str, mark: str) -> str:
    return text if not mark else text.partition(mark)[2]


_BASE64 = re.compile(r"[A-Za-z0-9+/]*", re.ASCII)
_DIGESTS: Final = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(text: str, algorithm: str, encoding: str = "base64") -> str:
    """Hash a text; a name that is no algorithm or encoding gives nothing."""
    name = _DIGESTS.get(algorithm.upper())
    if name is None or encoding.lower() not in {"base64", "hex"}:
        return ""
    hashed = hashlib.new(name, text.encode(), usedforsecurity=False)
    return hashed.hexdigest() if encoding.lower() == "hex" else base64.b64encode(hashed.digest()).decode()


def _base64_decode(text: str) -> str:
    """Decode a text; padding may be left out, and bytes that are no letters become marks. What is no base64 gives nothing."""
    written = "".join(text.split())
    if len(written) % 4 == 0:
        written = written.removesuffix("=").removesuffix("=")
    if not _BASE64.fullmatch(written) or len(written) % 4 == 1:
        return ""
    return base64.b64decode(written + "=" * (-len(written) % 4)).decode(errors="replace")


def _uuid(scope: Scope, length: str = "") -> str:
    made = scope.around.uuid()
    return made.replace("-", "")[: int(length)] if length.isdecimal() else made


@lru_cache(maxsize=512)
def pattern(expression: str) -> Any | None:
    """Return a compiled RE2 pattern; None if RE2 cannot take it (look-around, back references)."""
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(expression, options)
    except re2.error:
        return None


def unreadable(term: Term) -> bool:
    """Tell whether a term asks for a pattern that RE2 cannot take."""
    if not isinstance(term, Call) or term.name != "regex" or len(term.args) != 2:
        return False
    written = term.args[1]
    return isinstance(written, Literal) and pattern(to_text(written.value)) is None


def _regex(text: str, expression: str) -> bool:
    """Match a whole text (F11) in linear time."""
    if len(text) > limits.REGEX_SUBJECT_CHARACTERS:
        raise Refused("FORM-LIMIT", what="regex", limit=limits.REGEX_SUBJECT_CHARACTERS, found=len(text))
    compiled = pattern(expression)
    return compiled is not None and compiled.fullmatch(text) is not None


def _pulldata(scope: Scope, instance: str, wanted: str, column: str, key: str) -> str:
    """Look one cell up in a list that came with the form."""
    around = scope.around
    named = (instance, "root", "item")
    rows = around.lists.get(named)
    if rows is None:
        top = around.instances.get(instance)
        rows = [] if top is None else [item for root in top.kids.get("root", ()) for item in root.kids.get("item", ())]
        around.keep(named, rows)
    for row in around.rows_by(rows, column).get(key, ()):
        cells: list[Node] = row.kids.get(wanted, [])
        return cells[0].text() if cells else ""
    return ""


FUNCTIONS: Final[dict[str, Function]] = {
    "string": Function(_string, 0, 1),
    "concat": Function(_concat, 0, MANY),
    "join": Function(_join, 1, MANY),
    "substr": Function(_substr, 2, 3),
    "substring": Function(_substring, 2, 3),
    "substring-before": texts(2, 2, _before),
    "substring-after": texts(2, 2, _after),
    "translate": texts(3, 3, _translate),
    "string-length": Function(_string_length, 0, 1),
    "normalize-space": Function(_normalize_space, 0, 1),
    "contains": texts(2, 2, lambda text, part: part in text),
    "starts-with": texts(2, 2, str.startswith),
    "ends-with": texts(2, 2, str.endswith),
    "extract-signed": texts(2, 2, lambda _signed, _key: ""),
    "uuid": scoped(0, 1, _uuid),
    "digest": texts(2, 3, _digest),
    "base64-decode": texts(1, 1, _base64_decode),
    "regex": texts(2, 2, _regex),
    "pulldata": scoped(4, 4, _pulldata),
}
