"""Forecasts of past weeks, made again from the books and kept with what came, and by how much they missed."""

from db.statement import Statement

COLUMNS = ("business_id", "id", "baseline", "made_on", "closings", "came")
FORGET = Statement("DELETE FROM runway.past_forecast WHERE business_id = $1", ("business_id",))
#: An array for each column; `closings` are arrays as texts, for an array of arrays would be a table.
KEEP = Statement(
    "INSERT INTO runway.past_forecast (business_id, id, baseline, made_on, closings, came) "
    "SELECT $1::uuid, r.id, r.baseline, r.made_on, r.closings::numeric[], r.came "
    "FROM unnest($2::uuid[], $3::text[], $4::date[], $5::text[], $6::numeric[]) "
    "AS r(id, baseline, made_on, closings, came) RETURNING true",
    COLUMNS,
)
PAST_FORECASTS = Statement(
    "SELECT f.made_on, f.closings, f.came FROM runway.past_forecast AS f "
    "WHERE f.business_id = $1 AND f.baseline = $2 ORDER BY f.made_on",
    ("business_id", "baseline"),
)
#: What came at the end of a forecast's week is with the forecast that was made in that week; before a day.
MEAN_MISSES = Statement(
    "SELECT f.baseline, w.weeks, count(*) AS n, avg(abs(c.came - f.closings[w.weeks])) AS miss "
    "FROM runway.past_forecast AS f CROSS JOIN (VALUES (4), (8), (13)) AS w(weeks) "
    "JOIN runway.past_forecast AS c ON c.business_id = $1 AND c.baseline = f.baseline "
    "AND c.made_on = f.made_on + 7 * (w.weeks - 1) AND c.came IS NOT NULL AND c.made_on + 6 < $2::date "
    "WHERE f.business_id = $1 GROUP BY f.baseline, w.weeks",
    ("business_id", "as_of"),
)
