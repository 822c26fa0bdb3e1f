"""Small loopback servers that treat a site as servers out there do."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from report_archive.serving import QuietHandler


@dataclass(frozen=True)
class Manner:
    """How a server treats a site."""

    prefix: str = ""
    """Where the site is: "", or a path that ends without a slash."""
    folds: bool = False
    """Whether capital and small letters are the same to it."""
    known: frozenset[str] | None = None
    """Endings whose types it knows; the others are text/plain. None: all it should know."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What it says with every answer."""


class SiteHandler(QuietHandler):
    """A file server with a manner of its own."""

    def __init__(self, *arguments: Any, manner: Manner, asked: list[str], **named: Any) -> None:
        self.manner = manner
        self.asked = asked
        super().__init__(*arguments, **named)

    def send_head(self) -> Any:
        self.asked.append(self.path)
        return super().send_head()

    def translate_path(self, path: str) -> str:
        asked = unquote(urlsplit(path).path)
        if not asked.startswith(self.manner.prefix + "/"):
            return str(Path(self.directory) / "nothing")
        relative = asked.removeprefix(self.manner.prefix).strip("/")
        return str(self._place(relative))

    def _place(self, relative: str) -> Path:
        folder = Path(self.directory)
        if not self.manner.folds:
            return folder / relative
        for part in filter(None, relative.split("/")):
            names = {path.name.casefold(): path for path in folder.iterdir()}
            folder = names.get(part.casefold(), folder / "nothing")
            if not folder.is_dir():
                break
        return folder

    def guess_type(self, path: Any) -> str:
        known = self.manner.known
        return (
            str(super().guess_type(path))
            if known is None or Path(path).suffix in known
            else ("text/plain")
        )

    def end_headers(self) -> None:
        for name, value in self.manner.headers.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """A missing page gets the site's own page for it, under the address asked for."""
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        page = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)


@contextmanager
def serve_site(
    site: Path, manner: Manner | None = None, asked: list[str] | None = None
) -> Iterator[str]:
    """A site on a loopback port; gives its address, without a slash at the end."""
    manner = manner or Manner()
    handler = functools.partial(
        SiteHandler,
        directory=str(site),
        manner=manner,
        asked=[] if asked is None else asked,
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        threading.Thread(target=httpd.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{httpd.server_port}{manner.prefix}"
        httpd.shutdown()
