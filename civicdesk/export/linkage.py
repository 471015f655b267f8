"""Link codes: keyed tokens by which a linker finds that two laptops know one person, without learning who it is.

Whoever holds the key can try names until a token fits. Data with link codes stays personal data; nobody calls it anonymous.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.errors import Damaged
from civicdesk.export import csvs
from civicdesk.records.linking import LinkPerson

HEADER = ("person_code", "t1", "t2", "t3")
POOLS = ("person_code", "pool_id")
KEY_SIZE = 32
_KEY_FILE = b"civicdesk-linkage-key 1\n"
_TOKEN_BYTES = 16
_MISSING_LETTER = "2"
_NO_FAMILY, _NO_GIVEN = "999", "99"
_SEXES = {"": "9", "rather not say": "9", "male": "1", "man": "1", "female": "2", "woman": "2"}
_OTHER_SEX = "3"
_PLAIN = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Ħ": "H", "Ŧ": "T", "Þ": "TH", "Æ": "AE", "Œ": "OE", "Ə": "E"})
"""Letters that have no plain letter inside: whoever types without them writes these."""
_BY_CHANCE = {"t1": 1_480 / 100_000**2, "t2": 58 / 100_000**2}
"""People who share a code with a stranger, over n squared. Source: measured on 100,000 random people, docs/explanation/linkage.md."""

Row = tuple[str, str, str, str]
"""Person code and the three tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Who is taken for one person over all laptops, and what somebody should look at."""

    pools: Mapping[str, str]
    """Person code -> pool id; a code alone is its own pool."""
    conflicts: tuple[tuple[str, ...], ...]
    """Codes that the tokens put together although one laptop knows two of them as different people: left apart."""
    merged: int
    """Pools of an earlier run that turned out to be one person."""


def key_file(key: bytes) -> bytes:
    """Return a linkage key as its file holds it, before it is sealed by a passphrase."""
    return _KEY_FILE + base64.b16encode(key).lower() + b"\n"


def key_of(data: bytes) -> bytes:
    """Read a linkage key.

    Raises:
        Damaged: LINK-KEY-FILE: it is none.
    """
    try:
        key = base64.b16decode(data.removeprefix(_KEY_FILE).strip().upper(), casefold=False)
    except ValueError:
        key = b""
    if not data.startswith(_KEY_FILE) or len(key) != KEY_SIZE:
        raise Damaged("LINK-KEY-FILE")
    return key


def check_of(key: bytes) -> str:
    """Return eight signs by which people at two laptops can tell that they have the same key; they say nothing of it."""
    return hmac.digest(key, b"civicdesk-linkage-check 1", "sha256").hex()[:8]


def slk_581(name: str, birth_date: date, sex: str) -> str:
    """Return the statistical linkage key 581: five letters of the names, date of birth, sex.

    Source: Australian Institute of Health and Welfare, METEOR 349510: letters 2, 3 and 5 of the family name, 2 and 3 of the given name, `2` for
    a letter that is not there, 999 or 99 for a name that is not known, DDMMYYYY, and 1 male, 2 female, 3 another, 9 not said.
    """
    given, family = _names(name)
    letters = _letters(family, (2, 3, 5)) if family else _NO_FAMILY
    return f"{letters}{_letters(given, (2, 3)) if given else _NO_GIVEN}{birth_date:%d%m%Y}{_sex(sex)}"


def tokens(key: bytes, person: LinkPerson) -> tuple[str, str, str]:
    """Return the three tokens of a person: initials, date of birth and sex; SLK-581; three first given letters and date of birth."""
    given, family = _names(person.name)
    told = (
        f"{given[:1]}{family[:1]}{person.birth_date:%d%m%Y}{_sex(person.sex)}",
        slk_581(person.name, person.birth_date, person.sex),
        f"{given[:3]}{person.birth_date:%d%m%Y}",
    )
    return tuple(_token(key, f"t{number} {words}") for number, words in enumerate(told, 1))  # type: ignore[return-value]  # three in, three out


def as_csv(key: bytes, people: Iterable[LinkPerson]) -> bytes:
    """Return the link codes of people, sorted by their random code. Whoever has no name at all is left out: a date links too many."""
    rows = sorted((person.code, *tokens(key, person)) for person in people if has_letters(person.name))
    return csvs.write(HEADER, rows)


def has_letters(name: str) -> bool:
    """Tell whether there is a name to make codes of."""
    return any(_names(name))


def read(data: bytes) -> tuple[Row, ...]:
    """Read a file of link codes.

    Raises:
        Damaged: LINK-FILE: it is none.
    """
    rows = _rows(data, HEADER)
    return tuple((row["person_code"], row["t1"], row["t2"], row["t3"]) for row in rows)


def pooled(files: Sequence[Sequence[Row]], earlier: Mapping[str, str] | None = None) -> Pooled:
    """Tell who is one person: the same t2, or the same t1 and the same t3.

    Two of the three tokens have to agree, and t2 holds most of what t1 holds: agreeing with t2 is enough. t1 and t3 together forgive another
    spelling of the family name. All rules ask for the same date of birth.

    Args:
        files: link codes of several bundles; the codes in one file are different people to the laptop that wrote it.
        earlier: code -> pool id of an earlier run: pools keep their ids.
    """
    group = _Groups(row[0] for rows in files for row in rows)
    for told in (lambda row: ("t2", row[2]), lambda row: ("t1 t3", row[1], row[3])):
        first: dict[tuple[str, ...], str] = {}
        for rows in files:
            for row in rows:
                group.join(row[0], first.setdefault(told(row), row[0]))
    apart = _laptops(files)
    together = group.members()
    conflicts = tuple(codes for codes in together if len(codes) > 1 and max(Counter(apart[code] for code in codes).values()) > 1)
    held = set(conflicts)
    settled = [(code,) for codes in conflicts for code in codes] + [codes for codes in together if codes not in held]
    return _named(settled, conflicts, earlier or {})


def pools_csv(pools: Mapping[str, str]) -> bytes:
    """Return which code belongs to which pool, for the centre."""
    return csvs.write(POOLS, sorted(pools.items()))


def read_pools(data: bytes) -> Mapping[str, str]:
    """Read which code belongs to which pool.

    Raises:
        Damaged: LINK-FILE.
    """
    return {row["person_code"]: row["pool_id"] for row in _rows(data, POOLS)}


def rekeyed(pools: Mapping[str, str], secret: bytes) -> Mapping[str, str]:
    """Return code -> the code under which a person stands in one release of the centre.

    Args:
        pools: code -> pool id.
        secret: random bytes of this release alone; without them nobody can tell that two releases mean one person.
    """
    return {code: _token(secret, pool) for code, pool in pools.items()}


def shared_by_chance(people: int) -> Mapping[str, int]:
    """Return about how many of so many people share t1, or t2, with a stranger."""
    return {name: round(share * people**2) for name, share in _BY_CHANCE.items()}


class _Groups:
    """Codes that belong together, the smallest of each group standing for it."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._leads = {code: code for code in codes}

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.lead(one), self.lead(other)))
        self._leads[second] = first

    def lead(self, code: str) -> str:
        while self._leads[code] != code:
            self._leads[code] = self._leads[self._leads[code]]
            code = self._leads[code]
        return code

    def members(self) -> list[tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for code in sorted(self._leads):
            found[self.lead(code)].append(code)
        return [tuple(codes) for _, codes in sorted(found.items())]


def _laptops(files: Sequence[Sequence[Row]]) -> Mapping[str, str]:
    """Return the laptop of each code, as far as files tell: files that share a code come from one laptop."""
    group = _Groups(row[0] for rows in files for row in rows)
    for rows in files:
        for row in rows:
            group.join(rows[0][0], row[0])
    return {row[0]: group.lead(row[0]) for rows in files for row in rows}


def _named(groups: Iterable[tuple[str, ...]], conflicts: tuple[tuple[str, ...], ...], earlier: Mapping[str, str]) -> Pooled:
    pools: dict[str, str] = {}
    taken: set[str] = set()
    merged = 0
    for codes in sorted(groups):
        known = sorted({earlier[code] for code in codes if code in earlier} - taken)
        merged += len(known) > 1
        name = known[0] if known else _pool_id(codes[0])
        taken.add(name)
        pools.update(dict.fromkeys(codes, name))
    return Pooled(pools=pools, conflicts=conflicts, merged=merged)


def _pool_id(code: str) -> str:
    return _written(hashlib.sha256(f"civicdesk-pool 1\n{code}".encode()).digest())


def _rows(data: bytes, header: Sequence[str]) -> Sequence[Mapping[str, str]]:
    try:
        rows = csvs.read(data)
    except ValueError as why:
        raise Damaged("LINK-FILE") from why
    if any(tuple(row) != tuple(header) or not all(row.values()) for row in rows):
        raise Damaged("LINK-FILE")
    return rows


def _names(name: str) -> tuple[str, str]:
    """Return given and family name in capital letters without accents, of any script: the first word, and the last of several."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).upper()).translate(_PLAIN)
    words = ["".join(filter(str.isalpha, word)) for word in plain.split()]
    told = [word for word in words if word]
    return (told[0] if told else "", told[-1] if len(told) > 1 else "")


def _letters(name: str, places: Sequence[int]) -> str:
    return "".join(name[place - 1 : place] or _MISSING_LETTER for place in places)


def _sex(told: str) -> str:
    return _SEXES.get(told.strip().casefold(), _OTHER_SEX)


def _token(key: bytes, words: str) -> str:
    return _written(hmac.digest(key, words.encode(), "sha256"))


def _written(digest: bytes) -> str:
    return base64.b32encode(digest[:_TOKEN_BYTES]).decode().rstrip("=").lower()
