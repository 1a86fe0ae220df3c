-- title: How the rows found their county
select way, sum(given_rows)::bigint as rows from read group by way order by rows desc, way
