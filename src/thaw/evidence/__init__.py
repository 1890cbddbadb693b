"""From a run or a record to the same vector of items of evidence."""
