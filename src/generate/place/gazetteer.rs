//! Cities of the world and their facts: about right for the size of a city, and enough for data
//! that looks real.

use std::str::Split;
use std::sync::LazyLock;

/// A country.
pub(super) struct Country {
    /// Its two letters of ISO 3166.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// The letters of its postcodes, which leave out some of the alphabet; empty if they have
    /// none.
    pub(super) letters: &'static [u8],
}

/// A city.
pub(super) struct City {
    pub(super) country: &'static Country,
    pub(super) name: &'static str,
    /// Its state, region, province or the like.
    pub(super) state: &'static str,
    /// The state's code of ISO 3166-2, without the country's.
    pub(super) state_code: &'static str,
    /// Postcodes of a part of it: `#` is a digit, `?` one of the country's letters.
    pub(super) postcode: &'static str,
    /// Degrees, north of the equator.
    pub(super) latitude: f64,
    /// Degrees, east of Greenwich.
    pub(super) longitude: f64,
    /// Inhabitants, in thousands.
    pub(super) thousands: f64,
    /// Its name in the IANA time zone database.
    pub(super) time_zone: &'static str,
}

/// Every country, by its code.
pub(super) static COUNTRIES: LazyLock<Vec<Country>> =
    LazyLock::new(|| records(include_str!("countries.csv"), country));

/// Every city, by its country's code.
pub(super) static CITIES: LazyLock<Vec<City>> =
    LazyLock::new(|| records(include_str!("cities.csv"), city));

/// The lines of a table after its first, in which no field has a comma. A test finds a line that
/// cannot be read.
fn records<T>(table: &'static str, record: fn(&mut Split<'static, char>) -> Option<T>) -> Vec<T> {
    table.lines().skip(1).filter_map(|line| record(&mut line.split(','))).collect()
}

fn country(fields: &mut Split<'static, char>) -> Option<Country> {
    Some(Country { code: fields.next()?, name: fields.next()?, letters: fields.next()?.as_bytes() })
}

fn city(fields: &mut Split<'static, char>) -> Option<City> {
    let code = fields.next()?;
    Some(City {
        country: COUNTRIES.iter().find(|country| country.code == code)?,
        name: fields.next()?,
        state: fields.next()?,
        state_code: fields.next()?,
        postcode: fields.next()?,
        latitude: fields.next()?.parse().ok()?,
        longitude: fields.next()?.parse().ok()?,
        thousands: fields.next()?.parse().ok()?,
        time_zone: fields.next()?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Where each country is, its neighbours' corners with it: degrees of its southern, western,
    /// northern and eastern ends, and where its time zones are named after.
    const BOXES: &str = "
        AR -56 -74 -21 -53 America
        AT 46 9 50 18 Europe
        AU -44 112 -10 154 Australia
        BD 20 88 27 93 Asia
        BE 49 2 52 7 Europe
        BR -34 -74 6 -34 America
        CA 41 -141 84 -52 America
        CH 45 5 48 11 Europe
        CL -56 -76 -17 -66 America
        CN 18 73 54 135 Asia
        CO -5 -80 14 -66 America
        CZ 48 12 52 19 Europe
        DE 47 5 56 16 Europe
        DK 54 8 58 16 Europe
        EG 21 24 32 37 Africa
        ES 27 -19 44 5 Europe,Atlantic
        FI 59 19 71 32 Europe
        FR 41 -6 52 10 Europe
        GB 49 -9 61 2 Europe
        GR 34 19 42 30 Europe
        HU 45 16 49 23 Europe
        ID -12 95 6 141 Asia
        IE 51 -11 56 -5 Europe
        IL 29 34 34 36 Asia
        IN 6 68 36 98 Asia
        IT 35 6 48 19 Europe
        JP 24 122 46 154 Asia
        KE -5 33 6 42 Africa
        KR 33 124 39 132 Asia
        MA 27 -14 36 -1 Africa
        MX 14 -119 33 -86 America
        MY 0 99 8 120 Asia
        NG 4 2 14 15 Africa
        NL 50 3 54 8 Europe
        NO 57 4 72 32 Europe
        NZ -48 166 -34 179 Pacific
        PE -19 -82 1 -68 America
        PH 4 116 22 127 Asia
        PK 23 60 38 78 Asia
        PL 49 14 55 25 Europe
        PT 30 -32 43 -6 Europe,Atlantic
        RO 43 20 49 30 Europe
        SA 16 34 33 56 Asia
        SE 55 10 70 25 Europe
        SG 1 103 2 105 Asia
        TH 5 97 21 106 Asia
        TR 35 25 43 45 Europe
        TW 21 119 26 123 Asia
        UA 44 22 53 41 Europe
        US 18 -160 72 -66 America,Pacific
        VN 8 102 24 110 Asia
        ZA -35 16 -22 33 Africa
    ";

    #[test]
    fn every_line_is_read() {
        assert_eq!(COUNTRIES.len(), include_str!("countries.csv").lines().count() - 1);
        assert_eq!(CITIES.len(), include_str!("cities.csv").lines().count() - 1);
        assert!(CITIES.len() >= 400 && COUNTRIES.len() >= 50);
    }

    #[test]
    fn every_city_lies_in_its_country() {
        let mut boxes: HashMap<_, _> = BOXES
            .trim()
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .map(|fields| (fields[0], fields))
            .collect();
        for country in COUNTRIES.iter() {
            let fields = boxes.remove(country.code).unwrap();
            let mut cities = CITIES.iter().filter(|city| city.country.code == country.code);
            assert!(cities.clone().next().is_some(), "{} has no city", country.name);
            let [south, west, north, east] =
                [1, 2, 3, 4].map(|field| fields[field].parse::<f64>().unwrap());
            let inside = |city: &City| {
                (south..north).contains(&city.latitude) && (west..east).contains(&city.longitude)
            };
            let outside = cities.clone().find(|city| !inside(city)).map(|city| city.name);
            assert_eq!(outside, None, "{}", country.name);
            let area = |city: &City| city.time_zone.split('/').next().unwrap();
            let far = cities.find(|city| !fields[5].split(',').any(|one| one == area(city)));
            assert_eq!(far.map(|city| city.time_zone), None, "{}", country.name);
        }
        assert!(boxes.is_empty(), "{boxes:?}");
    }

    /// No city comes twice in a country, and no state has two codes or a code two states.
    #[test]
    fn cities_and_states_are_told_apart() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.code < b.code));
        let key = |city: &City| (city.country.code, city.name);
        assert!(CITIES.is_sorted_by(|a, b| key(a) < key(b)));
        let (mut codes, mut states) = (HashMap::new(), HashMap::new());
        for City { country, state, state_code, .. } in CITIES.iter() {
            assert_eq!(codes.entry((country.code, state)).or_insert(state_code), &state_code);
            assert_eq!(states.entry((country.code, state_code)).or_insert(state), &state);
            assert!((1..=3).contains(&state_code.len()) && !state.is_empty());
        }
    }

    #[test]
    fn numbers_are_those_of_cities() {
        for city in CITIES.iter() {
            assert!((10.0..30_000.0).contains(&city.thousands), "{}", city.name);
            // At most a kilometre is lost: degrees have two decimals or more.
            let line = include_str!("cities.csv")
                .lines()
                .find(|line| line.starts_with(&format!("{},{},", city.country.code, city.name)));
            let decimals = |field: &str| field.split_once('.').map_or(0, |(_, after)| after.len());
            let fields: Vec<_> = line.unwrap().split(',').collect();
            assert!(fields[5..7].iter().all(|field| decimals(field) >= 2), "{}", city.name);
        }
    }
}
