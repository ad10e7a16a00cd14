//! The columns of a recipe, chosen one after another, with the reasons.

use std::collections::HashSet;

use arrow::datatypes::DataType;

use super::facts::{Facts, Pick};
use super::follow::follow;
use super::groups::Groups;
use super::{Guess, MAX_DEPTH, choose, trial};
use crate::generate::{Generator, List, Map, Struct};
use crate::recipe::{ColumnSpec, Dirt};

/// What comes about while columns are chosen.
pub(super) struct Draft {
    /// The table whose columns are chosen, in a sample of several.
    pub(super) table: Option<String>,
    pub(super) guesses: Vec<Guess>,
    pub(super) notes: Vec<String>,
    /// How many elements of lists a row has at most where columns are chosen.
    within: u32,
    /// What the columns of the table are about.
    groups: Groups,
}

impl Draft {
    /// Nothing yet, but what is to be noted already.
    pub(super) fn new(notes: Vec<String>) -> Self {
        Self { table: None, guesses: Vec::new(), notes, within: 1, groups: Groups::default() }
    }

    /// The columns of a table.
    pub(super) fn table(&mut self, facts: &[Facts]) -> Vec<ColumnSpec> {
        self.groups = Groups::default();
        self.columns(facts, "", 0)
    }

    /// The columns inside the column at `path`.
    fn columns(&mut self, facts: &[Facts], path: &str, depth: usize) -> Vec<ColumnSpec> {
        let is_person = facts.iter().any(|facts| choose::has_emails(&facts.name));
        let mut names = HashSet::new();
        let mut columns = Vec::new();
        for (place, facts) in facts.iter().enumerate() {
            let name = self.name(facts, path, place, &mut names);
            let somebodys =
                (is_person && is_unknown_name(facts)).then(|| facts.clone().of("person"));
            let facts = somebodys.as_ref().unwrap_or(facts);
            if let Some(generator) = self.generator(facts, &inside(path, &name), depth) {
                let unique = self.unique(facts, &inside(path, &name), &generator);
                let (nulls, dirt) = (facts.nulls.clamp(0.0, 1.0), Dirt::default());
                columns.push(ColumnSpec { name, generator, nulls, per: None, unique, dirt });
            }
        }
        self.follow(&mut columns, path);
        columns
    }

    /// Whether a column has to be asked for another value in every row.
    fn unique(&mut self, facts: &Facts, path: &str, generator: &Generator) -> bool {
        let is_asked = facts.is_unique_by_schema() || facts.is_unique_by_values();
        if !is_asked || is_unique_anyway(generator) {
            return false;
        }
        let can_be = trial::can_be_unique(generator, facts);
        if !can_be && facts.is_unique_by_schema() {
            let name = generator.name();
            self.note(path, format!("is unique, and {name} has too few values: some come again"));
        }
        can_be
    }

    /// Makes columns from others beside them, where that is better.
    fn follow(&mut self, columns: &mut [ColumnSpec], path: &str) {
        for (place, pick) in follow(columns) {
            let path = inside(path, &columns[place].name);
            if let Some(guess) = self.guesses.iter_mut().rev().find(|guess| guess.column == path) {
                guess.generator = pick.generator.name();
                guess.why = pick.why;
            }
            columns[place].generator = pick.generator;
        }
    }

    /// The name of a column: its own, unless it has none or another one has it.
    fn name(
        &mut self,
        facts: &Facts,
        path: &str,
        place: usize,
        names: &mut HashSet<String>,
    ) -> String {
        let own = &facts.name;
        let base = if own.is_empty() { format!("column_{}", place + 1) } else { own.clone() };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let mut free = std::iter::once(base.clone()).chain(numbered);
        let name = free.find(|name| !names.contains(name)).unwrap_or_default();
        if name != *own {
            let was =
                if own.is_empty() { "has no name".into() } else { format!("{own} is there twice") };
            self.note(path, format!("column {} {was} and is called {name}", place + 1));
        }
        names.insert(name.clone());
        name
    }

    /// How a column is made; nothing when it is left out.
    fn generator(&mut self, facts: &Facts, path: &str, depth: usize) -> Option<Generator> {
        if !facts.data_type.is_nested() {
            return self.single(facts, path);
        }
        if depth == MAX_DEPTH {
            self.note(path, "is left out, as it is inside too many others");
            return None;
        }
        let before = self.guesses.len();
        let made = self.nested(facts, path, depth + 1);
        if made.is_none() {
            self.guesses.truncate(before);
        }
        made
    }

    /// The first generator that makes the column, and different values where the schema wants them.
    fn single(&mut self, facts: &Facts, path: &str) -> Option<Generator> {
        let picks = choose::picks(facts);
        let makes_it = |pick: &&Pick| trial::problem(&pick.generator, facts).is_none();
        let differs = |pick: &&Pick| {
            is_unique_anyway(&pick.generator) || trial::can_be_unique(&pick.generator, facts)
        };
        let first = picks.iter().find(makes_it);
        let best = match first {
            Some(pick) if facts.is_unique_by_schema() && !trial::needs_tables(&pick.generator) => {
                picks.iter().filter(makes_it).find(differs).or(first)
            }
            _ => first,
        };
        if let Some(asked) = &facts.asked
            && let Some(problem) = trial::problem(&asked.generator, facts)
        {
            self.note(path, format!("cannot be made {}: {problem}", asked.why));
        }
        let Some(pick) = best else {
            self.left_out(facts, path);
            return None;
        };
        let mut generator = pick.generator.clone();
        self.groups.join(&mut generator, path);
        self.note_type(facts, path, &generator);
        self.guess(facts, path, pick);
        Some(generator)
    }

    fn nested(&mut self, facts: &Facts, path: &str, depth: usize) -> Option<Generator> {
        let before = self.guesses.len();
        let generator = match (&facts.data_type, &facts.inner[..]) {
            (DataType::Struct(_), fields) => {
                let fields: Vec<_> = fields.iter().map(|f| f.clone().of(&facts.about)).collect();
                let columns = self.columns(&fields, path, depth);
                (!columns.is_empty()).then_some(Generator::Struct(Struct { columns }))
            }
            (DataType::List(_) | DataType::FixedSizeList(..), [of]) => {
                self.list(facts, of, path, depth)
            }
            (DataType::Map(..), [keys, values]) => self.map(facts, [keys, values], path, depth),
            _ => None,
        };
        let generator = generator.filter(|generator| trial::data_type(generator).is_some());
        match &generator {
            Some(generator) => {
                let pick = Pick::new(generator.clone(), "by its type");
                self.guess(facts, path, &pick);
                // What is inside follows.
                self.guesses[before..].rotate_right(1);
                if matches!(facts.data_type, DataType::FixedSizeList(..)) {
                    self.note(path, "is a List here, of always as many elements");
                }
            }
            None => self.left_out(facts, path),
        }
        generator
    }

    fn list(&mut self, facts: &Facts, of: &Facts, path: &str, depth: usize) -> Option<Generator> {
        // The name of a list says what its elements are.
        let of = Facts { about: facts.about.clone(), ..of.clone() };
        let nulls = of.nulls.clamp(0.0, 1.0);
        let (min, max) = lengths(facts, self.within);
        let of = self.within(max, |draft| draft.generator(&of, &inside(path, "element"), depth))?;
        Some(Generator::List(List { of: Box::new(of), min, max, nulls }))
    }

    fn map(
        &mut self,
        facts: &Facts,
        [keys, values]: [&Facts; 2],
        path: &str,
        depth: usize,
    ) -> Option<Generator> {
        let nulls = values.nulls.clamp(0.0, 1.0);
        let (min, max) = lengths(facts, self.within);
        let keys = self.generator(keys, &inside(path, "key"), depth)?;
        let values =
            self.within(max, |draft| draft.generator(values, &inside(path, "value"), depth))?;
        Some(Generator::Map(Map {
            keys: Box::new(keys),
            values: Box::new(values),
            min,
            max,
            nulls,
        }))
    }

    /// What is chosen inside as many elements more.
    fn within<T>(&mut self, elements: u32, choose: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.within;
        self.within *= elements;
        let chosen = choose(self);
        self.within = before;
        chosen
    }

    fn guess(&mut self, facts: &Facts, path: &str, pick: &Pick) {
        self.guesses.push(Guess {
            table: self.table.clone(),
            column: path.into(),
            from: facts.described(),
            generator: pick.generator.name(),
            why: pick.why.clone(),
        });
    }

    fn note_type(&mut self, facts: &Facts, path: &str, generator: &Generator) {
        if let Some(made) = trial::data_type(generator).filter(|made| *made != facts.data_type) {
            self.note(path, format!("is {made} here, not {}", facts.data_type));
        }
    }

    fn left_out(&mut self, facts: &Facts, path: &str) {
        self.note(path, format!("is left out: no generator makes {}", facts.from));
    }

    fn note(&mut self, path: &str, note: impl std::fmt::Display) {
        let names = self.table.iter().map(String::as_str).chain([path]);
        let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
        let colon = if names.is_empty() { "" } else { ": " };
        self.notes.push(format!("{}{colon}{note}.", names.join(".")));
    }
}

/// Whether a generator has another value in every row without being asked.
fn is_unique_anyway(generator: &Generator) -> bool {
    matches!(generator, Generator::Sequence(_) | Generator::Uuid(_))
}

/// Whether a column has names of what nothing is known; beside mail addresses, they are people's.
fn is_unknown_name(facts: &Facts) -> bool {
    facts.name.eq_ignore_ascii_case("name") && !choose::is_known(&facts.about)
}

/// The path of a column inside another.
fn inside(path: &str, name: &str) -> String {
    if path.is_empty() { name.into() } else { format!("{path}.{name}") }
}

/// Most elements that a row has in a list and those inside it, so that rows stay small.
const MOST_ELEMENTS: u32 = 1_000;

/// Fewest and most elements of a list or map that is inside so many elements of others.
fn lengths(facts: &Facts, within: u32) -> (u32, u32) {
    let (min, max) = facts.lengths.unwrap_or((0, 3));
    let max = max.clamp(1, (MOST_ELEMENTS / within).max(1));
    (min.min(max), max)
}
