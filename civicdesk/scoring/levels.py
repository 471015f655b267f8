"""What a workbook must hold beside its scoring before anybody is asked its questions, by the level of its licence."""

from civicdesk.records.scores import Key
from civicdesk.scoring.questions import Form
from civicdesk.scoring.sheets import Line

_OPTIONAL, _REGISTERED = "B", "C"
_REGISTRATION = ("registered_by", "registration_number", "registered_on")


def check_level(key: Key, settings: Line, form: Form) -> None:
    """Check the conditions of levels B and C.

    Level B may raise alarms: it needs rules for them, somebody to ring, and a person who answers for it. Level C belongs to somebody:
    it needs the registration. The words of both come from whoever uses them: no question and no answer may be without any.

    Raises:
        Refused: SCORE-LEVEL-B, SCORE-REGISTRATION, SCORE-WORDING-BLANK.
    """
    ready = key.flags and all(flag.contacts for flag in key.flags) and settings.text("safeguarding_lead")
    if key.level == _OPTIONAL and not ready:
        raise settings.refuse("SCORE-LEVEL-B", "level")
    if key.level == _REGISTERED:
        for column in _REGISTRATION:
            settings.required(column, "SCORE-REGISTRATION")
    if key.level in {_OPTIONAL, _REGISTERED}:
        _check_words(key, form)


def _check_words(key: Key, form: Form) -> None:
    for item in dict.fromkeys(item.item for scale in key.scales for item in scale.items):
        question = form.questions[item]
        for line in (question.line, *form.choices.get(question.choice_list, ())):
            if not line.words("label"):
                raise line.refuse("SCORE-WORDING-BLANK", _label(line))


def _label(line: Line) -> str:
    """Return the column in which words are missing, as the sheet names it."""
    return next((column for column in line.row.cells if column.startswith("label")), "label")
