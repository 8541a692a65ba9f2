"""Reports of an audit or a proof: Markdown, SARIF, and the page of all lints."""
