"""The three demo companies: one is fine, one has weeks, one cannot meet its next payroll and rent."""

from server.demo.bakery import BAKERY
from server.demo.builders import BUILDERS
from server.demo.studio import STUDIO

COMPANIES = (STUDIO, BAKERY, BUILDERS)
