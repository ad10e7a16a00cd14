use parquet_blocks::propose::Format;
use serde_json::json;

use super::{generators, guess, nulls, proposed, refused, rows, types};

/// What `pg_dump` writes: keys come after the tables, and data between.
pub(super) const DUMP: &str = r"
-- PostgreSQL database dump; it's only a comment
SET client_encoding = 'UTF8';
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');
CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS $_$ begin return 'CREATE TABLE x'; end $_$;

CREATE TABLE public.customers (
    id integer NOT NULL,
    email character varying(255) NOT NULL,
    full_name text,
    mood public.mood DEFAULT 'ok'::public.mood,
    ip inet,
    born date,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    tags text[],
    created_at timestamp(3) with time zone DEFAULT now() NOT NULL,
    CONSTRAINT born_ok CHECK ((born > '1900-01-01'::date))
);
CREATE SEQUENCE public.customers_id_seq START WITH 1;
CREATE TABLE public.orders (
    number uuid DEFAULT gen_random_uuid() NOT NULL,
    customer_id integer NOT NULL,
    status character varying(20) NOT NULL,
    total numeric(10,2) NOT NULL,
    stars smallint,
    place point,
    CONSTRAINT status_ok CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'it''s paid'::character varying])::text[]))),
    CONSTRAINT stars_ok CHECK (((stars >= 1) AND (stars < 6)))
);
COPY public.customers (id, email) FROM stdin;
1	o'brien@example.com
\.
INSERT INTO public.customers VALUES (2, 'CREATE TABLE y (z int);');
ALTER TABLE ONLY public.customers ALTER COLUMN id SET DEFAULT nextval('public.customers_id_seq'::regclass);
ALTER TABLE ONLY public.customers
    ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE;
";

#[test]
fn a_dump_of_postgres_is_a_recipe_of_its_tables() {
    let proposal = proposed("dump.sql", DUMP.as_bytes());
    assert_eq!(proposal.format, Format::Sql);
    let batches = rows(&proposal);
    let shown = |table: usize| -> Vec<_> {
        let schema = batches[table].schema();
        schema.fields().iter().map(|f| format!("{} {}", f.name(), f.data_type())).collect()
    };
    assert_eq!(
        shown(0),
        [
            "id Int32",
            "email Utf8",
            "full_name Utf8",
            "mood Utf8",
            "ip Utf8",
            "born Date32",
            "settings Utf8",
            "tags List(non-null Utf8, field: 'element')",
            r#"created_at Timestamp(ms, "UTC")"#,
        ]
    );
    assert_eq!(
        shown(1),
        [
            "number FixedSizeBinary(16)",
            "customer_id Int32",
            "status Utf8",
            "total Decimal128(10, 2)",
            "stars Int16",
        ]
    );
    let generators = generators(&proposal);
    let expected = [
        ("customers.id", json!({"sequence": {"start": 1, "step": 1, "type": "int32"}})),
        ("customers.mood", json!({"choice": {"values": ["sad", "ok", "happy"]}})),
        (
            "orders.customer_id",
            json!({"reference": {"table": "customers", "column": "id", "skew": 0.0}}),
        ),
        ("orders.status", json!({"choice": {"values": ["new", "it's paid"]}})),
        ("orders.stars", json!({"integer": {"low": 1, "high": 5, "type": "int16"}})),
    ];
    for (column, json) in expected {
        assert_eq!(generators[column], json, "{column}");
    }
    assert_eq!(guess(&proposal, "customer_id"), ("reference", "refers to customers"));
    assert_eq!((nulls(&proposal, "id"), nulls(&proposal, "full_name")), (0.0, 0.1));
    let from = &proposal.guesses[1].from;
    assert_eq!(from, "character varying(255) NOT NULL");
    assert_eq!(proposal.notes, ["orders.place: is left out: no generator makes point."]);
}

#[test]
fn other_dialects_are_read() {
    let mysql = "/*!40101 SET NAMES utf8 */;\nDROP TABLE IF EXISTS `users`;\n\
        CREATE TABLE IF NOT EXISTS `users` (\n  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,\n  \
        `name` varchar(40) COLLATE utf8mb4_bin NOT NULL COMMENT 'it''s, (the) name',\n  \
        `active` tinyint(1) NOT NULL DEFAULT '1',\n  `level` enum('a','b') DEFAULT NULL,\n  \
        `key` varchar(8) NOT NULL,\n  `at` datetime(6) NOT NULL,\n  PRIMARY KEY (`id`),\n  \
        UNIQUE KEY `by_name` (`name`),\n  KEY `by_level` (`level`)\n) ENGINE=InnoDB;";
    let microsoft = "SET ANSI_NULLS ON\nGO\nCREATE TABLE [dbo].[Users](\n[Id] [bigint] IDENTITY(1,1) NOT NULL,\
        \n[Name] [nvarchar](max) NULL,\n[Balance] [money] NOT NULL,\n[Row] [uniqueidentifier] NOT NULL,\
        \n[Seen] [datetimeoffset](7) NOT NULL,\n[On] [bit] NOT NULL,\n CONSTRAINT [PK] PRIMARY KEY CLUSTERED \
        ([Id] ASC)) ON [PRIMARY]\nGO";
    let sqlite = "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, name, size REAL CHECK(size BETWEEN 0 AND 2.5), \
        data BLOB, at TIME) WITHOUT ROWID";
    let bigquery = "CREATE OR REPLACE TABLE `p.d.t` (id INT64 NOT NULL OPTIONS(description='x, y'), \
        tags ARRAY<STRING>, place STRUCT<lat FLOAT64, lon FLOAT64 NOT NULL>, at TIMESTAMP) PARTITION BY DATE(at);";
    let clickhouse = "CREATE TABLE db.t (id UInt64, name LowCardinality(Nullable(String)), m Map(String, Int32), \
        a Array(Array(Date)), d Decimal(38, 4), e Enum8('x' = 1, 'y' = 2)) ENGINE = MergeTree ORDER BY id";
    let oracle = "GRANT CREATE TABLE TO c; CREATE TABLE \"T\" (\"ID\" NUMBER NOT NULL ENABLE, \"OF_T\" NUMBER(9,0), \
        CONSTRAINT P PRIMARY KEY (\"ID\"), FOREIGN KEY (\"OF_T\") REFERENCES \"T\", \"NAME\" VARCHAR2(30 CHAR), \
        \"AT\" TIMESTAMP (6) WITH LOCAL TIME ZONE, \"D\" BINARY_DOUBLE, N NATIONAL CHARACTER VARYING (9))";
    let table: [(&str, &[&str]); 6] = [
        (
            mysql,
            &[
                "id UInt32",
                "name Utf8",
                "active Boolean",
                "level Utf8",
                "key Utf8",
                "at Timestamp(µs)",
            ],
        ),
        (
            microsoft,
            &[
                "Id Int64",
                "Name Utf8",
                "Balance Decimal128(18, 4)",
                "Row FixedSizeBinary(16)",
                r#"Seen Timestamp(ns, "UTC")"#,
                "On Boolean",
            ],
        ),
        (sqlite, &["id Int32", "name Utf8", "size Float32", "data Binary", "at Time64(µs)"]),
        (
            bigquery,
            &[
                "id Int64",
                "tags List(non-null Utf8, field: 'element')",
                r#"place Struct("lat": non-null Float64, "lon": non-null Float64)"#,
                "at Timestamp(µs)",
            ],
        ),
        (
            clickhouse,
            &[
                "id UInt64",
                "name Utf8",
                r#"m Map("key_value": non-null Struct("key": non-null Utf8, "value": non-null Int32), unsorted)"#,
                "a List(non-null List(non-null Date32, field: 'element'), field: 'element')",
                "d Decimal128(38, 4)",
                "e Utf8",
            ],
        ),
        (
            oracle,
            &[
                "ID Int64",
                "OF_T Int64",
                "NAME Utf8",
                r#"AT Timestamp(µs, "UTC")"#,
                "D Float64",
                "N Utf8",
            ],
        ),
    ];
    for (sql, expected) in table {
        assert_eq!(types(&proposed("schema.sql", sql.as_bytes())), expected, "{sql}");
    }
}

#[test]
fn texts_are_no_longer_than_their_columns() {
    let sql = "CREATE TABLE t (city VARCHAR(6) NOT NULL, code CHAR(1) NOT NULL, \
        email VARCHAR(80) NOT NULL, country VARCHAR(20) NOT NULL)";
    let proposal = proposed("", sql.as_bytes());
    let batch = &rows(&proposal)[0];
    for (column, longest) in [(0, 6), (1, 1), (2, 80), (3, 20)] {
        let texts = arrow::array::AsArray::as_string::<i32>(batch.column(column));
        assert!(texts.iter().flatten().all(|text| (1..=longest).contains(&text.chars().count())));
    }
    assert_eq!(guess(&proposal, "email").0, "email");
    assert_eq!(guess(&proposal, "country"), ("place", "by its name"));
    assert_eq!(guess(&proposal, "city"), ("choice", "by its name, of at most 6 characters"));
}

#[test]
fn keys_refer_to_tables_that_are_there_and_others_are_noted() {
    let sql = "CREATE TABLE a (id CHAR(36) PRIMARY KEY, word CHAR(9)); \
        CREATE TABLE b (id SERIAL PRIMARY KEY, a_id CHAR(36) REFERENCES a (id), up INT REFERENCES b, \
            word CHAR(9) REFERENCES a (word), other INT REFERENCES elsewhere); \
        CREATE TABLE c AS SELECT 1; CREATE TABLE b (x INT)";
    let proposal = proposed("", sql.as_bytes());
    let generators = generators(&proposal);
    assert_eq!(generators["a.id"]["uuid"]["as"], "text");
    assert_eq!(generators["b.a_id"]["reference"]["column"], "id");
    assert_eq!(generators["b.up"]["reference"]["table"], "b");
    assert!(generators["b.other"].get("foreign_key").is_some());
    assert_eq!(
        proposal.notes,
        [
            "c is left out: its columns are not listed.",
            "b is created twice: the first one counts.",
            "b.word: refers to a, whose values are not numbered: these are others.",
            "Keys of other tables are from 1 to 1000: make that many rows of those.",
        ]
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let refused = |sql: &str| refused(Format::Sql, sql.as_bytes());
    assert_eq!(refused("SELECT 1;"), "the text: there is no CREATE TABLE with columns");
    let open = "line 2: the parenthesis that begins here has no end";
    assert_eq!(refused("CREATE TABLE t\n(a INT,\n b INT"), open);
    assert_eq!(
        refused("CREATE TABLE t (\n a INT,\n 7 INT)"),
        "line 3: the name of a column should stand here, not 7"
    );
    assert!(refused("CREATE TABLE t (a 'x\n)").starts_with("line 1: the text"));
    assert!(refused("CREATE TABLE t (a ARRAY<INT)").contains("the end of a type"));
    let not_utf8 = super::refused(Format::Sql, b"CREATE\nTABLE \xFF");
    assert_eq!(not_utf8, "line 2: the text is not UTF-8");
}
