"""Pages with each kind of question, for the pictures and for the tests that look at every one of them."""

import base64
from collections.abc import Mapping
from dataclasses import replace

from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import FileShown, NodeState, Page, Part, Question

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAHgAAABaAQMAAABJzgCsAAAABlBMVEVWtOkAcrIJ5juXAAAAG0lEQVR42mNggID/UMAwyh/lj/JH+aP8QcEHAMQRzU+vIEFT"
    "AAAAAElFTkSuQmCC"
)
"""A picture in two colours."""

_AGREE = (("1", "Strongly agree"), ("2", "Agree"), ("3", "Neither"), ("4", "Disagree"), ("5", "Strongly disagree"))
_PLACES = (("hall", "Example Hall"), ("cafe", "Invented Café"), ("park", "Made-up Park"), ("church", "No Such Church"))
_YES = (("yes", "Yes"), ("no", "No"))
_KIDS = Part(ref=QuestionRef("/data/kids"), label="Children")
_SCHOOL = Part(ref=QuestionRef("/data/kids/school"), label="At school", number=2)
_TOWNS = tuple((f"t{number}", f"Invented Town {number}") for number in range(1, 10_001))
_NOTE = "# How you get on\nThe next questions are about **the last four weeks**. *There are no right answers.*\n- Take your time\n- Ask to hear a question again"


def _one(label: str, **facts: object) -> Question:
    name = "".join(letter for letter in label.lower() if letter.isalpha())[:24]
    return Question(state=replace(NodeState(ref=f"/data/{name}", t="input", label=label), **facts))  # type: ignore[arg-type]  # fields of a node, by name


def _pick(label: str, *app: str, **facts: object) -> Question:
    return _one(label, **{"t": "select", "opts": _AGREE, "app": app, **facts})


def _inside(question: Question, *parts: Part) -> Question:
    return replace(question, inside=parts)


def page_of(heading: str, *questions: Question) -> Page:
    """Return a page of some questions, somewhere in the middle of a form."""
    return Page(
        submission=SubmissionId("0" * 32),
        ref=QuestionRef(questions[0].state.ref),
        heading=heading,
        questions=questions,
        number=12,
        of=40,
        previous=QuestionRef("/data/before"),
        following=QuestionRef("/data/after"),
        language="English",
        languages=("English",),
    )


def _pictured(question: Question) -> Question:
    media = {value: {"image": "jr://images/dot.png"} for value, _ in question.state.opts or ()}
    return replace(question, state=replace(question.state, opts_media=media), files={"dot.png": DOT})


def _with_prompt(question: Question) -> Question:
    media = {"image": "jr://images/dot.png", "audio": "jr://audio/question.wav"}
    return replace(question, state=replace(question.state, media=media), files={"dot.png": DOT, "question.wav": b"RIFF\0\0\0\0WAVE"})


def _file(label: str, media_type: str, *app: str) -> Question:
    return _one(label, t="upload", vt="binary", media_type=media_type, app=app)


def _kept(question: Question, words: str, content: bytes, media_type: str = "image/png") -> Question:
    shown = FileShown(words=words, media_type=media_type, content=content)
    return replace(question, state=replace(question.state, v="picture-1.png"), file=shown)


PAGES: Mapping[str, Page] = {
    "a table": page_of(
        "People around here",
        _pick("How far do you agree?", "label"),
        _pick("Most people around here can be trusted", "list-nolabel", v="2"),
        _pick("There is somebody I could ask for help with the shopping when I am not well", "list-nolabel"),
        _pick("I know my neighbours", "list-nolabel", ref="/data/know"),
    ),
    "agreement": page_of("Agreement", _pick("Most people around here can be trusted", "likert", v="4")),
    "columns": page_of(
        "Places",
        _pick("Where do you go?", "columns-2", opts=_PLACES, multiple=True, v="hall park"),
        _pick("Where do you like to be best?", "columns-pack", opts=_PLACES, v="cafe"),
    ),
    "pictures": page_of("Places", _pictured(_pick("Which of these places do you know?", "columns-2", opts=_PLACES, v="cafe"))),
    "folded": page_of(
        "Places",
        _pick("Where do you go most often?", "minimal", opts=_PLACES, v="park"),
        _one("How far is it, in minutes?", t="range", range_start=0, range_end=60, range_step=5, app=("picker",)),
    ),
    "a long list": page_of("Towns", _pick("Which town do you live in?", "autocomplete", opts=_TOWNS, v="t4711")),
    "several of a long list": page_of("Towns", _pick("Which towns do you know?", opts=_TOWNS, multiple=True, v="t2 t4711")),
    "stars": page_of(
        "Stars", _one("How was today?", t="range", vt="int", range_start=1, range_end=5, range_step=1, app=("rating",), v="3")
    ),
    "upright": page_of(
        "Upright", _one("How warm is it?", t="range", vt="int", range_start=0, range_end=5, range_step=1, app=("vertical",), v="4")
    ),
    "a span": page_of("Span", _one("How many steps a day?", t="range", vt="int", range_start=0, range_end=5000, range_step=100)),
    "an order": page_of("Order", _pick("What matters most to you?", t="rank", opts=_PLACES)),
    "a tick": page_of("Tick", _one("I have read out what happens with the answers.", t="trigger", v="OK")),
    "a marked note": page_of(
        "", _one(_NOTE, t="note"), _one("How many visits?", vt="int", v="12345", app=("thousands-sep",)), _one("And when?", vt="date")
    ),
    "a prompt": page_of("", _with_prompt(_pick("Which colour is on the left?", opts=_AGREE[:2]))),
    "groups in a page": page_of(
        "Your household",
        _one("How many adults?", vt="int"),
        _inside(_one("How many children?", vt="int"), _KIDS),
        _inside(_one("How many go to school?", vt="int"), _KIDS, _SCHOOL),
    ),
    "side by side": page_of(
        "Your home",
        replace(_one("Kind of home"), share=0.5),
        replace(_one("Rooms", vt="int", v="3"), share=0.25),
        replace(_one("Floor", vt="int"), share=0.25),
        replace(_one("Since when?", vt="date"), share=0.5),
        replace(_pick("Is there a garden?", opts=_YES, v="yes"), share=0.5),
    ),
    "a table of ticks": page_of(
        "Who goes where",
        _pick("Tick all that fit.", "label", opts=_PLACES, multiple=True),
        _pick("I go there.", "list-nolabel", opts=_PLACES, multiple=True, v="hall park"),
        _pick("My friends go there.", "list-nolabel", opts=_PLACES, multiple=True),
    ),
    "several folded": page_of("Places", _pick("Where do you go?", "minimal", opts=_PLACES, multiple=True, v="hall park")),
    "counted": page_of("", _one("How many cups of tea today?", vt="int", v="2", app=("counter",))),
    "shown otherwise": page_of("", _pick("Which place is it on the picture?", "image-map", opts=_PLACES)),
    "in two groups": replace(page_of("", _one("How many go to school?", vt="int")), around=(_KIDS, _SCHOOL)),
    "a moment": page_of("", _one("When did you arrive?", vt="dateTime", v="2026-03-14T14:30:00.000+00:00")),
    "long words": page_of("", _one("What would you like to say?", app=("multiline",), v="It was good to be here.")),
    "a signature": page_of("", _file("Please sign here.", "image/*", "signature")),
    "a kept signature": page_of("", _kept(_file("Please sign here.", "image/*", "signature"), "Signature, 6 KB", DOT)),
    "a drawing": page_of("", _file("Draw the way from your home to the hall.", "image/*", "draw")),
    "a picture": page_of("", _file("A picture of your garden, if you like", "image/*", "annotate")),
    "a kept picture": page_of("", _kept(_file("A picture of your garden, if you like", "image/*"), "Picture, 240 KB", DOT)),
    "a recording": page_of("", _file("Tell us in your own words.", "audio/*")),
    "files": page_of(
        "What you have brought",
        _kept(_file("A letter", "application/*"), "PDF file, 1.2 MB", b""),
        _file("A film", "video/*"),
        _kept(_file("A picture from another laptop", "image/*"), "Picture", b"", media_type=""),
    ),
    "a place on a map": page_of("", _one("Where is it?", vt="geopoint")),
}
