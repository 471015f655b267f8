"""What may happen to each column of a form, and its answers as they are released."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from civicdesk.errors import Refused
from civicdesk.export.csvs import is_number
from civicdesk.export.values import WITHHELD, cell, is_missing, ticks
from civicdesk.records.ids import InstrumentId, QuestionRef
from civicdesk.records.instruments import Instrument
from civicdesk.records.releases import Column, ExportSettings, ReleaseResponse, ReleaseRole

MULTIPLE = ("select_multiple", "rank", "select_multiple_from_directory", "rank_from_directory")
NUMBERS = {"integer": "integer", "decimal": "number", "range": "number"}
"""Type of a question -> type of its column, for those that ask for a number."""
_FILES = frozenset({"image", "audio", "video", "file", "binary"})
"""Types of questions that are answered by a file: whatever a pack says, nothing of them leaves in a release."""
_OWN_WORDS = frozenset({"text", "string"})
"""Types of questions that people answer in their own words."""
_BY_TYPE: Mapping[str, ReleaseRole] = {
    **dict.fromkeys(("select_one", "select_multiple", "rank", "integer", "decimal", "range", "acknowledge", "trigger"), ReleaseRole.PLAIN),
    **dict.fromkeys(("text", "calculate", "string"), ReleaseRole.TEXT),
    **dict.fromkeys(("date", "time", "datetime", "dateTime"), ReleaseRole.QUASI),
    **dict.fromkeys(("select_one_from_directory", "select_multiple_from_directory", "rank_from_directory"), ReleaseRole.QUASI),
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "barcode", *_FILES), ReleaseRole.NEVER),
    **dict.fromkeys(("start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "hidden"), ReleaseRole.NEVER),
}
_TELLING_NAMES = frozenset(
    {"age", "sex", "gender", "ethnicity", "ethnic", "religion", "area", "postcode", "district", "housing", "employment", "language"}
    | {"disability", "children", "nationality"}
)
_TELLING_LABELS = re.compile(
    r"\b(how old|your age|your sex|gender|ethnic|religion|faith|nationality|postcode|first language|disabilit|how many children|employment status)",
    re.IGNORECASE,
)


def with_roles(columns: Iterable[Column], settings: ExportSettings) -> tuple[Column, ...]:
    """Give each column its role: the pack's word first, then what its type and its words suggest.

    A column that suggests a person's age, sex, area and so on becomes a quasi-identifier: it leaves only in `people.csv`, and only if the
    pack names it there. A type that nobody knows gets no role, which blocks the release.
    """
    named = {quasi.column for quasi in settings.quasi}
    return tuple(replace(column, role=_role(column, settings, named)) for column in columns)


def released(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return the columns whose answers leave in a table of responses."""
    return tuple(column for column in columns if column.role in {ReleaseRole.PLAIN, ReleaseRole.SENSITIVE})


def clean(responses: Iterable[ReleaseResponse], columns: Mapping[str, Sequence[Column]]) -> tuple[ReleaseResponse, ...]:
    """Return responses with only the released columns, each value as a bundle writes it, sorted by key.

    Args:
        responses: values as the form wrote them; a question that was not asked is absent.
        columns: form -> its columns with roles.

    Raises:
        Refused: EXPORT-FORM: a response of a form without columns; EXPORT-COLUMN-TWICE: two columns of one name;
            EXPORT-VALUE: an answer that its question does not allow.
    """
    leaving = {form: released(every) for form, every in columns.items()}
    for form, every in leaving.items():
        twice = [name for name, count in Counter(column.name for column in every).items() if count > 1]
        if twice:
            raise Refused("EXPORT-COLUMN-TWICE", column=twice[0], form=form)
    return tuple(sorted((_cleaned(response, leaving) for response in responses), key=_key))


def withhold_rare(
    responses: Sequence[ReleaseResponse], columns: Mapping[str, Sequence[Column]], k: int
) -> tuple[tuple[ReleaseResponse, ...], Mapping[str, int]]:
    """Take out ticks that few people share: each option, and each pair of options, stays with nobody or at least k people.

    Args:
        responses: cleaned.
        columns: form -> its columns.
        k: least number of people.

    Returns:
        The responses, and for each column that was touched (`form column`) how many ticks became `WITHHELD`.
    """
    cells = [dict(response.values) for response in responses]
    taken: dict[str, int] = {}
    for form, column in multiples(columns):
        rows = [number for number, response in enumerate(responses) if response.form == form]
        people = {number: responses[number].code for number in rows}
        ticked = {number: set(cells[number][column].split()) for number in rows if not is_missing(cells[number][column])}
        count = _withhold(ticked, people, k)
        for number, options in ticked.items():
            cells[number][column] = ticks(" ".join(options))
        if count:
            taken[f"{form} {column}"] = count
    return tuple(replace(response, values=values) for response, values in zip(responses, cells, strict=True)), taken


def rare(responses: Iterable[ReleaseResponse], form: str, column: str, k: int) -> tuple[tuple[str, ...], ...]:
    """Return the options, and the pairs of options, that fewer than k people ticked, sorted; `WITHHELD` is no option."""
    people = {number: response.code for number, response in enumerate(responses) if response.form == form}
    ticked = {number: set(response.values[column].split()) for number, response in enumerate(responses) if response.form == form}
    return tuple(_rare(_together(ticked, people), k))


def multiples(columns: Mapping[str, Sequence[Column]]) -> tuple[tuple[str, str], ...]:
    """Return (form, column) for each released question with several ticks."""
    return tuple((form, column.name) for form, every in sorted(columns.items()) for column in released(every) if column.type in MULTIPLE)


def answers_to(responses: Iterable[ReleaseResponse], name: str) -> tuple[Mapping[str, str], tuple[Mapping[str, str], ...]]:
    """Return what people answered to one question: the last released answer of each person, and the earlier waves, oldest first.

    Args:
        responses: cleaned.
        name: column.

    Returns:
        (code -> last answer, one mapping code -> answer for each wave).
    """
    waves: dict[int, dict[str, str]] = defaultdict(dict)
    for response in sorted(responses, key=lambda one: (one.wave, one.occasion)):
        if name in response.values:
            waves[response.wave][response.code] = response.values[name]
    last: dict[str, str] = {}
    for _, answers in sorted(waves.items()):
        last.update(answers)
    return last, tuple(answers for _, answers in sorted(waves.items()))


def order_of(columns: Mapping[str, Sequence[Column]], responses: Iterable[ReleaseResponse], name: str) -> tuple[str, ...]:
    """Return the answers to a question in their order: numbers by size, the steps of a scale as the form has them; empty if they have none."""
    column = next((column for every in columns.values() for column in every if column.name == name), None)
    if column is None:
        return ()
    if column.type in NUMBERS:
        given = {response.values[name] for response in responses if name in response.values and not is_missing(response.values[name])}
        return tuple(sorted(given, key=lambda value: (float(value), value)))
    steps = column.type == "select_one" and bool(column.scale)
    return tuple(code for code, _ in column.choices if code not in {"dk", "ref"}) if steps else ()


def _role(column: Column, settings: ExportSettings, named: set[str]) -> ReleaseRole | None:
    if column.type in _FILES:
        return ReleaseRole.NEVER
    if column.role is not None:
        return column.role
    if column.name in settings.roles:
        return settings.roles[column.name]
    if column.name in named:
        return ReleaseRole.QUASI
    if column.name in settings.sensitive:
        return ReleaseRole.SENSITIVE
    usual = _BY_TYPE.get(column.type)
    telling = _TELLING_NAMES & set(re.split(r"[^a-z]+", column.name.lower())) or _TELLING_LABELS.search(column.label)
    return ReleaseRole.QUASI if usual is ReleaseRole.PLAIN and telling else usual


def _cleaned(response: ReleaseResponse, leaving: Mapping[str, Sequence[Column]]) -> ReleaseResponse:
    if response.form not in leaving:
        raise Refused("EXPORT-FORM", form=response.form)
    values = {column.name: _cell(column, response.values.get(column.name)) for column in leaving[response.form]}
    for column in leaving[response.form]:
        if not is_missing(values[column.name]) and not _allowed(column, values[column.name]):
            raise Refused("EXPORT-VALUE", form=response.form, column=column.name)
    return replace(response, values=values)


def _cell(column: Column, value: str | None) -> str:
    return ticks(cell(value)) if column.type in MULTIPLE else cell(value)


def _allowed(column: Column, value: str) -> bool:
    """Tell whether an answer fits its question: a number where one is asked for, a code of the list where there is a list."""
    if column.type in NUMBERS:
        return is_number(value) and (NUMBERS[column.type] == "number" or "." not in value)
    codes = {code for code, _ in column.choices}
    return not codes or set(value.split() if column.type in MULTIPLE else (value,)) <= codes


def _key(response: ReleaseResponse) -> tuple[str, str, int, int]:
    return response.code, response.form, response.wave, response.occasion


def _withhold(ticked: dict[int, set[str]], people: Mapping[int, str], k: int) -> int:
    """Replace rare ticks until none is left; single options go first, of a pair the rarer one."""
    count = 0
    while found := _rare(together := _together(ticked, people), k):
        combination = found[0]
        loser = max(combination, key=lambda option: (-len(together[option,]), option))
        for options in ticked.values():
            if options.issuperset(combination):
                options.remove(loser)
                options.add(WITHHELD)
                count += 1
    return count


def _together(ticked: Mapping[int, set[str]], people: Mapping[int, str]) -> dict[tuple[str, ...], set[str]]:
    """Return for each option and each pair of options the people who ticked it."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for number, options in ticked.items():
        chosen = sorted(option for option in options if not is_missing(option))
        for combination in (*((option,) for option in chosen), *combinations(chosen, 2)):
            found[combination].add(people[number])
    return found


def _rare(together: Mapping[tuple[str, ...], set[str]], k: int) -> list[tuple[str, ...]]:
    return sorted((combination for combination, who in together.items() if len(who) < k), key=lambda one: (len(one), one))


class InWords:
    """Knows of each question whether people answer it in words that the pack lets leave."""

    def __init__(
        self,
        instrument: Callable[[InstrumentId], Instrument],
        columns_of: Callable[[bytes, Mapping[str, bytes]], Iterable[Column]],
        settings: ExportSettings,
    ) -> None:
        self._instrument, self._columns_of, self._settings = instrument, columns_of, settings
        self._fields: dict[str, frozenset[str]] = {}

    def __call__(self, instrument: str, question: QuestionRef) -> bool:
        """Tell whether the answers to a question may leave once they were read."""
        if instrument not in self._fields:
            form = self._instrument(InstrumentId(instrument))
            roles = with_roles(self._columns_of(form.xform, form.attachments), self._settings)
            self._fields[instrument] = frozenset(one.name for one in roles if one.role is ReleaseRole.TEXT and one.type in _OWN_WORDS)
        path = [name.rpartition(":")[2] for name in question.split("/")[2:]]
        return not self._fields[instrument].isdisjoint({path[-1], "-".join(path)})
