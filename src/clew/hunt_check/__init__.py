"""Whether hunts make sense: told by what knows nothing of how they were made."""
