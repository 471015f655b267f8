"""What the form's author should know about a key that can be used all the same."""

from collections.abc import Iterator

from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level
from civicdesk.records.scores import Audience, Key, Method, Scale
from civicdesk.scoring.checks import Places
from civicdesk.scoring.questions import Form
from civicdesk.scoring.ranges import raw_ends
from civicdesk.scoring.readability import grade, words_in
from civicdesk.scoring.sheets import Line

MOST_WORDS = 20
HIGHEST_GRADE = 6.0
_LONGEST_TABLE = 10_000


def notices(key: Key, form: Form, places: Places) -> tuple[Finding, ...]:
    """Return the warnings about a key that was read, in the order of the sheets."""
    return (
        *_scored_codes(key, form),
        *_unused_items(key, form),
        *_cautious(key),
        *_no_notice(key),
        *(finding for scale in key.scales for finding in _about_scale(key, form, scale, places)),
    )


def _about_scale(key: Key, form: Form, scale: Scale, places: Places) -> Iterator[Finding]:
    line = places.scales[scale.name]
    yield from _gaps(scale, line)
    yield from _variant(key, form, scale, places)
    if scale.audience is Audience.PARTICIPANT:
        yield from _untranslated(form, scale, line)
    yield from _hard_texts(scale, line)


def _finding(code: str, word: str, line: Line | None, **facts: object) -> Finding:
    return Finding(
        level=Level.WARNING,
        code=code,
        sentence=say(f"scoring.finding.{word}", **facts),
        sheet=line.sheet if line else "scales",
        row=line.row.number if line else None,
        question=str(facts.get("item", "")),
    )


def _scored_codes(key: Key, form: Form) -> Iterator[Finding]:
    """A choice with a score whose code also means missing or not applicable: the code wins."""
    for choices in form.choices.values():
        for line in choices:
            code = line.text("name")
            if code in key.missing_codes | key.na_codes and line.text("score"):
                yield _finding("SCORE-CODE-SCORED", "code_scored", line, choice=code)


def _unused_items(key: Key, form: Form) -> Iterator[Finding]:
    used = {item.item for scale in key.scales for item in scale.items}
    scored = {name for name, choices in form.choices.items() if any(line.text("score") for line in choices)}
    for question in form.questions.values():
        if question.scorable and question.choice_list in scored and question.name not in used:
            yield _finding("SCORE-ITEM-UNUSED", "item_unused", question.line, item=question.name)


def _cautious(key: Key) -> Iterator[Finding]:
    names = [scale.name for scale in key.scales if scale.sem is None and (scale.reliability is None or scale.sd is None)]
    if names:
        yield _finding("SCORE-CAUTIOUS", "cautious", None, count=len(names), scales=", ".join(names))


def _no_notice(key: Key) -> Iterator[Finding]:
    """Somebody else's words without the line that must stand on every copy."""
    if key.level in {"B", "C"} and not key.notice:
        yield Finding(
            level=Level.WARNING, code="SCORE-NO-NOTICE", sentence=say("scoring.finding.no_notice"), sheet="settings", column="notice"
        )


def _gaps(scale: Scale, line: Line) -> Iterator[Finding]:
    """A table that leaves out a raw value which whole answers can reach."""
    ends = raw_ends(scale)
    if scale.transform is None or ends is None or scale.method not in {Method.SUM, Method.COUNT, Method.SINGLE}:
        return
    low, high = int(ends[0]), int(min(ends[1], ends[0] + _LONGEST_TABLE))
    missing = [raw for raw in range(low, high + 1) if raw not in scale.transform]
    if missing:
        yield _finding("SCORE-TRANSFORM-GAPS", "transform_gaps", line, scale=scale.name, raw=missing[0], count=len(missing))


def _variant(key: Key, form: Form, scale: Scale, places: Places) -> Iterator[Finding]:
    if not key.variant_question:
        return
    for item in scale.items:
        if not item.short_form and f"${{{key.variant_question}}}" not in form.questions[item.item].relevant:
            place = places.items[scale.name, item.item]
            yield _finding("SCORE-VARIANT", "variant", place, item=item.item, variant=key.variant_question)


def _untranslated(form: Form, scale: Scale, line: Line) -> Iterator[Finding]:
    for language in form.languages or ("",):
        if not scale.bands or any(not band.label.get(language) for band in scale.bands):
            yield _finding("SCORE-NO-BANDS", "no_bands", line, scale=scale.name, language=language)
        said = {one.on for one in scale.feedback if one.audience is Audience.PARTICIPANT and one.text.get(language)}
        if not said.issuperset(band.name for band in scale.bands) or not said:
            yield _finding("SCORE-NO-FEEDBACK", "no_feedback", line, scale=scale.name, language=language)


def _hard_texts(scale: Scale, line: Line) -> Iterator[Finding]:
    for one in scale.feedback:
        for language, text in (*one.text.items(), *one.next_step.items()):
            facts = {"scale": scale.name, "on": one.on, "language": language}
            if words_in(text) > MOST_WORDS:
                yield _finding("SCORE-FEEDBACK-LONG", "feedback_long", line, words=words_in(text), **facts)
            if _is_english(language) and grade(text) > HIGHEST_GRADE:
                yield _finding("SCORE-FEEDBACK-GRADE", "feedback_grade", line, grade=f"{grade(text):.1f}", **facts)


def _is_english(language: str) -> bool:
    return language.lower().startswith("en")
