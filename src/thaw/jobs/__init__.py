"""What is done with accounts and cases: simulate, table, compare, rerun, resolve, save."""
