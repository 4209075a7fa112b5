"""The chain view: client, role, privilege and endpoint, drawn with their links."""
