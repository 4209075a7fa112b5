"""Oracle's grammar on top of sqlglot's parser: strict where sqlglot is lenient, with Oracle's errors and offsets."""
