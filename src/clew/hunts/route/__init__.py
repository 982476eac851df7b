"""Ways between the stops of a hunt, and the order to walk them in."""
