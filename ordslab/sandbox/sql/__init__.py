"""Oracle SQL on SQLite: types, functions, translation, data dictionary, sessions."""
