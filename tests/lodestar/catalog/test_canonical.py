"""One text for one meaning: what people may write in several ways is one, what means something else is another.

The strongest check is the database itself: a canonical text is SQL, and it must answer what the original answers. So
two texts that are taken for one another answer the same.
"""

from __future__ import annotations

import logging
import random

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodestar.catalog.canonical import canonical_expression, canonical_filter, canonical_sql

TABLES = """
create table orders as select * from (values
    (1, 'a', 'web', 10.5, date '2026-01-05', true), (2, 'b', 'store', null, date '2026-01-05', false),
    (3, 'a', null, 30.0, date '2026-02-06', null), (4, null, 'web', 40.0, date '2026-02-06', true)
) as t(id, customer, channel, amount, day, is_valid);
create table refunds as select * from (values (1, 2.5, 1), (2, 40.0, 4), (3, 1.0, 4)) as t(id, amount, order_id);
create table numbers as select * from (values
    (1, 2, 3, 'a', true, false), (null, 2, 1, 'b', false, null), (3, null, 0, 'A', null, true),
    (0, 0, 0, null, true, true), (-1, 5, 2, 'ab', false, false), (2, 1, -3, 'B', true, null)
) as t(a, b, c, s, p, q);
"""

SAME = {
    "layout": ("select a,b  from t\n where c", "SELECT a , b\nFROM t WHERE c"),
    "comments": ("select a -- why\nfrom t /* from here */", "select a from t"),
    "a comment with an apostrophe": ("select a -- don't\nfrom t where b = 'x'", "select a from t where b = 'x'"),
    "case of keywords, functions and names": ("SELECT Sum(A) FROM T GROUP BY B", "select sum(a) from t group by b"),
    "quotes around names": ('select "a"."b" from "a"', "select a.b from a"),
    "operands of and": ("select * from t where a and b = 1 and c", "select * from t where c and b = 1 and a"),
    "operands of or in brackets": ("select * from t where (a or b) and c", "select * from t where c and (b or a)"),
    "brackets within a list": ("select * from t where a and (b and c)", "select * from t where (a and b) and c"),
    "sides of =": ("select * from t join u on t.a = u.b", "select * from t join u on u.b = t.a"),
    "items of in": ("select a in (1, 2, 3) from t", "select a in (3, 1, 2) from t"),
    "redundant brackets": ("select (a), ((b + c)) from t where ((d > (1)))", "select a, b + c from t where d > 1"),
    "brackets in arithmetic": ("select a + (b * c) - (-1) from t", "select a + b * c - -1 from t"),
    "brackets around conditions": (
        "select case when (a) then (b) else (c) end from t",
        "select case when a then b else c end from t",
    ),
    "names of steps": (
        "with x as (select a from t) select x.a from x",
        "with y as (select a from t) select y.a from y",
    ),
    "order of steps": (
        "with x as (select 1 as a), y as (select 2 as a) select x.a, y.a from x, y",
        "with y as (select 2 as a), x as (select 1 as a) select x.a, y.a from x, y",
    ),
    "aliases of tables": ("select o.a from t as o where o.b", "select p.a from t p where p.b"),
    "names of subqueries": ("select s.a from (select a from t) s", "select r.a from (select a from t) as r"),
    "aliases in correlated queries": (
        "select a from t x where exists (select 1 from u y where y.a = x.a)",
        "select a from t p where exists (select 1 from u q where q.a = p.a)",
    ),
    "a recursive step": (
        "with recursive n(i) as (select 1 union all select n.i + 1 from n where n.i < 9) select i from n",
        "with recursive m(i) as (select 1 union all select m.i + 1 from m where m.i < 9) select i from m",
    ),
    "conditions beside functions that sqlglot calls otherwise": (
        "select a from t where string_to_array(b, ';') is not null and c",
        "select a from t where c and string_to_array(b, ';') is not null",
    ),
    "inner and outer": (
        "select 1 from t inner join u using (a) left outer join v using (a)",
        "select 1 from t join u using (a) left join v using (a)",
    ),
    "asc": ("select a from t order by a asc", "select a from t order by a"),
    "two ways to cast": ("select a::date from t", "select cast(a as date) from t"),
    "two names of a type": ("select cast(a as varchar) from t", "select cast(a as TEXT) from t"),
    "two signs for not equal": ("select a != b from t", "select a <> b from t"),
    "union": ("select 1 union distinct select 2", "select 1 union select 2"),
}  # fmt: skip

OTHER = {
    "case of a text": ("select a = 'Web' from t", "select a = 'web' from t"),
    "spaces in a text": ("select a = 'x  y' from t", "select a = 'x y' from t"),
    "a comment sign in a text": ("select a = '-- x' from t", "select a = '' from t"),
    "and, or and brackets": ("select a or (b and c) from t", "select (a or b) and c from t"),
    "and, or without brackets": ("select a or b and c from t", "select a and b or c from t"),
    "not and brackets": ("select not (a and b) from t", "select not a and b from t"),
    "not and or": ("select not (a or b) from t", "select not a or b from t"),
    "minus": ("select a - b from t", "select b - a from t"),
    "minus and brackets": ("select a - (b - c) from t", "select a - b - c from t"),
    "division and brackets": ("select a / (b * c) from t", "select a / b * c from t"),
    "texts and brackets": ("select a || (b + c) from t", "select (a || b) + c from t"),
    "less than": ("select a < b from t", "select b < a from t"),
    "not in": ("select a in (1, 2) from t", "select a not in (1, 2) from t"),
    "a null in a list": ("select a not in (1, null) from t", "select a not in (1) from t"),
    "a list and a name": ("select a in (b) from t", "select a in b from t"),
    "equal and the same": ("select a = b from t", "select a is not distinct from b from t"),
    "a condition and a named argument": ("select f((a = b)) from t", "select f(a = b) from t"),
    "named arguments": ("select f(a = b) from t", "select f(b = a) from t"),
    "is null of a comparison": ("select (a = b) is null from t", "select a = (b is null) from t"),
    "not null and less than": ("select (a is not null) < b from t", "select not a is null < b from t"),
    "not in and less than": ("select a not in (1) < b from t", "select not a in (1) < b from t"),
    "texts and bits": ("select a || b << c & d from t", "select (a || b << c) & d from t"),
    "order by": ("select a from t order by a, b", "select a from t order by b, a"),
    "order by a place": ("select a, b from t order by 1", "select a, b from t order by (1)"),
    "columns": ("select a, b from t", "select b, a from t"),
    "a shadowed table": (
        "with t as (select * from t where a) select * from t",
        "with u as (select * from u where a) select * from u",
    ),
    "a shadowing step within": (
        "with x as (select 1 as a), y as (with x as (select 2 as a) select * from x) select * from y, x",
        "with x as (select 1 as a), y as (with z as (select 2 as a) select * from x) select * from y, x",
    ),
    "which step": (
        "with x as (select 1 as a), y as (select 2 as a) select x.a from x, y",
        "with x as (select 1 as a), y as (select 2 as a) select y.a from x, y",
    ),
    "whole rows of steps": (
        "with x as (select 1 as a), y as (select 2 as a) select x from x, y",
        "with y as (select 1 as a), x as (select 2 as a) select x from y, x",
    ),
    "fields of rows": (
        "with x as (select {'i': 1} as r), y as (select {'i': 2} as r) select x.r.i from x, y",
        "with y as (select {'i': 1} as r), x as (select {'i': 2} as r) select x.r.i from y, x",
    ),
    "twins by chance": (
        "with x as (select random() as r), y as (select random() as r) select x.r - y.r from x, y",
        "with x as (select random() as r), y as (select random() as r) select x.r - z.r from x, x as z",
    ),
    "the table of a correlated column": (
        "select a from t x where exists (select 1 from u y where y.a = x.a)",
        "select a from t x where exists (select 1 from u y where y.a = y.a)",
    ),
    "a dot in a name": ('select "a.b" from t', "select a.b from t"),
    "a word that is also a name": ('select "user" from t', "select user from t"),
    "a table of the same name as a step": (
        "with t as (select 1 as a) select * from t",
        "with t as (select 1 as a) select * from main.t",
    ),
    "names as they are given here": (
        "select 1 from x as o where exists (select t1_1 from y as t1_1 where t1_1.a = o.a)",
        "select 1 from x as o where exists (select t1_1 from y as t1_1 where t1_1.a = t1_1.a)",
    ),
    "names that become rows": ("unpivot t on Jan into name n value v", "unpivot t on jan into name n value v"),
    "an unknown statement": ("create foo Bar", "create foo bar"),
    "a number and a name": ("select 0x1F", "select 0 as x1f"),
    "a file": ("select * from 'Data.csv'", "select * from 'data.csv'"),
    "names that become values": ("select to_json({'A': 1})", "select to_json({'a': 1})"),
    "names that become keys": ("select struct_pack(A := 1)", "select struct_pack(a := 1)"),
    "scale": ("select a / 60.0 from t", "select a / 60 from t"),
    "first and any value": ("select first(a) from t", "select any_value(a) from t"),
    "length in bytes": ("select strlen(a) from t", "select length(a) from t"),
    "dates between": ("select date_diff('day', a, b) from t", "select date_sub('day', a, b) from t"),
}  # fmt: skip

WITH_AND_WITHOUT = (
    ("select first_value(a{ ignore nulls}) over (order by b) from t"),
    ("select first_value(a{ respect nulls}) over (order by b) from t"),
    ("select a from t order by b fetch first 5 rows {with ties}"),
    ("select sum(a) {filter (where b)} from t"),
    ("select a from t {qualify row_number() over (partition by a order by b) = 1}"),
    ("select a from t qualify row_number() over (partition by {a, }b order by c) = 1"),
    ("select percentile_cont(0.5) within group (order by a{ desc}) from t"),
    ("select a from t {using sample 10% (bernoulli)}"),
    ("select a from t using sample 10% {(system)}"),
    ("select a from t {tablesample reservoir(10 rows)}"),
    ("select a from t tablesample reservoir(10 rows) {repeatable (4)}"),
    ("select sum(a) over (order by b {rows between 1 preceding and current row}) from t"),
    ("select sum(a) over (order by b rows between 1 preceding and current row{ exclude ties}) from t"),
    ("select sum(a) over (order by b {groups 2 preceding}) from t"),
    ("select a from t order by b {collate nocase}"),
    ("select a from t order by b{ nulls first}"),
    ("select a from t order by b{ desc}"),
    ("select a + interval '1{0}' day from t"),
    ("select a + interval 1 {day} from t"),
    ("select {distinct }a from t"),
    ("select distinct {on (a) }a, b from t order by a, b"),
    ("select count({distinct }a) from t"),
    ("select t.a, u.b from t {asof }join u on t.a >= u.a"),
    ("select a from t {left }join u using (a)"),
    ("select a from t {semi }join u using (a)"),
    ("select a from t {anti }join u using (a)"),
    ("select a from t {natural }join u"),
    ("select a from t {positional }join u"),
    ("select list_transform(a, x -> x{ + 1}) from t"),
    ("select [x for x in a{ if x > 1}] from t"),
    ("select a, count(*) from t group by {all}"),
    ("select a, b, count(*) from t group by {rollup }(a, b)"),
    ("select a, b, count(*) from t group by grouping sets ((a), (b){, ()})"),
    ("select a from t group by a {having count(*) > 1}"),
    ("select a from t {limit 5}"),
    ("select a from t limit 5{ offset 2}"),
    ("select a from t limit 5{%}"),
    ("select a from t union {all }select a from u"),
    ("select a from t union all {by name }select a from u"),
    ("select a from t except {all }select a from u"),
    ("select * {exclude (a) }from t"),
    ("select * {replace (a + 1 as a) }from t"),
    ("select * from t{, lateral (select t.a) as l}"),
    ("select * from unnest([1, 2]) {with ordinality }as u(v)"),
    ("with {recursive }x as (select 1 as a union all select a + 1 from y) select * from x"),
    ("select a {at time zone 'UTC'} from t"),
    ("select {not }a from t"),
    ("select a from t where b {is not null}"),
    ("select case when a then b {else c }end from t"),
    ("select a like 'x%'{ escape '!'} from t"),
    ("select {try_}cast(a as integer) from t"),
    ("select cast(a as decimal(18, 2{0})) from t"),
    ("select max(a{ order by b}) from t"),
    ("select string_agg(a, ','{ order by b}) from t"),
    ("select arg_max(a, b{, 3}) from t"),
    ("select a[1{:2}] from t"),
    ("select json_extract_string(a, '$.x{.y}') from t"),
    ("select a->>'x{y}' from t"),
    ("pivot t on a using sum(b){ group by c}"),
    ("unpivot t on a{, b} into name n value v"),
    ("select trim({leading }'x' from a) from t"),
    ("select substring(a from 2{ for 3}) from t"),
    ("select extract({epoch }from a) from t"),
    ("select sum(a) over w from t window w as (order by b{ desc})"),
    ("delete from t where a{ not} in (select a from u)"),
    ("select a is {not }distinct from b from t"),
    ("select a between {symmetric }1 and 2 from t"),
    ("select a{::int} from t"),
    ("select +{-}a from t"),
    ("select * from t where a{ and b} or c"),
    ("select * from read_csv('x.csv'{, header = true})"),
)
"""Queries with a clause in braces: with and without it they mean two things."""

ANSWERED = (
    "with o as (select * from orders where is_valid or amount > 20), r as (select order_id, sum(amount) as back "
    "from refunds group by order_id) select o.id, coalesce(r.back, 0) as back from o left join r on r.order_id = o.id",
    "with orders as (select * from main.orders where channel = 'web') select orders.id, refunds.amount from orders "
    "inner join refunds on refunds.order_id = orders.id",
    "with recursive n(i) as (select 1 union all select n.i + 1 from n where n.i < 5) select n.i, o.customer from n "
    "left join orders o on o.id = n.i",
    "select o.id from orders o where exists (select 1 from refunds r where r.order_id = o.id and r.amount < o.amount) "
    "and o.id not in (select order_id from refunds where amount > 39)",
    "select customer, sum(amount) filter (where is_valid) as valid, first(channel order by day, id) as channel, "
    "count(*) over (partition by customer) as places from orders group by customer "
    "qualify row_number() over (order by customer) < 3",
    "select distinct on (day) day, id from orders order by day, id desc",
    "select sum(amount) over (order by id rows between 1 preceding and current row exclude current row) from orders",
    "select id, last_value(channel ignore nulls) over (order by id) from orders",
    "select o.id, q.n from orders o, lateral (select count(*) as n from refunds where order_id = o.id) as q",
    "select day, channel, count(*) as n from orders group by grouping sets ((day), (channel), ())",
    "select * exclude (amount) replace (upper(channel) as channel) from orders",
    "select id from orders union all by name select order_id as id from refunds except select 3",
    "select case customer when 'a' then 1 when 'b' then 2 end as n, customer || '-' || id as k from orders",
    "with a as (select 1 as x), b as (with a as (select 2 as x) select a.x from a) select a.x, b.x from a, b",
    "with orders as (select * from orders where id < 3) select count(*), max(orders.id) from orders",
    "select orders.id from orders "
    "join (select order_id as id, orders from (select 7 as orders, order_id from refunds)) as orders_2 using (id) "
    "where orders_2.orders = 7",
    "with o as (select id, {'i': amount} as r from orders) select o.r.i, o.id from o where o.r.i > 10",
    "select t.id, (select max(amount) from refunds t where t.order_id = orders.id) "
    "from orders join orders t using (id)",
    "pivot orders on channel using count(*) group by customer",
    "select list_transform([1, 2], lambda x: x + 1), [x for x in [1, 2, 3] if x > 1], {'a': id}.a from orders",
    "select day + interval '1 day', date_trunc('month', day), extract(year from day), day::timestamp from orders",
    "from orders select id where amount between 10 and 30 or amount is null",
)


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_two_ways_to_say_the_same_are_one_text(one, other):
    assert canonical_sql(one, "duckdb") == canonical_sql(other, "duckdb")


@pytest.mark.parametrize(("one", "other"), OTHER.values(), ids=OTHER)
def test_what_means_something_else_is_another_text(one, other):
    assert canonical_sql(one, "duckdb") != canonical_sql(other, "duckdb")


@pytest.mark.parametrize("query", WITH_AND_WITHOUT)
def test_no_clause_is_lost(query):
    before, rest = query.split("{", 1)
    clause, after = rest.split("}", 1)

    assert canonical_sql(before + clause + after, "duckdb") != canonical_sql(before + after, "duckdb")


@pytest.mark.parametrize("query", ANSWERED)
def test_a_canonical_text_answers_what_the_original_answers(database, query):
    def answer(text):
        return sorted(map(repr, database.execute(text).fetchall()))

    assert answer(canonical_sql(query, "duckdb")) == answer(query)


def test_nothing_is_told_to_a_terminal_while_texts_are_read(capfd, caplog):
    with caplog.at_level(logging.WARNING):
        canonical_sql("select first_value(a ignore nulls) over (order by b) from t where a is not null", "duckdb")
        canonical_sql("create something that nobody knows", "duckdb")

    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def said_alike(texts):
    """Groups of keys whose texts are one canonical text."""
    groups = {}
    for key, text in texts.items():
        groups.setdefault(canonical_expression(text, "duckdb"), set()).add(key)
    return [group for group in groups.values() if len(group) > 1]


@pytest.mark.parametrize("arguments", ["a", "a, b"])
def test_no_function_of_the_database_is_taken_for_another(database, arguments):
    """sqlglot gives some of them another's name, which changes with its versions."""
    found = database.execute("select distinct function_name from duckdb_functions()").fetchall()
    names = [name for (name,) in found if name.isidentifier()]

    assert len(names) > 500
    assert not said_alike({name: f"{name}({arguments})" for name in names})


def test_types_that_are_taken_for_one_another_are_one_in_the_database(database):
    types = {}
    for (name,) in database.execute("select distinct type_name from duckdb_types()").fetchall():
        try:
            (types[name],) = database.execute(f'select typeof(cast(null as "{name}"))').fetchone()
        except duckdb.Error:
            continue  # it needs parameters
    groups = said_alike({name: f"cast(a as {name})" for name in types})

    assert len(types) > 40
    assert groups
    assert all(len({types[name] for name in group}) == 1 for group in groups)


OPERATORS = """
+ - * / // % ** ^ & | << >> || = <> < <= > >= -> ->> @> <@ && ^@ <-> <=> ~ !~ ~~ !~~ ~~* !~~* ~~~ in glob and or like
ilike is collate
"""


def test_no_operator_is_taken_for_another():
    signs = {*OPERATORS.split(), *(f"not {sign}" for sign in ("in", "glob", "like", "ilike", "similar to"))}
    signs |= {"is distinct from", "is not distinct from", "similar to", "is not"}

    assert not said_alike({sign: f"a {sign} b" for sign in signs})


NUMBERS = ("a", "b", "c", "1", "2", "0", "-1", "null")
TRUTHS = (
    "p",
    "q",
    "true",
    "a = b",
    "s is null",
    "b is not null",
    "s in ('a', 'b')",
    "s not in ('a', null)",
    "a between 0 and 2",
    "a not between b and c",
    "s not like 'a%'",
)


class Writer:
    """Writes expressions as a careless person would: with brackets here and there, not where they are needed."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def number(self, depth):
        kind = self.chance.random()
        if depth <= 0 or kind < 0.3:
            return self.chance.choice(NUMBERS)
        if kind < 0.8:
            sign = self.chance.choice(["+", "-", "*", "/", "%", "||", "//", "<<", "&", "|"])
            return f"{self.number(depth - 1)} {sign} {self.number(depth - 1)}"
        if kind < 0.9:
            return f"({self.number(depth - 1)})"
        return f"- {self.number(depth - 1)}" if kind < 0.95 else f"coalesce({self.number(depth - 1)}, 1)"

    def truth(self, depth):  # noqa: PLR0911
        kind = self.chance.random()
        if depth <= 0 or kind < 0.2:
            return self.chance.choice(TRUTHS)
        if kind < 0.45:
            return f"{self.truth(depth - 1)} {self.chance.choice(['and', 'or'])} {self.truth(depth - 1)}"
        if kind < 0.55:
            return f"not {self.truth(depth - 1)}"
        if kind < 0.68:
            return f"({self.truth(depth - 1)})"
        if kind < 0.8:
            sign = self.chance.choice(["=", "<>", "<", ">=", "is distinct from"])
            return f"{self.number(depth - 1)} {sign} {self.number(depth - 1)}"
        if kind < 0.86:
            return f"{self.truth(depth - 1)} {self.chance.choice(['=', '<>', '<'])} {self.truth(depth - 1)}"
        if kind < 0.9:
            return f"{self.truth(depth - 1)} {self.chance.choice(['is null', 'is not null', 'is true'])}"
        if kind < 0.95:
            return f"case when {self.truth(depth - 1)} then {self.truth(depth - 1)} else {self.truth(depth - 1)} end"
        return f"{self.number(depth - 1)} between {self.number(depth - 1)} and {self.number(depth - 1)}"


def test_a_canonical_expression_answers_what_the_original_answers(database):
    """Operators bind as the database says, not as sqlglot thinks: 600 expressions that the database takes."""
    writer, answered = Writer(seed=20261123), 0
    while answered < 600:
        expression = writer.truth(4) if writer.chance.random() < 0.7 else writer.number(4)
        try:
            expected = database.execute(f"select ({expression}) from numbers").fetchall()
        except duckdb.Error:
            continue
        said = canonical_expression(expression, "duckdb")
        assert repr(database.execute(f"select ({said}) from numbers").fetchall()) == repr(expected), expression
        answered += 1


CONDITIONS = st.recursive(
    st.sampled_from(["a", "b = 1", "c < d", "e in ('x', 'y')", "f is null", "not g", "h between 1 and 2"]),
    lambda inner: st.tuples(st.sampled_from([" and ", " or "]), st.lists(inner, min_size=2, max_size=4)),
    max_leaves=8,
)


def written(condition, order=lambda items: items, spare=False):
    if isinstance(condition, str):
        return f"({condition})" if spare else condition
    sign, parts = condition
    return f"({sign.join(order([written(part, order, spare) for part in parts]))})"


@settings(max_examples=60, deadline=None)
@given(CONDITIONS, st.randoms(use_true_random=False))
def test_conditions_may_stand_in_any_order_and_in_more_brackets(condition, chance):
    def shuffled(items):
        return chance.sample(items, len(items))

    assert canonical_expression(written(condition), "duckdb") == canonical_expression(
        written(condition, shuffled, spare=True), "duckdb"
    )


def test_a_filter_is_the_same_in_any_layout_quotes_and_order():
    one = "{{ Dimension('order__channel') }} = 'web' and {{ TimeDimension('order__day', 'month') }} > '2026-01-01'"
    other = (
        '{{TimeDimension( "order__day","month" )}} > \'2026-01-01\'\n AND ({{ Dimension("order__channel") }} = \'web\')'
    )

    assert canonical_filter(one, "duckdb") == canonical_filter(other, "duckdb")


@pytest.mark.parametrize(
    "other",
    [
        "{{ Dimension('order__channel') }} = 'Web'",
        "{{ Dimension('order__source') }} = 'web'",
        "{{ Dimension('order__channel').grain('month') }} = 'web'",
        "{{ Entity('order__channel') }} = 'web'",
        "not {{ Dimension('order__channel') }} = 'web'",
        "{{ Dimension('order__channel') }} = {{ Dimension('order__source') }}",
        "{{ Dimension('order__channel', entity_path=['store']) }} = 'web'",
        "order__channel = 'web'",
    ],
)
def test_a_filter_by_something_else_is_another(other):
    assert canonical_filter(other, "duckdb") != canonical_filter("{{ Dimension('order__channel') }} = 'web'", "duckdb")


def test_which_dimension_stands_where_matters():
    one = "{{ Dimension('order__a') }} < {{ Dimension('order__b') }}"
    other = "{{ Dimension('order__b') }} < {{ Dimension('order__a') }}"

    assert canonical_filter(one, "duckdb") != canonical_filter(other, "duckdb")


def test_inputs_have_the_names_that_they_are_given():
    names = {"gross": "input_1", "back": "input_2"}

    assert canonical_expression("Gross - back", "duckdb", names) == canonical_expression("input_1-input_2", "duckdb")
    assert canonical_expression("back - gross", "duckdb", names) != canonical_expression(
        "gross - back", "duckdb", names
    )


def test_an_unreadable_expression_says_which_inputs_it_has():
    one = canonical_expression("a !!! b", "duckdb", {"a": "input_1"})

    assert one != canonical_expression("a !!! b", "duckdb", {"a": "input_2"})


def test_a_table_is_called_the_same_wherever_an_environment_puts_it():
    dev, prod = '"dev"."dbt_chen"."orders"', '"prod"."marts"."orders"'

    def said(relation):
        return canonical_sql(f"select orders.a from {relation} where orders.b", "duckdb", {relation: "model.x.orders"})

    assert said(dev) == said(prod)
    assert "model.x.orders" in said(dev)
    assert said(dev) != canonical_sql(f"select orders.a from {prod} where orders.b", "duckdb", {dev: "model.x.orders"})


@pytest.mark.parametrize(
    ("dialect", "one", "other", "is_same"),
    [
        ("duckdb", 'select "Amount" from t', "select amount from t", True),
        ("postgres", 'select "Amount" from t', "select amount from t", False),
        ("postgres", 'select "amount" from t', "select AMOUNT from t", True),
        ("spark", "select `Amount` from t", "select amount from t", True),
        ("postgres", "select a->>'x' from t", "select a->>'y' from t", False),
        ("spark", "select a || (b + c) from t", "select a || b + c from t", False),
        ("spark", "select 'it\\'s' from t", "select 'its' from t", False),
        ("snowflake", "select  A from t -- why", "select A from t", True),
        ("snowflake", "select A from t", "select a from t", False),
        ("sqlserver", "select  [A] from t", "select [A] from t", True),
    ],
)
def test_what_counts_is_what_counts_in_the_database(dialect, one, other, is_same):
    assert (canonical_sql(one, dialect) == canonical_sql(other, dialect)) is is_same


@pytest.mark.parametrize(
    "text",
    ["select 'open", "{% if a %} select 1", "", "   ", ";;", "create foo bar", "select " + "(" * 3000, "a b c d"],
)
def test_what_nobody_can_read_is_taken_as_it_stands(text):
    assert canonical_sql(text, "duckdb") == canonical_sql(f"  {text}\n", "duckdb")


def test_the_text_itself():
    """Decisions are bound to digests of these texts. If a newer sqlglot says them otherwise, metrics would drift."""
    query = """
        with valid AS (select * from "wh"."marts"."orders" as o where o.is_valid and o.amount > 0 /* gifts */)
        select v.day, sum(distinct v.amount) as amount from valid v where v.channel in ('web', 'app') group by 1
    """

    assert canonical_sql(query, "duckdb", {'"wh"."marts"."orders"': "model.x.orders"}) == (
        'with "step_a2bced215241" as (select * from "model.x.orders" as "t2_1" where "t2_1"."amount" > 0 and '
        '"t2_1"."is_valid") select "t1_1"."day", sum(distinct "t1_1"."amount") as "amount" from "step_a2bced215241" '
        'as "t1_1" where "t1_1"."channel" in (\'app\', \'web\') group by 1'
    )
    assert canonical_expression("CASE WHEN a AND NOT (b = 1.50) THEN Coalesce(c, 0) END", "duckdb") == (
        'case when "a" and not "b" = 1.50 then coalesce("c", 0) end'
    )
