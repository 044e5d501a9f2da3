"""Which figures are hidden to protect families. Pure calculation: nothing here knows the database.

``rule`` is the first step, by the size of a cell itself. ``second_step`` hides further cells until
``audit`` finds none that can be calculated from what is shown. To a reader both steps look alike.
"""

from monitoring.disclosure.rule import Cell, Key, Step, hidden_cells, is_hidden

__all__ = ["Cell", "Key", "Step", "hidden_cells", "is_hidden"]
