//! Which values are missing: those of columns, and those inside others.

use arrow::array::{Array, ArrayRef, AsArray, BooleanBufferBuilder, OffsetSizeTrait};
use arrow::buffer::{BooleanBuffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Fields};

/// The paths of some fields and of those inside them, such as `address.city` and `tags.element`,
/// and whether their values may be missing. [`super::Batch::nulls`] has the same order.
pub(crate) fn paths(fields: &Fields) -> Vec<(String, bool)> {
    let mut paths = Vec::new();
    fields.iter().for_each(|field| add_paths(field, field.name(), &mut paths));
    paths
}

fn add_paths(field: &Field, path: &str, paths: &mut Vec<(String, bool)>) {
    let add = |inside: &Field, paths: &mut _| {
        add_paths(inside, &format!("{path}.{}", inside.name()), paths);
    };
    paths.push((path.into(), field.is_nullable()));
    match field.data_type() {
        DataType::Struct(fields) => fields.iter().for_each(|field| add(field, paths)),
        DataType::List(element) | DataType::LargeList(element) => add(element, paths),
        // The entries are always there: the path leads through them to keys and values.
        DataType::Map(entry, _) => {
            if let DataType::Struct(fields) = entry.data_type() {
                fields.iter().for_each(|field| add(field, paths));
            }
        }
        _ => {}
    }
}

/// How many values of an array are missing, and then of those inside it.
pub(super) fn of(array: &ArrayRef) -> Vec<usize> {
    let mut counts = Vec::new();
    add_counts(array, &BooleanBuffer::new_set(array.len()), &mut counts);
    counts
}

/// Counts where an array has a place for a value: nothing is missing inside what is missing.
fn add_counts(array: &ArrayRef, places: &BooleanBuffer, counts: &mut Vec<usize>) {
    let valid = array.nulls().map_or_else(|| places.clone(), |nulls| places & nulls.inner());
    counts.push(places.count_set_bits() - valid.count_set_bits());
    match array.data_type() {
        DataType::Struct(_) => {
            array.as_struct().columns().iter().for_each(|field| add_counts(field, &valid, counts));
        }
        DataType::List(_) => {
            let lists = array.as_list::<i32>();
            add_elements(&[lists.values().clone()], lists.offsets(), &valid, counts);
        }
        DataType::LargeList(_) => {
            let lists = array.as_list::<i64>();
            add_elements(&[lists.values().clone()], lists.offsets(), &valid, counts);
        }
        DataType::Map(..) => {
            let maps = array.as_map();
            add_elements(maps.entries().columns(), maps.offsets(), &valid, counts);
        }
        _ => {}
    }
}

/// The same for what is inside of lists or maps.
fn add_elements<O: OffsetSizeTrait>(
    arrays: &[ArrayRef],
    offsets: &OffsetBuffer<O>,
    valid: &BooleanBuffer,
    counts: &mut Vec<usize>,
) {
    let (first, last) = (offsets[0].as_usize(), offsets[offsets.len() - 1].as_usize());
    let mut places = BooleanBufferBuilder::new(last - first);
    offsets.lengths().zip(valid).for_each(|(length, valid)| places.append_n(length, valid));
    let places = places.finish();
    for array in arrays {
        add_counts(&array.slice(first, last - first), &places, counts);
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::Schema;
    use arrow::json::ReaderBuilder;

    use super::*;

    #[test]
    fn what_is_missing_is_counted_once_where_it_is_missing() {
        let list = DataType::new_list(DataType::Int32, true);
        let record = |fields: Vec<_>| DataType::Struct(fields.into());
        let inner = Field::new("b", record(vec![Field::new("c", list, true)]), true);
        let outer = record(vec![Field::new("a", DataType::Utf8, true), inner]);
        let fields = Fields::from(vec![Field::new("r", outer, true)]);
        let lines = br#"{"r": null}
            {"r": {"a": null, "b": null}}
            {"r": {"a": "x", "b": {"c": null}}}
            {"r": {"a": null, "b": {"c": [1, null, null]}}}
            {"r": {"a": "y", "b": {"c": [null]}}}"#;
        let reader = ReaderBuilder::new(Schema::new(fields.clone()).into());
        let batch = reader.build(&lines[..]).unwrap().next().unwrap().unwrap();
        let names: Vec<_> = paths(&fields).into_iter().map(|(path, _)| path).collect();
        assert_eq!(names, ["r", "r.a", "r.b", "r.b.c", "r.b.c.item"]);
        assert_eq!(of(batch.column(0)), [1, 2, 1, 1, 3]);
        assert_eq!(of(&batch.column(0).slice(3, 2)), [0, 1, 0, 0, 3]);
        assert_eq!(of(&batch.column(0).slice(0, 3)), [1, 1, 1, 1, 0]);
    }
}
