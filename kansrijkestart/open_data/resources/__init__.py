"""What there is to read: coalitions, municipalities, indicators, figures and practice examples."""

from kansrijkestart.open_data.resources.coalitions import COALITIONS, coalition_named
from kansrijkestart.open_data.resources.examples import EXAMPLES
from kansrijkestart.open_data.resources.figures import FIGURES, FIGURES_OF
from kansrijkestart.open_data.resources.indicators import INDICATORS
from kansrijkestart.open_data.resources.municipalities import MUNICIPALITIES

RESOURCES = (COALITIONS, MUNICIPALITIES, INDICATORS, FIGURES, EXAMPLES)

__all__ = [
    "COALITIONS",
    "EXAMPLES",
    "FIGURES",
    "FIGURES_OF",
    "INDICATORS",
    "MUNICIPALITIES",
    "RESOURCES",
    "coalition_named",
]
