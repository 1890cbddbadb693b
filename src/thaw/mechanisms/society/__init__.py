"""Grievance, fear, hope, and who acts."""
