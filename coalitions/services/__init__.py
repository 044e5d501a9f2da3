"""What changes the record: one function per action."""
