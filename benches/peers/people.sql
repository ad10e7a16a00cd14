-- People of $rows rows. `any_of_…()` is a random place in a list.
WITH places AS (
    SELECT
        range + 1 AS id,
        any_of_first_names() AS first,
        any_of_last_names() AS last,
        any_of_email_providers() AS provider,
        any_of_areas() AS area,
        floor(random() * 1000)::UINTEGER AS exchange,
        any_of_lines() AS line,
        CASE floor(random() * 4)
            WHEN 0 THEN 0
            WHEN 1 THEN 1 + floor(random() * 1000)
            WHEN 2 THEN 1001 + floor(random() * 10000)
            ELSE 11001 + floor(random() * 100000)
        END::UINTEGER AS extension,
        any_of_names() AS street,
        any_of_street_suffixes() AS street_suffix,
        any_of_prefix_or_none() AS prefix,
        any_of_names() AS city,
        any_of_city_suffixes() AS city_suffix,
        any_of_countries() AS country,
        any_of_last_names() AS company,
        any_of_second_or_none() AS second,
        any_of_company_suffixes() AS company_suffix,
        random() AS balance
    FROM range($rows)
)
SELECT
    id,
    concat(first_names.word, ' ', last_names.word) AS name,
    concat(
        first_mailboxes.word, last_mailboxes.word, floor(random() * 10000)::INTEGER, '@',
        email_providers.word
    ) AS email,
    concat(areas.word, exchanges.word, lines.word, extensions.word) AS phone,
    concat(1 + floor(random() * 9999)::INTEGER, ' ', streets.word, ' ', street_suffixes.word)
        AS street,
    concat(prefix_or_none.word, cities.word, city_suffixes.word) AS city,
    countries.word AS country,
    concat(companies.word, second_or_none.word, ' ', company_suffixes.word) AS company,
    DATE '1940-01-01' + floor(random() * 24837)::INTEGER AS birth_date,
    make_timestamp_ms(1420070400000 + floor(random() * 347155200000)::BIGINT)::TIMESTAMP_MS
        AS signup_at,
    (balance * balance * 100500 - 500)::DECIMAL(12, 2) AS balance,
    random() < 0.8 AS active
FROM places
JOIN first_names ON first_names.place = first
JOIN first_mailboxes ON first_mailboxes.place = first
JOIN last_names ON last_names.place = last
JOIN last_mailboxes ON last_mailboxes.place = last
JOIN email_providers ON email_providers.place = provider
JOIN areas ON areas.place = area
-- The last 900 areas are those of the format with dots.
JOIN exchanges ON exchanges.place = exchange + CASE WHEN area < 2700 THEN 0 ELSE 1000 END
JOIN lines ON lines.place = line
JOIN extensions ON extensions.place = extension
JOIN names AS streets ON streets.place = street
JOIN street_suffixes ON street_suffixes.place = street_suffix
JOIN prefix_or_none ON prefix_or_none.place = prefix
JOIN names AS cities ON cities.place = city
JOIN city_suffixes ON city_suffixes.place = city_suffix
JOIN countries ON countries.place = country
JOIN last_names AS companies ON companies.place = company
JOIN second_or_none ON second_or_none.place = second
JOIN company_suffixes ON company_suffixes.place = company_suffix
