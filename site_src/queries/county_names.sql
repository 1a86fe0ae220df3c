-- title: Names of counties in sentences
-- description: The name with its kind, and the same for a sentence in Spanish, where the kind comes first and has an article.
-- row: one county
select county_fips, county_name,
  case
    when county_name = 'District of Columbia' then 'Distrito de Columbia'
    when county_name like '% City and Borough' then 'municipio de ' || left(county_name, -17)
    when county_name like '% Census Area' then 'área censal de ' || left(county_name, -12)
    when county_name like '% Planning Region' then 'región de planificación de ' || left(county_name, -16)
    when county_name like '% Municipality' then 'municipio de ' || left(county_name, -13)
    when county_name like '% Municipio' then 'municipio de ' || left(county_name, -10)
    when county_name like '% Borough' then 'municipio de ' || left(county_name, -8)
    when county_name like '% County' then 'condado de ' || left(county_name, -7)
    when county_name like '% Parish' then 'parroquia de ' || left(county_name, -7)
    when county_name like '% city' then 'ciudad de ' || left(county_name, -5)
    when county_name like '% Island' then 'isla de ' || left(county_name, -7)
    else county_name
  end as county_name_es,
  county_name as place,
  case
    when county_name_es[1] = upper(county_name_es[1]) then
      case when county_name = 'District of Columbia' then 'el ' else '' end || county_name_es
    when split_part(county_name_es, ' ', 1) in ('condado', 'municipio') then 'el ' || county_name_es
    when split_part(county_name_es, ' ', 1) = 'área' then 'el ' || county_name_es
    else 'la ' || county_name_es
  end as place_es
from counties
order by county_fips
