"""Pages about agreements; one module per subject."""
