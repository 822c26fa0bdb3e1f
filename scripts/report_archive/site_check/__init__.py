"""What must not be in site/: loads from elsewhere, words of withheld reports, this machine's paths.

`page_loads`, `style_loads` and `script_loads` find what a file makes a browser fetch, `theme` knows
what the theme's own script would fetch and when, `fingerprints` finds passages of withheld reports,
`machine_paths` the paths of this machine; `readings` gives what people wrote in GBK or UTF-16.
`site` puts them together; only it reads files.
"""
