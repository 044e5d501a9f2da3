"""Reading files of figures: rows to store, or findings that say what to do."""
