"""Hunts: what a player is led through, step by step."""
