"""`runway dev plan` prints the functions of a document, and says what it cannot read."""

from pathlib import Path

from tests.server.cli.command import ROOT, Runway


async def test_the_functions_of_an_example_are_printed(tmp_path: Path) -> None:
    runway = Runway(tmp_path, {})
    printed = await runway.run("dev", "plan", str(ROOT / "docs" / "examples" / "viewer.graphql"))
    assert printed.code == 0
    compile(printed.out, "printed", "exec")
    assert "def Viewer_0(source, context):" in printed.out
    limits = ROOT / "docs" / "examples" / "limits"
    refused = await runway.run("dev", "plan", f"{limits}.graphql")
    assert (refused.code, refused.out) == (1, "")
    assert "$input" in refused.err
    variables = limits.with_suffix(".json").read_text()
    assert (await runway.run("dev", "plan", f"{limits}.graphql", "--variables", variables)).code == 0
