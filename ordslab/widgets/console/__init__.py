"""The request console, a small Postman: `RequestConsole` (console.py), its form, what it sends, what came back."""
