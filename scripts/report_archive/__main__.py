"""`python -m report_archive`, for machines where the command is not on the path."""

from report_archive.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
