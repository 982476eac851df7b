"""The rules: decision tables that allow, and what keeps them from allowing by mistake."""
