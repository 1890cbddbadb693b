"""What is printed, said and disclosed."""
