//! Points on the globe: degrees of latitude and longitude with five decimals, about a metre.

use std::sync::Arc;

use arrow::datatypes::DataType;

use crate::batch::Values;
use crate::error::Result;
use crate::generate::cells::Cells;
use crate::generate::nested::record;
use crate::generate::parameters::parameters;
use crate::generate::rng::{Stream, below, unit};
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Column, Context, Parameters};

parameters! {
    /// Latitude of a point anywhere on the globe between two parallels, such as `41.87342` degrees
    /// north; Float64. Places near a pole are as likely as there is room for them.
    Latitude {
        /// Degrees of the southern end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -90.0, max = 90.0)))]
        south: f64 = -90.0,
        /// Degrees of the northern end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -90.0, max = 90.0)))]
        north: f64 = 90.0,
    }

    /// Longitude of a point anywhere on the globe between two meridians, such as `-87.61558` degrees
    /// east; Float64.
    Longitude {
        /// Degrees of the western end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -180.0, max = 180.0)))]
        west: f64 = -180.0,
        /// Degrees of the eastern end; less than the western one to go over 180 degrees.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -180.0, max = 180.0)))]
        east: f64 = 180.0,
    }

    /// Point anywhere on the globe between two parallels and two meridians, with its latitude `lat`
    /// and its longitude `lon`; Struct. Points near cities are those of `place`.
    GeoPoint {
        /// Degrees of the southern end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -90.0, max = 90.0)))]
        south: f64 = -90.0,
        /// Degrees of the western end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -180.0, max = 180.0)))]
        west: f64 = -180.0,
        /// Degrees of the northern end.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -90.0, max = 90.0)))]
        north: f64 = 90.0,
        /// Degrees of the eastern end; less than the western one to go over 180 degrees.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = -180.0, max = 180.0)))]
        east: f64 = 180.0,
    }
}

impl Parameters for Latitude {
    fn column(&self, context: &Context) -> Made {
        latitudes(context.stream(), self.south, self.north)
    }
}

impl Parameters for Longitude {
    fn column(&self, context: &Context) -> Made {
        longitudes(context.stream(), self.west, self.east)
    }
}

impl Parameters for GeoPoint {
    fn column(&self, context: &Context) -> Made {
        let stream = |name| context.inside(name).stream();
        let latitude = latitudes(stream(LATITUDE), self.south, self.north)?;
        Ok(point(context, latitude, longitudes(stream(LONGITUDE), self.west, self.east)?))
    }
}

const LATITUDE: &str = "lat";
const LONGITUDE: &str = "lon";

/// The struct of a latitude and a longitude.
pub(super) fn point(
    context: &Context,
    latitude: Arc<dyn Column>,
    longitude: Arc<dyn Column>,
) -> Arc<dyn Column> {
    let field = |name, column| Cells::new(name, column, context.inside(name).stream(), 0.0);
    record(vec![field(LATITUDE, latitude), field(LONGITUDE, longitude)])
}

/// Between two parallels there is as much room as between the sines of their latitudes.
fn latitudes(stream: Stream, south: f64, north: f64) -> Made {
    check_ends([("south", south), ("north", north)], 90.0)?;
    if south > north {
        let problem = format!("{north} is below south {south}");
        return Err(BadParameter::new("north", problem, format!("Enter {south} or more.")));
    }
    let (from, to) = (libm::sin(south.to_radians()), libm::sin(north.to_radians()));
    let (least, most) = (units(south), units(north));
    Ok(degrees(move |row| {
        let sine = (from + unit(stream.at(row)) * (to - from)).min(to);
        units(libm::asin(sine).to_degrees()).clamp(least, most)
    }))
}

fn longitudes(stream: Stream, west: f64, east: f64) -> Made {
    check_ends([("west", west), ("east", east)], 180.0)?;
    let (from, to) = (units(west), units(east));
    let round = units(360.0);
    let span = if from > to { to - from + round } else { to - from };
    Ok(degrees(move |row| {
        let degrees = from.saturating_add_unsigned(below(stream.at(row), span.unsigned_abs() + 1));
        if degrees > round / 2 { degrees - round } else { degrees }
    }))
}

fn check_ends(ends: [(&str, f64); 2], most: f64) -> std::result::Result<(), BadParameter> {
    match ends.into_iter().find(|(_, end)| !(-most..=most).contains(end)) {
        Some((parameter, end)) => {
            let remedy = format!("Enter a number from -{most} to {most}.");
            Err(BadParameter::new(parameter, format!("{end} is out of range"), remedy))
        }
        None => Ok(()),
    }
}

/// Units of a degree.
const PER_DEGREE: f64 = 100_000.0;

/// Degrees in units, of which there are fewer than 2^26.
#[expect(clippy::cast_possible_truncation, reason = "at most 360 degrees")]
pub(super) fn units(degrees: f64) -> i32 {
    (degrees * PER_DEGREE).round() as i32
}

/// The column of degrees of which `units` gives the units.
pub(super) fn degrees(units: impl Fn(u64) -> i32 + Send + Sync + 'static) -> Arc<dyn Column> {
    Arc::new(Degrees { units })
}

struct Degrees<F> {
    units: F,
}

impl<F: Fn(u64) -> i32 + Send + Sync> Column for Degrees<F> {
    fn data_type(&self) -> DataType {
        DataType::Float64
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let degree = |&row: &u64| f64::from((self.units)(row)) / PER_DEGREE;
        Ok(Values::Double(rows.iter().map(degree).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, counts, unevenness, values};

    fn numbers(generator: &str, rows: u64) -> Vec<f64> {
        match values(generator, rows) {
            Values::Double(values) => values,
            other => panic!("no degrees: {other:?}"),
        }
    }

    /// How even numbers are in ten parts of a range; none is outside.
    fn off(numbers: impl IntoIterator<Item = f64>, least: f64, most: f64) -> f64 {
        let part = |number: f64| {
            assert!((least..=most).contains(&number), "{number}");
            (0..9)
                .filter(|part| number >= least + (most - least) * f64::from(part + 1) / 10.0)
                .count()
        };
        let counts = counts(numbers.into_iter().map(part));
        assert_eq!(counts.len(), 10);
        unevenness(&counts)
    }

    /// A zone of the globe has the area of its height: every sine is as likely.
    #[test]
    fn latitudes_are_even_on_the_globe() {
        let sines = |json: &str| {
            numbers(json, 20_000).into_iter().map(|degrees| libm::sin(degrees.to_radians()))
        };
        assert!(off(sines(r#"{"latitude": {}}"#), -1.0, 1.0) < 5.0);
        let north = sines(r#"{"latitude": {"south": 30, "north": 90}}"#);
        assert!(off(north, 0.499_999, 1.0) < 5.0);
    }

    #[test]
    fn longitudes_are_even_also_over_180_degrees() {
        assert!(off(numbers(r#"{"longitude": {}}"#, 20_000), -180.0, 180.0) < 5.0);
        let pacific = numbers(r#"{"longitude": {"west": 170, "east": -150}}"#, 20_000);
        let east = pacific
            .into_iter()
            .map(|degrees| if degrees < 0.0 { degrees + 360.0 } else { degrees });
        assert!(off(east, 170.0, 210.0) < 5.0);
    }

    #[test]
    fn degrees_have_five_decimals_and_both_ends() {
        let lines = numbers(r#"{"longitude": {"west": 12.34567, "east": 12.34569}}"#, 100);
        let found = counts(lines.iter().map(|degrees| format!("{degrees}")));
        assert_eq!(found.len(), 3);
        assert!(lines.iter().all(|degrees| [12.34567, 12.34568, 12.34569].contains(degrees)));
        let one = numbers(r#"{"latitude": {"south": -33.86882, "north": -33.86882}}"#, 100);
        assert!(one.iter().all(|degrees| format!("{degrees}") == "-33.86882"), "{one:?}");
    }

    #[test]
    fn bad_ends_are_named() {
        for (json, parameter) in [
            (r#"{"latitude": {"south": -91}}"#, "south"),
            (r#"{"latitude": {"south": 10, "north": 9}}"#, "north"),
            (r#"{"longitude": {"west": 180.5}}"#, "west"),
            (r#"{"geo_point": {"east": -181}}"#, "east"),
            (r#"{"geo_point": {"north": 1e9}}"#, "north"),
        ] {
            assert_eq!(bad_parameter(json), parameter, "{json}");
        }
    }
}
