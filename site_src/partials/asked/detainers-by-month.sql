-- How many detainers did ICE record in each month, and which months are not complete?
-- One source: the file released under the Freedom of Information Act, October 2007 to 19 July 2015.
select period_start, value as detainers, partial, source_id
from detainers
where source_id = 'npr-foia-detainers-by-month'
order by period_start
