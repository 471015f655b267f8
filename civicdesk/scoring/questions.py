"""What scoring must know of the form itself: its questions, their choices, their languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from civicdesk.records.instruments import Workbook
from civicdesk.scoring.sheets import Line, language_of, lines

NUMERIC = frozenset({"integer", "int", "decimal", "range", "calculate"})
SELECT_ONE = "select_one"
UNCOUNTED = "select_multiple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: what kind of answer it takes, and when it is asked."""

    name: str
    kind: str
    choice_list: str = ""
    relevant: str = ""
    """Its own `relevant` and those of the groups around it."""
    repeated: bool = False
    line: Line

    @property
    def scorable(self) -> bool:
        """Tell whether an answer can be a number: a choice of one, or a number, asked once."""
        return not self.repeated and (self.kind in NUMERIC or self.kind == SELECT_ONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The questions by name, the choice rows by list, and the languages of the labels."""

    questions: Mapping[str, Question]
    choices: Mapping[str, tuple[Line, ...]]
    languages: tuple[str, ...]


@dataclass(slots=True)
class _Around:
    """The groups that are open while the survey sheet is read downwards."""

    relevants: list[str] = field(default_factory=list)
    repeats: list[bool] = field(default_factory=list)


def read_form(workbook: Workbook) -> Form:
    """Read the survey and choices sheets as far as scoring needs them; what is wrong with them is the form checker's to say."""
    survey = lines(workbook, "survey")
    questions: dict[str, Question] = {}
    around = _Around()
    for line in survey:
        question = _question(line, around)
        if question is not None:
            questions[question.name] = question
    choices: dict[str, tuple[Line, ...]] = {}
    for line in lines(workbook, "choices"):
        name = line.row.cells.get("list_name", line.row.cells.get("list name", "")).strip()
        choices[name] = (*choices.get(name, ()), line)
    columns = dict.fromkeys(column for line in survey for column in line.row.cells)
    languages = tuple(language_of(column) for column in columns if column == "label" or column.startswith("label::"))
    return Form(questions=questions, choices=choices, languages=languages)


def _question(line: Line, around: _Around) -> Question | None:
    kind, _, rest = _type_of(line).partition(" ")
    relevant = line.row.cells.get("relevant", line.row.cells.get("relevance", ""))
    if kind in {"begin_group", "begin_repeat"}:
        around.relevants.append(relevant)
        around.repeats.append(kind == "begin_repeat")
    elif kind in {"end_group", "end_repeat"} and around.relevants:
        around.relevants.pop()
        around.repeats.pop()
    name = line.row.cells.get("name", "").strip()
    if not name or kind.startswith(("begin_", "end_")):
        return None
    choice_list, _, more = rest.partition(" ")
    return Question(
        name=name,
        kind=f"{kind} {more}" if more else kind,
        choice_list=choice_list,
        relevant=" ".join(one for one in (*around.relevants, relevant) if one),
        repeated=any(around.repeats),
        line=line,
    )


def _type_of(line: Line) -> str:
    """Return the type with one space between its words and the spellings that XLSForm knows made one."""
    text = " ".join(line.row.cells.get("type", "").split())
    for old, new in _SPELLINGS.items():
        if text == old or text.startswith(f"{old} "):
            return new + text.removeprefix(old)
    return text


_SPELLINGS = {
    "select one": SELECT_ONE,
    "select1": SELECT_ONE,
    "select multiple": UNCOUNTED,
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
}
