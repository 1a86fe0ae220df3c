-- title: What the rows with a month are
select m.title, sum(n)::bigint from sorted join measures m using (measure)
where month is not null group by all order by 2 desc, 1
