"""What a schema has: tables, views, sequences, synonyms; how they are kept, and the views that show them."""
