-- title: Wake County, 2018 and 2019: policies and dated counts
-- description: Events of the county and the state, and the dated counts of the news reports, in 2018 and 2019.
-- row: one event or dated count
-- headline: Wake County and North Carolina: {{ rows | rejectattr('effect', 'equalto', 'count') | list | length }} policy dates and {{ rows | selectattr('effect', 'equalto', 'count') | list | length }} dated counts in 2018 and 2019
-- note: The chart shows when things happened, not why.
-- columns: dated, lane, what, effect, source_id
-- show dated: {% if form == "listed" %}{{ _("listed from %(date)s", date=starts | dated) }}{% elif form == "signed" %}{{ _("signed %(date)s", date=starts | dated) }}{% elif form == "span" %}{{ _("%(start)s to %(end)s", start=starts | dated, end=until | dated) }}{% else %}{{ starts | dated(form) }}{% endif %}
-- show what: {% if kind == "agreement" %}{{ _("%(agency)s on ICE's list (%(model)s)", agency=agency, model=what | tr) }}{% elif kind == "count" %}{% if agency %}{{ agency }}: {% endif %}{{ what | tr }}: {% if exactness == "suppressed" %}{{ _("small number, not published") }}{% elif exactness == "at_least" %}{{ _("at least %(n)s", n=value) }}{% elif exactness == "at_most" %}{{ _("at most %(n)s", n=value) }}{% elif exactness == "rounded" %}{{ _("about %(n)s", n=value) }}{% else %}{{ value }}{% endif %}{% else %}{{ what | tr }}{% endif %}
select * exclude (county_fips)
from county_timeline where county_fips = '37183' and starts between '2018-01-01' and '2019-12-31'
order by starts, ends, lane, what
