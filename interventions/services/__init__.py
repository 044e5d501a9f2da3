"""Everything that changes choices; one module per subject."""
