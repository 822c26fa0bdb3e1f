"""The search index: positional character bigrams, packed into files that script tags can load.

A phrase is where its bigrams stand in a row, so nothing is cut into words and nothing is guessed.

Reports are indexed in segments of neighbouring numbers; what changes in one report changes the
files of its segment alone, and every file's bytes follow from the archive's content, not from how
it came about. Below docs/archive/search/ stand, for a segment k and a report n:

    table.js      checksums of the segments' files; posts, section kinds, topics; what N(s) drops
    <k>-rows.js   number, title, year, post, what of these is guessed, topics and parts of each
                  report, in columns
    <k>-packs.js  first bigram and checksum of each pack
    <k>-<p>.js    a pack: neighbouring bigrams with their positions, binary, in base64
    t<n>.js       a report's text, for excerpts

`normalising` says what counts as the same; `indexing` does what a report needs once, whatever its
number; `posting` lists where each bigram of a segment stands; `packing` and `rows` write a
segment's files, `delivering` wraps them; `rendering` writes them all. The reader of these files
is docs/assets/search/.
"""
