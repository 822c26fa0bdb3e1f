"""site/ out of docs/: MkDocs as a library, one page at a time, so that only what changed is built.

`mkdocs build` makes the same files out of the same docs/, byte for byte; it takes 9 ms a report and
can't tell what changed. This takes 0.4 ms, in as many processes as there are cores. A mkdocs.yml
with plugins or hooks is left to `mkdocs build` itself: what they do to other pages can't be known.
"""

from __future__ import annotations

import gzip
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import chdir
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import jinja2.bccache
from mkdocs.commands.build import _build_template, get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel, file_sort_key, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_build_timestamp

from report_archive.memory_file import FOLDER
from report_archive.mkdocs_ways import Compiled, complaints
from report_archive.page_frame import FRONT, MARKED, PageFrame
from report_archive.report_html import render_html
from report_archive.scaffold import has_own_templates
from report_archive.site_facts import (
    EPOCH,
    INHERIT,
    Built,
    SiteError,
    hand_written_files,
    is_generated,
)
from report_archive.system_errors import reason_of

QUICK_EXTENSIONS = ["toc", "tables", "fenced_code", "attr_list", "pymdownx.snippets"]
"""With these, as MkDocs loads our mkdocs.yml, report_html knows what Markdown becomes."""
QUICK_SETTINGS = {
    "toc": {"permalink": False},
    "pymdownx.snippets": {"base_path": ["docs"], "check_paths": False},
}
BUILDERS = ("mkdocs", "mkdocs-material", "Markdown", "pymdown-extensions", "Jinja2")
"""Packages whose version decides what a page looks like."""
REPORTS = "archive/reports"
HIDDEN = ("navigation", "toc")
"""What our index pages leave out of the theme."""
FEW = 100
"""Pages that the templates make before frames are worth while: loading them takes 0.3 s.

A run that needs no other processes makes no more (making.py).
"""


class Site:
    """One archive's mkdocs.yml, theme and hand-written pages, loaded once a process."""

    def __init__(self, archive: Path) -> None:
        """Load mkdocs.yml.

        Raises:
            SiteError: MkDocs can't make sense of it.
        """
        os.environ.update(EPOCH)
        self._path = archive / "mkdocs.yml"
        with complaints():
            try:
                self.config: MkDocsConfig = load_config(str(self._path))
            except MkDocsException as error:
                raise SiteError(str(error)) from error
        self.folder = Path(self.config.site_dir)
        self.docs = Path(self.config.docs_dir)
        self._quick = (
            sorted(self.config.markdown_extensions) == sorted(QUICK_EXTENSIONS)
            and self.config.mdx_configs == QUICK_SETTINGS
        )
        own = self.config.theme.custom_dir
        # What an administrator's template makes of a page may depend on anything in it.
        self._framing = self._quick and not (own and has_own_templates(Path(own)))
        self._frames: dict[str, PageFrame] = {}
        self._made = 0

    def load(self) -> None:
        """Load at once what is loaded with the first page otherwise."""
        _ = self.nav, self.environment.get_template("main.html")

    @property
    def foreign(self) -> bool:
        """Whether a page may depend on others in ways that only `mkdocs build` knows."""
        inherits = INHERIT in self._path.read_text(encoding="utf-8")
        ours = not (inherits or self.config.plugins or self.config.hooks)
        return not (ours and _titled(self.config.nav))

    @property
    def files(self) -> Files:
        """What people put into docs/, and those generated pages that the nav names."""
        return self._laid_out[0]

    @property
    def nav(self) -> Navigation:
        """The navigation, with what hand-written pages say of themselves."""
        return self._laid_out[1]

    @cached_property
    def _laid_out(self) -> tuple[Files, Navigation]:
        """Files and navigation together: a page made before the nav would miss its title."""
        names = {*hand_written_files(self.docs), *_named(self.config.nav)}
        found = [self._file(name) for name in names]
        set_exclusions(found, self.config)
        files = Files(sorted(found, key=file_sort_key))
        nav = get_navigation(files, self.config)
        for page in nav.pages:
            if (self.docs / page.file.src_uri).is_file():
                self._read(page)
        return files, nav

    @cached_property
    def environment(self) -> jinja2.Environment:
        """The theme's templates; compiling them takes ten times as long as using them."""
        environment = self.config.theme.get_env()
        folder = self._path.parent / FOLDER / f"templates-{version('Jinja2')}"
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = Compiled(os.fspath(folder))
        return environment

    @cached_property
    def marked(self) -> jinja2.Environment:
        """The same with marks where a page's own parts come."""
        loader = self.environment.loader
        loaders = [jinja2.DictLoader(MARKED), *([loader] if loader else [])]
        return self.environment.overlay(loader=jinja2.ChoiceLoader(loaders), cache_size=400)

    def key(self) -> tuple[str, ...]:
        """All that every page depends on: settings, theme, its version, pages in the nav."""
        own = self.config.theme.custom_dir
        files = sorted(p for p in Path(own).rglob("*") if p.is_file()) if own else []
        parts = [self._path.read_text(encoding="utf-8")]
        parts += [_shown(path, Path(own or "")) for path in files]
        parts += [f"{name} {version(name)}" for name in BUILDERS]
        return (*parts, *(repr(p.meta) for p in self.nav.pages if not is_generated(p.file.src_uri)))

    def page(self, name: str, markdown: str) -> Built:
        """One generated page.

        Args:
            name: Its Markdown file below docs/.
            markdown: What is in it.

        Raises:
            SiteError: A link leads nowhere, or the like.
        """
        self._made += 1
        # The nav marks where a reader is: a page in it is like no other.
        if self._framing and self._made > FEW and name not in self.files.src_uris:
            return self._put_in(name, markdown)
        return self._page(name, markdown)

    def _put_in(self, name: str, markdown: str) -> Built:
        """One page, the quick way where it gives what the long way gives."""
        frame = self._frame_of(name.rpartition("/")[0])
        made = render_html(FRONT.sub("", markdown, 1)) if frame.holds is not False else None
        filled = frame.fill(markdown, made) if made else None
        if filled is None:
            return self._page(name, markdown)
        data = _encoded(filled.html)
        if frame.holds is None:
            page = self._page(name, markdown)
            frame.holds = page.data == data
            return page
        return Built(name.removesuffix(".md") + ".html", data, _encoded("\0".join(filled.own)))

    @property
    def framed(self) -> set[str]:
        """Folders of docs/ whose pages are made the quick way."""
        return {folder for folder, frame in self._frames.items() if frame.holds}

    def _frame_of(self, folder: str) -> PageFrame:
        if folder not in self._frames:
            hidden = () if folder == REPORTS else HIDDEN
            self._frames[folder] = PageFrame(self, folder, hidden)
        return self._frames[folder]

    def _page(self, name: str, markdown: str) -> Built:
        file = self.files.get_file_from_path(name)
        file = file or self._file(name)
        file.content_string = markdown
        page = file.page or Page(None, file, self.config)
        with complaints():
            self._populate(page)
        built = self._build(page)
        page.content, page.markdown = None, None
        return built

    def hand_written(self) -> list[Built]:
        """Every page that people wrote.

        Raises:
            SiteError: A link leads nowhere, or the like.
        """
        names = (
            file for file in self.files.documentation_pages() if not is_generated(file.src_uri)
        )
        pages = [file.page or Page(None, file, self.config) for file in names]
        # mkdocs.yml names the folder of snippets as seen from where it stands itself.
        with complaints(), chdir(self._path.parent):
            for page in pages:
                self._populate(page)
            for page in pages:
                level = self.config.validation.links.anchors
                page.validate_anchor_links(files=self.files, log_level=level)
            return [self._build(page) for page in pages]

    def statics(self) -> dict[str, Path]:
        """People's files that are copied as they are: the path below site/, and where they are."""
        return _copied(self.files)

    def theme_files(self) -> dict[str, Path]:
        """The same for the theme's own files; looking for them takes 0.1 s."""
        files = Files(list(self.files))
        files.add_files_from_theme(self.environment, self.config)
        set_exclusions(files, self.config)
        own = self.statics()
        return {name: place for name, place in _copied(files).items() if name not in own}

    def templates(self, names: Iterable[str]) -> Iterator[Built]:
        """Pages that the theme itself has, such as 404.html and the sitemap.

        Args:
            names: Every generated page's Markdown file below docs/.
        """
        files = self._every_file(names) if self.config.site_url else self.files
        for name in sorted(self.config.theme.static_templates):
            template = self.environment.get_template(name)
            output = _build_template(name, template, files, self.config, self.nav)
            if output.strip() and name not in self.files:
                yield Built(name, output.encode())
                yield from _zipped(name, output, files)

    def _every_file(self, names: Iterable[str]) -> Files:
        files = {file.src_uri: file for file in self.files}
        for name in names:
            files.setdefault(name, self._file(name))
        for file in files.values():
            if file.is_documentation_page() and file.page is None:
                Page(None, file, self.config)
        return Files(sorted(files.values(), key=file_sort_key))

    def _file(self, name: str) -> File:
        config = self.config
        return File(name, config.docs_dir, config.site_dir, config.use_directory_urls)

    def _populate(self, page: Page) -> None:
        self._read(page)
        name, markdown = page.file.src_uri, page.markdown or ""
        quick = render_html(markdown) if self._quick and is_generated(name) else None
        if quick is None:
            page.render(self.config, self.files)
        else:
            page.content, page.toc = quick.content, get_toc(quick.toc)

    def _read(self, page: Page) -> None:
        """Read a page's Markdown.

        Raises:
            SiteError: It can't be read.
        """
        place = self.docs / page.file.src_uri
        try:
            page.read_source(self.config)
        except OSError as error:
            raise SiteError(f"{place}：读不出来（{reason_of(error)}）。") from error
        except ValueError as error:
            raise SiteError(f"{place}：不是 UTF-8 编码，请另存为 UTF-8 再运行 build。") from error

    def context(self, page: Page) -> Mapping[str, Any]:
        """The variables that the theme's templates have for a page."""
        pages: Sequence[File] = ()
        return get_context(self.nav, pages, self.config, page)

    def blank_page(self, folder: str) -> Page:
        """A page in a folder of docs/, with nothing in it."""
        page = Page(None, self._file(f"{folder}/000000.md"), self.config)
        page.active = True
        return page

    def _build(self, page: Page) -> Built:
        page.active = True
        try:
            context = self.context(page)
            template = self.environment.get_template(page.meta.get("template", "main.html"))
            output = template.render(context)
        finally:
            page.active = False
        return Built(page.file.dest_uri, _encoded(output))


def _encoded(html: str) -> bytes:
    return html.encode("utf-8", errors="xmlcharrefreplace")


def _copied(files: Iterable[File]) -> dict[str, Path]:
    return {
        file.dest_uri: Path(file.abs_src_path or "")
        for file in files
        if not file.is_documentation_page() and file.inclusion.value > InclusionLevel.DRAFT.value
    }


def _zipped(name: str, output: str, files: Files) -> Iterator[Built]:
    """MkDocs puts a compressed sitemap beside the plain one."""
    if name != "sitemap.xml":
        return
    stamp = get_build_timestamp(pages=[f.page for f in files.documentation_pages() if f.page])
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, filename=f"{name}.gz", mode="wb", mtime=stamp) as packed:
        packed.write(output.encode())
    yield Built(f"{name}.gz", buffer.getvalue())


def _named(nav: Any) -> Iterator[str]:
    """Generated pages that a nav names."""
    for entry in nav or ():
        for value in entry.values() if isinstance(entry, dict) else (entry,):
            if isinstance(value, list):
                yield from _named(value)
            elif isinstance(value, str) and is_generated(value):
                yield value


def _titled(nav: Any) -> bool:
    """Whether there is a nav and it gives every page its title, so that no page need be read."""
    if not nav:
        return False
    return all(
        isinstance(entry, dict)
        and all(not isinstance(value, list) or _titled(value) for value in entry.values())
        for entry in nav
    )


def _shown(path: Path, folder: Path) -> str:
    return f"{path.relative_to(folder).as_posix()} {path.read_bytes()!r}"
