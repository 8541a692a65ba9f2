"""How books come in: imports of files and of what a live source sends, apart from where they are shown."""
