"""Compiled days: who people are, who acts, and the loop over steps."""
