"""Norms, prices and work."""
