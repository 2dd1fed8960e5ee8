with

accounts as (

    {{ latest_versions(ref('stg_community__accounts'), key='account_id') }}

),

latest_accounts as (

    select
        account_id,
        account_name,
        account_kind,
        account_source,
        created_date
    from accounts

)

select * from latest_accounts
