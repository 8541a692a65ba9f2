"""What a planted fault is: on a clone, in a transaction that is rolled back."""

from dataclasses import dataclass

TENANT = "nullif(current_setting('app.business_id', true), '')::uuid"
PORTFOLIO = "nullif(current_setting('app.business_ids', true), '')::uuid[]"


@dataclass(frozen=True, slots=True)
class Plant:
    """`sql` makes the fault; the lint must name `object` and say `detail`. {database} is the clone's name.

    `since` is the oldest major version of PostgreSQL on which the fault can be made.
    """

    code: str
    object: str
    sql: str
    detail: str = ""
    since: int = 15


def guarded(table: str, columns: str, rest: str = "") -> str:
    """A table of the right policy, and whatever columns."""
    return f"""
    CREATE TABLE runway.{table} ({columns}) {rest};
    ALTER TABLE runway.{table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE runway.{table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON runway.{table} TO runway_api
        USING (business_id = {TENANT}) WITH CHECK (business_id = {TENANT});
    GRANT SELECT, INSERT ON runway.{table} TO runway_api;
    """


#: A trigger on a table of tenants: what the function is, and what it does first.
TRIGGER = """
CREATE FUNCTION runway.planted() RETURNS trigger LANGUAGE plpgsql {} AS 'BEGIN {} RETURN NULL; END';
CREATE TRIGGER planted AFTER INSERT ON runway.term FOR EACH ROW EXECUTE FUNCTION runway.planted()
"""
