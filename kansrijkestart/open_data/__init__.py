"""What visitors may read, for programs and as files: docs/api.md and docs/adr/0033."""
