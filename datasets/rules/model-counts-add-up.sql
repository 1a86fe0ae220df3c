-- title: The models add up to the total
-- table: agreements_287g_counts
-- field: agreements
-- expected: {added}, the sum of the models on that list
-- mend: Check the numbers against the list.
-- level: error
select _file, _line, agreements as found, added
from agreements_287g_counts
join (
  select snapshot_date, area_fips, sum(agreements) as added
  from agreements_287g_counts where model <> 'all' group by all
) using (snapshot_date, area_fips)
where model = 'all' and agreements <> added
