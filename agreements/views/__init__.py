"""Pages of agreements, one module per subject."""
