"""Pages that show several apps, one module per subject."""
