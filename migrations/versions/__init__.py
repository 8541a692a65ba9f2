"""The migrations, each named for what it brought; a number says which comes after which."""
