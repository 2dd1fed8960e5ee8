select * from (values (1, 'North'), (2, 'South'), (3, 'Empty')) as stores (store_id, store_name)
