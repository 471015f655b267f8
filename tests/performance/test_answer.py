"""How long it takes until one answer survives a power cut, beside what the same disk takes for 4 KiB in the same run."""

import time

import pytest

from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import PageSize, Question
from civicdesk.workflows import interview, practice
from civicdesk.workflows.kit import Kit
from tests.performance.conftest import Disk, Place, share

BAR_MS = 50.0
TIMES_THE_DISK = 20
ROUNDS = 6


def _asked(talk: interview.Interview) -> list[Question]:
    """Return the choice questions that are asked of this person now, in the order of the form."""
    talk.sized(PageSize.SECTION)
    page, found = talk.page(), []
    while True:
        found += [question for question in page.questions if question.state.opts and question.state.t in interview.ASKED]
        if page.following is None:
            return found
        page = talk.page(page.following)


def test_one_answer_is_kept_within_50_milliseconds_or_20_times_what_the_disk_takes(
    workspace: Place, kit: Kit, disk: Disk, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = interview.Start(person=workspace.person, form_id=interview.default_form(kit), session=None)
    talk = interview.start(kit, begin).value
    talk.sized(PageSize.QUESTION)
    spent = []
    for wave in range(1, ROUNDS + 1):
        for question in _asked(talk):
            value = practice.answer(wave, wave, question.state)
            talk.sized(PageSize.QUESTION)
            began = time.perf_counter()
            talk.answer(QuestionRef(question.state.ref), value)
            spent.append((time.perf_counter() - began) * 1000)
            disk.probe()
    median, worst = share(spent, 0.5), share(spent, 0.99)
    disk_median, disk_worst = share(disk.spent_ms, 0.5), share(disk.spent_ms, 0.99)
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what the test is for
            f"\n{len(spent)} answers kept: median {median:.1f} ms, p99 {worst:.1f} ms, longest {max(spent):.1f} ms;"
            f" the disk: median {disk_median:.2f} ms, p99 {disk_worst:.2f} ms",
            end="",
        )
    assert worst < max(BAR_MS, TIMES_THE_DISK * disk_worst)
