-- additive parts by day; stores are joined to their regions after they are summed
create or replace temp table daily as
select
    day, dimension, member,
    sum(events) as events, sum(paid_events) as paid_events, sum(amount) as amount, max(largest) as largest
from (
    select
        event_date as day,
        case when grouping(platform) = 0 then 'platform' when grouping(country) = 0 then 'country' else 'total' end as dimension,
        case
            when grouping(platform) = 0 then coalesce(platform, '(not set)')
            when grouping(country) = 0 then coalesce(country, '(not set)')
            else 'total'
        end as member,
        count(event_id) as events,
        count_if(is_paid) as paid_events,
        sum(amount) as amount,
        max(amount) as largest
    from marts.fct_events
    group by grouping sets ((event_date), (event_date, platform), (event_date, country))
    union all
    select by_store.day, 'region', coalesce(stores.region, '(not set)'), events, null, amount, null
    from (
        select event_date as day, store_id, count(event_id) as events, sum(amount) as amount
        from marts.fct_events
        group by all
    ) as by_store
    left join marts.dim_stores as stores using (store_id)
) as parts
group by all;
