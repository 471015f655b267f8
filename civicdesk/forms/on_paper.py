"""A form as it stands on paper: its questions numbered, with their choices, and the rules of skipping in words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from civicdesk.forms import scales
from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.model import Output, Slot, Words
from civicdesk.forms.pages import choices_of
from civicdesk.forms.skips import NEVER, Teller, in_language
from civicdesk.forms.words import Wording
from civicdesk.i18n import say_in
from civicdesk.records.paper_forms import (
    MOST_LISTED,
    MOST_TICKED,
    PaperChoice,
    PaperForm,
    PaperGrid,
    PaperHeading,
    PaperItem,
    PaperNote,
    PaperOptions,
    PaperQuestion,
    PaperRepeat,
    Way,
    keys_of,
)

ASKED: Final = frozenset({"input", "select", "select1", "rank", "range", "trigger", "upload"})
_TABLE: Final = frozenset({"list-nolabel", "label", "likert"})
_TYPES: Final = {
    "int": Way.WHOLE,
    "decimal": Way.DECIMAL,
    "date": Way.DATE,
    "time": Way.TIME,
    "dateTime": Way.MOMENT,
    "binary": Way.ON_LAPTOP,
    "geotrace": Way.ON_LAPTOP,
    "geoshape": Way.ON_LAPTOP,
}
_MOST_STEPS: Final = 21
_MOST_COLUMNS: Final = 8
_ROWS_WITHOUT_A_SIGN: Final = 3
"""So many questions with the same choices in a row become a grid although their author did not ask for one."""
_LONGEST_COLUMN: Final = 24
_MOST_TIMES: Final = 12
_MANY_LINES, _ONE_LINE = 4, 1
_DEEPEST: Final = 4
_CODE: Final = re.compile(r"(?:.*\()?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\)?")
_MARKUP: Final = re.compile(r"<[^<>]{1,200}>|\*\*|__|(?m:^#{1,6} )|\[([^\]]*)\]\([^)]*\)")


def paper_form(xform: bytes, attachments: Mapping[str, bytes], options: PaperOptions) -> PaperForm:
    """Return a form as it is printed; the short code, the project and the notice are left blank.

    Raises:
        Refused: FORM-... for a form that cannot be read.
    """
    form = in_language(build(xform, attachments), options.language)
    language = language_code(form.language)
    numbers = _numbers(form)
    steps = scales.scales(xform, tuple(sorted(attachments.items())))
    writer = _Writer(form, numbers, Teller(form, numbers, language), steps, language, options.repeats)
    return PaperForm(
        title=writer.words(form.title or form.form_id or form.root.name),
        version=form.version,
        code="",
        language=language,
        items=tuple(writer.items(form.root, 2)),
        large=options.large,
    )


def language_code(name: str) -> str:
    """Return the code of a form's language: `fr` of `French (fr)`; English if a form with one language does not say which."""
    found = _CODE.fullmatch(name.strip())
    if found and (name.strip().endswith(")") or len(found[1].partition("-")[0]) < len("eng") or "-" in found[1]):
        return found[1]
    return "en" if name.strip().casefold() in {"", "default", "english", "eng"} else "und"


def _numbers(form: Form) -> dict[Slot, str]:
    """Number the questions that a pen can deal with, from 1, in the form's order."""
    asked = [slot for slot in form.root.walk() if _is_asked(slot) and not _is_never(slot)]
    return {slot: str(number) for number, slot in enumerate(asked, start=1)}


def _is_asked(slot: Slot) -> bool:
    control = slot.control
    if control is None or not slot.leaf or control.kind not in ASKED or slot.note or slot.name.startswith("@"):
        return False
    read_only = slot.bind is not None and slot.bind.readonly in {"true()", "1"}
    head_of_table = "label" in control.appearance and control.kind in {"select", "select1"}
    return not read_only and not head_of_table


def _is_never(slot: Slot) -> bool:
    return any(one.bind is not None and one.bind.relevant in {"false()", "0"} for one in slot.lineage())


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the items of one form."""

    form: Form
    numbers: Mapping[Slot, str]
    teller: Teller
    steps: Mapping[str, tuple[int, int]]
    language: str
    repeats: int

    def items(self, above: Slot, level: int) -> Iterator[PaperItem]:
        """Yield what stands in a group, in the form's order."""
        kids = [kid for kid in above.kids.values() if not kid.name.startswith("@") and not _is_never(kid)]
        for same, group in groupby(kids, key=self._grid_key):
            members = list(group)
            if same and len(members) > 1 and self._wants_grid(members):
                yield PaperGrid(rows=tuple(self._question(each, ()) for each in members))
                continue
            for slot in members:
                yield from self._item(slot, kids[kids.index(slot) + 1 :], level)

    def _item(self, slot: Slot, following: Sequence[Slot], level: int) -> Iterator[PaperItem]:
        if slot.repeat:
            inside = tuple(self.items(slot, level + 1))
            if inside:
                yield self._repeat(slot, inside, level)
        elif not slot.leaf:
            inside = tuple(self.items(slot, min(level + 1, _DEEPEST)))
            if inside:
                yield from self._heading(slot, level)
                yield from inside
        elif slot in self.numbers:
            yield self._question(slot, following)
        elif slot.control is not None and slot.control.kind in ASKED and self._label(slot):
            yield PaperNote(words=self._label(slot), only_if=self.teller.only_if(slot))

    def _heading(self, slot: Slot, level: int) -> Iterator[PaperItem]:
        only_if, words = self.teller.only_if(slot), self._label(slot)
        if only_if and not words:
            words = self._say("part")
            only_if = only_if if len(self._within(slot)) < 2 else f"{only_if} {self._say('part_questions', **self._ends(slot))}"
        if words:
            yield PaperHeading(words=words, level=level, only_if=only_if)

    def _within(self, slot: Slot) -> list[str]:
        return [self.numbers[one] for one in slot.walk() if one in self.numbers]

    def _ends(self, slot: Slot) -> dict[str, str]:
        inside = self._within(slot)
        return {"first": inside[0], "last": inside[-1]}

    def _repeat(self, slot: Slot, inside: tuple[PaperItem, ...], level: int) -> PaperRepeat:
        counted, label = "", self._label(slot)
        times = max(1, self.repeats if level == 2 else self.repeats - 1)
        if slot.count:
            fixed = slot.count.strip()
            if fixed.isdigit() and 0 < int(fixed) <= _MOST_TIMES:
                times = int(fixed)
            counting = self.teller.counting(slot)
            counted = self._say("as_many", question=counting) if counting else ""
        return PaperRepeat(
            words=label if any(map(str.isalnum, label)) else self._say("part"),
            times=times,
            items=inside,
            only_if=self.teller.only_if(slot),
            counted=counted,
        )

    def _question(self, slot: Slot, following: Sequence[Slot]) -> PaperQuestion:
        label, way = self._label(slot) or slot.name, self._way(slot)
        made = PaperQuestion(
            path=slot.path,
            number=self.numbers[slot],
            label=label,
            way=way,
            hint=self.words(self._filled(slot.control.hint if slot.control else None, slot)),
            lines=_MANY_LINES if slot.control and "multiline" in slot.control.appearance else _ONE_LINE,
            only_if=self.teller.only_if(slot),
            after=self._after(slot, following),
        )
        return self._with_choices(made, slot)

    def _with_choices(self, made: PaperQuestion, slot: Slot) -> PaperQuestion:
        if made.way is Way.STEPS:
            values = self._row_of_steps(slot)
            return replace(made, choices=tuple(PaperChoice(value=v, label=v, key=k) for v, k in zip(values, keys_of(values), strict=True)))
        if slot.control is None or slot.control.kind not in {"select", "select1", "rank"}:
            return made
        listed = choices_of(slot, self.form)
        keys = keys_of([value for value, _ in listed])
        choices = tuple(
            PaperChoice(value=value, label=self.words(label) or value, key=key) for (value, label), key in zip(listed, keys, strict=True)
        )
        if made.way is not Way.CODE:
            return replace(made, choices=choices, fits=self.teller.fits(slot))
        if not choices or len(choices) > MOST_LISTED:
            return replace(made, left_out=len(choices))
        itemset = slot.control.itemset
        return replace(made, choices=choices, code_list=itemset.source[0] if itemset else slot.name)

    def _way(self, slot: Slot) -> Way:
        control = slot.control
        kind = control.kind if control else "input"
        if kind in {"select", "select1", "rank"}:
            number = len(choices_of(slot, self.form))
            if not 0 < number <= MOST_TICKED:
                return Way.CODE
            return {"select": Way.TICK_MANY, "select1": Way.TICK_ONE, "rank": Way.ORDER}[kind]
        if kind == "trigger":
            return Way.TICK_ONE
        if kind == "upload":
            return Way.ON_LAPTOP
        if self._row_of_steps(slot):
            return Way.STEPS
        return _TYPES.get(slot.type, Way.LINES)

    def _row_of_steps(self, slot: Slot) -> tuple[str, ...]:
        """Return the numbers of a scale that is short enough for a row."""
        if slot.control is not None and slot.control.limits is not None:
            first, last, step = slot.control.limits
            count = int(abs(last - first) / abs(step) + 1e-9) + 1 if step else 0
            direction = abs(step) if last >= first else -abs(step)
            return tuple(f"{first + direction * place:g}" for place in range(count)) if 1 < count <= _MOST_STEPS else ()
        ends = self.steps.get(slot.path) if slot.control is not None and slot.control.kind == "input" else None
        return tuple(str(value) for value in range(ends[0], ends[1] + 1)) if ends else ()

    def _after(self, slot: Slot, following: Sequence[Slot]) -> str:
        """Return where to go on after a question: over those behind it that are asked for one of its answers only."""
        rule = self.teller.condition(following[0]) if following else None
        if rule is None or rule.about is not slot:
            return ""
        left: list[str] = []
        for one in following:
            if self.teller.condition(one) != rule:
                break
            left += self._within(one)
        if not left:
            return ""
        everything = list(self.numbers.values())
        to = int(left[-1])
        return self.teller.skip(slot, following[0], everything[to] if to < len(everything) else "")

    def _grid_key(self, slot: Slot) -> tuple[object, ...]:
        """Return what makes questions rows of one grid; nothing for those that are none."""
        control = slot.control
        if slot not in self.numbers or control is None or control.kind not in {"select", "select1"}:
            return ()
        choices = choices_of(slot, self.form)
        if not 1 < len(choices) <= _MOST_COLUMNS or self.teller.condition(slot) is NEVER or (slot.bind and slot.bind.relevant):
            return ()
        if max(len(word) for _, label in choices for word in (self.words(label) or "-").split()) > _LONGEST_COLUMN:
            return ()
        return (control.kind, choices)

    def _wants_grid(self, members: Sequence[Slot]) -> bool:
        looks = {one for slot in members if slot.control for one in slot.control.appearance}
        hints = any(slot.control is not None and self._filled(slot.control.hint, slot) for slot in members)
        return not hints and (bool(_TABLE & looks) or len(members) >= _ROWS_WITHOUT_A_SIGN)

    def words(self, text: str) -> str:
        """Return a text of the form without its marks for headings, bold letters and colours."""
        return " ".join(_MARKUP.sub(lambda found: found[1] or "", text).split())

    def _label(self, slot: Slot) -> str:
        return self.words(self._filled(slot.control.label if slot.control else None, slot))

    def _filled(self, words: Words | None, slot: Slot) -> str:
        """Return a text in which each value that the form would fill in is named by its question."""
        if words is None:
            return ""
        parts = self.form.texts.get(self.form.language, {}).get(words.itext, {}).get("", ()) if words.itext else words.parts
        if not any(isinstance(part, Output) for part in parts):
            return Wording.fixed(self.form, words)
        return "".join(part if isinstance(part, str) else self._instead(part, slot) for part in parts)

    def _instead(self, part: Output, slot: Slot) -> str:
        number = self.teller.number_of(part.term, slot)
        return self._say("answer_to", question=number) if number else "…"

    def _say(self, key: str, **facts: object) -> str:
        return say_in(self.language, f"paper_form.{key}", **facts)
