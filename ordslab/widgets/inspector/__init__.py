"""The token inspector: `TokenInspector` (inspector.py), the facts about a token, and JWTs."""
