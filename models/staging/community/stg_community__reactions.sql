with

source as (

    select * from {{ source('community', 'reactions') }}

),

renamed as (

    select
        -- ids
        id as reaction_id,
        post_id,
        account_id,

        -- text
        reaction_kind,

        -- flags
        coalesce(is_removed, false) as is_removed,

        -- timestamps
        reacted_at,
        {{ to_business_date('reacted_at') }} as reacted_date,
        synced_at as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
