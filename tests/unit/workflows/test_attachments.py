"""Files as answers, from the question to the last place where they might be met: kept with the answer, and never where they should not be."""

import json
import struct
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.export import columns
from civicdesk.export.csvs import read
from civicdesk.records.answers import SubmissionState
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import QuestionRef
from civicdesk.records.keying import PaperInHand
from civicdesk.records.paper_forms import PaperOptions, code_of, questions_of
from civicdesk.records.paper_forms import Way as OnPaper
from civicdesk.records.people import Person
from civicdesk.records.releases import Column, ExportSettings, ReleaseRole
from civicdesk.store import answer_files, answers, instruments, people
from civicdesk.workflows import (
    access,
    backup,
    consent,
    corrections,
    erasure,
    exchange,
    forms,
    interview,
    keying,
    laptop,
    paper_form,
    rescue,
    respond,
    restore,
    retention,
    unlock,
)  # fmt: skip
from civicdesk.workflows.interview import Interview
from civicdesk.workflows.kit import Kit, Tools, read_pack
from civicdesk.workflows.restore import Way
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import EVERYTHING, begin, given, says_no, welcome, workbook

SIGN, PHOTO, PROOF, GO = (QuestionRef(f"/data/{name}") for name in ("sign", "photo", "proof", "go"))
PLANTED = b"Quillfeather of Placeholder Street"


def chunk(name: bytes, told: bytes) -> bytes:
    return struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))


def png(words: bytes = PLANTED) -> bytes:
    """Return a picture of one point, with words in it that are not shown."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"tEXt", words) + chunk(b"IDAT", zlib.compress(b"\0" + words[-1:])) + chunk(b"IEND", b"")


def file_form() -> bytes:
    return workbook(
        survey=[
            ["type", "name", "label", "appearance", "relevant", "parameters"],
            ["image", "sign", "Please sign here", "signature", None, None],
            ["select_one yn", "go", "May we take a picture?", None, None, None],
            ["image", "photo", "Your picture", None, "${go} = 'yes'", "max-pixels=640"],
            ["file", "proof", "A letter, if there is one", None, None, None],
            ["begin repeat", "visit", "Visit", None, None, None],
            ["image", "place", "The place", None, None, None],
            ["end repeat", None, None, None, None, None],
        ],
        choices=[["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]],
        settings=[["form_title", "form_id", "version"], ["Files", "files", "1"]],
    )


@pytest.fixture
def person(kit: Kit) -> Person:
    forms.add(kit, file_form())
    return welcome(kit, name="Wren Fictional")


@pytest.fixture
def talk(kit: Kit, person: Person) -> Interview:
    return begin(kit, person.id, form_id="files")


@pytest.fixture
def done(talk: Interview) -> Interview:
    """Return a finished response with a signature and a letter."""
    talk.attach(SIGN, png())
    talk.attach(PROOF, b"%PDF-1.4 " + PLANTED)
    talk.answer(GO, "no")
    talk.finish()
    return talk


def names(kit: Kit, talk: Interview) -> list[str]:
    return [each.name for each in answer_files.files(kit.workspace, talk.submission.id)]


def value(kit: Kit, talk: Interview, ref: QuestionRef) -> str | None:
    return {each.question: each.value for each in answers.now(kit.workspace, talk.submission.id)}.get(ref)


def test_a_signature_is_kept_with_the_answer_that_names_it(kit: Kit, talk: Interview) -> None:
    page = talk.attach(SIGN, png()).value
    assert value(kit, talk, SIGN) == "signature-1.png"
    assert page.questions[0].file.words.startswith("Signature, ")
    assert page.questions[0].file.content == answer_files.content(kit.workspace, talk.submission.id, "signature-1.png")
    assert kit.workspace.verify() == ()


def test_what_a_picture_tells_about_itself_is_not_kept(kit: Kit, talk: Interview) -> None:
    talk.attach(SIGN, png())
    assert PLANTED not in answer_files.content(kit.workspace, talk.submission.id, "signature-1.png")


def test_an_interview_goes_on_with_its_files(kit: Kit, talk: Interview) -> None:
    talk.attach(SIGN, png())
    again = interview.resume(kit, talk.submission.id)
    assert again.page(SIGN).questions[0].file.media_type == "image/png"


def test_another_file_takes_the_place_of_the_first_and_nothing_is_lost_until_the_end(kit: Kit, talk: Interview) -> None:
    talk.attach(SIGN, png())
    talk.attach(SIGN, png(b"again"))
    assert (value(kit, talk, SIGN), names(kit, talk)) == ("signature-2.png", ["signature-1.png", "signature-2.png"])
    talk.answer(GO, "no")
    talk.finish()
    assert names(kit, talk) == ["signature-2.png"]
    assert kit.workspace.verify() == ()


def test_a_file_that_was_taken_away_is_no_answer_and_goes_when_the_person_would_rather_not_go_on(kit: Kit, talk: Interview) -> None:
    talk.attach(SIGN, png())
    assert talk.answer(SIGN, "").value.questions[0].file is None
    talk.attach(PROOF, b"words")
    talk.decline()
    assert (names(kit, talk), talk.submission.state) == (["file-2.txt"], SubmissionState.DECLINED)


def test_a_file_comes_back_with_its_question(kit: Kit, talk: Interview) -> None:
    talk.answer(GO, "yes")
    talk.attach(PHOTO, png())
    talk.answer(GO, "no")
    assert value(kit, talk, PHOTO) == "picture-1.png"
    talk.finish()
    assert names(kit, talk) == ["picture-1.png"], "an answer that is not asked for now is not thrown away"


def test_files_follow_their_instances(kit: Kit, talk: Interview) -> None:
    visit = QuestionRef("/data/visit")
    for number in (1, 2):
        if number == 2:
            talk.add(visit)
        talk.attach(QuestionRef(f"/data/visit[{number}]/place"), png(b"%d" % number))
    talk.remove(visit, 0)
    assert value(kit, talk, QuestionRef("/data/visit[1]/place")) is not None
    page = talk.page(QuestionRef("/data/visit[1]/place"))
    assert page.questions[0].state.v == "picture-2.png"
    talk.finish()
    assert names(kit, talk) == ["picture-2.png"]


@pytest.mark.parametrize(
    ("ref", "content", "code"),
    [
        (SIGN, b"", "FILE-EMPTY"),
        (SIGN, b"%PDF-1.4", "FILE-KIND"),
        (SIGN, b"\x89PNG\r\n\x1a\n", "FILE-PICTURE"),
        (PROOF, bytes(10_000_001), "FILE-SIZE"),
        (GO, png(), "INTERVIEW-VALUE"),
        (PHOTO, png(), "INTERVIEW-VALUE"),
        (QuestionRef("/data/nowhere"), png(), "INTERVIEW-VALUE"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_nothing(kit: Kit, talk: Interview, ref: QuestionRef, content: bytes, code: str) -> None:
    with says_no(code):
        talk.attach(ref, content)
    assert (names(kit, talk), value(kit, talk, ref)) == ([], None)


def test_an_answer_cannot_name_a_file_that_is_not_here(kit: Kit, talk: Interview) -> None:
    with says_no("INTERVIEW-VALUE"):
        talk.answer(SIGN, "holiday.jpg")


def test_who_said_no_to_pictures_has_none_taken(kit: Kit, person: Person) -> None:
    shy = welcome(kit, yes=EVERYTHING - {Purpose.PHOTO})
    talk = begin(kit, shy.id, form_id="files")
    talk.answer(GO, "yes")
    with says_no("CONSENT-PHOTO"):
        talk.attach(PHOTO, png())
    talk.attach(SIGN, png())
    assert names(kit, talk) == ["signature-1.png"]


def test_if_the_disk_is_full_neither_the_file_nor_the_answer_is_there(kit: Kit, talk: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "keep_draft_state", lambda *_, **__: (_ for _ in ()).throw(Unavailable("STORE-WRITE")))
    with says_no("STORE-WRITE"):
        talk.attach(SIGN, png())
    monkeypatch.undo()
    assert (names(kit, talk), value(kit, talk, SIGN)) == ([], None)
    assert talk.page(SIGN).questions[0].state.v == "", "nor on the page"


def test_the_list_of_answers_says_what_it_is_and_not_its_name(kit: Kit, done: Interview) -> None:
    told = {line.question: line.answer for line in done.review().lines}
    assert told["Please sign here"].startswith("Signature, ")
    assert told["A letter, if there is one"] == f"PDF file, {9 + len(PLANTED)} bytes"


def test_the_response_says_the_names(done: Interview) -> None:
    assert done._kit.response(done.submission).submission().count(".png<") == 1


def corrected(talk: Interview, **new: object) -> corrections.Correction:
    what = corrections.NewValue(**{"question": SIGN, "value": "", **new})
    return corrections.Correction(submission=talk.submission.id, values=(what,), reason="The wrong sheet")


def test_a_file_is_put_right_and_the_first_one_stays_to_be_seen(kit: Kit, done: Interview) -> None:
    corrections.correct(kit, corrected(done, content=png(b"right")))
    assert value(kit, done, SIGN) == "signature-3.png"
    assert names(kit, done) == ["signature-1.png", "file-2.pdf", "signature-3.png"]
    (past,) = corrections.history(kit, done.submission.id)
    assert (past.before, past.after) == ("signature-1.png", "signature-3.png")
    page = corrections.page(kit, done.submission.id)
    shown = {each.state.ref: each.file for each in page.questions}
    assert (shown[SIGN].content, shown[SIGN].words.partition(",")[0], shown[GO]) == (b"", "Signature", None)


def test_a_file_can_be_taken_away_afterwards(kit: Kit, done: Interview) -> None:
    corrections.correct(kit, corrected(done))
    assert value(kit, done, SIGN) is None


@pytest.mark.parametrize(
    ("new", "code"), [({"value": "holiday.jpg"}, "INTERVIEW-VALUE"), ({"content": b"words"}, "FILE-KIND")], ids=["a name", "another kind"]
)
def test_what_is_no_file_puts_nothing_right(kit: Kit, done: Interview, new: dict[str, object], code: str) -> None:
    with says_no(code):
        corrections.correct(kit, corrected(done, **new))
    assert value(kit, done, SIGN) == "signature-1.png"


def test_everything_held_comes_with_its_files(kit: Kit, person: Person, done: Interview, tmp_path: Path) -> None:
    pack = access.gather(kit, person.id).value
    assert list(pack.files) == ["1-signature-1.png", "2-file-2.pdf"]
    told = json.loads(pack.data)
    assert told["files"] == list(pack.files)
    assert "bytes" not in told["held"]["answer_file"][0]
    assert {each["answer"] for each in told["answers"]} >= {"Signature", "PDF file"}
    section = next(each for each in pack.paper.sections if each.heading == "Files that come with this paper")
    assert [line.label for line in section.lines] == list(pack.files)
    (tmp_path / "out").mkdir()
    written = access.save(pack, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(written)
    assert (tmp_path / "out" / written[3]).read_bytes() == b"%PDF-1.4 " + PLANTED


def test_the_file_for_a_computer_comes_with_the_files_too(kit: Kit, person: Person, done: Interview, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    access.save_data(access.gather(kit, person.id).value, tmp_path / "out" / "held.json")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["held-1-signature-1.png", "held-2-file-2.pdf", "held.json"]


def test_what_is_on_this_laptop_counts_files(kit: Kit, done: Interview) -> None:
    assert laptop.on_this_laptop(kit).counts["files"] == 2
    assert ("Files kept with answers", "2") in laptop.lines(laptop.on_this_laptop(kit))


def test_files_go_with_the_name(kit: Kit, done: Interview, person: Person) -> None:
    people.change_person(kit.workspace, replace(people.person(kit.workspace, person.id), name=""))
    kinds = {each.kept for each in retention.due(kit, timedelta(days=366 * 7))}
    assert retention.Kept.IDENTITY in kinds, "a signature is as good as a name"
    retention.drop_identity(kit, person.id)
    assert (names(kit, done), value(kit, done, SIGN)) == ([], "signature-1.png")
    assert retention.Kept.IDENTITY not in {each.kept for each in retention.due(kit, timedelta(days=366 * 7))}
    assert "Signature" in {line.answer for line in interview.resume(kit, done.submission.id).review().lines}
    assert access.gather(kit, person.id).value.files == {}


def test_who_is_forgotten_leaves_no_file_and_no_copy_can_be_read(kit: Kit, done: Interview, person: Person, tools: Tools) -> None:
    made = backup.make(kit).value
    erasure.erase(kit, person.id, drop_backups=False)
    assert answer_files.count(kit.workspace) == 0
    unlock.lock(kit)
    back = restore.restore(kit.workspace.path, made, Way(name="Ada Test", passphrase=PASSPHRASE), tools).value
    assert answer_files.count(back.kit.workspace) == 0, "they are forgotten in the copy too"
    unlock.lock(back.kit)


def test_a_copy_of_a_sealed_file_is_worth_nothing_without_the_key(kit: Kit, done: Interview, person: Person) -> None:
    (sealed,) = kit.workspace.row("select sealed_bytes from answer_file where name = 'file-2.pdf'")
    place = f"answer_file.{kit.workspace.row('select n from answer_file where name = ?', ['file-2.pdf'])[0]}.bytes"
    assert PLANTED in kit.workspace.vault.open(person.id, place, sealed)
    erasure.erase(kit, person.id)
    with pytest.raises(Damaged, match="VAULT-NO-KEY"):
        kit.workspace.vault.open(person.id, place, sealed)


def test_a_backup_brings_the_files_back(kit: Kit, done: Interview, tools: Tools) -> None:
    made = backup.make(kit).value
    unlock.lock(kit)
    back = restore.restore(kit.workspace.path, made, Way(name="Ada Test", passphrase=PASSPHRASE), tools).value
    assert PLANTED in answer_files.content(back.kit.workspace, done.submission.id, "file-2.pdf")
    assert back.kit.workspace.verify() == ()
    unlock.lock(back.kit)


def held(content: bytes) -> rescue.Held:
    return rescue.Held(question=PROOF, value="", content=content)


def test_a_file_that_could_not_be_kept_is_sealed_and_merged(kit: Kit, talk: Interview) -> None:
    content = b"%PDF-1.4 " + PLANTED * 40_000
    path = rescue.save(kit, talk.submission.id, (held(content),))
    assert PLANTED not in path.read_bytes()
    assert rescue.merge(kit).value.answers == 1
    assert answer_files.content(kit.workspace, talk.submission.id, value(kit, talk, PROOF)) == content
    assert rescue.merge(kit).value.answers == 0, "once"


def test_a_file_that_was_kept_after_all_is_not_merged_again(kit: Kit, talk: Interview) -> None:
    talk.attach(SIGN, png())
    rescue.save(kit, talk.submission.id, (rescue.Held(question=SIGN, value="", content=png()),))
    assert rescue.merge(kit).value.answers == 0
    assert names(kit, talk) == ["signature-1.png"]


def test_a_file_of_which_a_piece_is_missing_is_no_answer(kit: Kit, talk: Interview, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = rescue._frames
    monkeypatch.setattr(rescue, "_frames", lambda each, at: list(frames(each, at))[bool(each.content) :])
    rescue.save(kit, talk.submission.id, (held(bytes(rescue.PIECE + 1)), rescue.Held(question=GO, value="no")))
    assert rescue.merge(kit).value.answers == 1
    assert (value(kit, talk, PROOF), value(kit, talk, GO)) == (None, "no")


def test_a_sealed_file_goes_with_the_person(kit: Kit, talk: Interview, person: Person) -> None:
    other = begin(kit, welcome(kit).id, form_id="files")
    path, left = (rescue.save(kit, each.submission.id, (held(PLANTED),)) for each in (talk, other))
    erasure.erase(kit, person.id)
    assert (path.exists(), left.exists()) == (False, True)


def test_a_sealed_file_that_stayed_after_a_crash_goes_when_the_others_are_merged(kit: Kit, talk: Interview, person: Person) -> None:
    path = rescue.save(kit, talk.submission.id, (held(PLANTED),))
    content = path.read_bytes()
    erasure.erase(kit, person.id)
    path.write_bytes(content)
    assert rescue.merge(kit).value == rescue.Merged()
    assert not path.exists()


WISH = exchange.Wish(form_id="files", xml=True, tables=True, audit=True, readable=True, second="Ben Second", passphrase=PASSPHRASE)


def test_files_leave_beside_their_response_under_names_of_ours(kit: Kit, done: Interview) -> None:
    made = exchange.gather(kit, WISH).value
    (row,) = read(made.files["files-1/tables/files.csv"])
    folder = f"files-1/responses/{row['KEY'].removeprefix('uuid:')}"
    assert {name for name in made.files if name.startswith(folder)} == {
        f"{folder}/submission.xml", f"{folder}/signature-1.png", f"{folder}/file-2.pdf",
    }  # fmt: skip
    assert b"<sign>signature-1.png</sign>" in made.files[f"{folder}/submission.xml"]
    assert made.files[f"{folder}/file-2.pdf"] == b"%PDF-1.4 " + PLANTED
    assert (row["sign"], row["proof"]) == ("signature-1.png", "file-2.pdf")


def test_pictures_stay_when_the_word_for_them_is_taken_back(kit: Kit, person: Person, talk: Interview) -> None:
    talk.answer(GO, "yes")
    talk.attach(PHOTO, png())
    talk.attach(SIGN, png())
    talk.finish()
    consent.withdraw(kit, replace(given(kit, person.id), choices={Purpose.PHOTO: Choice.NO}))
    left = {Path(name).name for name in exchange.gather(kit, WISH).value.files if "responses" in name}
    assert left == {"submission.xml", "signature-2.png"}


def test_a_response_that_came_in_without_its_files_is_given_new_ones(kit: Kit, person: Person, done: Interview) -> None:
    (data,) = (content for name, content in exchange.gather(kit, WISH).value.files.items() if name.endswith(".xml"))
    data = data.replace(b"uuid:", b"uuid:e")
    key = data.partition(b"<instanceID>")[2].partition(b"<")[0].decode()
    table = respond.Table(form_id="files", cards=f"KEY,card,wave\n{key},{person.card},2\n".encode())
    assert respond.import_files(kit, {"elsewhere.xml": data}, table).value.responses == 1
    (new,) = (each for each in answers.submissions(kit.workspace, person=person.id) if each.wave == 2)
    signed = corrections.NewValue(question=SIGN, value="", content=png())
    corrections.correct(kit, corrections.Correction(submission=new.id, values=(signed,), reason="The paper was found"))
    assert [each.name for each in answer_files.files(kit.workspace, new.id)] == ["signature-2.png"]


def test_nobody_who_does_not_agree_that_answers_leave_has_files_sent(kit: Kit, person: Person, done: Interview) -> None:
    consent.withdraw(kit, replace(given(kit, person.id), choices={Purpose.RESEARCH: Choice.NO}))
    with says_no("EXCHANGE-NOBODY"):
        exchange.gather(kit, WISH)


@pytest.mark.parametrize("kind", ["image", "audio", "video", "file", "binary"])
def test_no_pack_can_let_a_file_leave_in_a_release(kind: str, make_pack) -> None:
    settings: ExportSettings = replace(read_pack(make_pack()).export, roles={"sign": ReleaseRole.PLAIN}, sensitive=("sign",))
    wanted = [Column(name="sign", type=kind, label="Sign", role=role) for role in (None, ReleaseRole.PLAIN)]
    assert {each.role for each in columns.with_roles(wanted, settings)} == {ReleaseRole.NEVER}


def test_on_paper_the_question_is_for_the_laptop(kit: Kit, person: Person) -> None:
    which = instruments.current(kit.workspace, "files").id
    form = paper_form.prepared(kit, which, PaperOptions(language=""))
    ways = {each.label: each.way for each in questions_of(form.items)}
    assert {label for label, way in ways.items() if way is OnPaper.ON_LAPTOP} == {
        "Please sign here", "Your picture", "A letter, if there is one", "The place",
    }  # fmt: skip


def test_a_worker_without_the_right_does_not_put_files_right(kit: Kit, done: Interview) -> None:
    with says_no("ROLE-RIGHT"):
        corrections.correct(held_by(kit, "Fay Guide"), corrected(done, content=png()))


def test_keying_passes_over_files_and_says_how_many_there_are(kit: Kit, person: Person) -> None:
    code = code_of(instruments.current(kit.workspace, "files").id)
    page = keying.begin(kit, PaperInHand(code=code, card=person.card)).value.page()
    assert (page.item.ref, page.of, page.files) == (GO, 1, 3)
