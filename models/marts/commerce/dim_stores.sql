with

stores as (

    {{ latest_versions(ref('stg_odoo__stores'), key='store_id') }}

),

with_web_shop as (

    select
        store_id,
        store_name,
        store_code,
        city,
        region
    from stores

    union all

    select
        0 as store_id,
        'Web shop' as store_name,
        'WEB' as store_code,
        'Online' as city,
        'Online' as region

)

select * from with_web_shop
