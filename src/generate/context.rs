//! What a column is made in: its seed, its name and the columns beside it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::cells::Cells;
use super::flaws::Flaws;
use super::permutation::{Numbers, Permutation};
use super::relations::Dataset;
use super::rng::Stream;
use super::{BadParameter, Column, Generator, Mapped};
use crate::recipe::{ColumnSpec, TableRef};

type Made<T> = std::result::Result<T, BadParameter>;

/// What a column is made in: the seed, its name and the other columns of its table.
pub struct Context<'a> {
    siblings: &'a Siblings<'a>,
    /// The column's name; a path for one inside another.
    path: String,
    /// The key column whose numbers this column's rows are, where they are not the table's.
    per: Option<&'a str>,
    /// In a list or map, how many of this column's rows each row of its siblings has.
    elements: Option<u64>,
    /// Whether no two rows of this column may have the same value.
    unique: bool,
}

impl Context<'_> {
    /// The random stream of this column.
    #[must_use]
    pub fn stream(&self) -> Stream {
        Stream::new(self.siblings.seed, &self.path)
    }

    /// A random stream that all columns share which name the same group, such as the person that a
    /// row is about. It differs from the stream of a column with that name.
    #[must_use]
    pub fn shared(&self, group: &str) -> Stream {
        Stream::new(self.siblings.seed, group).draw(u64::MAX)
    }

    /// Whether no two rows of this column may have the same value. Then it has to tell how many
    /// have different ones ([`Column::distinct_rows`]).
    #[must_use]
    pub fn is_unique(&self) -> bool {
        self.unique
    }

    /// A number below `count` for each row, drawn from a stream; in a unique column each number
    /// comes once, in an order of that stream.
    pub(super) fn numbers(&self, stream: Stream, count: u64) -> Numbers {
        Numbers::new(stream, count, self.unique)
    }

    /// The order in which the rows of a unique column have the numbers below `count`; nothing for
    /// another column, whose values are drawn.
    pub(super) fn order(&self, stream: Stream, count: u64) -> Option<Permutation> {
        self.unique.then(|| Permutation::new(stream, count))
    }

    /// Another column of the table, by the name that a parameter has. Its values are there for
    /// every row, also where the column itself is null. An element of a list has the values of the
    /// row that the list is in; a field of a struct finds the other fields first.
    ///
    /// # Errors
    /// [`BadParameter`] when there is no such column, when it is made from this one, or when it has
    /// other rows.
    pub fn sibling(&self, parameter: &str, name: &str) -> Made<Arc<dyn Column>> {
        Ok(self.lifted(self.siblings.column(parameter, name, self.per)?))
    }

    /// Every generator of the table: what columns that share a group are told can be found here.
    pub(super) fn generators(&self) -> Vec<&Generator> {
        match self.siblings.scope {
            Scope::Struct(outer) => outer.generators(),
            Scope::Table(_, table) => {
                table.columns().iter().flat_map(|spec| spec.generator.all()).collect()
            }
        }
    }

    /// The column of a name in the row of another table that each row of this table belongs to.
    ///
    /// # Errors
    /// [`BadParameter`] when rows belong to none, or when the other table has no such column.
    pub(super) fn parent(&self, parameter: &str, name: &str) -> Made<Arc<dyn Column>> {
        if self.per.is_some() {
            let problem = "the column's rows are those of its per";
            return Err(BadParameter::new(parameter, problem, "Leave out per."));
        }
        let (dataset, table) = self.siblings.table();
        Ok(self.lifted(dataset.parent(table, parameter, name)?))
    }

    /// The keys of another table, at its rows, and how many rows it has.
    ///
    /// # Errors
    /// [`BadParameter`] for `table` or `column`.
    pub(super) fn keys_of(&self, table: &str, name: &str) -> Made<(Arc<dyn Column>, u64)> {
        let (dataset, _) = self.siblings.table();
        dataset.keys_of(self.beside(table)?, name)
    }

    /// A column of another table, at its rows.
    ///
    /// # Errors
    /// [`BadParameter`] when there is none of that name.
    pub(super) fn column_of(
        &self,
        table: &str,
        parameter: &str,
        name: &str,
    ) -> Made<Arc<dyn Column>> {
        let (dataset, _) = self.siblings.table();
        dataset.column(self.beside(table)?, parameter, name)
    }

    /// The table that a column refers to, by the name that a parameter has.
    ///
    /// # Errors
    /// [`BadParameter`] when it refers to none.
    pub(super) fn referred(&self, parameter: &str, name: &str) -> Made<String> {
        if let Some(Generator::Reference(reference)) = self.siblings.generator(name) {
            return Ok(reference.table.clone());
        }
        let problem = format!("column {name:?} refers to no table");
        Err(BadParameter::new(parameter, problem, "Name a column made by reference."))
    }

    /// Another table of the recipe.
    fn beside(&self, name: &str) -> Made<TableRef<'_>> {
        let (_, own) = self.siblings.table();
        own.beside(name).ok_or_else(|| {
            let problem = format!("there is no table {name:?}");
            BadParameter::new("table", problem, "Name a table of this recipe.")
        })
    }

    /// A column of the siblings' rows at this column's.
    fn lifted(&self, column: Arc<dyn Column>) -> Arc<dyn Column> {
        let Some(elements) = self.elements else { return column };
        let rows = move |rows: &[u64]| rows.iter().map(|row| row / elements).collect();
        Arc::new(Mapped { column, rows })
    }

    /// The context of a column inside this one, such as a field of a struct.
    #[must_use]
    pub fn inside(&self, name: &str) -> Self {
        Self { path: format!("{}.{name}", self.path), unique: false, ..*self }
    }

    /// The context of a list's elements, of which row r has numbers from r · `each`.
    pub(super) fn elements(&self, name: &str, each: u64) -> Self {
        let elements = self.elements.unwrap_or(1).saturating_mul(each);
        Self { elements: Some(elements), ..self.inside(name) }
    }

    /// The columns of a struct, which find each other first.
    pub(super) fn fields<'b>(&'b self, specs: &'b [ColumnSpec]) -> Siblings<'b> {
        Siblings::new(self.siblings.seed, specs, Scope::Struct(self))
    }
}

/// The columns of a table or struct while they are made: each once, after those it is made from.
pub(super) struct Siblings<'a> {
    seed: u64,
    specs: &'a [ColumnSpec],
    scope: Scope<'a>,
    made: RefCell<HashMap<String, Pair>>,
    /// Names of the columns that wait for others.
    waiting: RefCell<Vec<String>>,
}

/// What columns are of.
#[derive(Clone, Copy)]
enum Scope<'a> {
    /// A table of these.
    Table(Dataset<'a>, TableRef<'a>),
    /// A struct.
    Struct(&'a Context<'a>),
}

/// A column, and the key column whose numbers are its rows.
#[derive(Clone)]
struct Pair {
    made: Arc<dyn Column>,
    per: Option<Arc<dyn Column>>,
}

impl Pair {
    /// The column at the rows of the table.
    fn in_table(self) -> Arc<dyn Column> {
        let Self { made: column, per: Some(per) } = self else { return self.made };
        let rows = move |rows: &[u64]| per.key(rows).unwrap_or_default();
        Arc::new(Mapped { column, rows })
    }
}

impl<'a> Siblings<'a> {
    fn new(seed: u64, specs: &'a [ColumnSpec], scope: Scope<'a>) -> Self {
        Self { seed, specs, scope, made: RefCell::default(), waiting: RefCell::default() }
    }

    /// The columns of a table.
    pub(super) fn of(dataset: Dataset<'a>, table: TableRef<'a>) -> Self {
        Self::new(dataset.seed(table), table.columns(), Scope::Table(dataset, table))
    }

    /// All columns.
    ///
    /// # Errors
    /// Every column that cannot be made, with its place.
    pub(super) fn cells(&self) -> std::result::Result<Vec<Cells>, Vec<BadParameter>> {
        let (mut cells, mut bad) = (Vec::new(), Vec::new());
        for (index, spec) in self.specs.iter().enumerate() {
            match self.cells_of(spec) {
                Ok(made) => cells.push(made),
                Err(problem) => bad.push(problem.inside(&format!("columns[{index}]"))),
            }
        }
        if bad.is_empty() { Ok(cells) } else { Err(bad) }
    }

    fn cells_of(&self, spec: &ColumnSpec) -> Made<Cells> {
        let Pair { made, per } = self.pair(spec)?;
        let stream = Stream::new(self.seed, &self.path(spec));
        let flaws = Flaws::new(&spec.dirt, &made.data_type(), stream);
        let flaws = flaws.map_err(|bad| bad.inside("dirt"))?;
        let cells = Cells::new(&spec.name, made, stream, spec.nulls);
        Ok(cells.per(per).flaws(flaws).unique(spec.unique))
    }

    /// The column of a name, which `parameter` of another column says, at the rows which that
    /// column has.
    pub(super) fn column(
        &self,
        parameter: &str,
        name: &str,
        per: Option<&str>,
    ) -> Made<Arc<dyn Column>> {
        let Some(spec) = self.specs.iter().find(|spec| spec.name == name) else {
            return match self.scope {
                Scope::Struct(outer) => outer.sibling(parameter, name),
                Scope::Table(..) => Err(self.unknown(parameter, name)),
            };
        };
        if self.waiting.borrow().iter().any(|waiting| waiting == name) {
            let problem = format!("{name} is made from this column");
            return Err(BadParameter::new(parameter, problem, "Name a column that is not."));
        }
        let pair = self.pair(spec).map_err(|bad| {
            let problem =
                format!("column {name} cannot be made: {} {}", bad.parameter, bad.problem);
            BadParameter::new(parameter, problem, bad.remedy)
        })?;
        match per {
            None => Ok(pair.in_table()),
            Some(_) if spec.per.as_deref() == per => Ok(pair.made),
            Some(key) => Err(other_rows(parameter, name, key)),
        }
    }

    fn pair(&self, spec: &ColumnSpec) -> Made<Pair> {
        if let Some(pair) = self.made.borrow().get(&spec.name) {
            return Ok(pair.clone());
        }
        self.waiting.borrow_mut().push(spec.name.clone());
        let pair = self.make(spec);
        self.waiting.borrow_mut().pop();
        let pair = pair?;
        self.made.borrow_mut().insert(spec.name.clone(), pair.clone());
        Ok(pair)
    }

    fn make(&self, spec: &ColumnSpec) -> Made<Pair> {
        let per = spec.per.as_deref();
        let (path, unique) = (self.path(spec), spec.unique);
        let context = Context { siblings: self, path, per, elements: None, unique };
        let made = spec.generator.column(&context).map_err(|bad| bad.inside("generator"))?;
        if unique {
            self.check_unique(spec, &*made)?;
        }
        let per = per.map(|key| self.key(key)).transpose()?;
        Ok(Pair { made, per })
    }

    /// Whether a row of the table can have several rows of these columns.
    fn is_in_list(&self) -> bool {
        match self.scope {
            Scope::Struct(outer) => outer.elements.is_some() || outer.siblings.is_in_list(),
            Scope::Table(..) => false,
        }
    }

    /// Whether a column can be unique.
    fn check_unique(&self, spec: &ColumnSpec, made: &dyn Column) -> Made<()> {
        let refused =
            |problem: String, remedy: &str| Err(BadParameter::new("unique", problem, remedy));
        if self.is_in_list() {
            let problem = format!("{} is inside a list or map", spec.name);
            return refused(problem, "Leave it out here: it is for columns and their fields.");
        }
        if made.distinct_rows().is_none() {
            let problem = format!("{} may make a value twice", spec.generator.name());
            let remedy = "Leave it out, or choose a generator whose values can be numbered, such \
                as sequence, uuid or pattern.";
            return refused(problem, remedy);
        }
        Ok(())
    }

    /// The column of a name, which gives keys.
    fn key(&self, name: &str) -> Made<Arc<dyn Column>> {
        let column = self.column("per", name, None)?;
        if column.key(&[]).is_some() {
            return Ok(column);
        }
        let problem = format!("column {name} is no key");
        let remedy = "Name a column made by child_key, foreign_key, parent or reference.";
        Err(BadParameter::new("per", problem, remedy))
    }

    /// The table that these columns are of, and all of its recipe.
    fn table(&self) -> (Dataset<'_>, TableRef<'_>) {
        match self.scope {
            Scope::Struct(outer) => outer.siblings.table(),
            Scope::Table(dataset, table) => (dataset, table),
        }
    }

    /// How a column of a name is made that can be named here.
    fn generator(&self, name: &str) -> Option<&Generator> {
        match self.specs.iter().find(|spec| spec.name == name) {
            Some(spec) => Some(&spec.generator),
            None => match self.scope {
                Scope::Struct(outer) => outer.siblings.generator(name),
                Scope::Table(..) => None,
            },
        }
    }

    fn path(&self, spec: &ColumnSpec) -> String {
        match self.scope {
            Scope::Struct(outer) => outer.inside(&spec.name).path,
            Scope::Table(..) => spec.name.clone(),
        }
    }

    fn unknown(&self, parameter: &str, name: &str) -> BadParameter {
        let names: Vec<_> = self.specs.iter().map(|spec| &spec.name[..]).collect();
        let problem = format!("there is no column {name:?}");
        BadParameter::new(parameter, problem, format!("Name one of: {}.", names.join(", ")))
    }
}

fn other_rows(parameter: &str, name: &str, key: &str) -> BadParameter {
    let problem = format!("column {name} is not made per {key}, as this one is");
    BadParameter::new(parameter, problem, "Give both the same per, or leave it out here.")
}
