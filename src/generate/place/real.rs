//! The place that a row is about: a city that exists, and what is true there.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::gazetteer::{CITIES, COUNTRIES, City};
use super::point::{degrees, point, units};
use crate::generate::check::unknown_country;
use crate::generate::choice::{Odds, Picks};
use crate::generate::parameters::parameters;
use crate::generate::rng::{Draws, Stream};
use crate::generate::texts::{Made, texts};
use crate::generate::{BadParameter, Column, Context, Generator, Parameters};

parameters! {
    /// What is true of the place that a row is about, such as its city or its postcode: one of some
    /// 430 cities of 52 countries; Utf8, degrees Float64, the point a Struct. Names are English.
    Place {
        /// What is shown of the place.
        show: PlaceField = PlaceField::City,
        /// Columns of the same place agree with each other.
        place: String = "place".into(),
        /// Countries by their two letters; all when left out. One column of a place tells them for
        /// all its columns.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        countries: Vec<String> = Vec::new(),
        /// Every city is as likely; else a city is as likely as it is large. One column of a place
        /// tells it for all its columns.
        evenly: bool = false,
    }
}

/// What is shown of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceField {
    /// The city: `Chicago`.
    City,
    /// Its state, region, province or the like: `Illinois`.
    State,
    /// The state's code of ISO 3166-2, without the country's: `IL`.
    StateCode,
    /// A postcode of the city: `60614`. It has the country's form and the city's first characters,
    /// and need not be in use.
    Postcode,
    /// The country: `United States`.
    Country,
    /// The country's two letters of ISO 3166: `US`.
    CountryCode,
    /// The IANA time zone: `America/Chicago`.
    TimeZone,
    /// Degrees north of the equator, of a point at most 5 km north or south of the city's centre:
    /// `41.87342`.
    Latitude,
    /// Degrees east of Greenwich, of the same point, at most 5 km east or west: `-87.61558`.
    Longitude,
    /// The same point with its fields `lat` and `lon`.
    Point,
}

impl Parameters for Place {
    fn column(&self, context: &Context) -> Made {
        let places = Places::new(self, context)?;
        Ok(match self.show {
            PlaceField::City => places.texts(|city| city.name),
            PlaceField::State => places.texts(|city| city.state),
            PlaceField::StateCode => places.texts(|city| city.state_code),
            PlaceField::Postcode => places.postcodes(),
            PlaceField::Country => places.texts(|city| city.country.name),
            PlaceField::CountryCode => places.texts(|city| city.country.code),
            PlaceField::TimeZone => places.texts(|city| city.time_zone),
            PlaceField::Latitude => places.latitudes(),
            PlaceField::Longitude => places.longitudes(),
            PlaceField::Point => point(context, places.clone().latitudes(), places.longitudes()),
        })
    }
}

impl Place {
    /// The columns of the same place, in the order of the table.
    fn columns<'a>(&'a self, context: &'a Context) -> impl Iterator<Item = &'a Self> {
        context.generators().into_iter().filter_map(|generator| match generator {
            Generator::Place(place) if place.place == self.place => Some(place),
            _ => None,
        })
    }

    /// The countries that a column of the same place tells first.
    fn told<'a>(&'a self, context: &'a Context) -> &'a [String] {
        let mut told = self.columns(context).map(|column| &column.countries[..]);
        told.find(|countries| !countries.is_empty()).unwrap_or(&self.countries)
    }

    /// The countries of the place.
    fn countries<'a>(
        &'a self,
        context: &'a Context,
    ) -> std::result::Result<&'a [String], BadParameter> {
        let told = self.told(context);
        let set = |list: &'a [String]| list.iter().collect::<BTreeSet<_>>();
        if !self.countries.is_empty() && set(&self.countries) != set(told) {
            let problem = format!("another column has place {:?} in other countries", self.place);
            let remedy = format!("Enter {} or none, or name another place.", told.join(", "));
            return Err(BadParameter::new("countries", problem, remedy));
        }
        let known = || COUNTRIES.iter().map(|country| country.code);
        match told.iter().find(|code| known().all(|known| known != *code)) {
            Some(code) => Err(unknown_country(code, known())),
            None => Ok(told),
        }
    }
}

/// The places that rows are about.
#[derive(Clone)]
struct Places {
    cities: Vec<&'static City>,
    odds: Odds,
    city: Stream,
    postcode: Stream,
    point: Stream,
}

impl Places {
    fn new(place: &Place, context: &Context) -> std::result::Result<Self, BadParameter> {
        let countries = place.countries(context)?;
        let is_in = |city: &&City| {
            countries.is_empty() || countries.iter().any(|code| code == city.country.code)
        };
        let cities: Vec<_> = CITIES.iter().filter(is_in).collect();
        let evenly = place.columns(context).any(|column| column.evenly);
        let weight = |city: &&City| if evenly { 1.0 } else { city.thousands };
        let weights: Vec<_> = cities.iter().map(weight).collect();
        let odds = Odds::weighted(&weights, cities.len())?;
        let shared = context.shared(&place.place);
        // Other draws than those of a person or an account that has the same name.
        let [city, postcode, point] = [16, 17, 18].map(|draw| shared.draw(draw));
        Ok(Self { cities, odds, city, postcode, point })
    }

    #[inline]
    fn at(&self, row: u64) -> &'static City {
        self.cities[self.odds.pick(self.city.at(row)) as usize]
    }

    fn texts(self, text: fn(&'static City) -> &'static str) -> Arc<dyn Column> {
        Arc::new(Picks::new(self.city, self.cities.iter().map(|city| text(city)), self.odds))
    }

    fn postcodes(self) -> Arc<dyn Column> {
        texts(7, move |row, text| {
            let city = self.at(row);
            let mut draws = Draws::new(self.postcode, row);
            text.extend(city.postcode.bytes().map(|byte| match byte {
                b'#' => draws.pick(b"0123456789"),
                b'?' => draws.pick(city.country.letters),
                other => other,
            }));
        })
    }

    fn latitudes(self) -> Arc<dyn Column> {
        degrees(move |row| units(self.at(row).latitude + REACH * about_0(self.point.at(row))))
    }

    fn longitudes(self) -> Arc<dyn Column> {
        degrees(move |row| {
            let city = self.at(row);
            let reach = REACH / libm::cos(city.latitude.to_radians());
            units(city.longitude + reach * about_0(self.point.at(row) << 32))
        })
    }
}

/// How far points are from a city's centre at most: 5 km, in degrees of latitude.
const REACH: f64 = 0.045;

/// The upper half of random bits as a number from -1 to 1, likelier near 0: the sum of two dice.
fn about_0(bits: u64) -> f64 {
    let [a, b, c, d, ..] = bits.to_be_bytes();
    let dice = [[a, b], [c, d]].map(u16::from_be_bytes).map(f64::from);
    (dice[0] + dice[1]) / f64::from(u16::MAX) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{as_texts, bad_parameter, counts, table, texts, unevenness};

    const ROWS: u64 = 20_000;

    #[test]
    fn a_city_comes_as_often_as_it_is_large() {
        let cities = texts(r#"{"place": {"countries": ["DE"]}}"#, ROWS);
        let german: Vec<_> = CITIES.iter().filter(|city| city.country.code == "DE").collect();
        let all: f64 = german.iter().map(|city| city.thousands).sum();
        let off = |city: &&City| {
            let expected = 20_000.0 * city.thousands / all;
            let found = cities.iter().filter(|name| *name == city.name).count();
            (f64::from(u32::try_from(found).unwrap()) - expected).powi(2) / expected
        };
        // Chi-square with 19 degrees of freedom: 57 is passed once in 100,000 times.
        let off: f64 = german.iter().map(off).sum();
        assert!(german.len() == 20 && off < 57.0, "{off}");
    }

    #[test]
    fn every_city_comes_as_often_if_one_column_says_so() {
        let columns = [
            ("city", r#"{"place": {"countries": ["DE"]}}"#),
            ("state", r#"{"place": {"show": "state", "evenly": true}}"#),
        ];
        let batch = table(&columns, ROWS);
        let counts = counts(as_texts(&batch.columns()[0].values));
        let off = unevenness(&counts);
        assert!(counts.len() == 20 && off < 3.0, "{off}");
    }

    /// Two places of a row, and a place and a person of the same name.
    #[test]
    fn other_groups_are_independent() {
        let columns = [
            ("home", r#"{"place": {"place": "home", "countries": ["KE"], "evenly": true}}"#),
            ("work", r#"{"place": {"place": "work", "countries": ["KE"], "evenly": true}}"#),
            ("name", r#"{"first_name": {"person": "home"}}"#),
        ];
        let batch = table(&columns, ROWS);
        let [home, work, names] = [0, 1, 2].map(|n| as_texts(&batch.columns()[n].values));
        let pairs = counts(home.iter().zip(&work));
        let off = unevenness(&pairs);
        assert!(pairs.len() == 16 && off < 3.0, "{off}");
        // The list of names is in the order of the alphabet.
        let with_a = home.iter().zip(&names).filter(|(_, name)| name.starts_with('A'));
        let homes = counts(with_a.map(|(home, _)| home));
        // Chi-square with 3 degrees of freedom: 25.8 is passed once in 100,000 times.
        let off = unevenness(&homes);
        assert!(homes.len() == 4 && off < 8.6, "{off}");
    }

    #[test]
    fn points_lie_around_the_centre() {
        let offsets: Vec<_> = (0..40_000).map(|row| about_0(Stream::new(7, "p").at(row))).collect();
        assert!(offsets.iter().all(|offset| (-1.0..=1.0).contains(offset)));
        let mean = offsets.iter().sum::<f64>() / 40_000.0;
        let square = offsets.iter().map(|offset| offset * offset).sum::<f64>() / 40_000.0;
        // Two dice have the variance 1/6; 5 standard deviations of both means.
        assert!(mean.abs() < 0.0103 && (square - 1.0 / 6.0).abs() < 0.0050, "{mean} {square}");
    }

    #[test]
    fn countries_that_are_not_known_are_refused() {
        assert_eq!(bad_parameter(r#"{"place": {"countries": ["DE", "XX"]}}"#), "countries");
        assert_eq!(bad_parameter(r#"{"place": {"countries": ["de"]}}"#), "countries");
    }
}
