"""What crosses borders."""
