"""Reading figures for people: the only place that sees what must stay hidden."""
