"""The three demo companies: one is fine, one has weeks, one cannot meet its next payroll and rent."""

from demo.companies.bakery import BAKERY
from demo.companies.builders import BUILDERS
from demo.companies.studio import STUDIO

COMPANIES = (STUDIO, BAKERY, BUILDERS)
