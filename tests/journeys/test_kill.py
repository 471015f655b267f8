"""A program that is killed in the middle of a questionnaire goes on with no answer lost, exactly where it stood."""

import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk.records.answers import AnswerKind
from civicdesk.store import answers
from civicdesk.workflows import backup, forms, interview, session, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE
from tests.unit.workflows.conftest import begin, plain_form, ref_of, welcome

PROGRAM = Path(__file__).resolve().parent / "programs" / "answer_in_a_loop.py"


def kill_after(acknowledged: int, words: list[str]) -> list[tuple[str, str]]:
    """Start the program, kill it as soon as it has acknowledged so many answers, and return all that it acknowledged."""
    with subprocess.Popen([sys.executable, PROGRAM, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(f"{PASSPHRASE}\n")
        child.stdin.flush()
        told = [child.stdout.readline() for _ in range(acknowledged)]
        child.kill()
        told += child.stdout.readlines()
    return [(question, value) for question, _, value in (line.rstrip("\n").partition("\t") for line in told if line.endswith("\n"))]


@pytest.mark.slow
@pytest.mark.parametrize("acknowledged", [1, 2, 3, 5, 8, 13])
def test_every_acknowledged_answer_is_there_after_a_kill(kit: Kit, tools: Tools, acknowledged: int) -> None:
    forms.add(kit, plain_form())
    talk = begin(kit, welcome(kit).id, form_id="plain")
    years, words = ref_of(talk, "years"), ref_of(talk, "words")
    path, submission = kit.workspace.path, talk.submission.id
    unlock.lock(kit)
    told = kill_after(acknowledged, [str(path), "Ada Test", submission, years, words])
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    log = [(each.question, each.value) for each in answers.log(again.workspace, submission) if each.kind is AnswerKind.GIVEN]
    assert len(told) >= acknowledged
    assert log[: len(told)] == told
    assert len(log) - len(told) <= 1, "at most the one that was under way"
    goes_on_where_it_stood(again, submission, dict(log))
    unlock.lock(again)


def goes_on_where_it_stood(kit: Kit, submission: str, said: dict[str, str]) -> None:
    """Compare the opened draft with the log: values, what was worked out from them, and the page."""
    talk = interview.resume(kit, submission)
    state = talk._run.state()
    given = [each.question for each in answers.log(kit.workspace, submission) if each.kind is AnswerKind.GIVEN]
    assert {ref: state[ref].v for ref in said} == said
    worked_out = {ref.rpartition("/")[2]: node.v for ref, node in state.items()}
    if worked_out["years"]:
        assert worked_out["months"] == str(int(worked_out["years"]) * 12)
    position = talk.submission.position
    assert position == given[-1]
    assert position in {question.state.ref for question in talk.page(position).questions}
    assert [each.submission.id for each in session.today(kit).unfinished] == [submission]
    assert backup.verify(kit) == ()
