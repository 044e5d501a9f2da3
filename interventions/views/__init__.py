"""Pages of the catalogue and of what a coalition offers; one module per subject."""
