//! How far this machine's clock is from the store's.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};

use super::request::Response;
use super::xml;

/// Differences below this are no reason for a refusal: stores allow 15 minutes (Amazon S3 API
/// reference, `RequestTimeTooSkewed`), and the date is of some seconds ago.
const TOLERANCE_SECONDS: i64 = 300;

/// Seconds by which the store's clock is ahead of this machine's, as far as is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    ahead_seconds: i64,
}

impl Clock {
    /// By how many seconds the store's clock is ahead of this machine's; less than 0: behind.
    pub(super) fn ahead_seconds(self) -> i64 {
        self.ahead_seconds
    }

    /// The store's time when it is `now` on this machine, since 1970.
    #[must_use]
    pub fn store_time(self, now: Duration) -> SystemTime {
        let ahead = Duration::from_secs(self.ahead_seconds.unsigned_abs());
        let shifted = if self.ahead_seconds < 0 { now.saturating_sub(ahead) } else { now + ahead };
        SystemTime::UNIX_EPOCH + shifted
    }

    /// Learns from an answer what time the store has. Gives whether that was news.
    pub(super) fn learn(&mut self, response: &Response, now: Duration) -> bool {
        let Some(time) = server_time(response) else { return false };
        let ahead_seconds = time.timestamp() - now.as_secs().cast_signed();
        let is_news = (ahead_seconds - self.ahead_seconds).abs() > TOLERANCE_SECONDS;
        if is_news {
            self.ahead_seconds = ahead_seconds;
        }
        is_news
    }
}

/// The time that an error's body tells, or the `Date` header where the page may see it.
fn server_time(response: &Response) -> Option<DateTime<Utc>> {
    let told = xml::error(&response.body).map(|error| error.server_time).unwrap_or_default();
    let told = DateTime::parse_from_rfc3339(&told).ok();
    told.map(|time| time.to_utc()).or_else(|| http_date(response.headers.date.as_deref()?))
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|time| time.to_utc())
}

/// How long `Retry-After` asks to wait: seconds, or a date of the store's clock (RFC 9110, 10.2.3).
pub(super) fn retry_after(response: &Response, clock: Clock, now: Duration) -> Duration {
    let Some(text) = response.headers.retry_after.as_deref() else { return Duration::ZERO };
    let until = |date: DateTime<Utc>| {
        SystemTime::from(date).duration_since(clock.store_time(now)).unwrap_or_default()
    };
    let seconds = text.trim().parse().ok().map(Duration::from_secs);
    seconds.or_else(|| http_date(text).map(until)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s3::request::Headers;

    /// 2026-01-02T03:04:05Z.
    const NOW: Duration = Duration::from_secs(1_767_323_045);

    fn response(body: &str, date: Option<&str>, retry_after: Option<&str>) -> Response {
        let [date, retry_after] = [date, retry_after].map(|text| text.map(str::to_string));
        let headers = Headers { date, retry_after, ..Headers::default() };
        Response { status: 403, headers, body: body.into() }
    }

    #[test]
    fn the_offset_is_from_the_body_or_the_date() {
        let skewed = |time: &str| {
            format!(
                "<Error><Code>RequestTimeTooSkewed</Code><ServerTime>{time}</ServerTime></Error>"
            )
        };
        let table = [
            (skewed("2026-01-02T04:04:05Z"), None, 3600),
            (skewed("2026-01-02T02:04:05.123Z"), None, -3600),
            (skewed("2026-01-02T04:04:05Z"), Some("Fri, 02 Jan 2026 05:04:05 GMT"), 3600),
            (skewed("?"), Some("Fri, 02 Jan 2026 05:04:05 GMT"), 7200),
            (String::new(), Some("Fri, 02 Jan 2026 02:04:05 GMT"), -3600),
        ];
        for (body, date, ahead_seconds) in table {
            let mut clock = Clock::default();
            assert!(clock.learn(&response(&body, date, None), NOW), "{body} {date:?}");
            assert_eq!(clock, Clock { ahead_seconds });
            assert!(!clock.learn(&response(&body, date, None), NOW), "no news");
        }
        let mut clock = Clock::default();
        for date in [None, Some("now"), Some("Fri, 02 Jan 2026 03:08:00 GMT")] {
            assert!(!clock.learn(&response("", date, None), NOW), "{date:?}");
        }
        assert_eq!(clock, Clock::default());
    }

    #[test]
    fn the_stores_time_is_ahead_or_behind() {
        let seconds = |ahead_seconds| {
            let time = Clock { ahead_seconds }.store_time(NOW);
            time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
        };
        assert_eq!(
            [seconds(0), seconds(60), seconds(-60)].map(|time| time - 1_767_320_000),
            [3045, 3105, 2985]
        );
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let table = [
            (None, 0),
            (Some("7"), 7),
            (Some(" 120 "), 120),
            (Some("Fri, 02 Jan 2026 03:04:35 GMT"), 30),
            (Some("Fri, 02 Jan 2026 03:00:00 GMT"), 0),
            (Some("soon"), 0),
            (Some("-3"), 0),
        ];
        for (text, seconds) in table {
            let found = retry_after(&response("", None, text), Clock::default(), NOW);
            assert_eq!(found, Duration::from_secs(seconds), "{text:?}");
        }
        let ahead = Clock { ahead_seconds: 3600 };
        let date = response("", None, Some("Fri, 02 Jan 2026 04:04:15 GMT"));
        assert_eq!(retry_after(&date, ahead, NOW), Duration::from_secs(10));
    }
}
