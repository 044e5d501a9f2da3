"""What pages read of agreements, one module per subject."""

from agreements.selectors.current import (
    current_text,
    days_until_review,
    usual_scope,
    usual_state,
)

__all__ = ["current_text", "days_until_review", "usual_scope", "usual_state"]
