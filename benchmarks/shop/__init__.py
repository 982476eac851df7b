"""Starting points, compared on Complete Journey."""
