"""Pages with each kind of question, for the pictures and for the tests that look at every one of them."""

import base64
from collections.abc import Mapping
from dataclasses import replace

from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.pages import NodeState, Page, Question

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAHgAAABaAQMAAABJzgCsAAAABlBMVEVWtOkAcrIJ5juXAAAAG0lEQVR42mNggID/UMAwyh/lj/JH+aP8QcEHAMQRzU+vIEFT"
    "AAAAAElFTkSuQmCC"
)
"""A picture in two colours."""

_AGREE = (("1", "Strongly agree"), ("2", "Agree"), ("3", "Neither"), ("4", "Disagree"), ("5", "Strongly disagree"))
_PLACES = (("hall", "Example Hall"), ("cafe", "Invented Café"), ("park", "Made-up Park"), ("church", "No Such Church"))
_TOWNS = tuple((f"t{number}", f"Invented Town {number}") for number in range(1, 10_001))
_NOTE = "# How you get on\nThe next questions are about **the last four weeks**. *There are no right answers.*\n- Take your time\n- Ask to hear a question again"


def _one(label: str, **facts: object) -> Question:
    name = "".join(letter for letter in label.lower() if letter.isalpha())[:24]
    return Question(state=replace(NodeState(ref=f"/data/{name}", t="input", label=label), **facts))  # type: ignore[arg-type]  # fields of a node, by name


def _pick(label: str, *app: str, **facts: object) -> Question:
    return _one(label, **{"t": "select", "opts": _AGREE, "app": app, **facts})


def _page(heading: str, *questions: Question) -> Page:
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


PAGES: Mapping[str, Page] = {
    "a table": _page(
        "People around here",
        _pick("How far do you agree?", "label"),
        _pick("Most people around here can be trusted", "list-nolabel", v="2"),
        _pick("There is somebody I could ask for help with the shopping when I am not well", "list-nolabel"),
        _pick("I know my neighbours", "list-nolabel", ref="/data/know"),
    ),
    "agreement": _page("Agreement", _pick("Most people around here can be trusted", "likert", v="4")),
    "columns": _page(
        "Places",
        _pick("Where do you go?", "columns-2", opts=_PLACES, multiple=True, v="hall park"),
        _pick("Where do you like to be best?", "columns-pack", opts=_PLACES, v="cafe"),
    ),
    "pictures": _page("Places", _pictured(_pick("Which of these places do you know?", "columns-2", opts=_PLACES, v="cafe"))),
    "folded": _page(
        "Places",
        _pick("Where do you go most often?", "minimal", opts=_PLACES, v="park"),
        _one("How far is it, in minutes?", t="range", range_start=0, range_end=60, range_step=5, app=("picker",)),
    ),
    "a long list": _page("Towns", _pick("Which town do you live in?", "autocomplete", opts=_TOWNS, v="t4711")),
    "several of a long list": _page("Towns", _pick("Which towns do you know?", opts=_TOWNS, multiple=True, v="t2 t4711")),
    "stars": _page("Stars", _one("How was today?", t="range", vt="int", range_start=1, range_end=5, range_step=1, app=("rating",), v="3")),
    "upright": _page(
        "Upright", _one("How warm is it?", t="range", vt="int", range_start=0, range_end=5, range_step=1, app=("vertical",), v="4")
    ),
    "a span": _page("Span", _one("How many steps a day?", t="range", vt="int", range_start=0, range_end=5000, range_step=100)),
    "an order": _page("Order", _pick("What matters most to you?", t="rank", opts=_PLACES)),
    "a tick": _page("Tick", _one("I have read out what happens with the answers.", t="trigger", v="OK")),
    "a marked note": _page(
        "", _one(_NOTE, t="note"), _one("How many visits?", vt="int", v="12345", app=("thousands-sep",)), _one("And when?", vt="date")
    ),
    "a prompt": _page("", _with_prompt(_pick("Which colour is on the left?", opts=_AGREE[:2]))),
    "a moment": _page("", _one("When did you arrive?", vt="dateTime", v="2026-03-14T14:30:00.000+00:00")),
    "long words": _page("", _one("What would you like to say?", app=("multiline",), v="It was good to be here.")),
    "a signature": _page("", _one("Please sign here.", t="upload", vt="binary", app=("signature",))),
    "a place on a map": _page("", _one("Where is it?", vt="geopoint")),
}
