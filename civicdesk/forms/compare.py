"""Two versions of a form side by side, in plain words: questions and choices that came, went or changed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from civicdesk.forms.build import build
from civicdesk.forms.form import Form
from civicdesk.forms.model import Bind, Slot
from civicdesk.forms.pages import choices_of, type_of
from civicdesk.forms.words import Wording
from civicdesk.i18n import say
from civicdesk.records.versions import Turn, VersionChange

_RULES: Final = ("relevant", "required", "readonly", "constraint", "calculate")
_MADE: Final = ("generated_table_list_label_", "reserved_name_for_field_list_labels_", "@")
"""Names that the converter gives to the head of a table, and attributes."""
_COLUMNS: Final = {"calculate": "calculation"}
_PATH: Final = re.compile(r"(?<![\w)\]'\"])(?:\.\./|/)(?:[\w.-]+/|\.\./)*([A-Za-z_][\w.-]*)(?![\w(/])")
_LONGEST: Final = 160
"""Characters of a text that a sentence quotes."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a form: the XForm and what comes with it."""

    xform: bytes
    attachments: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class _Pair:
    """A question that both versions have."""

    path: str
    name: str
    old: tuple[Slot, Form]
    new: tuple[Slot, Form]


def compare(old: Version, new: Version) -> tuple[VersionChange, ...]:
    """Return what differs, the form first, then the questions in the order of the new version, then those that are gone.

    Raises:
        Refused: FORM-...: one of the two cannot be read.
    """
    before, after = build(old.xform, old.attachments), build(new.xform, new.attachments)
    olds, news = _slots(before), _slots(after)
    moved = _moved(olds, news)
    found, pairs = [*_form(before, after)], []
    for path, slot in news.items():
        was = path if path in olds else moved.get(path)
        if was is None:
            found.append(_came(path, slot, after))
            continue
        if was != path:
            sentence = say("forms.version.moved", question=slot.name, before=_above(was), after=_above(path))
            found.append(VersionChange(turn=Turn.MOVED, what="question", question=path, sentence=sentence, before=was, after=path))
        pairs.append(_Pair(path, slot.name, (olds[was], before), (slot, after)))
        found += _question(pairs[-1])
    gone = [path for path in olds if path not in news and path not in moved.values()]
    found += [_went(path, olds[path], before) for path in gone]
    found += _choices(pairs)
    if not gone and [path for path in olds if path in news] != [path for path in news if path in olds]:
        found.append(VersionChange(turn=Turn.MOVED, what="form", question="", sentence=say("forms.version.order")))
    return tuple(found)


def _slots(form: Form) -> dict[str, Slot]:
    """Return what an author would call a question, a calculation, a group or a repeat, by its path below the root."""
    start = f"{form.root.path}/"
    own = (slot for slot in form.slots.values() if slot.path.startswith(start) and not slot.path.startswith(f"{start}meta"))
    kept = (slot for slot in own if not slot.name.startswith(_MADE))
    return {slot.path.removeprefix(start): slot for slot in kept if slot.control or slot.bind or slot.leaf}


def _moved(olds: Mapping[str, Slot], news: Mapping[str, Slot]) -> Mapping[str, str]:
    """Return new path -> old path of questions that stand in another group now; a name must lead to one question on both sides."""
    went = [path for path in olds if path not in news]
    came = [path for path in news if path not in olds]
    found = {}
    for path in came:
        name = path.rpartition("/")[2]
        before = [one for one in went if one.rpartition("/")[2] == name]
        if len(before) == 1 and sum(1 for one in came if one.rpartition("/")[2] == name) == 1:
            found[path] = before[0]
    return found


def _above(path: str) -> str:
    return path.rpartition("/")[0] or say("forms.version.top")


def _came(path: str, slot: Slot, form: Form) -> VersionChange:
    sentence = say(f"forms.version.{_noun(slot)}_added", question=slot.name, label=_label(slot, form))
    return VersionChange(turn=Turn.ADDED, what="question", question=path, sentence=sentence, after=_label(slot, form))


def _went(path: str, slot: Slot, form: Form) -> VersionChange:
    sentence = say(f"forms.version.{_noun(slot)}_removed", question=slot.name, label=_label(slot, form))
    return VersionChange(turn=Turn.REMOVED, what="question", question=path, sentence=sentence, before=_label(slot, form))


def _noun(slot: Slot) -> str:
    if slot.repeat:
        return "repeat"
    if not slot.leaf:
        return "group"
    if slot.note:
        return "note"
    return "question" if slot.control else "calculation"


def _label(slot: Slot, form: Form) -> str:
    return _short(Wording.fixed(form, slot.control.label if slot.control else None)) or say("forms.version.no_label")


def _short(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…"


def _form(before: Form, after: Form) -> Iterator[VersionChange]:
    def changed(what: str, old: str, new: str) -> VersionChange:
        sentence = say(f"forms.version.{what}", before=old, after=new)
        return VersionChange(turn=Turn.CHANGED, what="form", question="", sentence=sentence, before=old, after=new)

    if before.form_id != after.form_id:
        yield changed("form_id", before.form_id, after.form_id)
    elif before.version == after.version:
        yield changed("same_version", before.version, after.version)
    if before.title != after.title:
        yield changed("title", before.title, after.title)
    for language in after.languages:
        if language not in before.languages:
            yield VersionChange(
                turn=Turn.ADDED, what="form", question="", sentence=say("forms.version.language_added", language=language), after=language
            )
    for language in before.languages:
        if language not in after.languages:
            yield VersionChange(
                turn=Turn.REMOVED,
                what="form",
                question="",
                sentence=say("forms.version.language_removed", language=language),
                before=language,
            )


def _question(pair: _Pair) -> Iterator[VersionChange]:
    yield from _words(pair)
    yield from _type(pair)
    yield from _rules(pair)


def _changed(pair: _Pair, what: str, key: str, texts: tuple[str, str]) -> VersionChange:
    before, after = texts
    sentence = say(f"forms.version.{key}", question=pair.name, column=what, before=_short(before), after=_short(after))
    return VersionChange(turn=Turn.CHANGED, what=what, question=pair.path, sentence=sentence, before=before, after=after)


def _words(pair: _Pair) -> Iterator[VersionChange]:
    """Texts, language by language, of the languages that both versions have."""
    (old, before), (new, after) = pair.old, pair.new
    shared = [language for language in after.languages if language in before.languages] or [after.language]
    for kind in ("label", "hint"):
        for language in shared:
            texts = (_text(old, before, kind, language), _text(new, after, kind, language))
            if texts[0] != texts[1]:
                yield _changed(pair, "words", f"{kind}_changed", texts)
                break


def _text(slot: Slot, form: Form, kind: str, language: str) -> str:
    words = getattr(slot.control, kind) if slot.control else None
    if words is None or not words.itext:
        return Wording.fixed(form, words)
    parts = form.texts.get(language, {}).get(words.itext, {}).get("", ())
    return "".join(part for part in parts if isinstance(part, str))


def _type(pair: _Pair) -> Iterator[VersionChange]:
    (old, _), (new, _) = pair.old, pair.new
    kinds = _noun(old), _noun(new)
    types = (type_of(old), type_of(new)) if kinds == ("question", "question") else kinds
    if types[0] != types[1]:
        yield _changed(pair, "type", "type_changed", types)
    shown = tuple(" ".join(slot.control.appearance) if slot.control else "" for slot in (old, new))
    if shown[0] != shown[1]:
        yield _changed(pair, "appearance", "rule_changed", (shown[0], shown[1]))


def _rules(pair: _Pair) -> Iterator[VersionChange]:
    (old, _), (new, _) = pair.old, pair.new
    before, after = old.bind or Bind(), new.bind or Bind()
    written = [(_COLUMNS.get(name, name), getattr(before, name), getattr(after, name)) for name in _RULES]
    written.append(("repeat_count", old.count, new.count))
    written.append(("choice_filter", _source(old), _source(new)))
    for column, was, now in written:
        texts = _read(was), _read(now)
        if texts[0] != texts[1]:
            key = "rule_changed" if all(texts) else ("rule_added" if texts[1] else "rule_removed")
            yield _changed(pair, column, key, texts)


def _read(expression: str) -> str:
    """Return an expression as an author writes it: `${name}` for a path to a question."""
    return " ".join(_PATH.sub(r"${\1}", expression).split())


def _source(slot: Slot) -> str:
    return slot.control.itemset.written if slot.control and slot.control.itemset else ""


def _choices(pairs: Iterable[_Pair]) -> Iterator[VersionChange]:
    """Choices that came, went or are worded anew; a list that several questions share is told once."""
    told: dict[tuple[Turn, str, str, str], list[_Pair]] = {}
    for pair in pairs:
        was, now = dict(choices_of(*pair.old)), dict(choices_of(*pair.new))
        for value in (*now, *(one for one in was if one not in now)) if was and now else ():
            if was.get(value) != now.get(value):
                turn = Turn.ADDED if value not in was else Turn.REMOVED if value not in now else Turn.CHANGED
                told.setdefault((turn, value, was.get(value, ""), now.get(value, "")), []).append(pair)
    for (turn, value, before, after), shared in told.items():
        names = ", ".join(pair.name for pair in shared)
        facts = {"label": _short(after or before), "before": _short(before), "after": _short(after)}
        sentence = say(f"forms.version.choice_{turn.value}", question=names, choice=value, **facts)
        yield VersionChange(turn=turn, what="choice", question=shared[0].path, sentence=sentence, before=before, after=after)
