"""ORDS's PL/SQL packages: each a specification in PL/SQL (NAME.pks) and a body in Python (NAME.py)."""
