-- title: Water level
-- description: Metres, by day.
-- key: lake_id
-- headline: Between {{ first.day | said }} and {{ last.day | said }} the level went from {{ first.level | said }} to {{ last.level | said }} m
select lake_id, day, level from levels where level is not null order by lake_id, day
