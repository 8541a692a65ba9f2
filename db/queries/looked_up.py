"""Rows found by their ids, whatever the planner expects of a table."""

#: Joins a document by its id. Of a business that the statistics do not know yet the planner expects one row,
#: and would read all of its documents for each id: OFFSET keeps it from looking further than the id.
DOCUMENT = (
    "CROSS JOIN LATERAL (SELECT o.* FROM runway.document AS o "
    "WHERE o.business_id = $1 AND o.id = {id} OFFSET 0) AS {name} "
)
