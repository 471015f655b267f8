"""What the page about this laptop shows: counts and kinds, nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.records.laptop import LaptopPaper, OwnEnrolment, Section


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopState:
    """The facts in words, as they stand on paper too."""

    paper: LaptopPaper | None = None
    own: OwnEnrolment | None = None
    """How this laptop stands with its office."""
    can_print: bool = False
    """This laptop knows a printer."""
    working: bool = False
    told: str = ""
    problem: str = ""


_PAPER = LaptopPaper(
    title="What is on this laptop",
    lead="For the report when this laptop is lost or stolen. It names nobody who takes part.",
    project="Fictional Town",
    sections=(
        Section(
            heading="What is on it",
            lines=(
                ("People who take part", "24 on record, 21 with a name or contact"),
                ("Responses", "43"),
                ("Case studies", "3"),
                ("Forms", "Civic health questionnaire (version 2026-03)"),
            ),
        ),
        Section(
            heading="How it is kept",
            lines=(
                (
                    "Encrypted",
                    "Yes, everything: answers, names, notes and every backup. It opens only with a passphrase or the recovery sheet.",
                ),
                ("Who can unlock it", "3: 2 outreach workers, 1 coordinator"),
                ("Laptop", "7A31F0C2D94E5B66"),
            ),
        ),
        Section(
            heading="Copies and batches",
            lines=(("Newest backup", "3 March 2026, 17:20, opened and checked when it was made"), ("Last batch received", "none")),
        ),
    ),
    steps_heading="If this laptop is lost",
    steps=("Ring your coordinator at once, day or night. Nobody is blamed for ringing.", "Say whether it was locked or switched off."),
    foot="Keep the newest copy of this page away from the laptop.",
)

_OWN = OwnEnrolment(laptop="7a31f0c2d94e5b66", words="garden paper window seven lamp river")

EXAMPLES: Mapping[str, LaptopState] = {
    "loading": LaptopState(),
    "facts": LaptopState(paper=_PAPER, own=_OWN),
    "enrolled": LaptopState(paper=_PAPER, own=replace(_OWN, enrolled="2026-03-02")),
    "revoked": LaptopState(paper=_PAPER, own=replace(_OWN, enrolled="2026-03-02", revoked="2026-11-20")),
    "file saved": LaptopState(paper=_PAPER, own=_OWN, told="The enrolment file is saved. Ring your office and read the six words aloud."),
    "with a printer": LaptopState(paper=_PAPER, can_print=True),
    "saved": LaptopState(paper=_PAPER, can_print=True, told="The page is saved. Keep it away from this laptop."),
    "working": LaptopState(paper=_PAPER, can_print=True, working=True),
    "not saved": LaptopState(
        paper=_PAPER, problem="A file could not be written or read. Check the disk and the folder, then try again. (STORE-FILE)"
    ),
}
