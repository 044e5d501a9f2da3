"""What is read from the record, beyond one queryset."""
