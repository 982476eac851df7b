"""Where rule sets are kept."""
