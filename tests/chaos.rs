//! Uploads over HTTP while all goes wrong that can, decided by a seed: each ends in the exact object,
//! or in an error with nothing left.

// Its libraries are for native tests; clippy looks at every test for wasm32 too.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "common/embedded.rs"]
mod embedded;
#[allow(dead_code, reason = "shared with tests that use more of it")]
#[path = "common/executor.rs"]
mod executor;

use std::collections::BTreeMap;
use std::fmt::Write;

use dev_s3::Rules;
use dev_s3::chaos::{Faults, Kind};
use embedded::Embedded;
use executor::{Seen, parts_of, run};
use parquet_blocks::Error;
use parquet_blocks::s3::{Credentials, Multipart, Target, sha256_hex};

const SEEDS: u64 = 1_000;
const BUCKET: &str = "bucket";
const TOKEN: &str = "token";
const PART_BYTES: u64 = 4_096;

/// How the uploads ended in which a kind of fault happened.
#[derive(Default)]
struct Outcomes {
    objects: u32,
    errors: BTreeMap<&'static str, u32>,
}

/// Bytes that differ from seed to seed and from part to part.
fn file(seed: u64) -> Vec<u8> {
    let length = 1 + (seed * 7_919) % (8 * PART_BYTES);
    (0..length).map(|at| (at.wrapping_mul(31) ^ (at >> 8) ^ seed).to_le_bytes()[0]).collect()
}

/// Few faults or many, of all kinds or of one.
fn faults(seed: u64) -> Faults {
    let turn = usize::try_from(seed / 3).unwrap();
    let kinds = match seed % 3 {
        0 => Kind::ALL.to_vec(),
        1 => Faults::default().kinds,
        _ => vec![Kind::ALL[turn % Kind::ALL.len()]],
    };
    Faults {
        seed,
        share: [0.02, 0.05, 0.1, 0.2, 0.3][turn % 5],
        kinds,
        stall_ms: 5,
        delay_ms: 5,
        clock_offset: if seed.is_multiple_of(2) { 3_600 } else { -3_600 },
        ..Faults::default()
    }
}

fn credentials() -> Credentials {
    Credentials::new("test", "test", Some(TOKEN)).unwrap()
}

/// One upload, whose keys are renewed when they expire.
fn upload(store: &Embedded, target: &Target, seed: u64, file: &[u8]) -> Result<(), Error> {
    let machine = Multipart::new(target.clone(), "http://page", seed).attended();
    let mut pauses = 0;
    let object =
        run(machine, target, &credentials(), parts_of(file, PART_BYTES), |machine, seen| {
            if let Seen::Paused(now) = seen {
                pauses += 1;
                store.chaos().renew(None);
                machine.renewed(now);
                // Somebody who has seen it fail often enough.
                if pauses < 20 { machine.resume(now) } else { machine.cancel() }
            }
        })?;
    assert_eq!(object.parts, (file.len() as u64).div_ceil(PART_BYTES), "seed {seed}");
    Ok(())
}

/// Checks what one seed leaves; gives how it ended, and the kinds of faults that happened.
fn chaos(store: &Embedded, seed: u64) -> (Result<(), &'static str>, Vec<Kind>) {
    let (key, file) = (format!("{seed}.parquet"), file(seed));
    let target = Target { concurrency: 3, ..store.target(BUCKET, &key) };
    let faults = faults(seed);
    let is_skewed = faults.kinds.contains(&Kind::ClockSkew);
    store.chaos().set(faults);
    let result = upload(store, &target, seed, &file);
    let report = store.chaos().report();
    store.chaos().stop();
    store.chaos().renew(None);

    let stored = store.object(BUCKET, &key);
    let left = store.left_as(BUCKET, &credentials());
    assert_eq!(left, [] as [String; 0], "seed {seed}: {result:?} {report:?}");
    let is_exact = stored.as_ref().map(|bytes| sha256_hex([bytes]) == sha256_hex([&file]));
    let outcome = match &result {
        Ok(()) => Ok(()),
        Err(Error::Unconfirmed { .. }) => Err("not known"),
        Err(error) => {
            assert_eq!(is_exact, None, "seed {seed}: {error}, and an object");
            assert!(!error.remedy().is_empty(), "seed {seed}: {error}");
            Err(error.kind())
        }
    };
    assert_ne!(is_exact, Some(false), "seed {seed}: {result:?} {report:?}");
    assert!(outcome.is_err() || is_exact == Some(true), "seed {seed}: no object");
    let mut kinds: Vec<Kind> =
        report.faults.values().flat_map(|kinds| kinds.keys().copied()).collect();
    kinds.extend(is_skewed.then_some(Kind::ClockSkew));
    kinds.sort_unstable();
    kinds.dedup();
    (outcome, kinds)
}

#[test]
fn every_upload_ends_in_the_exact_object_or_in_nothing() {
    let rules = Rules { min_part_bytes: 1, session_token: Some(TOKEN.into()), ..Rules::default() };
    let store = Embedded::with("chaos", &[BUCKET], &rules);
    let mut table: BTreeMap<Kind, Outcomes> = BTreeMap::new();
    let mut objects = 0;
    for seed in 0..SEEDS {
        let (outcome, kinds) = chaos(&store, seed);
        objects += u64::from(outcome.is_ok());
        for kind in kinds {
            let outcomes = table.entry(kind).or_default();
            match outcome {
                Ok(()) => outcomes.objects += 1,
                Err(kind) => *outcomes.errors.entry(kind).or_default() += 1,
            }
        }
    }
    println!("{SEEDS} uploads, {objects} objects\n{}", printed(&table));
    assert_eq!(table.len(), Kind::ALL.len(), "every kind has happened");
    // Most faults pass; what does not is an upload that the store has lost.
    assert!(objects * 10 > SEEDS * 9, "{objects} of {SEEDS}");
}

fn printed(table: &BTreeMap<Kind, Outcomes>) -> String {
    let mut text =
        String::from("fault                            uploads  objects  errors, nothing left\n");
    for (kind, Outcomes { objects, errors }) in table {
        let all = objects + errors.values().sum::<u32>();
        writeln!(text, "{:32} {all:7}  {objects:7}  {errors:?}", format!("{kind:?}")).unwrap();
    }
    text
}
