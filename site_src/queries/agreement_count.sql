-- title: 287(g) agreements on any ICE list since January 2021
select count(*) as value from agreements_287g
