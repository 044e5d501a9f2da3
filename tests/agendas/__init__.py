"""Meetings: agenda, walk-through, decisions and minutes."""
