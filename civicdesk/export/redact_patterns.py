"""Identifiers with a form of their own: addresses of mail and web, numbers, dates of birth, number plates, postcodes.

No pattern repeats without a bound, so that no note, however odd, takes longer than its length times a constant.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from civicdesk.export.redact_lists import Words
from civicdesk.records.texts import Cut, CutKind

Match = re.Match[str]
Judge = Callable[[Match, Words], bool]

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FULL_DATE = (
    rf"(?:{_DAY}[ ./-]{{1,2}}(?:of )?(?:\d{{1,2}}|{_MONTH})[ ,./-]{{1,3}}['’]?(?:\d{{4}}|\d{{2}})|{_MONTH}[ .]{{1,2}}{_DAY}[ ,]{{1,2}}\d{{4}}"
    r"|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
)
_PART_DATE = rf"(?:{_DAY} (?:of )?{_MONTH}|{_MONTH} {_DAY}|\d{{1,2}}[./-]\d{{1,2}}|(?:19|20)\d\d)\b"
_THEN = r"(?: ?(?:no|num|number|ref|reference|id|code|mark)\b)?\.?(?: is)?[ :#=.-]{1,3}"
_BLANKS = re.compile(r"[\u00a0\u00ad\u2000-\u200f\u2028\u2029\u202a-\u202f\u205f\u2060\u2066-\u2069\u3000\ufeff]")
"""Blanks of other widths, and signs that nobody sees: each counts as a blank."""

_LINE_END = re.compile(r"(?<=\d)[ \t]?(?:\r\n|\r|\n)(?=\d)")
_OVER_LINES = frozenset({CutKind.PHONE, CutKind.NHS})
"""Numbers that are so much alike that a line may end within one; lists of other numbers stay what they are."""

_LATEST_BIRTH = 2010
_SPOKEN_DIGITS = 3
_LONG_NUMBER = 6


def _written(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _always(_match: Match, _words: Words) -> bool:
    return True


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text)).lower()


def _is_date(text: str) -> bool:
    """Tell whether a number in parts may be the date of an event: day, month, year in either order."""
    parts = [int(part) for part in re.split(r"[ ./-]", text) if part.isdigit()]
    if len(parts) != 3:
        return False
    first, second, third = parts
    return (0 < first <= 31 and 0 < second <= 12) or (first > 1900 and 0 < second <= 12 and third <= 31)


def _long_number(match: Match, _words: Words) -> bool:
    """Judge a number in groups: years and dates of events stay."""
    years = all(re.fullmatch(r"(?:19|20)\d\d", part) for part in re.split(r"[ -]", match[0]))
    return _digits(match[0]) >= _LONG_NUMBER and not years and not _is_date(match[0])


def _early_date(match: Match, _words: Words) -> bool:
    """Judge a full date that nobody calls a date of birth: long past, it is one."""
    year = max((int(part) for part in re.findall(r"\d{4}", match[0])), default=0)
    if year:
        return year < _LATEST_BIRTH
    return int(match[0][-2:]) > _LATEST_BIRTH % 100 + 20


def _national_insurance(match: Match, words: Words) -> bool:
    spaced = not match[0][2].isdigit() and match[0][:2].lower() in words.ordinary
    return not spaced and (match[0][-1].isalpha() or match[0][2].isdigit())


def _plate(match: Match, words: Words) -> bool:
    """Judge a number plate in two parts: in small letters its second part must not read as a word."""
    return match[0].isupper() or match[0][-3:].lower() not in words.ordinary


def _in_capitals(match: Match, words: Words) -> bool:
    return match[0].isupper() and _letters(match[0]) not in words.ordinary


def _with_digits(match: Match, words: Words) -> bool:
    """Judge letters and digits together: an ordinary word with a number (room 12, covid19) is none."""
    return _digits(match[0]) >= _SPOKEN_DIGITS and _letters(match[0]) not in words.ordinary | words.never


def _plate_token(match: Match, _words: Words) -> bool:
    return bool(_digits(match[1])) and _digits(match[1]) < len(match[1].replace(" ", ""))


def _reference_token(match: Match, _words: Words) -> bool:
    return _digits(match[1]) >= _SPOKEN_DIGITS and not re.fullmatch(r"(?:19|20)\d\d", match[1])


def _handle_token(match: Match, words: Words) -> bool:
    return bool(re.search(r"[\d_]", match[1])) or words.is_unknown(match[1].lower())


def _loose_handle_token(match: Match, _words: Words) -> bool:
    return re.search(r"\d|_", match[1]) is not None and not match[1].isdigit()


def _word_and_number(match: Match, words: Words) -> bool:
    return _letters(match[0]) not in words.ordinary | words.never


RULES: tuple[tuple[CutKind, re.Pattern[str], Judge], ...] = (
    (CutKind.EMAIL, _written(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"), _always),
    (
        CutKind.EMAIL,
        _written(
            r"(?:[\w+-]{1,40} dot )?[\w.+-]{1,64} ?(?:at|\[at\]|\(at\)) ?[\w-]{1,63}(?: ?(?:\[dot\]|\(dot\)|dot) ?[\w-]{1,20}){1,3}\b"
        ),
        _always,
    ),
    (CutKind.EMAIL, _written(r"[\w.+-]{1,64}(?: at | ?[\[(]at[\])] ?)[\w-]{1,40}\.(?:com|co\.uk|org|org\.uk|net)\b"), _always),
    (CutKind.WEB, _written(r"\b(?:https?://|www\.)[^\s<>\"]{1,300}"), _always),
    (CutKind.WEB, _written(r"\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|net|org|co\.uk|org\.uk|info)\b(?:/[^\s]{0,200})?"), _always),
    (CutKind.WEB, _written(r"\b[\w-]{1,63}\.(?:me|ly|io|uk|app|gg|tv)/[^\s]{1,200}"), _always),
    (CutKind.WEB, _written(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), _always),
    (CutKind.HANDLE, _written(r"(?<![\w.@])@\w{1,40}(?:[.-]\w{1,40}){0,3}"), _always),
    (
        CutKind.HANDLE,
        _written(rf"\b(?:user ?name|user ?id|handle|gamer ?tag|screen ?name|nickname|login){_THEN}[\"'“(]?([\w.-]{{3,40}})"),
        _handle_token,
    ),
    (
        CutKind.HANDLE,
        _written(
            r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|telegram|discord|psn|xbox|skype|facebook|fb|messenger|twitter|twitch|reddit)\b"
            r"(?: (?:name|account|profile))?(?: is)?[ :=-]{1,3}[\"'“(]?([\w.-]{3,40}(?: [\w.-]{1,30}\d)?)"
        ),
        _loose_handle_token,
    ),
    (CutKind.HANDLE, _written(r"\b[a-z]{4,30}[._]?\d{2,6}\b"), _word_and_number),
    (CutKind.HANDLE, _written(r"\b[a-z0-9]{2,30}_[a-z0-9_]{1,30}\b"), _always),
    (CutKind.NHS, _written(r"(?<!\d)\d{3}[ .-]{1,2}\d{3}[ .-]{1,2}\d{4}(?!\d)"), _always),
    (
        CutKind.NATIONAL_INSURANCE,
        _written(r"\b[a-z]{2}[ .-]?\d{2}[ .-]?\d{2}[ .-]?\d{2}(?:[ .-]?[a-d])?(?![\w])"),
        _national_insurance,
    ),
    (CutKind.PHONE, _written(r"(?<![\d.£])(?:\+44|0044|\(?0)[ ().-]{0,3}(?:\d[ ().-]{0,2}){8,10}\d(?!\d)"), _always),
    (CutKind.PHONE, _written(r"\+\d{1,3}[ ().-]{0,3}(?:\d[ ().-]{0,2}){6,12}\d"), _always),
    (
        CutKind.PHONE,
        _written(r"\b(?:tel|telephone|phone|mob|mobile|landline|number|call|ring|text|fax)\b[^\d\n]{0,20}(\d{3,4}[ -]?\d{3,4})(?!\d)"),
        _long_number,
    ),
    (CutKind.BIRTH_DATE, _written(rf"\b(?:d\.?o\.?b\b|date of birth|birth ?date|born)[^\d\n]{{0,25}}?({_FULL_DATE})"), _always),
    (CutKind.BIRTH_DATE, _written(rf"\b(?:d\.?o\.?b\b|date of birth|birth ?date|birthday|born)[^\d\n]{{0,15}}?\b({_PART_DATE})"), _always),
    (CutKind.BIRTH_DATE, _written(rf"(?<![\d/.-]){_FULL_DATE}"), _early_date),
    (CutKind.VEHICLE, _written(r"\b[a-z]{2}\d{2}[ -]?[a-z]{3}\b"), _plate),
    (CutKind.VEHICLE, _written(r"\b(?:[a-z]\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3}[a-z])\b"), _in_capitals),
    (
        CutKind.VEHICLE,
        _written(rf"\b(?:reg|registration|number ?plate|plates?|vrm|car|van)\b{_THEN}([a-z0-9]{{1,4}}(?:[ -]?[a-z0-9]{{2,4}})?)\b"),
        _plate_token,
    ),
    (CutKind.REFERENCE, _written(r"#[a-z0-9][a-z0-9/-]{2,20}"), _with_digits),
    (CutKind.REFERENCE, _written(r"\b[a-z]{1,5}[-/]?\d{4,12}[a-z]{0,3}\b"), _with_digits),
    (CutKind.REFERENCE, _written(r"\b[a-z]{1,5}(?:[-/]\d{2,10}){1,4}[a-z]?\b"), _with_digits),
    (CutKind.REFERENCE, _written(r"\b\d{1,6}[-/][a-z]{1,5}[-/]?\d{2,10}\b"), _with_digits),
    (CutKind.REFERENCE, _written(r"(?<![\d/])\d{2,4}/(?!(?:19|20)\d\d\b)\d{4,10}[a-z]?\b"), _always),
    (CutKind.REFERENCE, _written(r"\bgb\d{2} ?[a-z]{4} ?(?:\d{4} ?){3}\d{2}\b"), _always),
    (CutKind.REFERENCE, _written(r"\b[a-z9]{5}\d{6}[a-z9]{2}\d[a-z]{2}\b"), _always),
    (CutKind.REFERENCE, _written(r"(?<![\w£$€.,])\d{2,24}(?:[ -]\d{2,8}){0,5}(?!\w)"), _long_number),
    (
        CutKind.REFERENCE,
        _written(
            r"\b(?:ref|reference|crn|urn|pnc|case|claim|account|acc|policy|passport|licence|ticket|log|crime|incident|order|file|folder|booking"
            rf"|membership|member|id|nomis|prison|hospital|patient|record|card|tenancy|sort code|pin|code|key safe|badge|collar|pc|pcso)\b{_THEN}([a-z0-9][a-z0-9/-]{{2,20}})"
        ),
        _reference_token,
    ),
    (CutKind.REFERENCE, _written(r"\b(?:pc|pcso|dc|sgt|officer|warrant|shoulder) (\d{3,6})\b"), _always),
    (CutKind.ADDRESS, _written(r"///\w{1,30}\.\w{1,30}\.\w{1,30}"), _always),
    (CutKind.ADDRESS, _written(r"[-+]?\d{1,3}\.\d{3,10}[, ]{1,2}[-+]?\d{1,3}\.\d{3,10}"), _always),
    (CutKind.POSTCODE, _written(r"\b[a-pr-uwyz][a-hk-y]?[0-9][a-z0-9]?[ -]{0,2}[0-9][abd-hjlnp-uw-z]{2}\b"), _always),
)
"""(kind, pattern, judge). The cut is the first group of the pattern, if it has one."""

HINTS: Mapping[str, re.Pattern[str]] = {
    "date": _written(
        rf"\b{_FULL_DATE}|\b{_DAY} (?:of )?{_MONTH}\b|\b{_MONTH} (?:of )?(?:(?:19|20)\d\d|{_DAY})\b|\b(?:in|since|until) (?:19|20)\d\d\b"
    ),
    "age": _written(
        r"\b(?:aged?|i am|i'm|i was|turned) \d{1,3}\b|\bat (?:the age of )?[1-9]\d\b|\b\d{1,3}[ -]?(?:years?|yrs?|y/o|yo)[ -]?(?:old)?\b|\(\d{1,2}\)"
    ),
}


def found(text: str, words: Words) -> Iterator[Cut]:
    """Yield what looks like an identifier by its form alone, also if it was copied with other blanks than those of the keyboard."""
    plain = _BLANKS.sub(" ", text)
    together = _LINE_END.sub(lambda ended: " " * len(ended[0]), plain)
    for kind, pattern, judge in RULES:
        for match in pattern.finditer(together if kind in _OVER_LINES else plain):
            if judge(match, words):
                start, end = match.span(1 if pattern.groups else 0)
                yield Cut(start=start, end=end, kind=kind)
