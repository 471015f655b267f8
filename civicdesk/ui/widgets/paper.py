"""Pages of a document onto paper: drawn from pixels, page by page, under a name that says nothing."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from civicdesk.i18n import say
from civicdesk.records.sheets import PageImage
from civicdesk.ui.widgets.pictures import image_of

DPI = 300
"""Dots per inch in which pages are drawn for paper."""


def printers() -> tuple[str, ...]:
    """Return the printers that this laptop knows, the usual one first."""
    from PySide6.QtPrintSupport import QPrinterInfo  # not needed before something is printed

    usual = QPrinterInfo.defaultPrinterName()
    return tuple(sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != usual, name)))


def print_pages(pages: Sequence[PageImage], printer_name: str, *, to_file: str = "") -> bool:
    """Hand pages to a printer; tells whether it took them.

    Args:
        pages: drawn at `DPI`.
        printer_name: one of `printers()`.
        to_file: print into this PDF instead; for tests of the way to the paper.
    """
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(say("window.title"))
    if to_file:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(to_file)
    else:
        printer.setPrinterName(printer_name)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        return False
    for number, page in enumerate(pages):
        if number:
            printer.newPage()
        painter.drawImage(QRectF(printer.paperRect(QPrinter.Unit.DevicePixel)), image_of(page))
    return painter.end()
