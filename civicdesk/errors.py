"""The expected ways in which CivicDesk says no.

    CivicDeskError
        Refused        the rules say no; the person can change something and go on
        Unavailable    the world says no (disk full, locked, no network); trying again may help
        Damaged        the data says no (damaged page, broken chain, newer file); stop and keep the file

Anything else that is raised is a bug. Each failure carries a stable code, `AREA-WORD`, and facts for its
sentence. Facts never hold a name, an answer or free text: they may reach a log. The sentence itself comes
from the catalogue (`i18n.explain`), under the key `error.<CODE>`.
"""


class CivicDeskError(Exception):
    """An expected failure with a stable code.

    Args:
        code: `AREA-WORD`, upper case, listed in docs/reference/errors.md.
        facts: values for the sentence; never personal.
    """

    exit_code = 70

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """Show the code alone: facts belong to the sentence, not to a traceback."""
        return self.code


class Refused(CivicDeskError):
    """The rules say no; the person can change something and go on."""

    exit_code = 1


class Unavailable(CivicDeskError):
    """The world says no; trying again may help."""

    exit_code = 3


class Damaged(CivicDeskError):
    """The data says no; stop and keep the file."""

    exit_code = 4
