"""Files to print, one module per subject."""
