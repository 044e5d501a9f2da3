"""Triggers for what a check on one row cannot say about figures."""

import pgtrigger


def counted_stays() -> pgtrigger.Trigger:
    """Refuse another meaning for figures that are stored: that takes a new definition version.

    A text that was not known may still be filled in, and what is our own reading (direction,
    minimum count, whether counts may be added) may change.
    """
    return pgtrigger.Trigger(
        name="counted_stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func="""
IF (NEW.indicator_id <> OLD.indicator_id OR NEW.number <> OLD.number OR NEW.unit <> OLD.unit
    OR (OLD.numerator <> '' AND NEW.numerator <> OLD.numerator)
    OR (OLD.denominator <> '' AND NEW.denominator <> OLD.denominator))
  AND EXISTS (SELECT 1 FROM monitoring_observation o WHERE o.definition_id = OLD.id) THEN
    RAISE EXCEPTION 'a definition with figures keeps what it counts'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'monitoring_counted_stays';
END IF;
RETURN NEW;
""",
    )
