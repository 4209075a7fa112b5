"""The lessons: a file each with check, hints and solution; the registry, reset, progress and cleanup."""
