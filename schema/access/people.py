"""Who did something."""

from orchestrators.access import people
from schema.faces import face, shown


@face(people.Person, "A person who took a step, such as proposing a decision.")
class Person:
    email: str = shown("The person's e-mail address at the time of the step.")
