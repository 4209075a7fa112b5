"""An application of a test."""
