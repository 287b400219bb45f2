#!/usr/bin/env bash
# Makes a repository with one change that has something for every part of a report:
# tests/reports/change.sh DIR [shifted]
#
# main is the base, tip the change: a column goes, a filter means something else, a comment moves, a
# model is loaded in place. Six consumers are reached over one to four models, one is not. The author
# approved it himself, which does not count; one finding is waived. shifted: all lines of the models of
# the tip stand seven further down.
set -euo pipefail
mkdir -p "$1"
cd "$1"
for name in $(git rev-parse --local-env-vars); do unset "$name"; done
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_DATE="1767225600 +0000" GIT_COMMITTER_DATE="1767225600 +0000"

put() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
}
model() { # name, query, further properties
    put "models/${1/.//}.sql" <<<"MODEL (name $1, kind FULL${3:+, $3});
$2"
}
commit() {
    git add -A
    git -c user.name="Dan Durmast" -c user.email=dan@example.com commit -q -m "$@"
}

git init -q -b main .
put config.yaml <<<'model_defaults: {dialect: postgres, start: 2024-01-01}'
put external_models.yaml <<'E'
- name: raw.orders
  columns: {order_id: int, customer_id: int, country: text, amount: "decimal(10, 2)", discount: "decimal(10, 2)", status: text, ordered_at: timestamp}
E
model staging.orders 'SELECT order_id, customer_id, country, amount, discount, status, ordered_at FROM raw.orders;'
model finance.orders "SELECT order_id, customer_id, country, amount, discount, ordered_at FROM staging.orders WHERE status = 'paid';" 'owner finance_data'
model finance.revenue 'SELECT
  ordered_at::date AS order_date,
  SUM(discount) AS discount,
  country,
  SUM(amount - discount) AS revenue
FROM finance.orders
GROUP BY 1, 3;'
model finance.monthly "SELECT DATE_TRUNC('month', order_date) AS month, SUM(revenue) AS revenue FROM finance.revenue GROUP BY 1;"
model marts.board 'SELECT month, revenue FROM finance.monthly;'
model marts.customers 'SELECT customer_id, COUNT(*) AS orders FROM finance.orders GROUP BY customer_id;'
model marts.countries 'SELECT DISTINCT country FROM raw.orders;'
put models/finance/ledger.sql <<'E'
MODEL (name finance.ledger, kind INCREMENTAL_BY_TIME_RANGE (time_column ordered_at, forward_only true));
SELECT order_id, amount, ordered_at FROM finance.orders WHERE ordered_at BETWEEN @start_ds AND @end_ds;
E
put .stoplog/policy.yml <<'E'
version: 1
refs: [main]
teams:
  finance-data: {members: [ann@example.com, bob@example.com], contact: {slack: "#finance-data"}}
  bi: {members: [bea@example.com], contact: {email: bi@example.com}}
  growth: {members: [gus@example.com]}
owners:
  - {models: "*.*", team: bi}
  - {models: "finance.*", team: finance-data}
consumers:
  weekly_revenue: {type: dashboard, owner: {team: bi}, maturity: high, depends_on: [{model: finance.revenue, columns: [revenue, discount]}]}
  board_deck: {type: dashboard, owner: {team: bi}, maturity: high, depends_on: [{model: marts.board}]}
  churn_model: {type: ml, owner: {team: growth}, maturity: medium, depends_on: [{model: marts.customers, columns: [orders]}]}
  ledger_export: {type: export, owner: {team: finance-data}, maturity: high, depends_on: [{model: finance.ledger}]}
  campaign_list: {type: application, owner: {team: growth}, maturity: low, depends_on: [{model: finance.orders, columns: [discount]}]}
  month_close: {type: notebook, owner: {team: finance-data}, maturity: medium, depends_on: [{model: finance.monthly}, {model: finance.ledger}]}
  country_picker: {type: application, owner: {team: growth}, maturity: low, depends_on: [{model: marts.countries}]}
waivers:
  - {rule: SQ101, model: marts.customers, until: 2027-12-31, ticket: DATA-17, reason: "counted anew in January", approved_by: ann@example.com}
E
commit "A warehouse"

git checkout -q -b tip
model finance.orders "SELECT order_id, customer_id, country, amount, ordered_at FROM staging.orders WHERE status IN ('paid', 'pending');" 'owner finance_data'
model finance.revenue 'SELECT
  ordered_at::date AS order_date,
  country,
  SUM(amount) AS revenue
FROM finance.orders
GROUP BY 1, 2;'
model marts.customers 'SELECT customer_id, COUNT(*) AS orders FROM finance.orders WHERE amount > 0 GROUP BY customer_id;'
put models/marts/countries.sql <<'E'
-- all of them
MODEL (name marts.countries, kind FULL);
select distinct country from raw.orders;
E
if [ "${2-}" = shifted ]; then
    for file in models/*/*.sql; do
        if git diff --quiet main -- "$file"; then continue; fi
        { printf '\n\n\n\n\n\n\n' && cat "$file"; } >../shifted.sql
        mv ../shifted.sql "$file"
    done
fi
commit "Count pending orders, drop the discount" -m "Approved-by: Dan Durmast <dan@example.com>
Meaning: finance.orders.amount: paid and pending orders"
