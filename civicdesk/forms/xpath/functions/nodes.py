"""Functions of nodes, repeats and lists."""

import math
from typing import Final

from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.arguments import Argument, Function, Run, RunNodes, RunNumber
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, text_number

_MODULUS: Final = 2_147_483_647
_FACTOR: Final = 16_807


def _count(args: tuple[Argument, ...]) -> Run:
    nodes = args[0].nodes
    return lambda scope: float(len(nodes(scope)))


def _count_non_empty(args: tuple[Argument, ...]) -> Run:
    nodes = args[0].nodes
    return lambda scope: float(sum(1 for node in nodes(scope) if node.text()))


def _position(args: tuple[Argument, ...]) -> Run:
    if not args:
        return lambda scope: float(scope.position)
    nodes = args[0].nodes

    def run(scope: Scope) -> Value:
        found = nodes(scope)
        return float(found[0].place()) if found else math.nan

    return run


def _last(_args: tuple[Argument, ...]) -> Run:
    return lambda scope: float(scope.size)


def _current(_args: tuple[Argument, ...]) -> Run:
    return lambda scope: [scope.current]


def _instance(args: tuple[Argument, ...]) -> Run:
    name = args[0].text

    def run(scope: Scope) -> Value:
        found = scope.around.instances.get(name(scope))
        return [] if found is None else [found]

    return run


def _name(args: tuple[Argument, ...]) -> Run:
    nodes: RunNodes = args[0].nodes if args else lambda scope: [scope.node]

    def run(scope: Scope) -> Value:
        found = nodes(scope)
        return found[0].name.removeprefix("@") if found else ""

    return run


def _randomize(args: tuple[Argument, ...]) -> Run:
    nodes, seed = args[0].nodes, args[1].text if len(args) == 2 else None

    def run(scope: Scope) -> Value:
        found = list(nodes(scope))
        start = int(scope.around.chance() * _MODULUS) if seed is None else _seed(seed(scope))
        return shuffled(found, start)

    return run


def _seed(text: str) -> int:
    """Return the whole number of a seed; blank is 0, a text that is no number is made one from its letters."""
    number = text_number(text)
    if math.isfinite(number):
        return int(number)
    return sum(ord(letter) * 31 ** (place % 12) for place, letter in enumerate(text))


def shuffled(found: list[Node], seed: int) -> list[Node]:
    """Shuffle as ODK does: Fisher and Yates' exchange with Park and Miller's minimal standard generator (FORMS.md section 6)."""
    state = int(math.fmod(seed, _MODULUS))
    if state <= 0:
        state += _MODULUS - 1
    mixed = list(found)
    for place in range(len(mixed)):
        state = state * _FACTOR % _MODULUS
        other = math.floor((state - 1) / (_MODULUS - 1) * (place + 1))
        mixed[place], mixed[other] = mixed[other], mixed[place]
    return mixed


def _indexed_repeat(args: tuple[Argument, ...]) -> Run:
    """Return a target inside chosen instances: (target, repeat, index, repeat, index ...)."""
    pairs = tuple((args[place], args[place + 1].number) for place in range(1, len(args) - 1, 2))
    target = args[0].plain_path
    repeats = [repeat.plain_path for repeat, _ in pairs]
    if target and all(path and target[: len(path)] == path for path in repeats):
        chosen = {len(path) - 1: index for path, (_, index) in zip(repeats, pairs, strict=True) if path}
        return _indexed_walk(target, chosen)
    return _indexed_filter(args[0].nodes, tuple((repeat.nodes, index) for repeat, index in pairs))


def _indexed_walk(target: tuple[str, ...], chosen: dict[int, RunNumber]) -> Run:
    def run(scope: Scope) -> Value:
        found = [scope.around.document]
        for depth, name in enumerate(target):
            found = [kid for node in found for kid in node.kids.get(name, ())]
            if depth in chosen:
                found = _pick(found, chosen[depth](scope))
        return found

    return run


def _indexed_filter(target: RunNodes, pairs: tuple[tuple[RunNodes, RunNumber], ...]) -> Run:
    def run(scope: Scope) -> Value:
        inside: Node | None = None
        for repeats, index in pairs:
            found = [node for node in repeats(scope) if inside is None or _lies_in(node, inside)]
            picked = _pick(found, index(scope))
            if not picked:
                return []
            inside = picked[0]
        return [node for node in target(scope) if inside is None or _lies_in(node, inside)]

    return run


def _pick(found: list[Node], number: float) -> list[Node]:
    if not math.isfinite(number) or not 1 <= number <= len(found):
        return []
    return [found[int(number) - 1]]


def _lies_in(node: Node | None, above: Node) -> bool:
    while node is not None:
        if node is above:
            return True
        node = node.parent
    return False


FUNCTIONS: Final[dict[str, Function]] = {
    "count": Function(_count, 1, 1),
    "count-non-empty": Function(_count_non_empty, 1, 1),
    "position": Function(_position, 0, 1),
    "last": Function(_last, 0, 0),
    "current": Function(_current, 0, 0),
    "instance": Function(_instance, 1, 1),
    "name": Function(_name, 0, 1),
    "local-name": Function(_name, 0, 1),
    "randomize": Function(_randomize, 1, 2),
    "indexed-repeat": Function(_indexed_repeat, 3, 7),
}
