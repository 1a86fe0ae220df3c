-- title: What makes a table unfit
-- description: A measure or an outcome that the codebook lacks, or two numbers for one thing.
select sum(given_rows) || ' rows with a measure that the codebook lacks' as found,
  'a measure of datasets/detainers/measures.csv' as expected,
  'Write it under values in the mapping, or under rename: what the file has, then what is meant.' as mend
from read where no_measure or measure is null having sum(given_rows) > 0
union all
select sum(given_rows) || ' rows with an outcome that the codebook lacks',
  'an outcome of datasets/detainers/outcomes.csv, or none',
  'Write under rename what the file has, then what is meant.'
from read where no_outcome having sum(given_rows) > 0
union all
select 'county ' || county_fips || ', ' || strftime(month, '%Y-%m') || ': ' || sum(given_rows)::bigint || ' numbers',
  'one number for each county, month, measure and outcome',
  'Take away totals, doubled rows and parts of a county, or add them up first.'
from read where way like 'by %'
group by county_fips, month, measure, outcome having sum(given_rows) > 1
union all
select 'no row with a county, a month and a number', 'at least one',
  'See whether the mapping names the right columns.'
where not exists (from read where way like 'by %')
