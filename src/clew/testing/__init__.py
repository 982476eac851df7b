"""Batteries that a store of your own must pass, and builders for small worlds."""
