"""Pages of the record, one module per subject."""
