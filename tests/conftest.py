"""Begins a run of the tests: what its processes share, and what each of them that runs tests needs."""

import gc
import os
from contextlib import ExitStack

import pytest

from tests.folders import MODELS, data_folder


def pytest_addoption(parser: pytest.Parser) -> None:
    """How many cases of a test are enough: `make test` gives a number, at a desk."""
    parser.addoption(
        "--cases", type=int, help="so many cases of each test but of proofs of isolation (default: all)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder of what the processes of this run share, unless it is there: its maker removes it."""
    if MODELS not in os.environ:
        models = ExitStack()
        os.environ[MODELS] = str(models.enter_context(data_folder()))
        config.add_cleanup(models.close)
    # Who only distributes tests collects none, and the others wait until it has started them.
    if config.getoption("dist", "no") == "no":
        # Among modules and tests, which stay, there is no garbage to find; the plugin ends this.
        gc.disable()
        # Seldom afterwards, too: a question makes thousands of objects, of which hardly any are garbage. An
        # import returns to what was set when the program was imported.
        gc.set_threshold(20_000, 10, 10)
        config.pluginmanager.import_plugin("tests.plugin")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: a test waits for its server about a third of its time."""
    cores = os.cpu_count() or 1
    return cores + cores // 2
