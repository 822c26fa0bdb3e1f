"""`serve`: the site on this machine, built and shown anew when something in the archive changes."""

from __future__ import annotations

import functools
import http.server
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from report_archive.catalogue.columns import FILE_NAME
from report_archive.folders import REPORTS, SITE
from report_archive.recalling import state_of
from report_archive.stamps import stamp_of

PAUSE = 0.4
"""Seconds between two looks at the archive; 1,000 files take 10 ms to look at."""
HOLD = 20.0
"""Seconds that a page's question after news is held before it is answered with none."""
NEWS = "/.report-archive/news"
SCRIPT = "/.report-archive/refresh.js"
TAG = f'<script src="{SCRIPT}"></script></body>'.encode()
# Asks after news all the time; a new state of the site shows the page anew, where it was.
REFRESH = """(function () {
  'use strict';
  function ask(known) {
    var request = new XMLHttpRequest();
    request.open('GET', '{news}?' + known);
    request.onload = function () {
      if (known && request.responseText !== known) location.reload();
      else ask(request.responseText);
    };
    request.onerror = function () { setTimeout(function () { ask(''); }, 1000); };
    request.send();
  }
  ask('');
})();
""".replace("{news}", NEWS)


class News:
    """How often the site was built since this server began."""

    def __init__(self) -> None:
        """Begin with the state that is there."""
        self._count = 1
        self._changed = threading.Condition()

    def publish(self) -> None:
        """The site was built anew."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def after(self, known: str) -> str:
        """The present state, as soon as it is another than the known one, or after a while."""
        with self._changed:
            if known:
                self._changed.wait_for(lambda: str(self._count) != known, HOLD)
            return str(self._count)


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that prints nothing for every request."""

    # Windows takes types from its registry, where any program may have spoilt them.
    extensions_map: dict[str, str] = {  # noqa: RUF012 (as the base class declares it)
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".csv": "text/csv; charset=utf-8",
        ".md": "text/markdown; charset=utf-8",
        ".png": "image/png",
        ".svg": "image/svg+xml",
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Say nothing."""


class RefreshingHandler(QuietHandler):
    """A file server whose pages ask after news; the files themselves stay as they are."""

    def __init__(self, *arguments: object, news: News, **settings: object) -> None:
        """Take the news to tell."""
        self._news = news
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]  # passed on as they come

    def do_GET(self) -> None:
        """A file, the script or the news."""
        path, _, query = self.path.partition("?")
        if path == NEWS:
            self._send(self._news.after(query).encode(), "text/plain")
        elif path == SCRIPT:
            self._send(REFRESH.encode(), "text/javascript")
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Nothing is kept: the next build may have changed it."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """A page with the script's tag at its end; other files as they are."""
        place = Path(self.translate_path(self.path))
        place = place / "index.html" if place.is_dir() else place
        if place.suffix != ".html" or not place.is_file():
            return super().send_head()
        data = place.read_bytes().replace(b"</body>", TAG)
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def _send(self, data: bytes, kind: str) -> None:
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def serving(archive: Path, port: int, news: News) -> Iterator[int]:
    """The site on 127.0.0.1, at the port that is given back; 0 asks for any free one.

    Raises:
        OSError, OverflowError: The port can't be had.
    """
    handler = functools.partial(RefreshingHandler, directory=str(archive / SITE), news=news)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def changes(archive: Path, stop: threading.Event) -> Iterator[None]:
    """One item for every time that reports, catalogue, words or hand-written pages have changed.

    Ends when `stop` is set.
    """
    catalogue = archive / REPORTS / FILE_NAME
    known, entries = state_of(archive), stamp_of(str(catalogue))
    while not stop.wait(PAUSE):
        found = state_of(archive), stamp_of(str(catalogue))
        if found != (known, entries):
            known = found[0]
            yield
            # What the build itself wrote there is no news.
            entries = stamp_of(str(catalogue))
