"""What a run must know before it writes: what stands, and what pages of site/ are put in.

Another process finds it out, if there is one, while the reports are surveyed; this one need not
load MkDocs then, which takes 0.4 s.
"""

from __future__ import annotations

from dataclasses import dataclass

from report_archive.outputs import digest
from report_archive.site_facts import SiteError
from report_archive.standing import Standing, look_at_outputs
from report_archive.workers import Bench


@dataclass(frozen=True)
class Wanted:
    """What a run is for."""

    site: bool
    """Whether it writes site/ as well."""
    soon: bool = False
    """Whether whoever finds it out shall load all that pages are made with, too."""


@dataclass(frozen=True)
class Shell:
    """What stands around the pages of site/."""

    digest: str
    """Of all that every page depends on."""
    statics: tuple[str, ...]
    """People's files that are copied as they are, by their paths below site/."""
    lists_pages: bool
    """Whether the theme has a page that names all others: the sitemap of a site with an address."""


@dataclass(frozen=True)
class Outset:
    """What a run must know before it writes."""

    standing: Standing
    """What stands as it was left."""
    foreign: bool
    """Whether site/ is left to MkDocs' own command."""
    shell: Shell | None
    """What stands around pages; None where this run makes none, or can't."""
    trouble: SiteError | OSError | None = None
    """Why it can't; told once what must go is gone."""


def look_around(bench: Bench, wanted: Wanted) -> Outset:
    """Find out what a run must know.

    Raises:
        DamagedError: What was written can't be read.
    """
    standing, foreign, shell = look_at_outputs(bench), False, None
    try:
        foreign = wanted.site and bench.site.foreign
        if wanted.site and not foreign:
            shell = _shell_of(bench)
            if wanted.soon:
                load_site(bench)
    except (SiteError, OSError) as error:
        return Outset(standing, foreign=False, shell=None, trouble=error)
    except Exception as error:  # whatever a setting makes MkDocs fail with, it is told like its own
        return Outset(standing, foreign=False, shell=None, trouble=SiteError(str(error)))
    return Outset(standing, foreign, shell)


def _shell_of(bench: Bench) -> Shell:
    site = bench.site
    statics = tuple(sorted(site.statics()))
    return Shell(digest(*site.key()), statics, lists_pages=bool(site.config.site_url))


def load_site(bench: Bench) -> None:
    """Load the theme and the hand-written pages, unless that has been done."""
    bench.site.load()
