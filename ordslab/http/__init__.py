"""Calls of ORDS: the session, the journal, an exchange shown, the tokens seen."""
