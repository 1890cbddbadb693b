"""What every run measures, a file for each kind."""
