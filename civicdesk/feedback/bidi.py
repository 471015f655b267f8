"""The order of letters on a line that runs from right to left, or both ways: the Unicode Bidirectional Algorithm.

Source: Unicode Standard Annex 9, revision 46 (Unicode 15.0); the names of its rules stand in brackets. The conformance files of the
Unicode Character Database decide whether it is right: `tests/conformance/test_bidi.py`.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LEFT_TO_RIGHT = 0
RIGHT_TO_LEFT = 1

_DEEPEST = 125
_MOST_OPEN_BRACKETS = 63
_STRONG = {"L": LEFT_TO_RIGHT, "R": RIGHT_TO_LEFT, "AL": RIGHT_TO_LEFT}
_ISOLATES = frozenset({"LRI", "RLI", "FSI"})
_EMBEDDINGS = {"LRE": (0, ""), "RLE": (1, ""), "LRO": (0, "L"), "RLO": (1, "R")}
_REMOVED = frozenset({*_EMBEDDINGS, "PDF", "BN"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "PDI", *_ISOLATES})
_LOOSE_AT_END = frozenset({"WS", "PDI", *_ISOLATES})
_AS_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
_PAIRS = (
    "()[]{}༺༻༼༽᚛᚜⁅⁆⁽⁾₍₎⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟅⟆⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐⦏⦎⦑⦒⦓⦔⦕⦖⦗⦘⧘⧙⧚⧛⧼⧽"
    "⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞（）［］｛｝｟｠｢｣"
)
_CLOSING = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_SAME_BRACKET = {"\u2329": "\u3008", "\u232a": "\u3009"}


def base_of(classes: Sequence[str]) -> int:
    """Return the direction of the first strong letter that is not inside an isolate, left to right if there is none [P2, P3]."""
    return _first_strong(classes, 0, len(classes), _matching(classes))


def levels_of(text: str, base: int) -> list[int | None]:
    """Return the embedding level of each character of a paragraph, None for characters that are never shown.

    Args:
        text: one paragraph, without its separator.
        base: `LEFT_TO_RIGHT` or `RIGHT_TO_LEFT`.
    """
    return levels_of_classes([unicodedata.bidirectional(character) or "L" for character in text], base, text)


def levels_of_classes(classes: Sequence[str], base: int, text: str = "") -> list[int | None]:
    """Return embedding levels for characters of which only the classes are known, or the text too, for its brackets."""
    partner = _matching(classes)
    levels, kinds = _explicit(classes, base, partner)
    kept = [place for place, kind in enumerate(classes) if kind not in _REMOVED]
    for sequence in list(_sequences(kept, levels, classes, partner, base)):
        _weak(sequence, kinds)
        _brackets(sequence, kinds, classes, text)
        _neutral(sequence, kinds)
        for place in sequence.places:  # [I1, I2]
            levels[place] += _raised(kinds[place], levels[place])
    found: list[int | None] = [None] * len(classes)
    for place in kept:
        found[place] = levels[place]
    return found


def settled(classes: Sequence[str], levels: Sequence[int | None], base: int) -> list[int | None]:
    """Return the levels of one line: separators, and blanks before them or at the end, run the way of the paragraph [L1]."""
    found = list(levels)
    loose = True
    for place in reversed(range(len(classes))):
        if classes[place] in {"B", "S"}:
            loose = True
        elif classes[place] not in _LOOSE_AT_END and classes[place] not in _REMOVED:
            loose = False
        if loose and found[place] is not None:
            found[place] = base
    return found


def visual_order(levels: Sequence[int | None]) -> list[int]:
    """Return the places of a line's characters (or runs) from left to right, those that are never shown left out [L2]."""
    shown = [(place, level) for place, level in enumerate(levels) if level is not None]
    order = list(range(len(shown)))
    for level in range(max((level for _, level in shown), default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and shown[order[end]][1] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = max(end, start + 1)
    return [shown[number][0] for number in order]


@dataclass(frozen=True, slots=True)
class _Sequence:
    """An isolating run sequence: places of its characters, and the directions at its two ends [X10]."""

    places: list[int]
    before: str
    after: str
    embedding: str
    """The direction of its own level."""


def _matching(classes: Sequence[str]) -> dict[int, int]:
    """Return for each isolate initiator the place of its end, if it has one [BD9]."""
    open_ones: list[int] = []
    found: dict[int, int] = {}
    for place, kind in enumerate(classes):
        if kind in _ISOLATES:
            open_ones.append(place)
        elif kind == "PDI" and open_ones:
            found[open_ones.pop()] = place
    return found


def _first_strong(classes: Sequence[str], start: int, end: int, partner: dict[int, int]) -> int:
    place = start
    while place < end:
        if classes[place] in _STRONG:
            return _STRONG[classes[place]]
        place = partner.get(place, end) if classes[place] in _ISOLATES else place + 1
    return LEFT_TO_RIGHT


class _Stack:
    """The directional status of the rules X1 to X8."""

    def __init__(self, base: int) -> None:
        self.entries = [(base, "", False)]
        self.too_many_isolates = self.too_many_embeddings = self.isolates = 0

    @property
    def level(self) -> int:
        return self.entries[-1][0]

    def seen_as(self, kind: str) -> str:
        return self.entries[-1][1] or kind

    def embed(self, direction: int, override: str) -> None:
        level = _next_level(self.level, direction)
        if level <= _DEEPEST and not self.too_many_isolates and not self.too_many_embeddings:
            self.entries.append((level, override, False))
        elif not self.too_many_isolates:
            self.too_many_embeddings += 1

    def isolate(self, direction: int) -> None:
        level = _next_level(self.level, direction)
        if level <= _DEEPEST and not self.too_many_isolates and not self.too_many_embeddings:
            self.isolates += 1
            self.entries.append((level, "", True))
        else:
            self.too_many_isolates += 1

    def end_isolate(self) -> None:
        if self.too_many_isolates:
            self.too_many_isolates -= 1
        elif self.isolates:
            self.too_many_embeddings = 0
            while not self.entries[-1][2]:
                self.entries.pop()
            self.entries.pop()
            self.isolates -= 1

    def end_embedding(self) -> None:
        if self.too_many_isolates:
            return
        if self.too_many_embeddings:
            self.too_many_embeddings -= 1
        elif not self.entries[-1][2] and len(self.entries) > 1:
            self.entries.pop()


def _next_level(level: int, direction: int) -> int:
    """Return the least level above one that runs in a direction."""
    return level + 1 + (level + 1 + direction) % 2


def _explicit(classes: Sequence[str], base: int, partner: dict[int, int]) -> tuple[list[int], list[str]]:
    """Return levels and classes after embeddings, overrides and isolates [X1 to X8]."""
    stack = _Stack(base)
    levels, kinds = [base] * len(classes), list(classes)
    for place, kind in enumerate(classes):
        if kind in _EMBEDDINGS:
            stack.embed(*_EMBEDDINGS[kind])
            continue
        if kind == "PDF":
            stack.end_embedding()
            continue
        if kind == "PDI":
            stack.end_isolate()
        if kind == "B":
            continue
        levels[place], kinds[place] = stack.level, stack.seen_as(kind)
        if kind in _ISOLATES:
            inner = _first_strong(classes, place + 1, partner.get(place, len(classes)), partner)
            stack.isolate({"LRI": LEFT_TO_RIGHT, "RLI": RIGHT_TO_LEFT}.get(kind, inner))
    return levels, kinds


def _sequences(kept: list[int], levels: list[int], classes: Sequence[str], partner: dict[int, int], base: int) -> Iterator[_Sequence]:
    runs: list[list[int]] = []
    for place in kept:
        if runs and levels[runs[-1][-1]] == levels[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    starting = {run[0]: run for run in runs}
    continued = set(partner.values())
    for run in runs:
        if classes[run[0]] == "PDI" and run[0] in continued:
            continue
        places = list(run)
        while classes[places[-1]] in _ISOLATES and places[-1] in partner:
            places += starting[partner[places[-1]]]
        level = levels[places[0]]
        first, last = bisect_left(kept, places[0]), bisect_left(kept, places[-1])
        before = levels[kept[first - 1]] if first else base
        open_ended = classes[places[-1]] in _ISOLATES or last + 1 == len(kept)
        after = base if open_ended else levels[kept[last + 1]]
        yield _Sequence(places, _direction(max(level, before)), _direction(max(level, after)), _direction(level))


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"


def _weak(sequence: _Sequence, kinds: list[str]) -> None:
    """Settle marks and numbers [W1 to W7]."""
    places = sequence.places
    _marks_and_strong(sequence, kinds)
    for place in places:  # [W3]
        kinds[place] = "R" if kinds[place] == "AL" else kinds[place]
    for one, two, three in zip(places, places[1:], places[2:], strict=False):  # [W4]
        same = kinds[one] == kinds[three]
        if same and (kinds[one], kinds[two]) in {("EN", "ES"), ("EN", "CS"), ("AN", "CS")}:
            kinds[two] = kinds[one]
    _terminators(places, kinds)
    strong = sequence.before
    for place in places:
        if kinds[place] in {"ES", "ET", "CS"}:  # [W6]
            kinds[place] = "ON"
        elif kinds[place] in {"L", "R"}:
            strong = kinds[place]
        elif kinds[place] == "EN" and strong == "L":  # [W7]
            kinds[place] = "L"


def _marks_and_strong(sequence: _Sequence, kinds: list[str]) -> None:
    """Let marks be as what they stand on, and numbers after Arabic letters be Arabic numbers [W1, W2]."""
    before = strong = sequence.before
    for place in sequence.places:
        if kinds[place] == "NSM":
            kinds[place] = "ON" if before in _ISOLATES or before == "PDI" else before
        before = kinds[place]
        if before in {"L", "R", "AL"}:
            strong = before
        elif before == "EN" and strong == "AL":
            kinds[place] = "AN"


def _terminators(places: list[int], kinds: list[str]) -> None:
    """Let signs beside a number, as of money, go with it [W5]."""
    for start, stop in _stretches(places, kinds, frozenset({"ET"})):
        touches = (start and kinds[places[start - 1]] == "EN") or (stop < len(places) and kinds[places[stop]] == "EN")
        if touches:
            for place in places[start:stop]:
                kinds[place] = "EN"


def _stretches(places: list[int], kinds: list[str], wanted: frozenset[str]) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(places):
        stop = start
        while stop < len(places) and kinds[places[stop]] in wanted:
            stop += 1
        if stop > start:
            yield start, stop
        start = max(stop, start + 1)


def _brackets(sequence: _Sequence, kinds: list[str], classes: Sequence[str], text: str) -> None:
    """Let both brackets of a pair run the way of what is in them [N0]."""
    if not text:
        return
    places = sequence.places
    for opening, closing in _bracket_pairs(places, kinds, text):
        inside = {_AS_STRONG.get(kinds[place], "") for place in places[opening + 1 : closing]}
        direction = sequence.embedding if sequence.embedding in inside else ""
        if not direction and inside & {"L", "R"}:
            before = (_AS_STRONG.get(kinds[place]) for place in reversed(places[:opening]))
            context = next((found for found in before if found), sequence.before)
            direction = context if context != sequence.embedding else sequence.embedding
        if direction:
            for number in (opening, closing):
                kinds[places[number]] = direction
                _marks_follow(places, number, kinds, classes)


def _marks_follow(places: list[int], number: int, kinds: list[str], classes: Sequence[str]) -> None:
    for place in places[number + 1 :]:
        if classes[place] != "NSM":
            return
        kinds[place] = kinds[places[number]]


def _bracket_pairs(places: list[int], kinds: list[str], text: str) -> list[tuple[int, int]]:
    """Return the pairs as numbers in the sequence, in the order of their openings [BD16]."""
    waiting: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for number, place in enumerate(places):
        sign = _SAME_BRACKET.get(text[place], text[place])
        if kinds[place] != "ON":
            continue
        if sign in _CLOSING:
            if len(waiting) == _MOST_OPEN_BRACKETS:
                break
            waiting.append((_CLOSING[sign], number))
        elif sign in _OPENING:
            found = next((back for back in reversed(range(len(waiting))) if waiting[back][0] == sign), None)
            if found is not None:
                pairs.append((waiting[found][1], number))
                del waiting[found:]
    return sorted(pairs)


def _neutral(sequence: _Sequence, kinds: list[str]) -> None:
    """Let blanks and signs run the way of both their neighbours, else the way of the text around them [N1, N2]."""
    places = sequence.places
    for start, stop in _stretches(places, kinds, _NEUTRAL):
        before = _AS_STRONG[kinds[places[start - 1]]] if start else sequence.before
        after = _AS_STRONG[kinds[places[stop]]] if stop < len(places) else sequence.after
        for place in places[start:stop]:
            kinds[place] = before if before == after else sequence.embedding


def _raised(kind: str, level: int) -> int:
    if level % 2:
        return 0 if kind == "R" else 1
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)
