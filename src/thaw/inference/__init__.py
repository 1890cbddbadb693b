"""Statistics alone: a reference table and a record in, a typed comparison out."""
