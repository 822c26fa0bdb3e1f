"""The search index: positional character bigrams, packed into files that script tags can load.

A phrase is where its bigrams stand in a row, so nothing is cut into words and nothing is guessed.
`normalising` says what counts as the same, `streaming` lays the archive out as one row of
characters, `posting` lists where each bigram stands, `packing` writes the files.
The reader of these files is docs/assets/search/.
"""
