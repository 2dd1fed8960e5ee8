with

source as (

    select * from {{ source('online_retail', 'invoice_lines') }}

),

renamed as (

    select
        -- ids
        {{ adapter.quote('InvoiceNo') }} as invoice_number,
        {{ adapter.quote('CustomerID') }} as customer_id,
        {{ adapter.quote('StockCode') }} as stock_code,

        -- text
        {{ adapter.quote('Description') }} as product_description,
        {{ adapter.quote('Country') }} as country,

        -- numbers
        {{ adapter.quote('Quantity') }} as quantity,
        -- no price has more than three decimals: as decimals they add up exactly
        cast({{ adapter.quote('UnitPrice') }} as decimal(18, 3)) as unit_price,

        -- timestamps: the wall clock of the shop, so nothing is converted
        {{ adapter.quote('InvoiceDate') }} as invoiced_at_local,
        cast({{ adapter.quote('InvoiceDate') }} as date) as invoiced_date,

        -- load
        _loaded_at,
        _source_file,
        _source_line

    from source

)

select * from renamed
