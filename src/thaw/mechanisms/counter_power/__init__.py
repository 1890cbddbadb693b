"""Councils, and news of strikes."""
