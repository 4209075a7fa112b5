"""Oracle's grammar of queries, by recursive descent, with Oracle's errors and offsets."""
