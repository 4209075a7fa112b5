"""From Oracle's SQL to SQLite's: names resolved, types inferred, nothing guessed."""
