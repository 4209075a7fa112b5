"""From the syntax tree to closures that run: one pass checks names and types and builds what will be run."""
