//! Civil dates as the numbers that Arrow stores, computed when the crate is compiled.

/// Days from 1970-01-01 to a date of the Gregorian calendar.
///
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`.
#[must_use]
pub const fn days(year: i32, month: i32, day: i32) -> i32 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Milliseconds from 1970-01-01T00:00Z to the start of a date in UTC.
#[must_use]
pub const fn millis(year: i32, month: i32, day: i32) -> i64 {
    days(year, month, day) as i64 * 86_400_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_dates() {
        assert_eq!(days(1970, 1, 1), 0);
        assert_eq!(days(1969, 12, 31), -1);
        assert_eq!(days(2000, 2, 29), 11_016);
        assert_eq!(days(2026, 11, 22), 20_779);
        assert_eq!(millis(2000, 1, 1), 946_684_800_000);
    }
}
