//! A row of the table: a generator, what of its values is looked at, and the law of that.

use arrow::array::{Array, ArrayRef};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};

use super::chi_square::{Law, check};
use super::examples::{name, table};

/// Rows of each column.
const ROWS: u64 = 40_000;

/// What a generator makes, and how often.
pub struct Case {
    /// The generator's JSON.
    generator: &'static str,
    /// What is looked at, in words.
    what: &'static str,
    /// The values that are looked at.
    values: Values,
    /// The classes of a value, one for each of its places, such as its digits or words. Each place
    /// is a sample of its own.
    classes: Classes,
    /// How likely the classes are at every place.
    law: Law,
}

type Values = fn(&[String]) -> Vec<String>;
type Classes = fn(&str) -> Vec<String>;

/// A case of all values.
pub fn case(generator: &'static str, what: &'static str, classes: Classes, law: Law) -> Case {
    Case { generator, what, values: <[String]>::to_vec, classes, law }
}

impl Case {
    /// The same, but of other values, where rows follow from each other.
    pub fn of(self, values: Values) -> Self {
        Self { values, ..self }
    }

    /// The generator's name.
    pub fn name(&self) -> &'static str {
        name(self.generator)
    }

    /// What is wrong: samples that do not follow the law, and those that still do with a bias, so
    /// that the case proves nothing.
    pub fn problems(&self) -> Vec<String> {
        let samples = self.samples();
        assert!(!samples.is_empty(), "{}: {} of nothing", self.generator, self.what);
        samples.iter().enumerate().filter_map(|sample| self.problem(sample)).collect()
    }

    fn problem(&self, (place, sample): (usize, &Vec<String>)) -> Option<String> {
        let told = |problem| format!("{}: {}, place {place}: {problem}", self.generator, self.what);
        match check(sample, &self.law) {
            Err(problem) => Some(told(problem)),
            Ok(()) if check(&biased(sample, &self.law), &self.law).is_ok() => {
                Some(told("a bias is not found".into()))
            }
            Ok(()) => None,
        }
    }

    /// The classes at each place.
    fn samples(&self) -> Vec<Vec<String>> {
        let mut samples = Vec::<Vec<_>>::new();
        for value in (self.values)(&values(self.generator)) {
            for (place, class) in (self.classes)(&value).into_iter().enumerate() {
                if place == samples.len() {
                    samples.push(Vec::new());
                }
                samples[place].push(class);
            }
        }
        samples
    }
}

/// The sample with the law's first class in every tenth row.
fn biased(sample: &[String], law: &Law) -> Vec<String> {
    let first = law.keys().next().unwrap();
    let class = |(row, class)| if row % 10 == 0 { first } else { class };
    sample.iter().enumerate().map(class).cloned().collect()
}

/// The first values of a generator, as text.
fn values(generator: &str) -> Vec<String> {
    let table = table(&format!(r#""generator": {generator}"#));
    let array = readable(&table.rows(0..ROWS).unwrap().to_record_batch().unwrap()["c"]);
    let options = FormatOptions::default().with_null("null");
    let texts = ArrayFormatter::try_new(&array, &options).unwrap();
    (0..array.len()).map(|row| texts.value(row).to_string()).collect()
}

/// Instants as numbers: milliseconds, where the generator was not told otherwise.
fn readable(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Timestamp(..) => cast(array, &DataType::Int64).unwrap(),
        _ => array.clone(),
    }
}

/// The class of a value that has one.
#[allow(clippy::needless_pass_by_value, reason = "cases are easier to read without a reference")]
pub fn one(class: impl ToString) -> Vec<String> {
    vec![class.to_string()]
}

/// The value itself.
pub fn whole(value: &str) -> Vec<String> {
    one(value)
}

/// The characters of a text.
pub fn characters(text: &str) -> Vec<String> {
    text.chars().map(String::from).collect()
}

/// Each character of a text with the one after it: where all pairs are as likely, so are all
/// characters, and none tells of its neighbour.
pub fn pairs(text: &str) -> Vec<String> {
    let characters: Vec<_> = text.chars().collect();
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Whether a word is in the first half of the alphabet: beside another part of a value it tells
/// whether the two are drawn together, and has few classes.
pub fn early(word: &str) -> bool {
    word.to_lowercase().as_str() < "m"
}

/// The digits of a text.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The numbers of a text.
pub fn numbers(text: &str) -> Vec<f64> {
    let is_of_number = |c: char| c.is_ascii_digit() || "+-.e".contains(c);
    text.split(|c| !is_of_number(c)).filter_map(|number| number.parse().ok()).collect()
}

/// In which of so many equal parts a number from 0 to 1 is.
pub fn part(number: f64, parts: u32) -> usize {
    (1..parts).filter(|part| number * f64::from(parts) >= f64::from(*part)).count()
}
