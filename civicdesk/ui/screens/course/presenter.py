"""Wiring of the page of scores over time."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import chosen, explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.courses import Course, CoursePoint
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.course.state import CourseState, LineShown, TimeShown
from civicdesk.ui.screens.course.view import CourseView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings
from civicdesk.workflows import courses, people
from civicdesk.workflows.kit import Kit


class CoursePresenter(Presenter):
    """Fact of its place: `person`."""

    destination = "people"
    kinds = frozenset({Kind.SCORES, Kind.CONSENT})

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = CourseView()
        super().__init__(self.page, around)
        self._person = PersonId(where.fact("person"))
        self.state = CourseState()
        self.page.went_back.connect(self.went_back)
        self.page.chosen.connect(self._choose)

    def begin(self) -> None:
        """Ask for the scores."""
        self.page.render_state(self.state)
        self.around.store.submit(partial(_lines, self._person), done=self._found, refused=self._explain)

    def _show(self, state: CourseState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, found: tuple[str, tuple[LineShown, ...]]) -> None:
        card, lines = found
        self._show(replace(self.state, ready=True, card=card, lines=lines, sentence=""))

    def _choose(self, name: str) -> None:
        self._show(replace(self.state, chosen=name))

    def _explain(self, why: CivicDeskError) -> None:
        self._show(CourseState(ready=True, sentence=explain(why)))


def _lines(person: PersonId, kit: Kit) -> tuple[str, tuple[LineShown, ...]]:
    lines = tuple(map(_line, courses.of_person(kit, person)))
    return people.page(kit, person).person.card, lines


def _line(course: Course) -> LineShown:
    label = _label(course.label, course.scale)
    valued = [point for point in course.points if point.value is not None]
    facts = {"area": label, "first": _day(valued[0].on), "last": _day(valued[-1].on)}
    words = say(f"course.over_all.{course.words}") if course.words else ""
    return LineShown(
        name=course.scale,
        label=label,
        sentence=say("course.sentence", **facts, words=words) if words else say("course.sentence_plain", **facts),
        times=tuple(_time(point, course, previous=_before(course.points, at)) for at, point in enumerate(course.points)),
        bands=tuple((_label(words_of, name), share) for name, words_of, share in course.bands),
    )


def _before(points: tuple[CoursePoint, ...], at: int) -> bool:
    """Tell whether there is an earlier time with a score."""
    return any(point.value is not None for point in points[:at])


def _time(point: CoursePoint, course: Course, *, previous: bool) -> TimeShown:
    words = say(f"course.against_last.{point.words}") if point.words else ""
    if point.value is not None and previous and not point.joined:
        words = say("course.not_comparable")
    return TimeShown(
        date=_day(point.on),
        short=say("course.short_date", day=point.on.day, month=point.on.month, year=f"{point.on:%y}"),
        score=say("course.no_score") if point.value is None else f"{point.value:.1f}".rstrip("0").rstrip("."),
        band=next((_label(words_of, name) for name, words_of, _ in course.bands if name == point.band), ""),
        words=words,
        along=point.along,
        share=point.share,
        joined=point.joined,
    )


def _day(on: date) -> str:
    return say("widget.date.words", day=on.day, month=say(f"widget.month.m{on.month}"), year=on.year)


def _label(words: Mapping[str, str], spare: str) -> str:
    return words.get(chosen()) or words.get("en") or spare
