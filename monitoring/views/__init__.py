"""Pages of figures, one module per subject."""
