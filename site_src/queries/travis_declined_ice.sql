-- title: Detainers that ICE's report calls declined by Travis County, 28 January to 3 February 2017
-- row: one published number
select value::bigint as value, source_id from detainers where observation_id = 'tx-48453-2017-02-03-detainers-not-honored'
