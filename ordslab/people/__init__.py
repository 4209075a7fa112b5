"""A person who signs in: who they are, and the browser in which they do it."""
