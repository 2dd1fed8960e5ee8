with

source as (

    select * from {{ source('community', 'accounts') }}

),

renamed as (

    select
        -- ids
        id as account_id,

        -- text
        account_name,
        account_kind,
        source as account_source,

        -- timestamps
        created_at,
        {{ to_business_date('created_at') }} as created_date,
        synced_at as modified_at,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
