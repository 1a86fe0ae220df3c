-- title: Lakes
-- description: A row is a lake.
select lake_id, name, area from lakes order by lake_id
