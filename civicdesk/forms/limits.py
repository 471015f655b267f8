"""How large a form may be, and how long it may take: everything beyond is refused with a sentence.

The figures come from the conformance corpus and from measured conversion times (docs/reference/forms.md).
"""

from collections.abc import Callable

from civicdesk.errors import Refused

WORKBOOK_BYTES = 10_000_000
WORKBOOK_UNZIPPED_BYTES = 100_000_000
WORKBOOK_MEMBERS = 500
WORKBOOK_MEMBER_BYTES = 20 * 1024 * 1024
WORKBOOK_PART_BYTES = 1_000_000
"""Bytes of a part that is read as a whole: names, formats, properties. Sheets and texts are read row by row."""
WORKBOOK_TAGS = 1_500_000
"""Tags in all parts of a workbook: what reading it takes in time follows from them."""
CELL_CHARACTERS = 100_000
WORKBOOK_NAME = 200
"""Characters in the name of a part of a workbook."""
WORKBOOK_RATIO = 200
"""Unzipped : zipped; more is a zip bomb."""
SURVEY_ROWS = 5_000
CHOICE_ROWS = 50_000
OTHER_ROWS = 200_000
COLUMNS = 512
ATTACHMENT_BYTES = 20_000_000
ATTACHMENT_ROWS = 200_000
ATTACHMENT_CELLS = 200_000
"""Cells that are not empty, in one list that comes with a form; each takes about half a kilobyte of memory."""
ATTACHMENT_COLUMNS = 2_000
GEOJSON_VALUES = 400_000
"""Brackets, braces and commas in one list of places: no value is without one."""
CELLS = 200_000
"""Cells that are not empty, in all sheets of a workbook together."""
RESPONSES = 2_000
"""Responses that come in at once as files of their own."""
RESPONSE_BYTES = 5_000_000
RESPONSES_BYTES = 100_000_000
"""Bytes of all responses in one zip."""
RESPONSE_MEMBERS = 50_000
"""Files in one zip of responses, pictures and sounds among them."""
XFORM_BYTES = 20_000_000
MARKS = 420_000
"""Tags and attributes of a form, each tag counted at its beginning and at its end and each attribute twice: what the memory for it grows
with. A list of 50,000 choices with a column to filter by has 400,000."""
FORM_NODES = 60_000
"""Elements and groups of an empty response: each takes about two kilobytes."""
ATTRIBUTES = 200
"""Attributes of one element."""
EXPRESSION_CHARACTERS = 20_000
EXPRESSION_NESTING = 64
REPEAT_INSTANCES = 5_000
RUN_NODES = 250_000
ANSWER_CHARACTERS = 100_000
READS = 2_000_000
"""Pairs of a rule and a question that it looks at."""
REGEX_SUBJECT_CHARACTERS = 10_000
SECONDS = 30.0
"""Time for one load or one recalculation."""
EVALUATIONS_BETWEEN_LOOKS = 10_000
TREE_DEPTH = 100


def over(what: str, limit: int, found: int) -> Refused:
    """Return the refusal for something that is too large.

    Args:
        what: name of the limit: the sentence of `forms.limit.<what>` says what it counts.
        limit: the largest size allowed.
        found: the size found.
    """
    return Refused("FORM-LIMIT", what=what, limit=limit, found=found)


class Budget:
    """Counts evaluations and stops a step that takes too long."""

    __slots__ = ("_end", "_left", "_ticks")

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._left = EVALUATIONS_BETWEEN_LOOKS
        self._end = ticks() + SECONDS

    def restart(self) -> None:
        """Begin a new step with the full time."""
        self._end = self._ticks() + SECONDS

    def spend(self, evaluations: int) -> None:
        """Count evaluations.

        Raises:
            Refused: FORM-SLOW, the step has used up its time.
        """
        self._left -= evaluations
        if self._left <= 0:
            self._left = EVALUATIONS_BETWEEN_LOOKS
            if self._ticks() > self._end:
                raise Refused("FORM-SLOW", seconds=int(SECONDS))
