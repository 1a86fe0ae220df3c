-- title: Fall of holds in the Travis County jail that the sheriff gave in February 2015, percent
-- row: one published number
select (-value)::bigint as value, source_id from detainers where observation_id = 'tx-48453-2015-02-26-change-in-detainers'
