"""Police, army, camps and fire."""
