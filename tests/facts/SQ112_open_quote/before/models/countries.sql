MODEL (
  name sales.countries,
  kind SEED (
    path '../seeds/countries.csv'
  ),
  columns (
    code text,
    name text
  )
);
