-- title: 287(g) agreements on ICE's lists, by model
-- description: Number of agreements on the ICE list of each month.
-- row: one model on one list
-- headline: ICE listed {{ (rows | selectattr('snapshot_date', 'equalto', first.snapshot_date) | map(attribute='agreements') | sum) | said }} agreements in {{ first.snapshot_date.strftime('%B %Y') }} and {{ (rows | selectattr('snapshot_date', 'equalto', last.snapshot_date) | map(attribute='agreements') | sum) | said }} in {{ last.snapshot_date.strftime('%B %Y') }}
-- note: We use one of ICE's lists for each month. An agency can have several agreements, one for each model.
select snapshot_date,
  case model when 'JEM' then 'Jail enforcement' when 'TFM' then 'Task force'
    when 'WSO' then 'Warrant service officer' end as model,
  agreements, source_id
from agreements_287g_counts
where area_fips = 'US' and model <> 'all'
order by snapshot_date, model
