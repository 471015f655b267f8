"""Files as answers: sealed, named by us alone, kept with the answer or not at all, and gone for good only where a row says so."""

import hashlib
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Refused
from civicdesk.records.answers import Answer, Submission
from civicdesk.records.attachments import LARGEST, Asked, NewFile
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.ids import PersonId, SubmissionId, UserId
from civicdesk.records.pages import NodeState
from civicdesk.records.people import Person
from civicdesk.store import answer_files, answers, audit, consent, driver, erasing, held, schema
from civicdesk.store.layout import Layout
from civicdesk.store.migrations import ALL
from civicdesk.store.workspace import Workspace, create, open_

BY = UserId("wf")
INK = NewFile(asked=Asked.SIGNATURE, media_type="image/png", ending="png", content=b"Bracken ink")
PAPER = NewFile(asked=Asked.FILE, media_type="application/pdf", ending="pdf", content=b"Bracken paper")


@pytest.fixture
def keep(ws: Workspace, say):
    """Return a function that keeps a file with the answer that names it, and returns the name."""

    def kept(file: NewFile = INK, question: str = "/data/sign") -> str:
        name = answer_files.next_name(ws, SubmissionId("s1"), file)
        named = say(question, name)
        with ws.writing("answers-kept", BY):
            answer_files.keep(ws, named, file)
            answers.keep(ws, [named], sealed=frozenset({named.question}))
        return name

    return kept


def upload(value: str) -> NodeState:
    return NodeState(ref="/data/sign", t="upload", v=value)


def test_a_file_comes_back_as_it_was_kept(ws: Workspace, begun: Submission, keep) -> None:
    name = keep()
    assert answer_files.content(ws, begun.id, name) == INK.content
    (known,) = answer_files.files(ws, begun.id)
    assert (known.name, known.media_type, known.size, known.question, known.by) == (name, "image/png", 11, "/data/sign", BY)
    assert known.sha256 == hashlib.sha256(INK.content).hexdigest()
    assert ws.verify() == ()


def test_names_are_ours_and_never_given_twice(ws: Workspace, begun: Submission, clock, keep) -> None:
    assert [keep(), keep(PAPER), keep()] == ["signature-1.png", "file-2.pdf", "signature-3.png"]
    answer_files.keep_only(ws, begun.id, {"file-2.pdf"}, clock(), by=BY)
    assert keep() == "signature-4.png"


def test_a_name_that_came_in_without_its_file_is_given_to_no_other(ws: Workspace, begun: Submission, say, keep) -> None:
    elsewhere = say("/data/photo", "signature-1.png")
    answers.keep(ws, [elsewhere], sealed=frozenset({elsewhere.question}))
    assert keep() == "signature-2.png"
    assert not answer_files.is_here(ws, begun.id, "signature-1.png")


def test_neither_bytes_nor_their_hash_lie_open_in_the_row(ws: Workspace, begun: Submission, keep) -> None:
    keep()
    (row,) = ws.rows("select * from answer_file")
    assert not any(INK.content in part for part in row if isinstance(part, bytes))
    assert answer_files.files(ws, begun.id)[0].sha256 not in map(str, row)


def test_a_file_without_its_persons_key_is_unreadable(ws: Workspace, begun: Submission, wren: Person, vault, keep) -> None:
    name = keep()
    del vault.keys[wren.id]
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        answer_files.content(ws, begun.id, name)


def test_a_file_cannot_take_the_place_of_another(ws: Workspace, begun: Submission, keep) -> None:
    first, second = keep(), keep()
    sealed = ws.row("select sealed_bytes from answer_file where name = ?", [second])[0]
    with ws.writing("answers-kept") as writing:
        writing.run("drop trigger answer_file_stays")
        writing.run("update answer_file set sealed_bytes = ? where name = ?", [sealed, first])
        writing.touch("answer_file", 1)
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        answer_files.content(ws, begun.id, first)


def both(ws: Workspace, named: Answer) -> None:
    with ws.writing("answers-kept", BY):
        answer_files.keep(ws, named, INK)
        answers.keep(ws, [named])


def test_the_answer_and_its_file_are_kept_together_or_not_at_all(ws: Workspace, begun: Submission, say) -> None:
    named = say("/data/sign", "signature-1.png")
    answers.finish(ws, begun.id, ws.now())
    with pytest.raises(Refused, match="STORE-FINISHED"):
        both(ws, named)
    assert answer_files.count(ws) == 0


def test_the_log_says_rows_alone(ws: Workspace, begun: Submission, keep) -> None:
    keep()
    last = audit.rows(ws)[-1]
    assert (last.action, last.object) == ("answers-kept", "answer_file:1 answer_log:1")


@pytest.mark.parametrize(("choice", "kept"), [(Choice.YES, True), (Choice.NO, False), (Choice.NOT_ASKED, False), (None, True)])
def test_pictures_want_the_word_for_them_where_it_is_asked_for(ws: Workspace, wren: Person, clock, keep, choice, *, kept: bool) -> None:
    if choice is not None:
        statement = Statement(version="1", language="en", text="May we?", sha256="ab" * 32, purposes=((Purpose.PHOTO, "Photo"),))
        said = Consent(
            person=wren.id, statement=statement, choices=((Purpose.PHOTO, choice),), mode=Mode.SPOKEN, read_aloud=True,
            limits_explained=True, witness="", by=BY, session=None, at=clock(),
        )  # fmt: skip
        consent.keep_consent(ws, said)
    keep()
    keep(PAPER)
    for recorded in (replace(INK, asked=Asked.PICTURE), replace(INK, asked=Asked.FILE), replace(PAPER, media_type="video/mp4")):
        with nullcontext() if kept else pytest.raises(Refused, match="CONSENT-PHOTO"):
            keep(recorded)


def test_one_file_may_be_so_large_and_no_larger(ws: Workspace, begun: Submission, say) -> None:
    with pytest.raises(Refused, match="FILE-SIZE"):
        answer_files.keep(ws, say("/data/f", "file-1.pdf"), replace(PAPER, content=bytes(LARGEST + 1)))


def test_all_files_of_a_response_have_an_end_too(ws: Workspace, say, keep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_files, "LARGEST_TOGETHER", len(INK.content) * 2)
    keep()
    keep()
    with pytest.raises(Refused, match="FILE-ROOM"):
        answer_files.keep(ws, say("/data/f", "file-3.pdf"), replace(PAPER, content=b"1"))


def test_a_file_is_never_changed_and_does_not_go_by_itself(ws: Workspace, begun: Submission, keep) -> None:
    keep()
    with pytest.raises(driver.Error, match="append-only"), ws.writing("erased") as writing:
        writing.erase("answer_file", [1])
    with pytest.raises(driver.Error, match="append-only"), ws.writing("erased") as writing:
        writing.change("answer_file", 1, {"name": "x"})
    assert answer_files.count(ws) == 1


def test_what_was_taken_away_goes_for_good_and_it_is_told_that_it_was_there(ws: Workspace, begun: Submission, clock, keep) -> None:
    wrong, right = keep(), keep()
    answer_files.keep_only(ws, begun.id, {right}, clock(), by=BY)
    assert [each.name for each in answer_files.files(ws, begun.id)] == [right]
    assert ws.rows("select name, why from answer_file_gone") == [(wrong, "taken-away")]
    assert not answer_files.is_here(ws, begun.id, wrong)
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        answer_files.content(ws, begun.id, wrong)
    assert ws.verify() == ()


def test_keeping_all_writes_nothing(ws: Workspace, begun: Submission, clock, keep) -> None:
    before = len(audit.rows(ws)) if keep() else 0
    answer_files.keep_only(ws, begun.id, {"signature-1.png"}, clock(), by=BY)
    assert len(audit.rows(ws)) == before


def test_all_files_of_a_person_go_with_the_name(ws: Workspace, begun: Submission, wren: Person, clock, keep) -> None:
    keep(), keep(PAPER)
    assert answer_files.owners(ws) == {wren.id}
    answer_files.drop_identity(ws, wren.id, clock(), by=BY)
    assert answer_files.owners(ws) == frozenset()
    assert {why for (why,) in ws.rows("select why from answer_file_gone")} == {"identity"}
    assert [each.value for each in answers.now(ws, begun.id)] == ["file-2.pdf"], "what was answered stays"
    assert ws.verify() == ()


def test_a_page_is_shown_what_it_can_show(ws: Workspace, begun: Submission, keep) -> None:
    ink, paper = keep(), keep(PAPER)
    shown = answer_files.of_node(ws, begun.id, upload(ink))
    assert (shown.words, shown.media_type, shown.content) == ("Signature, 11 bytes", "image/png", INK.content)
    assert answer_files.of_node(ws, begun.id, upload(ink), opened=False).content == b""
    assert answer_files.of_node(ws, begun.id, upload(paper)).content == b""
    assert answer_files.words(ws, begun.id) == {ink: "Signature, 11 bytes", paper: "PDF file, 13 bytes"}


def test_a_file_that_is_not_here_is_told_by_its_name(ws: Workspace, begun: Submission) -> None:
    shown = answer_files.of_node(ws, begun.id, upload("picture-1.jpg"))
    assert (shown.words, shown.media_type) == ("Picture", "")


@pytest.mark.parametrize("node", [upload(""), NodeState(ref="/data/q", t="input", v="words")], ids=["blank", "another question"])
def test_without_a_file_there_is_nothing_to_show(ws: Workspace, begun: Submission, node: NodeState) -> None:
    assert answer_files.of_node(ws, begun.id, node) is None


@pytest.mark.parametrize("verb", [answer_files.files, lambda ws, ident: answer_files.content(ws, ident, "x")], ids=["files", "content"])
def test_an_unknown_response_is_refused(ws: Workspace, verb) -> None:
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        verb(ws, SubmissionId("nobody"))


def test_a_file_of_an_unknown_response_is_refused(ws: Workspace, begun: Submission, say) -> None:
    stray: Answer = replace(say("/data/sign", "signature-1.png"), submission=SubmissionId("nobody"))
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        answer_files.keep(ws, stray, INK)


def test_an_erasure_takes_files_and_what_was_told_of_them(ws: Workspace, begun: Submission, wren: Person, clock, keep) -> None:
    keep()
    answer_files.keep_only(ws, begun.id, (), clock(), by=BY)
    keep()
    erasing.erase(ws, wren.id, clock(), by=BY)
    assert ws.row("select (select count(*) from answer_file) + (select count(*) from answer_file_gone)") == (0,)
    assert ws.verify() == ()


def test_whoever_asks_is_given_their_files(ws: Workspace, begun: Submission, wren: Person, keep) -> None:
    keep(), keep(PAPER)
    assert [(each.name, content) for each, content in held.files(ws, wren.id)] == [
        ("signature-1.png", INK.content), ("file-2.pdf", PAPER.content),
    ]  # fmt: skip
    (first, _) = held.about(ws, wren.id)["answer_file"]
    assert set(first) == {"n", "submission", "question", "name", "media_type", "size", "sha256", "user", "at"}
    assert held.files(ws, PersonId("nobody")) == ()


def test_a_backup_holds_the_files(ws: Workspace, keys, clock, keep, tmp_path: Path) -> None:
    name = keep()
    ws.copy_to(tmp_path / "copy.civicdesk")
    copy = open_(tmp_path / "copy.civicdesk", keys, head=None, now=clock, layout=Layout(lock=False, reserve=0))
    assert answer_files.content(copy, SubmissionId("s1"), name) == INK.content
    copy.close()


def shape(ws: Workspace) -> list[tuple]:
    return ws.rows("select type, name, sql from sqlite_master where name not like 'sqlite_%' order by name")


def test_a_file_from_before_gets_the_shape_of_a_new_one(path: Path, keys, clock, ws: Workspace) -> None:
    old = path.with_name("old.civicdesk")
    create(old, keys, now=clock, layout=Layout(steps=ALL[:2], lock=False, reserve=0)).close()
    now = open_(old, keys, head=None, now=clock, layout=Layout(lock=False, reserve=0))
    assert shape(now) == shape(ws)
    assert now.verify() == ()
    assert old.with_name("old.civicdesk.before-m003_files_as_answers").exists()
    now.close()


def test_the_eraser_and_the_audit_know_the_tables() -> None:
    assert {"answer_file", "answer_file_gone"} <= schema.GROWING & {table for table, _ in erasing.ROWS}
