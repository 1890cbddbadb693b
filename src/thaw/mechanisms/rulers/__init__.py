"""What rulers decide."""
