"""A real Chromium without a window, driven over the WebDriver protocol (W3C) by the standard library alone."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pylopdf_fonts_zh_cn import sans_path

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
QUIET = (
    "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync", "disable-dev-shm-usage", "hide-scrollbars",
)  # fmt: skip


class Browser:
    """One session of the driver at `url`."""

    def __init__(self, url: str, profile: Path) -> None:
        arguments = [*QUIET, f"user-data-dir={profile}"]
        options = {"binary": CHROMIUM, "args": [f"--{a}" for a in arguments]}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self._url = f"{url}/session"
        self._url += "/" + self._call("", capabilities={"alwaysMatch": wanted})["sessionId"]

    def open(self, address: str, width: int, height: int = 900) -> None:
        """Open a page in a window of that size (in CSS pixels), and wait until it is whole.

        By way of an empty page: the driver waits for nothing where it takes an address for a place in the page that is open.
        """
        self.cdp("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        for page in ("about:blank", address):
            self._call("/url", url=page)
        self.wait("document.readyState === 'complete' ? done() : addEventListener('load', () => done())")

    def follow(self, place: str) -> None:
        """Go to a place (#...) in the page that is open, and wait until the page has heard of it."""
        self.wait("addEventListener('hashchange', () => done(), {once: true}); location.hash = arguments[0]", place)

    def run(self, script: str, *arguments: object) -> Any:
        """What a function's body returns in the page."""
        return self._call("/execute/sync", script=script, args=list(arguments))

    def wait(self, script: str, *arguments: object) -> None:
        """Run a function's body in the page and wait until it has called done()."""
        self._call("/execute/async", script=f"const done = arguments[arguments.length - 1]; {script}", args=list(arguments))

    def log(self) -> list[str]:
        """What the page complained of since the last time: errors of scripts, what its policy forbade."""
        return [entry["message"] for entry in self._call("/se/log", type="browser")]

    def cdp(self, command: str, **parameters: object) -> Any:
        """A command of the browser's own protocol."""
        return self._call("/goog/cdp/execute", cmd=command, params=parameters)

    def picture(self, whole: bool = False) -> bytes:
        """The window, or the whole page, as a PNG."""
        return base64.b64decode(self.cdp("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def pdf(self) -> bytes:
        """The page as it prints, in the size that it asks for itself."""
        return base64.b64decode(self.cdp("Page.printToPDF", preferCSSPageSize=True)["data"])

    def close(self) -> None:
        """End the browser."""
        self._request("DELETE", "", None)

    def _call(self, path: str, **body: object) -> Any:
        return self._request("POST", path, json.dumps(body).encode())

    def _request(self, method: str, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(self._url + path, body, {"Content-Type": "application/json"}, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return json.load(answer)["value"]


@contextmanager
def browser(home: Path) -> Iterator[Browser]:
    """A browser with nothing in `home` but a Chinese font; it and its driver end with it."""
    fonts = home / "fonts"
    fonts.mkdir(parents=True)
    shutil.copy(sans_path(), fonts)
    env = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    driver = subprocess.Popen([DRIVER or "", "--port=0"], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert driver.stdout
        port = next(m[1] for said in driver.stdout if (m := re.search(r"started successfully on port (\d+)", said)))
        found = Browser(f"http://127.0.0.1:{port}", home / "profile")
        try:
            yield found
        finally:
            found.close()
    finally:
        driver.terminate()
        driver.wait(20)
