"""`runway dev plan` prints the functions of a document, which are Python, and tells what it cannot read."""

import ast

import pytest

from tests.house.repository import ROOT
from tests.server.cli.command import run
