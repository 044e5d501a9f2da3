"""Pages that show several apps, one module per kind of reader."""
