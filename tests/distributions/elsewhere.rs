//! Generators whose law is tested beside their code or with what else is true of them, and those
//! that have no law of their own.

/// A generator, the file with its test, and the test: by chi-square, or by Kolmogorov and Smirnov's
/// distance.
pub const TESTED: &[(&str, &str, &str)] = &[
    ("barcode", "src/generate/code/barcode.rs", "digits_are_valid_and_even"),
    ("binary", "src/generate/binary.rs", "lengths_and_bytes_are_even"),
    ("colour_name", "tests/texts/prose.rs", "colours_are_colours"),
    ("currency", "src/generate/code/currency.rs", "code_name_and_symbol_agree"),
    ("date", "src/generate/time/date.rs", "all_days_are_even_without_them"),
    ("date_offset", "src/generate/time/derived.rs", "dates_are_moved_by_every_number_of_days"),
    ("duration", "src/generate/time/clock.rs", "durations_have_both_ends"),
    ("exponential", "src/generate/number/exponential.rs", "numbers_are_by_the_law_and_cut_off"),
    ("file_extension", "tests/texts/prose.rs", "paths_are_as_deep_as_asked_for"),
    ("float", "src/generate/number/uniform.rs", "numbers_fill_their_range_evenly"),
    ("foreign_key", "tests/keys.rs", "foreign_keys_are_drawn_as_often_as_their_skew_says"),
    ("http_status", "tests/texts/internet.rs", "http_says_what_the_standards_know"),
    ("integer", "src/generate/number/integer.rs", "every_number_of_the_range_is_as_likely"),
    ("latitude", "src/generate/place/point.rs", "latitudes_are_even_on_the_globe"),
    ("log_normal", "src/generate/number/log_normal.rs", "numbers_are_by_the_law_and_cut_off"),
    ("longitude", "src/generate/place/point.rs", "longitudes_are_even_also_over_180_degrees"),
    ("mime_type", "tests/texts/internet.rs", "http_says_what_the_standards_know"),
    ("month_name", "src/generate/time/parts.rs", "parts_without_a_column_are_even"),
    ("normal", "src/generate/number/normal.rs", "numbers_are_by_the_law"),
    ("place", "src/generate/place/real.rs", "a_city_comes_as_often_as_it_is_large"),
    (
        "number_choice",
        "src/generate/number/choice.rs",
        "numbers_are_those_of_the_list_as_often_as_their_weights_say",
    ),
    ("poisson", "src/generate/number/poisson.rs", "counts_are_as_likely_as_the_law_says"),
    ("reference", "tests/keys.rs", "rows_are_referred_to_as_often_as_the_skew_says"),
    ("regex", "src/generate/regex.rs", "ways_and_characters_are_even"),
    ("time_of_day", "src/generate/time/clock.rs", "times_fill_their_range_in_every_unit"),
    ("weekday", "src/generate/time/parts.rs", "parts_without_a_column_are_even"),
    ("year", "src/generate/time/parts.rs", "parts_without_a_column_are_even"),
    ("zipf", "src/generate/number/zipf.rs", "numbers_are_as_rare_as_the_law_says"),
];

/// A generator, and why nothing is drawn for it.
pub const NOT_DRAWN: &[(&str, &str)] = &[
    ("age", "follows from the dates of another column"),
    ("child_number", "counts the rows of each key of a child_key"),
    ("json_text", "shows the values of columns and of other generators"),
    ("local_time", "shows the instants of another column"),
    ("lookup", "repeats the values of another table's column"),
    ("parent", "repeats the values of another table's column"),
    ("sequence", "counts the rows"),
    ("struct", "has the values of other generators"),
    ("template", "shows the values of other columns"),
];
