"""The record: the one relational database, its schema and its transactions.

Packages keep their own statements in `stores/sql.py`; the engine, the tables and the migrations
stand here once, so that a larger engine is a changed URL.
"""
