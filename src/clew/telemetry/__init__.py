"""What happened, told in primitives, so that any sink can count it."""
