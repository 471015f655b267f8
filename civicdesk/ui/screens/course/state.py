"""What the page of scores over time shows: one area at a time, as a line and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeShown:
    """One time, in words. `share` is None where there is no score."""

    date: str
    short: str
    """The date as it stands under the line."""
    score: str
    band: str
    words: str
    along: float
    share: float | None
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One area over time. `bands` are (name, share at which it begins)."""

    name: str
    label: str
    sentence: str
    times: tuple[TimeShown, ...]
    bands: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseState:
    """The page. `sentence` says why there is nothing to show."""

    ready: bool = False
    card: str = ""
    lines: tuple[LineShown, ...] = ()
    chosen: str = ""
    sentence: str = ""


def line_of(state: CourseState) -> LineShown | None:
    """Return the area that is shown."""
    return next((each for each in state.lines if each.name == state.chosen), next(iter(state.lines), None))


_TIMES = (
    TimeShown(date="14 March 2026", short="14/3/26", score="33", band="Building", words="", along=0.0, share=0.33),
    TimeShown(date="20 June 2026", short="20/6/26", score="No score", band="", words="", along=0.4, share=None),
    TimeShown(date="4 August 2026", short="4/8/26", score="47", band="Growing", words="About the same", along=0.6, share=0.47, joined=True),
    TimeShown(date="11 November 2026", short="11/11/26", score="80", band="Strong", words="Moved up", along=1.0, share=0.8, joined=True),
)
_BANDS = (("Building", 0.0), ("Growing", 0.4), ("Strong", 0.7))
_KNOWHOW = LineShown(
    name="knowhow",
    label="Know-how",
    sentence="Know-how, from 14 March 2026 to 11 November 2026: moved up.",
    times=_TIMES,
    bands=_BANDS,
)
_BROKEN = replace(
    _KNOWHOW,
    name="skills",
    label="Skills and strengths",
    sentence="Skills and strengths, from 14 March 2026 to 11 November 2026.",
    times=(*_TIMES[:2], replace(_TIMES[2], joined=False, words="Not comparable: the questions were not the same."), _TIMES[3]),
)
_ALL = CourseState(ready=True, card="P-0012", lines=(_KNOWHOW, _BROKEN))

EXAMPLES: Mapping[str, CourseState] = {
    "loading": CourseState(),
    "a line": replace(_ALL, chosen="knowhow"),
    "not comparable": replace(_ALL, chosen="skills"),
    "too few": CourseState(ready=True, card="P-0012"),
    "cannot": CourseState(ready=True, sentence="Only somebody who works with this person can see this. (ROLE-RIGHT)"),
}
