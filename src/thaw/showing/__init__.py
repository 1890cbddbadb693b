"""Runs, cases and comparisons as one page that opens offline: see `thaw.show`."""

from thaw.showing.page import Page, show

__all__ = ["Page", "show"]
