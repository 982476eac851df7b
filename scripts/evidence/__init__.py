"""Texts, shortlists and the fit behind scripts/fit_evidence.py."""
