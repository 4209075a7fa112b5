"""Who may call what: every endpoint of a schema, findings, the probe, and the report as text, HTML and JSON."""
