"""`civicdesk demo`: the whole main job on the practice project, without a display, through the same verbs as the window."""

import sys
import time
from argparse import Namespace, _SubParsersAction
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from civicdesk.cli import door
from civicdesk.cli.output import Output
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.cases import Quote, QuoteConsent
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.ids import PersonId, QuestionRef
from civicdesk.records.pages import PageSize
from civicdesk.records.people import Role
from civicdesk.records.releases import Laptop
from civicdesk.records.sessions import Session
from civicdesk.workflows import (
    case_study,
    centre,
    centre_packs,
    consent,
    directory,
    first_run,
    forms,
    interview,
    pack_making,
    people,
    practice,
    receipts,
    room,
    send,
    session,
    sheet,
    unlock,
)
from civicdesk.workflows.kit import Kit, Tools, read_pack

COORDINATOR, SECOND = "Sam Coordinator", "Kim Second"
SHEETS, SUMMARIES, BUNDLES, CENTRE = "sheets", "summaries", "bundle", "centre"


def register(words: "_SubParsersAction[Any]") -> None:
    """Add the word."""
    demo = words.add_parser("demo", help=say("cli.help.demo"))
    demo.add_argument("--out", type=Path, default=Path("demo-out"), metavar="FOLDER", help=say("cli.help.out_folder"))
    demo.set_defaults(command=_demo)


class _Clock:
    """A clock that begins at a meeting and moves on by a second whenever somebody looks at it."""

    def __init__(self, start: datetime) -> None:
        self._at = start

    def now(self) -> datetime:
        self._at += timedelta(seconds=1)
        return self._at

    def set(self, at: datetime) -> None:
        self._at = at


@dataclass(slots=True, kw_only=True)
class _Demo:
    """One run: where things go, what was made, and how long each step took."""

    out: Path
    output: Output
    clock: _Clock
    tools: Tools
    made: list[dict[str, object]] = field(default_factory=list)
    cards: list[PersonId] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, where: str = "") -> Iterator[None]:
        """Time a step, show it while it runs, and note it for the table."""
        self._bar(name, 0, 0)
        began = time.perf_counter()
        yield
        self.made.append({"step": name, "where": where, "seconds": round(time.perf_counter() - began, 2)})
        self._line(f"{name}: {self.made[-1]['seconds']} s")

    def progress(self, name: str, done: int, total: int) -> None:
        """Show how far a step is."""
        self._bar(name, done, total)

    def _bar(self, name: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        width = 24
        filled = width * done // total if total else 0
        sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (width - filled)}] {name} {done}/{total}" if total else f"\r\x1b[K{name} ...")
        sys.stderr.flush()

    def _line(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
        self.output.note(text)


def _demo(asked: Namespace, tools: Tools, output: Output) -> int:
    out: Path = asked.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refused("DEMO-OUT", folder=out.name)
    clock = _Clock(practice.meeting(1))
    demo = _Demo(out=out, output=output, clock=clock, tools=replace(tools, now=clock.now))
    for folder in (SHEETS, SUMMARIES, BUNDLES):
        door.folder(out / folder)
    secrets = (first_run.suggest_passphrase(), first_run.suggest_passphrase())
    kit = _set_up(demo, secrets)
    try:
        for wave in range(1, practice.WAVES + 1):
            _wave(demo, kit, wave)
        release = _prepare(demo, kit)
        laptop = Laptop(id=send.laptop_id(kit), public_key=send.laptop_key(kit), enrolled=clock.now().date().isoformat())
    finally:
        unlock.lock(kit)
    bundle = _approve_and_seal(demo, secrets[1], release)
    _verify(demo, bundle, laptop.public_key)
    _receive(demo, bundle.parent, laptop, secrets[1])
    sheet.save(say("demo.readme", name=COORDINATOR, passphrase=secrets[0]).encode(), out / "READ-ME.txt")
    output.table(demo.made, empty="")
    output.note(say("demo.done", folder=out))
    return 0


def _set_up(demo: _Demo, secrets: tuple[str, str]) -> Kit:
    place = demo.out / "workspace"
    with demo.step(say("demo.step.workspace"), "workspace/"):
        newcomer = first_run.Newcomer(name=COORDINATOR, role=Role.COORDINATOR, passphrase=secrets[0])
        joined = first_run.join(place, practice.pack(), newcomer, demo.tools)
        kit = joined.kit
        first_run.save_recovery(joined.recovery, demo.out / "recovery-sheet.pdf")
        first_run.confirm_recovery(kit, joined.recovery.code)
        first_run.add_user(kit, first_run.Newcomer(name=SECOND, role=Role.COORDINATOR, passphrase=secrets[1]))
    with demo.step(say("demo.step.pack")):
        forms.adopt_pack(kit)
        directory.adopt_pack(kit)
    return kit


def _wave(demo: _Demo, kit: Kit, wave: int) -> None:
    demo.clock.set(practice.meeting(wave))
    name = say("demo.step.session", wave=wave)
    with demo.step(name):
        opened = session.open_session(
            kit, session.NewSession(place=session.today(kit).places[0], facilitators=(COORDINATOR,), wave=wave)
        ).value
        for number in range(len(practice.folk())):
            _interview(kit, opened, _welcome(demo, kit, opened, number), number)
            demo.progress(name, number + 1, len(practice.folk()))
    if wave == 1:
        with demo.step(say("demo.step.stories")):
            for story in practice.stories():
                _story(kit, opened, demo.cards[story.person], story)
    _sheets(demo, kit, opened)
    with demo.step(say("demo.step.close", wave=wave), f"{SUMMARIES}/wave-{wave}.pdf"):
        open_rows = session.reconcile(kit, opened.id).open_rows
        session.close(kit, opened.id, {(row.person, row.matter): say("demo.reason") for row in open_rows})
        sheet.save(room.summary_pdf(kit, opened.id), demo.out / SUMMARIES / f"wave-{wave}.pdf")


def _welcome(demo: _Demo, kit: Kit, opened: Session, number: int) -> PersonId:
    """Add a person at the first meeting, greet them again at the second; ask for consent each time."""
    if opened.wave == 1:
        each = practice.folk()[number]
        new = people.NewPerson(name=each.name, birth_year=each.birth_year, sex=each.sex, ethnicity=each.ethnicity, district=each.district)
        demo.cards.append(people.add(kit, new, opened.id).value.id)
    else:
        people.arrive(kit, demo.cards[number], opened.id)
    person = demo.cards[number]
    statement = consent.statement(kit)
    choices = {purpose: Choice.NO if purpose is Purpose.PHOTO else Choice.YES for purpose, _ in statement.purposes}
    consent.record(kit, consent.Given(person=person, session=opened.id, statement=statement, choices=choices, witness="KS"))
    return person


def _interview(kit: Kit, opened: Session, person: PersonId, number: int) -> None:
    form = interview.default_form(kit)
    talk = interview.start(kit, interview.Start(person=person, form_id=form, session=opened.id, wave=opened.wave)).value
    page = talk.sized(PageSize.SECTION)
    while True:
        for question in page.questions:
            if question.state.t in interview.ASKED and not question.state.ro:
                value = practice.answer(number, opened.wave, question.state)
                if value:
                    talk.answer(QuestionRef(question.state.ref), value)
        page = talk.page(page.ref)
        if page.following is None:
            break
        page = talk.turn_to(page.following).value
    talk.finish()


def _story(kit: Kit, opened: Session, person: PersonId, story: practice.Story) -> None:
    guide = case_study.guide()
    keys = [prompt.key for prompt in guide.prompts]
    begun = case_study.begin(kit, person, opened.id).value
    told = replace(
        begun,
        texts=tuple((keys[prompt], text) for prompt, text in story.texts),
        quotes=tuple(Quote(text=words, prompt=keys[prompt], consent=QuoteConsent(said)) for prompt, words, said in story.quotes),
        tags=story.tags,
    )
    case_study.finish(kit, told)


def _sheets(demo: _Demo, kit: Kit, opened: Session) -> None:
    name = say("demo.step.sheets", wave=opened.wave)
    where = f"{SHEETS}/wave-{opened.wave}"
    (demo.out / where).mkdir()
    with demo.step(name, f"{where}/"):
        finished = sheet.list_finished(kit, session=opened.id)
        for done, submission in enumerate(finished, start=1):
            number = demo.cards.index(submission.person)
            near = [each for each in directory.for_person(kit, submission.person) if each.entry.printable][:3]
            wish = sheet.SheetWish(
                steps=practice.steps(number, opened.wave),
                entries=tuple(each.entry.id for each in near),
                second_page=number % 4 == 0,
            )
            sheet.keep_wish(kit, submission.id, wish)
            drawn = sheet.draw(sheet.compose(kit, submission.id, wish))
            sheet.save(drawn.pdf, demo.out / where / sheet.file_name(drawn.sheet))
            sheet.printed(kit, submission.id, wish.mode, "file")
            session.handed_over(kit, opened.id, submission.person)
            demo.progress(name, done, len(finished))


def _prepare(demo: _Demo, kit: Kit) -> str:
    with demo.step(say("demo.step.prepare"), f"{BUNDLES}/risk-report.html"):
        release = send.prepare(kit, practice=True).value
        sheet.save(send.report_html(kit, release.id), demo.out / BUNDLES / "risk-report.html")
    return release.id


def _approve_and_seal(demo: _Demo, secret: str, release: str) -> Path:
    with demo.step(say("demo.step.approve")):
        kit = unlock.open_(next((demo.out / "workspace").glob("*.civicdesk")), SECOND, secret, demo.tools)
        try:
            intruder = practice.intruder_form(send.SCENARIOS, kit.user.role.value, kit.now().date())
            send.approve(kit, send.Approval(release=release, passphrase=secret, intruder=intruder))
            sealed = send.seal(kit, release, practice=True).value
            sheet.save(send.report_html(kit, release), demo.out / BUNDLES / "risk-report.html")
        finally:
            unlock.lock(kit)
    with demo.step(say("demo.step.save"), f"{BUNDLES}/{sealed.name}"):
        sheet.save(sealed.data, demo.out / BUNDLES / sealed.name)
        sheet.save(practice.identity_file(), demo.out / BUNDLES / "practice-identity.txt")
    return demo.out / BUNDLES / sealed.name


def _verify(demo: _Demo, bundle: Path, public: str) -> None:
    with demo.step(say("demo.step.verify"), f"{BUNDLES}/verification.txt"):
        identity = pack_making.read_identity(practice.identity_file())
        received = centre.receive(bundle.read_bytes(), identity, {"practice laptop": public})
        names = practice.planted_names()
        hits = centre.hits(received.members, names)
        lines = [
            say("demo.verify.whole" if received.check.ok else "demo.verify.not_whole"),
            say("demo.verify.people", people=received.check.people),
            *(say("demo.verify.rows", member=member, rows=rows) for member, rows in sorted(received.check.rows.items())),
            say("demo.verify.names", searched=len(names), hits=len(hits)),
            *(f"{code}: {words}" for code, words in received.check.findings),
        ]
        sheet.save("\n".join([*lines, ""]).encode(), demo.out / BUNDLES / "verification.txt")
    if hits or not received.check.ok:
        raise Refused("DEMO-VERIFY", hits=len(hits))


def _receive(demo: _Demo, place: Path, laptop: Laptop, secret: str) -> None:
    """Take the bundle in at a practice centre, whose pack names this laptop, and bring its receipt back to the laptop."""
    keys = pack_making.read_keys(practice.keys_folder(), None)
    pack = read_pack(practice.pack())
    enrolling = pack_making.sign_pack(replace(pack, export=replace(pack.export, laptops=(laptop,))), keys.signing_seed)
    ledger = demo.out / CENTRE / "ledger.civicdesk"
    today = demo.clock.now().date()
    with demo.step(say("demo.step.receive"), f"{CENTRE}/"), centre.opened(ledger, keys, today, practice=True) as opened:
        centre_packs.take(opened.ledger, enrolling)
        (told,) = centre.collect(opened, centre.folder(place), demo.clock.now)
    with demo.step(say("demo.step.receipt"), f"{BUNDLES}/receipts/"):
        kit = unlock.open_(next((demo.out / "workspace").glob("*.civicdesk")), SECOND, secret, demo.tools)
        try:
            demo.output.note(" ".join(receipts.sentences(receipts.take(kit, told.receipt).value, kit.pack().version)))
        finally:
            unlock.lock(kit)
