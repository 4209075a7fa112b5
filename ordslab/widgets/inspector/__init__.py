"""The token inspector: what a token says, how long it lives, what it opens."""
