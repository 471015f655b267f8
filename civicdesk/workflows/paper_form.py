"""A form on paper: any questionnaire printed for pen and ink, and found again by the code at the foot of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from civicdesk.feedback.paper_form import paper_form_pdf
from civicdesk.forms import on_paper
from civicdesk.records.ids import InstrumentId
from civicdesk.records.paper_forms import PaperForm, PaperOptions, code_of
from civicdesk.workflows.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A form that is not in a workspace, or not yet: the XForm, what comes with it, and its id."""

    id: InstrumentId
    xform: bytes
    attachments: Mapping[str, bytes]
    project: str = ""


def of_source(source: Source, options: PaperOptions) -> bytes:
    """Return the paper form of a file as a PDF; the same file gives the same bytes.

    Raises:
        Refused: FORM-...: it cannot be read; SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH: its language cannot be printed rightly yet.
    """
    form = on_paper.paper_form(source.xform, source.attachments, options)
    return paper_form_pdf(replace(form, code=code_of(source.id), project=source.project))


def prepared(kit: Kit, which: InstrumentId, options: PaperOptions) -> PaperForm:
    """Return a form of the workspace, ready to be drawn on the work lane.

    Raises:
        Refused: FORM-...: it cannot be read.
    """
    instrument, project = kit.instrument(which), kit.project()
    form = on_paper.paper_form(instrument.xform, instrument.attachments, options)
    return replace(form, code=code_of(which), project=project.name, practice=project.practice, notice=instrument.notice)


def draw(form: PaperForm) -> bytes:
    """Draw a form that was prepared.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT, SHEET-GLYPH: its language cannot be printed rightly yet.
    """
    return paper_form_pdf(form)
