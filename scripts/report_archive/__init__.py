"""A folder of raw duty reports becomes a static archive site.

The data flows one way; only the first and the last step touch the disk:

    reports/**  --read-->     Source     bytes decoded, blanks normalised, lines numbered
                --parse-->    Outline    head, preamble, sections, tail: every character kept
                --describe--> Report     year, post, unit, section kinds, topics, each with evidence
                --screen-->   hits       secret marks, identity numbers, telephone numbers
    --settle-->   Record     reports/catalog.csv: people decide, numbers are permanent
                --plan-->     Unit       what each piece of docs/ and site/ is made of, as a digest
                --render-->   files      Markdown pages, index pages, search index as plain values
                --write-->    docs/archive/**, docs/data/** and, in MkDocs' own theme, site/**

Files that have not changed are not read again, files and rows that stand as they were settled are
not settled again, units whose digest has not changed are not made again: `memory` keeps what
earlier runs found out, in `.report-archive/`, and may be thrown away at any time. `workers` shares
reading and writing out among the cores.

`build.build_archive` is that flow on one screen; `survey` reads, `publishing` writes.
"""

__version__ = "0.1.0"
