"""Makes the folder that installs report-archive where there is no internet: `make wheelhouse`."""

from offline.folder import main

if __name__ == "__main__":
    raise SystemExit(main())
