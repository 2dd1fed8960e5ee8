-- The business date of a UTC moment. Shanghai is 8 hours ahead of UTC all year, so no time zone table is asked.
create or replace temp macro business_date(moment) as cast(moment + interval 8 hours as date);

-- First day of the period that a business date lies in, for the grain that is asked for. Weeks begin on Monday.
create or replace temp macro period_of(business_day) as cast(date_trunc(getvariable('grain'), business_day) as date);
