"""What each colour of the theme means in a chart; the values come from one place."""

from kansrijkestart.core.colours import COLOURS

ROLES = {
    "ink": "--ks-ink",
    "muted": "--ks-ink-2",
    "grid": "--ks-grid",
    "paper": "--ks-paper",
    "area": "--ks-petrol",
    "area_soft": "--ks-data-band",
    "reference": "--ks-data-ref",
    "region": "--ks-seq-4",
    "gap": "--ks-line",
    "hidden": "--ks-stone-2",
    "better": "--ks-better-tint",
    "worse": "--ks-worse-tint",
}
TOKENS = {role: COLOURS[name] for role, name in ROLES.items()}
FONT = "'Source Sans 3', 'Segoe UI', Arial, sans-serif"  # a name with a digit needs its quotes
