-- title: People with a detainer in the Travis County jail: levels and single months
-- description: Medians of the months from February to August of 2014, 2016 and 2017, and the months that the text names. The policy was in force from 1 February to 25 September 2017: February to August are its whole months, and the other years have the same months.
-- row: one row of figures
select
  (median(people) filter (month between '2014-02-01' and '2014-08-01'))::bigint as median_2014,
  (median(people) filter (month between '2016-02-01' and '2016-08-01'))::bigint as median_2016,
  (median(people) filter (month between '2017-02-01' and '2017-08-01'))::bigint as median_2017,
  max(people) filter (month = '2014-10-01') as october_2014,
  max(people) filter (month = '2014-11-01') as november_2014,
  max(people) filter (month = '2015-03-01') as march_2015,
  max(people) filter (month = '2015-06-01') as june_2015,
  max(people) filter (month = '2016-12-01') as december_2016,
  max(people) filter (month = '2017-02-01') as february_2017,
  max(people) filter (month = '2017-03-01') as march_2017,
  max(people) filter (month = '2017-09-01') as september_2017,
  max(people) filter (month = '2017-10-01') as october_2017,
  min(source_id) as source_id
from travis_counted
