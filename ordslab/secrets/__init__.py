"""What must not be shown, and where it is kept: secret texts, masking, the vault."""
