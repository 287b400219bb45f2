MODEL (name sales.orders, kind full);

select "order_id", customer_id, amount,
  status
from raw.orders
where (status /* not open */ = 'paid');
