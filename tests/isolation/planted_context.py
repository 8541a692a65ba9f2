"""Faults to plant in sequences, and in functions that set the context."""

from tests.isolation.plant import TRIGGER, Plant, guarded

SEQUENCES = (
    *(
        Plant(
            "shared_sequence",
            "runway.counted",
            f"CREATE SEQUENCE runway.counted; GRANT {privilege} ON SEQUENCE runway.counted TO {role}",
            f"runway_api may {may}",
        )
        for privilege, role, may in (
            ("USAGE", "runway_api", "advance it"),
            ("SELECT", "PUBLIC", "read it"),
            ("UPDATE", "runway_api", "set it"),
        )
    ),
    Plant(
        "shared_sequence",
        "runway.counted",
        "CREATE SEQUENCE runway.counted; ALTER SEQUENCE runway.counted OWNER TO runway_api",
        "runway_api may advance it",
    ),
    Plant(
        "shared_sequence",
        "runway.note_number_seq",
        guarded("note", "business_id uuid NOT NULL, number serial")
        + "GRANT USAGE ON SEQUENCE runway.note_number_seq TO runway_api",
        "runway_api may advance it",
    ),
    Plant(
        "shared_sequence",
        "runway.note_number_seq",
        guarded("note", "business_id uuid NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY"),
        "runway_api may insert into runway.note",
    ),
)


def _context(body: str, detail: str, rest: str = "") -> Plant:
    """A function that requests may execute, of the parameters `name` and `value`."""
    return Plant(
        "context_function",
        "runway.planted(text, text)",
        "CREATE FUNCTION runway.planted(name text, value text) RETURNS void LANGUAGE plpgsql "
        f"{rest} AS $body$ DECLARE sql text; BEGIN {body}; END $body$; "
        "GRANT EXECUTE ON FUNCTION runway.planted(text, text) TO runway_api",
        detail,
    )


_SETS, _CALLS, _COMPUTES = "sets the context", "calls set_config()", "executes a SET of a name"
CONTEXT = (
    _context("PERFORM set_config('app.business_id', value, true)", _CALLS),
    _context("PERFORM pg_catalog.set_config( 'APP.User_Id' , value, false)", _CALLS),
    _context(
        "PERFORM set_config(setting_name => 'app.business_ids', new_value => value, is_local => true)", _CALLS
    ),
    _context("PERFORM set_config('app.' || 'business_id', value, true)", _CALLS),
    _context("PERFORM set_config(name, value, true)", _CALLS),
    _context("EXECUTE 'SELECT set_config(''app.user_id'', $1, true)' USING value", _CALLS),
    _context("SET LOCAL app.business_id = 'x'", _SETS),
    _context("SET app.business_ids TO 'x'", _SETS),
    _context('SET SESSION "app" . "user_id" = \'x\'', _SETS),
    _context("EXECUTE format('SET LOCAL app.business_id = %L', value)", _SETS),
    _context("EXECUTE 'SET LOCAL ' || 'app.user_id = ' || quote_literal(value)", _SETS),
    _context("sql := $q$SET LOCAL app.business_id TO $q$ || quote_literal(value); EXECUTE sql", _SETS),
    _context("PERFORM 1", _SETS, rest="SET app.business_id = 'x'"),
    _context("EXECUTE format('SET LOCAL %I = %L', name, value)", _COMPUTES),
    _context("EXECUTE format('SET LOCAL app.%I = %L', name, value)", _COMPUTES),
    _context("EXECUTE 'SET ' || name || ' = ' || quote_literal(value)", _COMPUTES),
    _context("sql := concat('SET ', name, ' = ', quote_literal(value)); EXECUTE sql", _COMPUTES),
    _context("EXECUTE concat_ws(' ', 'SET', 'app.business_id', '=', quote_literal(value))", _COMPUTES),
    Plant(
        "context_function",
        "runway.planted(text)",
        "CREATE FUNCTION runway.planted(value text) RETURNS text LANGUAGE sql "
        "RETURN set_config('app.business_id', value, true); "
        "GRANT EXECUTE ON FUNCTION runway.planted(text) TO PUBLIC",
        "runway_sync may execute it",
    ),
    Plant(
        "context_function",
        "runway.planted(text)",
        "CREATE PROCEDURE runway.planted(value text) LANGUAGE sql "
        "AS $$ SELECT set_config('app.user_id', value, false) $$; "
        "GRANT EXECUTE ON PROCEDURE runway.planted(text) TO runway_portfolio",
        "runway_sync may execute it",
    ),
    Plant(
        "context_function",
        "runway.planted()",
        TRIGGER.format("", "PERFORM set_config(''app.business_id'', NEW.business_id::text, true);"),
        "in a trigger",
    ),
    Plant(
        "context_function",
        "runway.planted()",
        "CREATE FUNCTION runway.planted() RETURNS event_trigger LANGUAGE plpgsql "
        "AS $$ BEGIN SET app.business_id = 'x'; END $$; "
        "CREATE EVENT TRIGGER planted ON ddl_command_start EXECUTE FUNCTION runway.planted()",
        "in an event trigger",
    ),
)
