"""Every type of question and every appearance, as the interview shows it, from one real form: light, dark, large, and mirrored in Urdu."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

import every_kind
import openpyxl
from picture_album import Album, Group, rest
from PySide6.QtWidgets import QScrollArea

from civicdesk.forms import pages, parts, repeat_pages
from civicdesk.forms.convert import convert
from civicdesk.forms.engine import World, load
from civicdesk.forms.workbook import read_workbook
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import NodeState, Page, PageSize, Question
from civicdesk.ui.screens.interview.kinds import DOT
from civicdesk.ui.screens.interview.state import InterviewState, Step
from civicdesk.ui.screens.interview.view import InterviewView
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.question_folded import FoldedManyQuestion

TODAY = date(2026, 3, 14)
WIDTH, LEAST_HEIGHT = 1093, 614
SETTLE_MS = 40
FILES: Mapping[str, bytes] = {"dot.png": DOT}
ANSWERS: Mapping[str, str] = {
    "called": "Wren",
    "secret": "lantern",
    "people": "4",
    "steps": "12345",
    "tea": "2",
    "last": "2026-02-01",
    "moved": "1980-02-01",
    "meet": "2026-03-06T14:00:00.000+00:00",
    "how": "good",
    "trust": "4",
    "folded": "park",
    "two": "market",
    "packed": "hall",
    "across": "fair",
    "bare": "library",
    "searched": "park",
    "all": "library market",
    "some": "park hall",
    "help": "2",
    "me": "library park",
    "sure": "7",
    "stars": "4",
    "warm": "3",
    "smooth": "5",
    "heard": "OK",
    "rooms": "3",
    "garden": "yes",
    "adults": "2",
}


def draw(language: str, album: Album, group: Group) -> None:
    """Draw each page of the form, as high as it is."""
    for page in form_pages(language):
        view = InterviewView()
        view.use(AnswerHabits(today=TODAY))
        view.resize(WIDTH, LEAST_HEIGHT)
        view.show()
        view.render_state(InterviewState(step=Step.ASKING, page=page, size=PageSize.SECTION))
        for folded in view.findChildren(FoldedManyQuestion):
            folded.fold.setChecked(True)
        rest(SETTLE_MS)
        view.resize(WIDTH, max(LEAST_HEIGHT, LEAST_HEIGHT + _hidden_height(view)))
        rest(SETTLE_MS)
        album.keep(group, f"questions {page.number} {page.ref.rpartition('/')[2]}", view.grab().toImage())
        view.close()
        view.deleteLater()


def form_pages(language: str) -> Iterator[Page]:
    """Yield the pages of the form, some questions answered."""
    run = load(_xform(), FILES, world=_world())
    run.set_language(language)
    names = {node.ref.rpartition("/")[2]: node.ref for node in run.state().values()}
    for name, value in ANSWERS.items():
        run.set(names[name], value)
    state = run.state()
    listed = [(ref, refs) for ref, refs in pages.pages(state, PageSize.SECTION) if not ref.endswith(repeat_pages.RANGE)]
    for number, (ref, refs) in enumerate(listed, start=1):
        named = state[ref]
        yield Page(
            submission=SubmissionId("0" * 32),
            ref=QuestionRef(ref),
            heading=named.label if named.t in {"group", "repeat-instance"} else "",
            questions=parts.placed(state, ref, (_question(state[each]) for each in refs)),
            number=number,
            of=len(listed),
            previous=QuestionRef(listed[0][0]),
            following=QuestionRef(listed[-1][0]),
            language=run.language,
            languages=run.languages,
            around=parts.around(state, ref),
        )


def _question(node: NodeState) -> Question:
    return Question(state=replace(node, bad="", msg=""), files=FILES if node.media else {})


def _hidden_height(view: InterviewView) -> int:
    """Return how many pixels of the page do not fit into its window."""
    area = view.page.findChild(QScrollArea, "pageScroll")
    inside = area.widget() if area is not None else None
    layout = inside.layout() if inside is not None else None
    return layout.heightForWidth(area.viewport().width()) - area.viewport().height() if area is not None and layout is not None else 0


@lru_cache(maxsize=1)
def _xform() -> bytes:
    book = openpyxl.Workbook()
    for name, rows in every_kind.sheets().items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.remove(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return convert(written.getvalue(), read_workbook(written.getvalue()), FILES).xform


def _world() -> World:
    moment = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    return World(now=lambda: moment, chance=lambda: 0.5, uuid=lambda: "00000000-0000-4000-8000-000000000000", properties={})
