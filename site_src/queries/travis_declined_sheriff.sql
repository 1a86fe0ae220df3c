-- title: Detainers that the Travis County sheriff's office had declined by 2 February 2017
-- row: one published number
select value::bigint as value, source_id from detainers where observation_id = 'tx-48453-2017-02-02-detainers-not-honored'
