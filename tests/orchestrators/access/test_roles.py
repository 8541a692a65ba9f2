"""The roles of members are the same wherever they are listed, and those who only read are in no set."""

import re

from sqlalchemy import CheckConstraint

from db.tables import membership
from orchestrators.access import roles
from orchestrators.access.roles import Role
from server.cli.people import Role as Granted


def test_the_table_of_members_holds_these_roles_and_no_others() -> None:
    checks = [constraint for constraint in membership.constraints if isinstance(constraint, CheckConstraint)]
    assert [set(re.findall(r"'(\w+)'", str(check.sqltext))) for check in checks] == [set(Role)]


def test_a_person_is_granted_every_role_but_the_command_lines_own() -> None:
    assert {role.value.upper() for role in Granted} == set(Role) - {Role.OPERATOR}


def test_who_only_reads_is_in_no_set() -> None:
    sets = {name: result for name, result in vars(roles).items() if name.startswith("MAY_")}
    assert set.union(*map(set, sets.values())) == set(Role) - {Role.ANALYST, Role.AUDITOR}
