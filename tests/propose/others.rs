//! Files that other programs write, with all common types. `cargo xtask test` sets `PYTHON`; without
//! it, nothing is looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use parquet_blocks::propose::Format;

use super::{proposed, rows, written};

/// Writes the files; their columns by their names.
fn samples(folder: &Path) -> Option<BTreeMap<String, Vec<String>>> {
    let Some(python) = env::var_os("PYTHON") else {
        println!("PYTHON is not set: nothing is looked at");
        return None;
    };
    fs::create_dir_all(folder).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/readers/samples.py");
    let output = Command::new(python).arg(script).arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn files_of_other_programs_propose_recipes_that_make_their_columns() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("samples");
    for (name, columns) in samples(&folder).unwrap_or_default() {
        let proposal = proposed(&name, &fs::read(folder.join(&name)).unwrap());
        let is_parquet = Path::new(&name).extension().is_some_and(|it| it == "parquet");
        assert_eq!(proposal.format, if is_parquet { Format::Parquet } else { Format::Arrow });
        let made: Vec<_> = written(&proposal).columns.into_iter().map(|one| one.name).collect();
        let has_note = |column: &str| {
            proposal.notes.iter().any(|note| note.starts_with(&format!("{column}: ")))
        };
        let expected: Vec<_> =
            columns.into_iter().filter(|one| made.contains(one) || !has_note(one)).collect();
        assert_eq!(made, expected, "{name}: a column that is left out has a note");
        assert!(made.len() > 25, "{name}: {} columns", made.len());
        assert_eq!(rows(&proposal)[0].num_rows(), 100, "{name}");
    }
}
