"""Colours of the light theme for what is drawn outside the style sheet: charts and reports.

The names are those of the custom properties in static/css/theme.css; a test keeps the two equal.
"""

COLOURS = {
    "--ks-paper": "#ffffff",
    "--ks-stone": "#f6f4ef",
    "--ks-stone-2": "#ebe7de",
    "--ks-line": "#d8d3c7",
    "--ks-line-strong": "#737d80",
    "--ks-ink": "#1b2b30",
    "--ks-ink-2": "#4a585d",
    "--ks-petrol": "#0f5260",
    "--ks-data-ref": "#5a666a",
    "--ks-data-band": "#b3d2d8",
    "--ks-grid": "#e3dfd5",
    "--ks-seq-4": "#39798a",
    "--ks-better-tint": "#e4edf8",
    "--ks-worse-tint": "#f8ecdc",
}
