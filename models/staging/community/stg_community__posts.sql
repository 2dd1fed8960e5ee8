with

source as (

    select * from {{ source('community', 'posts') }}

),

renamed as (

    select
        -- ids
        id as post_id,
        account_id,

        -- text
        topic,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- timestamps
        posted_at,
        {{ to_business_date('posted_at') }} as posted_date,
        synced_at as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
