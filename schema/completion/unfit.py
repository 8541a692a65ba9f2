"""What a written function raises when graphql-core has to complete a value after all."""


class Unfit(Exception):
    """A value is not what was expected: graphql-core completes it again, and tells what is wrong with it."""
