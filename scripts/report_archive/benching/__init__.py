"""`report-archive bench`: what a run costs, at any size, beside what others cost.

grammar, cutting → filling: reports made up, in an archive of their own.
measuring: a command as whole processes. editing: what a clerk does between two runs.
querying: searches in Chromium. peers: other programs on the same Markdown.
running: all of it in order; history, table: what came out, beside the last time.
"""
