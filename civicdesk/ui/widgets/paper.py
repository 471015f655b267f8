"""Pages of a document onto paper: drawn from pixels, page by page, under a name that says nothing."""

from collections.abc import Sequence
from typing import Any

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


class Printout:
    """One document on its way to a printer, fed page by page: a page at 300 dots an inch takes 26 MB. Nothing of ours is kept on the disk."""

    def __init__(self, device: Any) -> None:
        """Begin to print.

        Args:
            device: a `QPrinter`, as `to_printer` and `into_file` make it.
        """
        self._device = device
        device.setDocName(say("window.title"))
        device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        device.setPageOrientation(QPageLayout.Orientation.Portrait)
        device.setFullPage(True)
        self._painter = QPainter()
        self._pages = 0
        self._well = self._painter.begin(device)

    def put(self, page: PageImage) -> bool:
        """Print one more page; tells whether the printer still takes it."""
        if self._well and self._pages:
            self._well = bool(self._device.newPage()) and not self._troubled()
        if self._well:
            self._painter.drawImage(QRectF(self._device.paperRect(self._device.Unit.DevicePixel)), image_of(page))
            self._pages += 1
        return self._well

    def finish(self) -> bool:
        """Hand the document over; tells whether the printer took all of it."""
        if not self._painter.isActive():
            return False
        ended = self._painter.end()
        return self._well and self._pages > 0 and ended and not self._troubled()

    def give_up(self) -> None:
        """Stop before the document is whole; the printer is told to forget it."""
        if self._painter.isActive():
            self._device.abort()
            self._painter.end()
        self._well = False

    def _troubled(self) -> bool:
        state = self._device.PrinterState
        return self._device.printerState() in {state.Aborted, state.Error}


def to_printer(name: str) -> Printout:
    """Begin to print on a printer, one of `printers()`."""
    device = _device()
    device.setPrinterName(name)
    return Printout(device)


def into_file(path: str) -> Printout:
    """Begin to print into a PDF; for tests of the way to the paper."""
    device = _device()
    device.setOutputFormat(device.OutputFormat.PdfFormat)
    device.setOutputFileName(path)
    return Printout(device)


def print_pages(pages: Sequence[PageImage], printer_name: str, *, to_file: str = "") -> bool:
    """Hand a short document to a printer; tells whether it took all of it.

    Args:
        pages: drawn at `DPI`.
        printer_name: one of `printers()`.
        to_file: print into this PDF instead; for tests of the way to the paper.
    """
    out = into_file(to_file) if to_file else to_printer(printer_name)
    if not all(out.put(page) for page in pages):
        out.give_up()
    return out.finish()


def _device() -> Any:
    from PySide6.QtPrintSupport import QPrinter

    return QPrinter(QPrinter.PrinterMode.HighResolution)
