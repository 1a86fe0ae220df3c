-- title: Outcomes that the codebook lacks, counted as other recorded (those with at least 10 rows)
select reason, sum(n)::bigint from sorted where is_new
group by all having sum(n) >= 10 order by 2 desc, 1 limit 20
