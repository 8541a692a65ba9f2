"""Who did something."""

from orchestrators.access import people
from schema.faces import face, shown


@face(people.Person, "Who did something.")
class Person:
    email: str = shown("The address that the person had then.")
