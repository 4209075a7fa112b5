"""Stored programs: procedures, functions, packages, triggers of the user's own."""
