"""Tables of bills, payments and cash, from CSV files and workbooks, as facts."""
