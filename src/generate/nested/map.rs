//! Maps.

use std::sync::Arc;

use arrow::array::{AsArray, MapArray, StructArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Decimal128Type, Field, Fields};
use serde::{Deserialize, Serialize};

use super::list::few;
use super::{Lengths, failed, offsets};
use crate::batch::Values;
use crate::error::Result;
use crate::generate::cells::Cells;
use crate::generate::{BadParameter, Column, Context, FlawCount, Generator, Parameters};
use crate::recipe::{check_share, is_zero};

/// Values by keys, such as the labels of a metric; Map. No key comes twice in a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// How the keys are made: texts, whole numbers, dates and the like.
    pub keys: Box<Generator>,
    /// How the values are made.
    pub values: Box<Generator>,
    /// Fewest entries of a row, if there are as many different keys.
    #[serde(default)]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(max = 1000)))]
    pub min: u32,
    /// Most entries of a row.
    #[serde(default = "few")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1, max = 1000)))]
    pub max: u32,
    /// The share of entries without a value, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 1.0)))]
    pub nulls: f64,
}

/// How many keys are made for each that is wanted, as some come twice.
const SPARE: u32 = 4;

impl Parameters for Map {
    fn column(&self, context: &Context) -> std::result::Result<Arc<dyn Column>, BadParameter> {
        let lengths = Lengths::new(context, self.min, self.max)?;
        check_share("nulls", self.nulls)?;
        let inside = |name| context.elements(name, u64::from(self.max * SPARE));
        let keys = self.keys.column(&inside("key")).map_err(|bad| bad.inside("keys"))?;
        let key_type = keys.data_type();
        if key_type.is_nested() || key_type.is_floating() {
            let problem = format!("{key_type} makes no keys");
            return Err(BadParameter::new("keys", problem, "Use texts or whole numbers."));
        }
        let values = self.values.column(&inside("value")).map_err(|bad| bad.inside("values"))?;
        let values = Cells::new("value", values, inside("value").stream(), self.nulls);
        let fields = Fields::from(vec![Field::new("key", key_type, false), values.field()]);
        Ok(Arc::new(Maps { lengths, fields, keys, values }))
    }
}

struct Maps {
    lengths: Lengths,
    /// Key and value.
    fields: Fields,
    keys: Arc<dyn Column>,
    values: Cells,
}

impl Maps {
    /// The name that the Parquet format gives to the entries of a map.
    fn entry(&self) -> Arc<Field> {
        Arc::new(Field::new("key_value", DataType::Struct(self.fields.clone()), false))
    }

    /// The row numbers of the keys that may be used for a row.
    fn candidates(&self, row: u64) -> impl Iterator<Item = u64> {
        let start = row.wrapping_mul(u64::from(self.lengths.max * SPARE));
        let count = u64::from(self.lengths.of(row) * SPARE);
        (0..count).map(move |place| start.wrapping_add(place))
    }

    /// The entries of some rows.
    fn layout(&self, rows: &[u64]) -> Result<Layout> {
        let candidates: Vec<_> = rows.iter().flat_map(|&row| self.candidates(row)).collect();
        let keys = self.keys.generate(&candidates)?;
        let (mut used, mut lengths, mut start) = (Vec::new(), Vec::new(), 0);
        for &row in rows {
            let wanted = self.lengths.of(row) as usize;
            let end = start + wanted * SPARE as usize;
            let before = used.len();
            used.extend(distinct(&keys, start..end).take(wanted));
            lengths.push(used.len() - before);
            start = end;
        }
        let elements = used.iter().map(|&place| candidates[place as usize]).collect();
        Ok(Layout { keys, used, lengths, elements })
    }
}

/// What stands where in some rows.
struct Layout {
    /// Keys that may be used.
    keys: Values,
    /// The places of those that are.
    used: Vec<u32>,
    /// How many entries each row has.
    lengths: Vec<usize>,
    /// The row numbers of all entries.
    elements: Vec<u64>,
}

impl Column for Maps {
    fn data_type(&self) -> DataType {
        DataType::Map(self.entry(), false)
    }

    fn has_flaws(&self) -> bool {
        self.values.has_flaws()
    }

    fn count_flaws(&self, rows: &[u64]) -> Result<Vec<FlawCount>> {
        self.values.count_flaws(&self.layout(rows)?.elements)
    }

    fn generate(&self, rows: &[u64]) -> Result<Values> {
        let Layout { keys, used, lengths, elements } = self.layout(rows)?;
        let keys = keys.to_array(self.fields[0].data_type()).map_err(failed)?;
        let keys = take(&keys, &UInt32Array::from(used), None).map_err(failed)?;
        let entries = vec![keys, self.values.array(&elements)?];
        let entries = StructArray::try_new(self.fields.clone(), entries, None).map_err(failed)?;
        let maps = MapArray::try_new(self.entry(), offsets(&lengths)?, entries, None, false);
        Ok(Values::Array(Arc::new(maps.map_err(failed)?)))
    }
}

/// The places of a range that have a key which no earlier one has.
#[expect(clippy::cast_possible_truncation, reason = "a batch has fewer than 2^32 keys")]
fn distinct(keys: &Values, range: std::ops::Range<usize>) -> impl Iterator<Item = u32> {
    let start = range.start;
    let is_new = move |&place: &usize| (start..place).all(|before| !same(keys, before, place));
    range.filter(is_new).map(|place| place as u32)
}

/// Whether two values are the same; floats and nested values are no keys.
fn same(keys: &Values, a: usize, b: usize) -> bool {
    match keys {
        Values::Boolean(keys) => keys[a] == keys[b],
        Values::Int32(keys) => keys[a] == keys[b],
        Values::Int64(keys) => keys[a] == keys[b],
        Values::Bytes(keys) => keys.get(a) == keys.get(b),
        Values::Fixed { width, bytes } => {
            bytes[a * width..(a + 1) * width] == bytes[b * width..(b + 1) * width]
        }
        Values::Picks { choices, keys } => {
            choices.get(keys[a] as usize) == choices.get(keys[b] as usize)
        }
        Values::Array(keys) => keys
            .as_primitive_opt::<Decimal128Type>()
            .is_some_and(|keys| keys.value(a) == keys.value(b)),
        Values::Float(_) | Values::Double(_) => false,
    }
}
