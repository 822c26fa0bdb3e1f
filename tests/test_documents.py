"""What the documents promise is there."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re

import report_archive
from conftest import PROJECT
from report_archive import __version__


def test_the_examples_in_docstrings_hold() -> None:
    names = [m.name for m in pkgutil.walk_packages(report_archive.__path__, "report_archive.")]
    results = [doctest.testmod(importlib.import_module(name)) for name in names]
    assert sum(result.attempted for result in results) > 10
    assert sum(result.failed for result in results) == 0


def test_the_version_stands_in_the_changelog_and_the_project_file() -> None:
    assert f"## {__version__}" in (PROJECT / "CHANGELOG.md").read_text("utf-8")
    assert f'version = "{__version__}"' in (PROJECT / "pyproject.toml").read_text("utf-8")


def test_the_documents_name_files_that_exist() -> None:
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (PROJECT / document).read_text("utf-8")
        for name in re.findall(r"`((?:scripts|tests|docs)/[\w./-]+)`", text):
            assert (PROJECT / name).exists() or name.startswith("docs/archive"), (
                f"{document}: {name}"
            )
