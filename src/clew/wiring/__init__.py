"""Wiring: the only place that names concrete parts and hands them to each other."""
