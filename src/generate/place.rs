//! Places: streets, cities and the rest of an address of the `fake` crate's words, combined; cities
//! that exist; points on the globe.

mod address;
mod gazetteer;
mod invented;
mod point;
mod real;

pub use address::{BuildingNumber, Country, Postcode, SecondaryAddress, State};
pub use invented::{City, Street};
pub use point::{GeoPoint, Latitude, Longitude};
pub use real::Place;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use invented::city_lists;
