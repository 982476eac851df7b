"""What keeps hunts, by technology."""
