"""Forms of the record; they read models, never the request."""
