"""A folder of raw duty reports becomes a static archive site.

The data flows one way; only the first and the last step touch the disk:

    reports/**  --read-->     Source     bytes decoded, blanks normalised, lines numbered
                --parse-->    Outline    head, preamble, sections, tail: every character kept
                --describe--> Report     year, post, unit, section kinds, topics, each with evidence
                --screen-->   hits       secret marks, identity numbers, telephone numbers
    --settle-->   Record     reports/catalog.csv: people decide, numbers are permanent
                --render-->   files      Markdown pages, index pages, search index as plain values
                --write-->    docs/archive/**, then MkDocs builds site/

`build.build_archive` is that flow on one screen.
"""

__version__ = "0.1.0"
