"""A questionnaire for pen and paper, as a tagged PDF: boxes to tick, lines to write on, and in words where to go on."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any, Final

from civicdesk.errors import Refused
from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Sign, Stack, Words, WritingLines
from civicdesk.feedback.building import GUTTER, Builder
from civicdesk.feedback.pages import BODY, Furniture, Part, lay_out, write
from civicdesk.feedback.paper_form_blocks import Cell, Centred, Comb, Indented, StepRow, wide
from civicdesk.feedback.pdf import texts
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, WIDTH, Look, Type, looks, paper_to_keep
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import Face, check, runs_both_ways, tidy
from civicdesk.i18n import runs_from_right, say_in
from civicdesk.records.paper_forms import (
    PaperChoice,
    PaperForm,
    PaperGrid,
    PaperHeading,
    PaperItem,
    PaperNote,
    PaperQuestion,
    PaperRepeat,
    Way,
    questions_of,
)
from civicdesk.records.sheets import SheetMode

_MOST_COLUMNS: Final = 4
_NUMBER_COLUMN: Final = 0.38
"""Share of the width for the rows of a grid; the rest is for its choices."""
_MOST_BROKEN: Final = 0.1
"""Share of a form's texts that may hold signs that cannot be printed; with more of them nobody could fill it in."""
_TOO_TALL: Final = 0.45
"""Share of a page up to which a question is not cut."""
_LISTED_COLUMNS: Final = 3
_PICTURES: Final = frozenset({"So", "Sk", "Sm", "Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories of signs that are left out where no font has them: arrows, pictures, private signs."""


def paper_form_pdf(form: PaperForm) -> bytes:
    """Return a questionnaire for pen and paper as a tagged PDF; the same form gives the same bytes.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH: the form's language cannot be printed rightly yet.
    """
    shown = _printable(form)
    tree = Node("Document")
    look = _look(large=form.large)
    laid = lay_out(PaperFormBuilder(look=look, tree=tree, language=form.language, form=shown).part())
    furniture = Furniture(
        title=shown.title,
        language=form.language,
        foot=lambda page, of: say_in(form.language, "paper_form.foot", code=form.code, page=page, pages=of),
        practice=say_in(form.language, "sheet.practice") if form.practice else "",
        type=replace(look.small, size=min(look.small.size, 11)),
        loud=look.strong,
    )
    return write(laid.pages, tree, furniture)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFormBuilder(Builder):
    """Sets one questionnaire."""

    form: PaperForm

    def part(self) -> Part:
        """Return the whole form as one flow of pieces."""
        return Part((*self._head(), *self._items(self.form.items), *self._lists(), *self._end()))

    def say(self, key: str, **facts: object) -> str:
        """Return words of a paper form in the paper's language."""
        return say_in(self.language, f"paper_form.{key}", **facts)

    def _head(self) -> Iterator[Block]:
        look, form = self.look, self.form
        if form.project:
            yield self.paragraph(form.project, look.small)
        yield Words(self.tree.add("H1"), look.title, (Run(form.title),))
        if form.version:
            yield self.paragraph(self.say("version", version=form.version), look.small, above=0)
        yield self._facts()
        yield self.panel(
            self.panel_heading(self.say("consent.heading")),
            self.paragraph(self.say("consent.words"), look.body, above=0),
            self.point(Sign.BOX, self.paragraph(self.say("consent.said"), look.body, above=0)),
        )
        yield self.paragraph(self.say("lead"), look.body, above=look.section)
        yield self.paragraph(self.say("missing"), look.body)
        if form.notice:
            yield self.paragraph(form.notice, look.legal)
        yield Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)

    def _facts(self) -> Block:
        """Set the boxes for card number, date and interviewer, and the count of sheets."""
        box = self._box()
        size = box * 1.1

        def fact(name: str, *below: Block) -> Stack:
            return Stack((self.paragraph(self.say(f"fact.{name}"), self.look.strong, above=0), *below))

        upper = Beside(
            (
                Side(0.5, fact("card", Comb((8,), size, above=3))),
                Side(0.5, fact("date", Comb((2, 2, 4), size, above=3), self._small(self.say("day_order")))),
            ),
            GUTTER,
            above=self.look.section,
        )
        lower = Beside(
            (Side(0.7, fact("interviewer", self._lines(1))), Side(0.3, fact("sheet", Comb((2, 2), size, above=3, mark=".")))),
            GUTTER,
            above=self.look.section * 0.6,
        )
        return Stack((upper, lower), above=self.look.section, whole=True)

    def _items(self, items: Sequence[PaperItem]) -> Iterator[Block]:
        for item in items:
            if isinstance(item, PaperQuestion):
                yield self._question(item)
            elif isinstance(item, PaperGrid):
                yield from self._grid(item)
            elif isinstance(item, PaperRepeat):
                yield from self._repeat(item)
            elif isinstance(item, PaperHeading):
                yield from self._section(item)
            else:
                yield from self._note(item)

    def _section(self, item: PaperHeading) -> Iterator[Block]:
        role, type_ = ("H2", self.look.heading) if item.level == 2 else ("H3", self.look.strong)
        yield Words(self.tree.add(role), type_, (Run(item.words),), above=self.look.section * 1.3, keep=True)
        if item.only_if:
            yield self._rule_in_words(item.only_if)

    def _note(self, item: PaperNote) -> Iterator[Block]:
        if item.only_if:
            yield self._rule_in_words(item.only_if, above=self.look.section)
        yield self.paragraph(item.words, self.look.body, above=self.look.row if item.only_if else self.look.section)

    def _repeat(self, item: PaperRepeat) -> Iterator[Block]:
        if item.only_if or item.counted:
            yield self._rule_in_words(" ".join(part for part in (item.only_if, item.counted) if part), above=self.look.section)
        for number in range(1, item.times + 1):
            heading = self.say("repeat.heading", name=item.words, number=number, of=item.times) if item.times > 1 else item.words
            yield Words(self.tree.add("H3"), self.look.strong, (Run(heading),), above=self.look.section * 1.3, keep=True)
            yield from self._items(item.items)
        yield self._small(self.say("repeat.more"), above=self.look.section)

    def _question(self, item: PaperQuestion) -> Block:
        look = self.look
        parts: list[Block] = []
        if item.only_if:
            parts.append(self._rule_in_words(item.only_if))
        words = Words(self.tree.add("P"), look.body, (Run(f"{item.number}. ", look.strong), Run(item.label, look.strong)), keep=True)
        parts.append(words)
        parts += [replace(self._small(hint), keep=True) for hint in (item.hint, self._how(item), item.fits) if hint]
        parts += [Indented(block, self._indent(), above=block.above, keep=block.keep) for block in self._room(item)]
        if item.after:
            parts.append(self._rule_in_words(item.after, keep=False))
        stack = Stack(parts, above=look.section * 1.1)
        stack.whole = stack.measure(WIDTH) <= BODY * _TOO_TALL
        return stack

    def _how(self, item: PaperQuestion) -> str:
        """Return how a question is answered, where the boxes do not say it."""
        if item.way is Way.CODE:
            if item.code_list:
                return self.say("code_listed", list=item.code_list)
            return self.say("code_long", count=item.left_out) if item.left_out else self.say("code_open")
        said = {
            Way.TICK_MANY: "many",
            Way.ORDER: "order",
            Way.DATE: "day_order",
            Way.TIME: "clock",
            Way.MOMENT: "moment",
            Way.ON_LAPTOP: "on_laptop",
        }
        return self.say(said[item.way]) if item.way in said else ""

    def _room(self, item: PaperQuestion) -> Iterator[Block]:
        """Yield what a pen fills in."""
        box = self._box()
        if item.way in {Way.TICK_ONE, Way.TICK_MANY}:
            yield from self._boxes(item.choices or (PaperChoice(value="OK", label=self.say("yes"), key="1"),))
        elif item.way is Way.ORDER:
            items = self.tree.add("L")
            for choice in item.choices:
                words = Words(items.add("LI").add("LBody"), self.look.body, (Run(choice.label),))
                yield Beside((Side(0.07, Comb((1,), box)), Side(0.93, words)), 4, above=self.look.row)
        elif item.way is Way.STEPS:
            yield StepRow(self.tree.add("P"), [choice.label for choice in item.choices], self._tiny(), box, above=self.look.row)
        elif item.way in _COMBS:
            groups, mark = _COMBS[item.way]
            yield Comb(groups, box * 1.1, above=self.look.row * 2, mark=mark)
        elif item.way in {Way.LINES, Way.CODE}:
            yield self._lines(item.lines)

    def _boxes(self, choices: Sequence[PaperChoice]) -> Iterator[Block]:
        """Yield the choices in as many columns as the longest of them allows."""
        body, gap = self.look.body, self.look.body.size
        longest = max(wide(f"{choice.key} {choice.label}", body) for choice in choices) + body.size * 2
        room = WIDTH - self._indent()
        columns = max(1, min(_MOST_COLUMNS, len(choices), int((room + gap) / (longest + gap))))
        items = self.tree.add("L")
        for start in range(0, len(choices), columns):
            row = choices[start : start + columns]
            points = [self.point(Sign.BOX, Words(items.add("LI").add("LBody"), body, self._keyed(choice))) for choice in row]
            free = [Stack(())] * (columns - len(points))
            yield Beside([Side(1 / columns, each) for each in (*points, *free)], gap, above=self.look.row)

    def _grid(self, item: PaperGrid) -> Iterator[Block]:
        """Yield a grid, cut into pieces that stand on one page each, with the choices over every piece."""
        table = self.tree.add("Table")
        waiting, first = list(item.rows), True
        while waiting:
            rows: list[Block] = [self._grid_head(table, item.rows[0].choices)]
            height = rows[0].measure(WIDTH)
            while waiting and (len(rows) == 1 or height < BODY * _TOO_TALL):
                rows.append(self._grid_row(table, waiting.pop(0)))
                height += rows[-1].above + rows[-1].measure(WIDTH)
            many = [self._small(self.say("many"))] if item.rows[0].way is Way.TICK_MANY and first else []
            yield Stack([*many, *rows], above=self.look.section if first else self.look.section * 0.5, whole=True)
            first = False

    def _grid_head(self, table: Node, choices: Sequence[PaperChoice]) -> Block:
        row, tiny = table.add("TR"), replace(self._tiny(), colour=self.look.body.colour)
        corner = Words(row.add("TH", scope="Column"), tiny, (Run(" "),))
        share = (1 - _NUMBER_COLUMN) / len(choices)
        heads = [Side(share, Centred(Words(row.add("TH", scope="Column"), tiny, (Run(choice.label),)))) for choice in choices]
        return Beside((Side(_NUMBER_COLUMN, corner), *heads), 4)

    def _grid_row(self, table: Node, item: PaperQuestion) -> Block:
        row, look = table.add("TR"), self.look
        words = Words(row.add("TH", scope="Row"), look.body, (Run(f"{item.number}. ", look.strong), Run(item.label)))
        share = (1 - _NUMBER_COLUMN) / len(item.choices)
        cells = [Side(share, Cell(row.add("TD"), choice.key, self._tiny(), self._box() * 0.72)) for choice in item.choices]
        return Stack((Rule(), Beside((Side(_NUMBER_COLUMN, words), *cells), 4, above=2)), above=3, whole=True)

    def _lists(self) -> Iterator[Block]:
        """Yield the long lists that questions name, each once."""
        named: dict[str, PaperQuestion] = {}
        for question in questions_of(self.form.items):
            if question.code_list:
                named.setdefault(question.code_list, question)
        for name, question in named.items():
            yield self.heading(self.say("lists.heading", name=name))
            items, tiny = self.tree.add("L"), replace(self._tiny(), colour=self.look.body.colour)
            across = range(0, len(question.choices), _LISTED_COLUMNS)
            for start in across:
                row = question.choices[start : start + _LISTED_COLUMNS]
                sides = [Side(1 / _LISTED_COLUMNS, Words(items.add("LI").add("LBody"), tiny, self._keyed(choice))) for choice in row]
                free = [Side(1 / _LISTED_COLUMNS, Stack(()))] * (_LISTED_COLUMNS - len(row))
                yield Beside([*sides, *free], 10, above=1)

    def _end(self) -> Iterator[Block]:
        yield self.paragraph(self.say("end"), self.look.strong, above=self.look.section * 1.5)

    def _keyed(self, choice: PaperChoice) -> tuple[Run, ...]:
        return (Run(f"{choice.key} ", self._tiny()), Run(choice.label))

    def _rule_in_words(self, text: str, *, above: float = 0.0, keep: bool = True) -> Words:
        type_ = replace(self.look.body, face=Face.ITALIC, colour=self.look.ink.accent)
        return self.paragraph(text, type_, above=above or self.look.row, keep=keep)

    def _small(self, text: str, *, above: float = 0.0) -> Words:
        size = max(self.look.body.size - 2, 9)
        return self.paragraph(text, replace(self.look.small, size=size, lead=size * 1.25), above=above)

    def _tiny(self) -> Type:
        size = max(self.look.body.size * 0.75, 8)
        return replace(self.look.small, size=size, lead=size * 1.25)

    def _lines(self, count: int) -> WritingLines:
        return WritingLines(count, self.look.writing, EARLIER)

    def _indent(self) -> float:
        return self.look.body.size * 1.4

    def _box(self) -> float:
        return self.look.body.size * 1.45


_COMBS: Final = {
    Way.WHOLE: ((6,), ""),
    Way.DECIMAL: ((5, 2), "."),
    Way.DATE: ((2, 2, 4), ""),
    Way.TIME: ((2, 2), ":"),
    Way.MOMENT: ((2, 2, 4, 2, 2), ""),
}


def _look(*, large: bool) -> Look:
    if large:
        return looks(SheetMode.LARGE)[0]
    look = paper_to_keep()[-1]
    body = replace(look.body, size=11, lead=14)
    strong = replace(look.strong, size=11, lead=14, colour=body.colour)
    title = replace(look.title, size=21, lead=25)
    return replace(look, body=body, strong=strong, title=title, small=replace(look.small, size=10.5, lead=13.5), section=8.0)


def _printable(form: PaperForm) -> PaperForm:
    """Return the form without pictures that no font has, and with a word for the few other signs that cannot be printed.

    Raises:
        Refused: SHEET-...: there are so many of them that the form is in a language that cannot be printed.
    """
    if runs_from_right(form.language):  # combs, grids and ways on are set from left to right
        raise Refused("SHEET-RTL")
    said = [text for text in texts(form) if text]
    bad = {character: why for character in sorted({each for text in said for each in tidy(text)}) if (why := _refusal(character))}
    pictures = frozenset(character for character in bad if unicodedata.category(character) in _PICTURES)
    letters = frozenset(bad) - pictures
    broken = sum(1 for text in said if letters & set(tidy(text)))
    if broken > len(said) * _MOST_BROKEN:
        raise bad[min(letters)]
    if not bad:
        return form
    mended: PaperForm = _Mender(letters, pictures, say_in(form.language, "papers.not_printable")).mend(form)
    return mended


def _refusal(character: str) -> Refused | None:
    if runs_both_ways(character):
        return Refused("SHEET-RTL")
    try:
        check((character,))
    except Refused as why:
        return why
    return None


@dataclass(frozen=True, slots=True)
class _Mender:
    """Takes out of texts what cannot be printed."""

    letters: frozenset[str]
    pictures: frozenset[str]
    instead: str

    def mend(self, thing: Any) -> Any:
        """Return a text, a record or a tuple of them without signs that cannot be printed."""
        if isinstance(thing, str) and not isinstance(thing, Way):
            return self._text(thing)
        if isinstance(thing, tuple):
            return tuple(map(self.mend, thing))
        if is_dataclass(thing) and not isinstance(thing, type):
            return replace(thing, **{one.name: self.mend(getattr(thing, one.name)) for one in fields(thing)})
        return thing

    def _text(self, text: str) -> str:
        if not (self.letters | self.pictures) & set(text):
            return text
        left = "".join(each for each in tidy(text) if each not in self.pictures)
        runs = groupby(left, key=self.letters.__contains__)
        return tidy("".join(f" {self.instead} " if gone else "".join(run) for gone, run in runs))
