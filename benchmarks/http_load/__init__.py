"""The load on the door, and what the door is compared with."""
