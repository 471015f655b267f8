"""A real browser, driven as its own driver offers it: JSON over one connection on this computer's own address.

Everything that the page asks the network for is written down. Whatever gets past that finds a proxy at a port where nobody listens.
"""

import json
import re
import shutil
import subprocess
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.transport import servers

CHROMIUM, DRIVER = "chromium", "chromedriver"
PATIENCE_S = 60
KEYS = {"tab": "\ue004", "shift": "\ue008", "enter": "\ue007", "space": "\ue00d"}
_STARTED = re.compile(r"started successfully on port (\d+)")
_QUIET = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
)


class Browser:
    """One window of a browser, on one page."""

    def __init__(self, port: int, profile: Path) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        options = {"binary": servers.need(CHROMIUM), "args": [*_QUIET, f"--user-data-dir={profile}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}
        self._session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def close(self) -> None:
        """End the browser."""
        self._ask("DELETE", f"/session/{self._session}")
        self._connection.close()

    def open(self, page: Path) -> None:
        """Open a file."""
        self._do("url", {"url": page.as_uri()})

    def run(self, script: str, *given: object) -> Any:
        """Run a script in the page and return what it returns."""
        return self._do("execute/sync", {"script": script, "args": list(given)})

    def wait_for(self, script: str) -> Any:
        """Run a script in the page and return what it promises."""
        return self._do("execute/async", {"script": f"const done = arguments[arguments.length - 1]; ({script}).then(done);", "args": []})

    def told(self, command: str, **given: object) -> Any:
        """Give the browser a command of its own."""
        return self._do("goog/cdp/execute", {"cmd": command, "params": given})

    def look(self, width: int, height: int, *, dark: bool = False, script: bool = True) -> None:
        """Be a screen of a size, in the dark or not, with scripts or without."""
        self.told("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.told("Emulation.setEmulatedMedia", features=[scheme])
        self.told("Emulation.setScriptExecutionDisabled", value=not script)

    def press(self, *names: str) -> None:
        """Press keys, or type letters, one after the other where the keyboard is."""
        keys = [KEYS.get(name, name) for name in names]
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._do("actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def printed(self) -> bytes:
        """Return the page as it would be printed, as PDF."""
        return b64decode(self.told("Page.printToPDF", preferCSSPageSize=True)["data"])

    def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        return b64decode(self.told("Page.captureScreenshot", captureBeyondViewport=False)["data"])

    def names(self) -> list[tuple[str, str, bool]]:
        """Return (role, name, whether a keyboard gets there) of all that a screen reader finds."""
        nodes = self.told("Accessibility.getFullAXTree")["nodes"]
        return [
            (
                node.get("role", {}).get("value", ""),
                node.get("name", {}).get("value", ""),
                any(each["name"] == "focusable" and each["value"]["value"] for each in node.get("properties", [])),
            )
            for node in nodes
            if not node.get("ignored")
        ]

    def asked_for(self) -> list[str]:
        """Return every address that was asked for since the last look."""
        entries = self._do("se/log", {"type": "performance"})
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """Return what the browser complained about since the last look."""
        return [entry["message"] for entry in self._do("se/log", {"type": "browser"})]

    def _do(self, what: str, given: dict[str, object]) -> Any:
        return self._ask("POST", f"/session/{self._session}/{what}", given)

    def _ask(self, method: str, path: str, given: dict[str, object] | None = None) -> Any:
        self._connection.request(method, path, json.dumps(given) if given is not None else None, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        value = json.loads(answer.read())["value"]
        assert answer.status == 200, value
        return value


@contextmanager
def browser(room: Path) -> Iterator[Browser]:
    """Run a browser with an empty profile; end it and its driver whatever happens."""
    servers.need(CHROMIUM)
    said = room / "driver"
    with said.open("wb") as out:
        driver = subprocess.Popen([servers.need(DRIVER), "--port=0"], stdout=out, stderr=subprocess.STDOUT)
    try:
        window = Browser(_port(said), room / "profile")
        try:
            yield window
        finally:
            window.close()
    finally:
        driver.terminate()
        driver.wait(PATIENCE_S)
        shutil.rmtree(room / "profile", ignore_errors=True)


def _port(said: Path) -> int:
    """Return where the driver listens, as soon as it says so."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = _STARTED.search(said.read_text(encoding="utf-8", errors="replace"))
        if found:
            return int(found[1])
        time.sleep(0.02)
    raise AssertionError("the driver did not start: " + said.read_text(encoding="utf-8", errors="replace"))
