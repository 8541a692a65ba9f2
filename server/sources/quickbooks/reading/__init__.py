"""Reading a company over HTTP: within its limits, page by page, and told from what is no answer."""
