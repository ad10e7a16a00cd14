//! Another column's dates or instants.

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};

use super::{DAY, known_zone};
use crate::batch::Values;
use crate::error::{Error, Result};
use crate::generate::cell::per_second;
use crate::generate::{BadParameter, Column, Context};
use crate::zone::Zone;

/// A column of dates or of instants.
pub(in crate::generate) struct Moments {
    column: Arc<dyn Column>,
    /// How fine its instants are; none for dates.
    pub(super) unit: Option<TimeUnit>,
    /// The zone whose clocks say which day an instant is on.
    zone: Zone,
}

impl Moments {
    /// The column that `parameter` names.
    pub(in crate::generate) fn of(
        context: &Context,
        parameter: &str,
        name: &str,
    ) -> std::result::Result<Self, BadParameter> {
        let column = context.sibling(parameter, name)?;
        let (unit, zone) = match column.data_type() {
            DataType::Date32 => (None, None),
            DataType::Timestamp(unit, zone) => (Some(unit), zone),
            other => {
                let problem = format!("{name} is of type {other}");
                return Err(BadParameter::new(parameter, problem, "Name a date or a timestamp."));
            }
        };
        let zone = zone.map_or(Ok(Zone::fixed(0)), |zone| known_zone(parameter, &zone))?;
        Ok(Self { column, unit, zone })
    }

    /// Its Arrow type.
    pub(super) fn data_type(&self) -> DataType {
        self.column.data_type()
    }

    /// How many of its steps, days or parts of a second, are in a day.
    pub(in crate::generate) fn per_day(&self) -> i64 {
        self.unit.map_or(1, |unit| DAY * per_second(unit))
    }

    /// Its values: days, or instants, since 1970-01-01.
    ///
    /// # Errors
    /// As [`Column::generate`], and for values that are no whole numbers.
    pub(in crate::generate) fn values(&self, rows: &[u64]) -> Result<Vec<i64>> {
        match self.column.generate(rows)? {
            Values::Int32(days) => Ok(days.into_iter().map(i64::from).collect()),
            Values::Int64(instants) => Ok(instants),
            _ => Err(Error::Generate("a column of dates has other values".into())),
        }
    }

    /// What the clocks of its zone show at one of its values, counted from 1970-01-01 too.
    #[inline]
    pub(in crate::generate) fn local(&self, value: i64) -> i64 {
        let Some(unit) = self.unit else { return value };
        let per_second = per_second(unit);
        value.saturating_add(self.zone.ahead(value.div_euclid(per_second)) * per_second)
    }

    /// The days of its values, since 1970-01-01; of instants by the clocks of their zone.
    ///
    /// # Errors
    /// As [`Self::values`].
    pub(super) fn days(&self, rows: &[u64]) -> Result<Vec<i64>> {
        let mut days = self.values(rows)?;
        let per_day = self.per_day();
        for value in &mut days {
            *value = self.local(*value).div_euclid(per_day);
        }
        Ok(days)
    }
}
