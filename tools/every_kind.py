"""A form with every type of question and every appearance that is shown, in English and in Urdu: for pictures, and for tests with keys.

Plainly invented; nobody is asked these questions. The words of the program itself are not translated into Urdu, so they stay English beside them.
"""

from typing import Final

ENGLISH, URDU = "English (en)", "اردو (ur)"
FORM_ID: Final = "every_kind"
HEADER: Final = (
    *("type", "name", f"label::{ENGLISH}", f"label::{URDU}", "appearance", "parameters", f"hint::{ENGLISH}", f"hint::{URDU}", "constraint"),
    *(f"constraint_message::{ENGLISH}", f"constraint_message::{URDU}", "readonly", "calculation", "bind::cd:confirm"),
    *(f"media::image::{ENGLISH}", f"media::image::{URDU}"),
)
Row = tuple[str, ...]


def _ask(kind: str, name: str, *words: str, **more: str) -> dict[str, str]:
    """Return a row of the survey: `words` are the label in both languages and the appearance, if there is one; `more` names further columns."""
    english, urdu, appearance = (*words, "")[:3]
    label = {f"label::{ENGLISH}": english, f"label::{URDU}": urdu}
    return {"type": kind, "name": name, **label, "appearance": appearance, **more}


def _group(name: str, english: str, urdu: str, appearance: str = "field-list") -> dict[str, str]:
    return _ask("begin group", name, english, urdu, appearance)


def _hint(english: str, urdu: str) -> dict[str, str]:
    return {f"hint::{ENGLISH}": english, f"hint::{URDU}": urdu}


_END: Final = {"type": "end group"}
_PICTURE: Final = {f"media::image::{ENGLISH}": "dot.png", f"media::image::{URDU}": "dot.png"}
_BELOW_40: Final = {
    "constraint": ". < 40",
    f"constraint_message::{ENGLISH}": "Enter a number below 40.",
    f"constraint_message::{URDU}": "40 سے کم عدد لکھیں۔",
    "bind::cd:confirm": ". <= 12",
}

_WORDS: Final = (
    _group("words", "In your own words", "آپ کے اپنے الفاظ میں"),
    _ask("text", "called", "What would you like to be called?", "آپ کو کس نام سے پکارا جائے؟"),
    _ask("text", "week", "Tell us about your week.", "اپنے ہفتے کے بارے میں بتائیں۔", "multiline", parameters="rows=3"),
    _ask("text", "secret", "A word that only you know", "ایک لفظ جو صرف آپ جانتے ہیں", "masked"),
    _ask("text", "card", "The number on your card", "آپ کے کارڈ کا نمبر", "numbers"),
    _ask("barcode", "box", "The number on the box", "ڈبے پر لکھا ہوا نمبر", "hidden-answer"),
    _ask("text", "more", "Where can one read more?", "مزید کہاں پڑھا جا سکتا ہے؟", "url"),
    _END,
)
_NUMBERS: Final = (
    _group("numbers", "Numbers", "اعداد"),
    _ask(
        "integer",
        "people",
        "How many people live in your home?",
        "آپ کے گھر میں کتنے لوگ رہتے ہیں؟",
        **_hint("Count yourself.", "خود کو بھی گنیں۔"),
        **_BELOW_40,
    ),
    _ask("decimal", "far", "How many kilometres is it to the shop?", "دکان کتنے کلومیٹر دور ہے؟"),
    _ask("integer", "steps", "How many steps did you walk yesterday?", "کل آپ کتنے قدم چلے؟", "thousands-sep"),
    _ask("integer", "tea", "How many cups of tea today?", "آج چائے کی کتنی پیالیاں پیں؟", "counter"),
    _ask("calculate", "double", "", "", calculation="${tea} * 2"),
    _ask("text", "told", "Twice as many cups", "دگنی پیالیاں", readonly="yes", calculation="${double}"),
    _END,
)
_TIMES: Final = (
    _group("times", "Dates and times", "تاریخیں اور اوقات"),
    _ask("date", "last", "When were you last here?", "آپ پچھلی بار یہاں کب آئے تھے؟"),
    _ask("date", "moved", "In which month did you move here?", "آپ کس مہینے میں یہاں منتقل ہوئے؟", "month-year"),
    _ask("date", "began", "In which year did you begin?", "آپ نے کس سال شروع کیا؟", "year"),
    _ask("date", "typed", "On which day shall we call?", "ہم کس دن فون کریں؟", "no-calendar"),
    _ask("date", "moon", "When is the feast?", "عید کب ہے؟", "islamic"),
    _ask("time", "morning", "When does your day begin?", "آپ کا دن کب شروع ہوتا ہے؟"),
    _ask("dateTime", "meet", "When shall we meet?", "ہم کب ملیں؟"),
    _END,
)
_ONE: Final = (
    _ask("select_one good", "how", "How was your week?", "آپ کا ہفتہ کیسا رہا؟"),
    _ask("select_one good", "fast", "And today?", "اور آج؟", "quick"),
    _ask("select_one agree", "trust", "Most people around here can be trusted.", "یہاں کے اکثر لوگوں پر بھروسا کیا جا سکتا ہے۔", "likert"),
    _group("one", "One answer", "ایک جواب"),
    _ask("select_one place", "folded", "Where do you go most often?", "آپ سب سے زیادہ کہاں جاتے ہیں؟", "minimal"),
    _ask("select_one place", "columns", "Where did you go last?", "آپ آخری بار کہاں گئے؟", "columns"),
    _ask("select_one place", "two", "Where would you like to go?", "آپ کہاں جانا چاہیں گے؟", "columns-2"),
    _ask("select_one place", "packed", "Where do you meet people?", "آپ لوگوں سے کہاں ملتے ہیں؟", "columns-pack"),
    _ask("select_one good", "across", "How is the bus?", "بس کیسی ہے؟", "horizontal"),
    _ask("select_one good", "close", "How is the park?", "پارک کیسا ہے؟", "compact"),
    _ask("select_one good", "compact2", "How is the market?", "بازار کیسا ہے؟", "compact-2"),
    _ask("select_one place", "bare", "Which one is nearest?", "سب سے قریب کون سی جگہ ہے؟", "no-buttons"),
    _ask("select_one good", "listed", "How is the library?", "لائبریری کیسی ہے؟", "list"),
    _ask("select_one place", "searched", "Which place do you know best?", "آپ کون سی جگہ سب سے بہتر جانتے ہیں؟", "autocomplete"),
    _ask("select_one place", "mapped", "Which place is it on the picture?", "تصویر میں یہ کون سی جگہ ہے؟", "image-map"),
    _ask("select_one place or_other", "other", "Where else?", "اور کہاں؟"),
    _END,
)
_MANY: Final = (
    _group("many", "Several answers", "کئی جواب"),
    _ask("select_multiple place", "all", "Which places do you know?", "آپ کون سی جگہیں جانتے ہیں؟"),
    _ask("select_multiple place", "some", "Where do you feel at home?", "آپ کو کہاں اپنائیت محسوس ہوتی ہے؟", "minimal"),
    _ask("select_multiple place", "pairs", "Where do you go on foot?", "آپ پیدل کہاں جاتے ہیں؟", "columns-2"),
    _ask("select_multiple place", "found", "Where is it noisy?", "شور کہاں ہوتا ہے؟", "autocomplete"),
    _END,
)
_TABLES: Final = (
    _group("table", "People around here", "یہاں کے لوگ"),
    _ask("select_one agree", "head", "How far do you agree?", "آپ کس حد تک متفق ہیں؟", "label"),
    _ask("select_one agree", "help", "Somebody would help me.", "کوئی میری مدد کرے گا۔", "list-nolabel"),
    _ask("select_one agree", "know", "I know my neighbours.", "میں اپنے پڑوسیوں کو جانتا ہوں۔", "list-nolabel"),
    _END,
    _group("grid", "Who goes where", "کون کہاں جاتا ہے"),
    _ask("select_multiple place", "heads", "Tick all that fit.", "جو درست ہو اس پر نشان لگائیں۔", "label"),
    _ask("select_multiple place", "me", "I go there.", "میں وہاں جاتا ہوں۔", "list-nolabel"),
    _ask("select_multiple place", "friends", "My friends go there.", "میرے دوست وہاں جاتے ہیں۔", "list-nolabel"),
    _END,
)
_SCALES: Final = (
    _ask(
        "range",
        "sure",
        "How content are you?",
        "آپ کتنے مطمئن ہیں؟",
        parameters="start=0 end=10 step=1",
        **_hint("0 not at all, 10 completely", "0 بالکل نہیں، 10 پوری طرح"),
    ),
    _group("scales", "Scales", "پیمانے"),
    _ask("range", "stars", "How was the meal?", "کھانا کیسا تھا؟", "rating", parameters="start=1 end=5 step=1"),
    _ask("range", "warm", "How warm is it?", "کتنی گرمی ہے؟", "vertical", parameters="start=0 end=4 step=1"),
    _ask("range", "smooth", "How near do you feel?", "آپ کتنا قریب محسوس کرتے ہیں؟", "no-ticks", parameters="start=0 end=6 step=1"),
    _ask("range", "minutes", "How many minutes?", "کتنے منٹ؟", "picker", parameters="start=0 end=60 step=5"),
    _ask("range", "span", "How many metres?", "کتنے میٹر؟", parameters="start=0 end=5000 step=100"),
    _END,
)
_OTHERS: Final = (
    _ask("rank place", "order", "What matters most to you?", "آپ کے لیے سب سے اہم کیا ہے؟"),
    _ask("acknowledge", "heard", "I have read this out.", "میں نے یہ پڑھ کر سنایا ہے۔"),
    _group("others", "And the rest", "اور باقی"),
    _ask(
        "note",
        "note",
        "The next questions are about **the last four weeks**. *There are no right answers.*",
        "اگلے سوال **پچھلے چار ہفتوں** کے بارے میں ہیں۔ *کوئی جواب غلط نہیں۔*",
    ),
    _ask("select_one good", "seen", "How do you like this picture?", "یہ تصویر آپ کو کیسی لگی؟", **_PICTURE),
    _ask("geopoint", "where", "Where is it?", "یہ کہاں ہے؟"),
    _END,
)
_GRID: Final = (
    _group("home", "Your home", "آپ کا گھر", "field-list w4"),
    _ask("text", "street", "Kind of home", "گھر کی قسم", "w2"),
    _ask("integer", "rooms", "Rooms", "کمرے", "w1"),
    _ask("integer", "floor", "Floor", "منزل", "w1"),
    _ask("date", "since", "Since when?", "کب سے؟", "w2"),
    _ask("select_one yes", "garden", "Is there a garden?", "کیا باغ ہے؟", "w2"),
    _ask("text", "remark", "Anything else", "کچھ اور", "multiline"),
    _END,
)
_NESTED: Final = (
    _group("family", "Your household", "آپ کا گھرانہ"),
    _ask("integer", "adults", "How many adults?", "کتنے بالغ افراد؟"),
    _group("kids", "Children", "بچے", ""),
    _ask("integer", "children", "How many children?", "کتنے بچے؟"),
    _group("school", "At school", "اسکول میں", ""),
    _ask("integer", "pupils", "How many go to school?", "کتنے اسکول جاتے ہیں؟"),
    _END,
    _END,
    _group("animals", "Animals", "جانور", ""),
    _ask("select_one yes", "pets", "Do you have animals?", "کیا آپ کے پاس جانور ہیں؟"),
    _END,
    _END,
    _ask("begin repeat", "visit", "Visit", "ملاقات"),
    _ask("text", "whom", "Whom did you visit?", "آپ کس سے ملے؟"),
    _ask("select_one good", "went", "How did it go?", "ملاقات کیسی رہی؟"),
    {"type": "end repeat"},
)

SURVEY: Final = (*_WORDS, *_NUMBERS, *_TIMES, *_ONE, *_MANY, *_TABLES, *_SCALES, *_OTHERS, *_GRID, *_NESTED)
CHOICES: Final[tuple[Row, ...]] = (
    ("list_name", "name", f"label::{ENGLISH}", f"label::{URDU}"),
    ("good", "good", "Good", "اچھا"),
    ("good", "fair", "Fair", "ٹھیک ٹھاک"),
    ("good", "hard", "Hard", "مشکل"),
    ("yes", "yes", "Yes", "ہاں"),
    ("yes", "no", "No", "نہیں"),
    ("agree", "1", "Strongly agree", "پوری طرح متفق"),
    ("agree", "2", "Agree", "متفق"),
    ("agree", "3", "Neither", "نہ متفق نہ غیر متفق"),
    ("agree", "4", "Disagree", "غیر متفق"),
    ("agree", "5", "Strongly disagree", "بالکل غیر متفق"),
    ("place", "library", "Library", "لائبریری"),
    ("place", "park", "Park", "پارک"),
    ("place", "market", "Market", "بازار"),
    ("place", "hall", "Community hall", "کمیونٹی ہال"),
)
SETTINGS: Final[tuple[Row, ...]] = (
    ("form_title", "form_id", "version", "default_language", "style", "namespaces"),
    ("Every kind", FORM_ID, "1", ENGLISH, "theme-grid", 'cd="urn:civicdesk:xforms"'),
)


def sheets() -> dict[str, list[list[object]]]:
    """Return the sheets of the workbook: a list of rows each, the first its header; blank cells are None."""
    survey = [HEADER, *(tuple(row.get(column, "") for column in HEADER) for row in SURVEY)]
    tables = {"survey": survey, "choices": CHOICES, "settings": SETTINGS}
    return {name: [[cell or None for cell in row] for row in rows] for name, rows in tables.items()}
