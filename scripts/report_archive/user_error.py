"""What went wrong and is the clerk's to know."""

from __future__ import annotations


class UserError(Exception):
    """Nothing more can be done; the message is shown as it is."""
