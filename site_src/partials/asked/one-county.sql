-- Which numbers are recorded for one county, here Wake County in North Carolina (37183)?
-- Put the code of another county in the quotes.
select period_start, period_end, measure, outcome, value, unit, exactness, source_id
from detainers
where area_type = 'county' and area_fips = '37183'
order by period_end, measure, outcome, observation_id
