"""Door two: what a user may do with figures."""

import rules

from kansrijkestart.accounts.rules import is_analyst

rules.add_perm("monitoring.manage_releases", is_analyst)
