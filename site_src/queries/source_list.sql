-- title: All sources
-- row: one source
select * from sources order by publisher, title, source_id
