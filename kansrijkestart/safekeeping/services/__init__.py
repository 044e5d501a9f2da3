"""What keeps words safe, one module per way."""
