"""Oracle's SQL functions and operators in Python, one table an area, registered in SQLite."""
