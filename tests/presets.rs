//! The presets about time are in its order, and a value comes from the one before.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss, missing_docs)]

use std::collections::HashSet;

use arrow::array::{AsArray, PrimitiveArray, RecordBatch};
use arrow::datatypes::{ArrowPrimitiveType, Decimal128Type, Int64Type, TimestampMillisecondType};
use parquet_blocks::generate::DataGenerator;
use parquet_blocks::recipe::{Dirt, Preset};

/// Rows of a preset without its flaws on purpose: they are tested by themselves.
fn rows(preset: Preset, rows: u64) -> RecordBatch {
    let mut recipe = preset.recipe();
    recipe.duplicates = 0.0;
    for column in &mut recipe.columns {
        (column.dirt, column.nulls) = (Dirt::default(), 0.0);
    }
    let table = DataGenerator::new(42).table(&recipe).unwrap();
    table.rows(0..rows).unwrap().to_record_batch().unwrap()
}

fn column<'a, T: ArrowPrimitiveType>(batch: &'a RecordBatch, name: &str) -> &'a PrimitiveArray<T> {
    batch[name].as_primitive()
}

#[test]
fn web_events_are_in_the_order_of_time_in_each_session_and_sessions_begin_in_it() {
    let batch = rows(Preset::WebEvents, 20_000);
    let sessions = column::<Int64Type>(&batch, "session_id").values();
    let numbers = column::<Int64Type>(&batch, "event_number").values();
    let times = column::<TimestampMillisecondType>(&batch, "occurred_at").values();
    let users = column::<Int64Type>(&batch, "user_id").values();
    let mut begin = 0;
    for row in 1..batch.num_rows() {
        if sessions[row] == sessions[row - 1] {
            assert_eq!(numbers[row], numbers[row - 1] + 1, "row {row}");
            assert!(times[row] > times[row - 1], "row {row}: {} is not later", times[row]);
            assert_eq!(users[row], users[row - 1], "row {row}");
        } else {
            assert_eq!((sessions[row], numbers[row]), (sessions[row - 1] + 1, 1), "row {row}");
            assert!(times[row] >= times[begin], "session {} begins earlier", sessions[row]);
            begin = row;
        }
    }
    assert!(sessions[begin] > 1_000, "{} sessions", sessions[begin]);
}

const DEVICES: usize = 100;

/// A day.
const ROUNDS: usize = 1_440;

/// How much values are like the ones before: 1 is entirely, and noise is about 0.
fn autocorrelation(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let product = |(a, b): (&f64, &f64)| (a - mean) * (b - mean);
    let pairs: f64 = values.iter().zip(&values[1..]).map(product).sum();
    pairs / values.iter().zip(values).map(product).sum::<f64>()
}

#[test]
fn sensors_are_a_regular_series_for_each_device() {
    let batch = rows(Preset::Sensors, (DEVICES * ROUNDS) as u64);
    let devices = column::<Int64Type>(&batch, "device_id").values();
    let times = column::<TimestampMillisecondType>(&batch, "measured_at").values();
    for row in DEVICES..batch.num_rows() {
        assert_eq!(devices[row], devices[row - DEVICES], "row {row}");
        assert_eq!(times[row] - times[row - DEVICES], 60_000, "row {row}");
    }
    assert_eq!(devices.iter().collect::<HashSet<_>>().len(), DEVICES);
    for (name, least) in [("temperature", 0.97), ("humidity", 0.95), ("battery", 0.9)] {
        let values = column::<Decimal128Type>(&batch, name).values();
        let series =
            |device| values.iter().skip(device).step_by(DEVICES).map(|value| *value as f64);
        for device in 0..DEVICES {
            let found = autocorrelation(&series(device).collect::<Vec<_>>());
            assert!(found > least, "{name} of {}: {found:.3}", devices[device]);
        }
        let different: HashSet<_> = (0..DEVICES)
            .map(|device| series(device).map(f64::to_bits).collect::<Vec<_>>())
            .collect();
        assert_eq!(different.len(), DEVICES, "{name}: devices have the same values");
        // Side by side are other devices: if they were alike too, the test would tell nothing.
        let others: Vec<_> = values.iter().take(DEVICES).map(|value| *value as f64).collect();
        assert!(autocorrelation(&others).abs() < 0.4, "{name}: {}", autocorrelation(&others));
    }
}
