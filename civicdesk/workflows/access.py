"""Everything that is held about one person, to be looked at and handed over: words on paper, and every row as JSON.

It is made in memory. Where it is saved, and whether names of others are left out first, is a choice of whoever answers the request.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from pathlib import Path

from civicdesk.casestudies import names, prompts
from civicdesk.casestudies.names import NameFound
from civicdesk.directory import told as connected
from civicdesk.errors import Unavailable
from civicdesk.feedback import papers, preview
from civicdesk.i18n import catalogue, chosen, say
from civicdesk.records import attachments
from civicdesk.records.answers import Submission
from civicdesk.records.changes import Outcome
from civicdesk.records.consent import Choice, Consent, Purpose
from civicdesk.records.ids import PersonId
from civicdesk.records.papers import Line, Paper, Section
from civicdesk.records.people import Person
from civicdesk.records.sheets import PageImage
from civicdesk.store import answers, consent, entries, files, held, people, scores, sessions
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import Kit, Right

Rows = Mapping[str, Sequence[Mapping[str, object]]]
FILE_NAME = "everything-held"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessPack:
    """Everything held about one person. Look at the names of others before it is handed over."""

    card: str
    data: bytes
    """JSON, UTF-8."""
    paper: Paper
    rows: int
    names: tuple[NameFound, ...]
    made_on: date
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Name -> bytes of the files that the person gave, as they lie beside the paper. No name can be left out of a picture."""

    @property
    def names_of_others(self) -> tuple[str, ...]:
        """Return the words alone."""
        return tuple(found.name for found in self.names)


def gather(kit: Kit, person: PersonId, leave_out: Iterable[str] = ()) -> Outcome[AccessPack]:
    """Gather everything that is held about a person.

    Args:
        kit: the open workspace.
        person: who asks.
        leave_out: names of others that are replaced, in the words on paper and in the rows.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN.
        Damaged: VAULT-OPEN.
    """
    kit.must(Right.HANDLE_REQUESTS)
    known = people.person(kit.workspace, person)
    kit.must_see(person)
    rows = held.about(kit.workspace, person)
    said = [each for submission in answers.submissions(kit.workspace, person=person) for each in _answers(kit, submission)]
    beside = {f"{number}-{each.name}": content for number, (each, content) in enumerate(held.files(kit.workspace, person), start=1)}
    hidden = tuple(sorted(leave_out, key=len, reverse=True))
    told = {
        "about": {
            "card": known.card,
            "made_on": kit.now().date().isoformat(),
            "project": kit.project().name,
            "contact": kit.project().contact,
        },
        "answers": said,
        "files": list(beside),
        "held": rows,
    }
    data = json.dumps(names.without(told, hidden), ensure_ascii=False, indent=2, sort_keys=True).encode()
    paper = _paper(kit, known, _Told(rows=names.without(rows, hidden), said=names.without(said, hidden), files=beside))
    kit.workspace.note(Action.EXPORTED, kit.user.id, kit.now())
    texts = (text for table in rows.values() for row in table for text in _texts(row))
    pack = AccessPack(
        card=known.card,
        data=data,
        paper=paper,
        rows=sum(map(len, rows.values())),
        names=names.of_others(texts, known.name, known.language),
        made_on=kit.now().date(),
        files=beside,
    )
    return Outcome(value=pack)


def withdrawal_slip(kit: Kit, person: PersonId, purposes: Sequence[Purpose]) -> Paper:
    """Return the slip that says what a person has taken back, and what follows from it."""
    known = people.person(kit.workspace, person)
    project = kit.project()
    return Paper(
        title=say("papers.slip.title"),
        lead=say("papers.slip.lead"),
        mark=say("papers.card", card=known.card),
        language=chosen(),
        practice=project.practice,
        facts=(_line("made_on", _day(kit.now().date())), _line("project", project.name)),
        sections=(
            Section(heading=say("papers.slip.taken"), points=tuple(say(f"person.purpose.{each.value}") for each in purposes)),
            Section(
                heading=say("papers.slip.next"),
                points=(say("papers.slip.at_once"), say("papers.slip.sent"), say("papers.slip.totals"), say("papers.slip.again")),
            ),
            Section(heading=say("papers.rights"), words=(say("papers.slip.ask", contact=project.contact), say("papers.complaint"))),
        ),
    )


def draw(paper: Paper) -> bytes:
    """Return a paper as a tagged PDF; for the work lane.

    Raises:
        Refused: SHEET-RTL.
    """
    return papers.paper_pdf(paper)


def pages(document: bytes, dpi: int = 96) -> tuple[PageImage, ...]:
    """Return the pages of a PDF as pixels; for the work lane."""
    return preview.pages(document, dpi)


def save(pack: AccessPack, folder: Path) -> tuple[str, ...]:
    """Write the paper, the JSON and the files into a folder that somebody chose; an earlier pack there stays. For the work lane.

    Returns:
        The names of the files.

    Raises:
        Refused: SHEET-RTL.
        Unavailable: STORE-FILE; nothing was left there.
    """
    if not folder.is_dir():
        raise Unavailable("STORE-FILE")
    whole = {".pdf": draw(pack.paper), ".json": pack.data, **{f"-{name}": data for name, data in pack.files.items()}}
    stem = _free_stem(folder, f"{FILE_NAME}-{pack.made_on.isoformat()}", whole)
    made = {f"{stem}{ending}": data for ending, data in whole.items()}
    files.write_all(folder, made)
    return tuple(made)


def save_paper(document: bytes, path: Path) -> None:
    """Write one paper where somebody chose to.

    Raises:
        Unavailable: STORE-FILE.
    """
    files.write_whole(path, document)


def save_data(pack: AccessPack, path: Path) -> None:
    """Write the JSON, and beside it the files.

    Raises:
        Unavailable: STORE-FILE.
    """
    files.write_whole(path, pack.data)
    for name, data in pack.files.items():
        files.write_whole(path.with_name(f"{path.stem}-{name}"), data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    rows: Rows
    said: Sequence[Mapping[str, object]]
    files: Mapping[str, bytes]


def _paper(kit: Kit, known: Person, told: _Told) -> Paper:
    project = kit.project()
    sections = (
        Section(heading=say("access.section.person"), lines=_person(told)),
        _consents(kit, known.id),
        *_forms(told),
        Section(heading=say("access.section.files"), lines=tuple(_beside(name, len(data)) for name, data in told.files.items())),
        Section(heading=say("access.section.scores"), words=(say("access.scores_why"),), lines=_scores(kit, known.id)),
        *_stories(told),
        Section(heading=say("access.section.words"), lines=tuple(map(_read, told.rows.get("passage", ())))),
        Section(heading=say("access.section.meetings"), lines=_meetings(kit, told)),
        Section(heading=say("access.section.steps"), lines=tuple(_steps(told))),
        connected.connections(told.rows, {each.id: each.name for each in entries.every_entry(kit.workspace)}),
        Section(heading=say("access.section.asked"), lines=_asked(told)),
        Section(heading=say("access.section.sent"), words=(_sent(told),)),
    )
    return Paper(
        title=say("access.title"),
        lead=say("access.lead"),
        mark=say("papers.card", card=known.card),
        language=chosen(),
        practice=project.practice,
        facts=(_line("made_on", _day(kit.now().date())), _line("project", project.name), _line("contact_us", project.contact)),
        sections=(
            *(each for each in sections if each.words[1:] or each.lines or each.points or each.heading == say("access.section.sent")),
            Section(
                heading=say("papers.rights"),
                points=tuple(
                    say(f"access.right.{which}", contact=project.contact) for which in ("why", "mend", "erase", "complain", "json")
                ),
            ),
        ),
    )


def _person(told: _Told) -> tuple[Line, ...]:
    (row,) = told.rows["person"]
    shown = ("card", "name", "contact", "birth_year", "sex", "ethnicity", "district", "language", "sheet_format", "registered_at")
    facts = tuple(_line(name, _plain(name, row[name])) for name in shown if row.get(name))
    more = tuple(Line(label=str(key), value=str(value)) for key, value in _pairs(row.get("attributes")) if value)
    day = tuple(_line("birth_date", _day(date.fromisoformat(str(row["day"])))) for row in told.rows.get("birth_date", ()))
    return facts + day + more


def _consents(kit: Kit, person: PersonId) -> Section:
    history = consent.history(kit.workspace, person)
    return Section(heading=say("access.section.consent"), lines=tuple(_consent(each) for each in history))


def _consent(each: Consent) -> Line:
    when = say("access.taken_back" if each.withdrawal else "access.said", day=_day(each.at.date()))
    said = [say(f"access.choice.{_word(choice)}", purpose=say(f"person.purpose.{purpose.value}")) for purpose, choice in each.choices]
    return Line(label=when, value=" ".join(said))


def _word(choice: Choice) -> str:
    return choice.value.replace(" ", "_")


def _forms(told: _Told) -> list[Section]:
    found: dict[str, list[Line]] = {}
    for each in told.said:
        heading = say("access.section.answers", form=str(each["form"]), round=str(each["round"]))
        found.setdefault(heading, []).append(Line(label=str(each["question"]), value=str(each["answer"])))
    return [Section(heading=heading, lines=tuple(line for line in lines if line.value)) for heading, lines in found.items()]


def _scores(kit: Kit, person: PersonId) -> tuple[Line, ...]:
    lines = []
    for submission in answers.submissions(kit.workspace, person=person):
        scored = scores.latest(kit.workspace, submission.id)
        key = kit.key(submission.instrument)
        if scored is None or key is None:
            continue
        labels = {scale.name: scale.label.get(chosen()) or scale.label.get("en") or scale.name for scale in key.scales}
        lines += [
            Line(
                label=say("access.score", scale=labels.get(each.scale, each.scale), round=submission.wave),
                value=f"{each.value:.1f}".rstrip("0").rstrip("."),
            )
            for each in scored.scores
            if each.value is not None
        ]
    return tuple(lines)


def _stories(told: _Told) -> list[Section]:
    newest = {str(row["id"]): row for row in told.rows.get("case_version", ())}
    asked = {each.key: each.question for each in prompts.prompts(chosen())}
    sections = []
    for row in newest.values():
        texts = [Line(label=asked.get(str(key), str(key)), value=str(text)) for key, text in _pairs(row.get("texts")) if text]
        heading = say("access.section.story", day=_moment(row["at"]))
        sections.append(Section(heading=heading, lines=(*([_line("title", str(row["title"]))] if row.get("title") else []), *texts)))
    return sections


def _read(row: Mapping[str, object]) -> Line:
    """Return the line of some words that were read before they leave, as they would leave."""
    far = "kept_back" if row["kept_back"] else "agreed" if row.get("agreed_by") else "read"
    return Line(label=say(f"access.words.{far}"), value=str(row["text"]))


def _meetings(kit: Kit, told: _Told) -> tuple[Line, ...]:
    rows = told.rows.get("attendance", ())
    places = {each.id: each.place for each in sessions.sessions(kit.workspace)}
    came = tuple(Line(label=_moment(row["arrived_at"]), value=places.get(str(row["session"]), "")) for row in rows)  # type: ignore[call-overload]  # ids are strings
    sheets = tuple(
        Line(label=_moment(row["at"]), value=say(f"access.sheet.{str(row['kind']).replace(' ', '_')}"))
        for row in told.rows.get("sheet_event", ())
    )
    noted = tuple(
        Line(label=_moment(row["at"]), value=say("access.noted", note=row["reason"]))
        for row in told.rows.get("closing_reason", ())
        if row.get("reason")
    )
    return came + sheets + noted


def _steps(told: _Told) -> Iterable[Line]:
    for row in told.rows.get("step_set", ()):
        steps = _json(row.get("steps"))
        words = " ".join(" ".join(str(part) for part in step if part) + "." for step in steps if isinstance(step, list))
        if words:
            yield Line(label=_moment(row["at"]), value=words)


def _asked(told: _Told) -> tuple[Line, ...]:
    return tuple(
        Line(label=_day(date.fromisoformat(str(row["received_on"]))), value=_what_was_asked(row)) for row in told.rows.get("request", ())
    )


def _what_was_asked(row: Mapping[str, object]) -> str:
    kind, note = say(f"requests.kind.{row['kind']}"), str(row.get("note") or "")
    return f"{kind}. {note}" if note else f"{kind}."


def _sent(told: _Told) -> str:
    times = len(told.rows.get("release_person", ()))
    return say("access.sent", count=times) if times else say("access.not_sent")


def _beside(name: str, size: int) -> Line:
    """Return the line of one file that comes with the paper."""
    return Line(label=name, value=attachments.in_words(name.partition("-")[2], size))


def _line(name: str, value: str) -> Line:
    return Line(label=say(f"access.fact.{name}"), value=value)


def _plain(name: str, value: object) -> str:
    if name.endswith("_at"):
        return _moment(value)
    return language_name(str(value)) if name == "language" else str(value)


def language_name(code: str) -> str:
    """Return the name of a language, or its code where we have no name for it."""
    name = catalogue(chosen()).get(f"person.language.{code}") or catalogue("en").get(f"person.language.{code}")
    return name if isinstance(name, str) else code


def _moment(told: object) -> str:
    return _day(datetime.fromisoformat(str(told)).date())


def _day(when: date) -> str:
    return say("widget.date.words", day=when.day, month=say(f"widget.month.m{when.month}"), year=when.year)


def _json(told: object) -> list[object]:
    """Read a column that holds a list; a missing one is empty."""
    found = json.loads(str(told)) if told else []
    return found if isinstance(found, list) else []


def _pairs(told: object) -> list[tuple[object, object]]:
    return [(each[0], each[1]) for each in _json(told) if isinstance(each, list) and len(each) > 1]


def _answers(kit: Kit, submission: Submission) -> list[Mapping[str, object]]:
    """Return what was asked and said, in the words of the form."""
    state, instrument = kit.response(submission).state(), kit.instrument(submission.instrument)
    found: list[Mapping[str, object]] = []
    for each in answers.now(kit.workspace, submission.id):
        node = state.get(each.question)
        labels = dict(node.opts or ()) if node else {}
        value = each.value or ""
        words = ", ".join(labels.get(code, code) for code in value.split()) if labels else value
        words = attachments.in_words(value) if value and node and node.t == "upload" else words
        found.append(
            {
                "form": instrument.title,
                "round": submission.wave,
                "question": (node.label if node else "") or each.question.rpartition("/")[2],
                "answer": words or (say(f"interview.missing.{each.missing.value}") if each.missing else ""),
            }
        )
    return found


def _texts(row: Mapping[str, object]) -> list[str]:
    """Return what somebody wrote in one row; the parts of a case study one by one."""
    plain = [str(row[name]) for name in ("text", "title", "value", "reason", "note") if row.get(name)]
    return plain + [str(text) for _, text in _pairs(row.get("texts"))]


def _free_stem(folder: Path, stem: str, endings: Iterable[str]) -> str:
    """Return a beginning of names under which nothing lies in a folder yet, with any of these endings."""
    names = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(name for name in names if not any((folder / f"{name}{ending}").exists() for ending in endings))
