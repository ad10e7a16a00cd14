//! A measured value, as a benchmark prints it: one line, `{"name":"…","value":1.5,"unit":"…"}`.

/// One measured value, as it was printed.
pub struct Figure {
    /// The whole line.
    pub line: String,
    name: String,
    value: String,
    unit: String,
    /// The lowest and the highest of the runs whose median it is.
    spread: Option<(String, String)>,
}

impl Figure {
    /// The figure of a line, unless the line is for people.
    pub fn parse(line: &str) -> Option<Self> {
        let field = |key| field(line, key).map(str::to_owned);
        let line = line.starts_with('{').then(|| line.to_owned())?;
        let spread = field("low").zip(field("high"));
        let (name, value, unit) = (field("name")?, field("value")?, field("unit")?);
        Some(Self { line, name, value, unit, spread })
    }

    /// Its value, if it has that name.
    pub fn value_of(&self, name: &str) -> Option<f64> {
        (self.name == name).then(|| self.value.parse().ok())?
    }
}

/// The value of a key in a flat JSON object whose strings hold no escapes.
fn field<'a>(object: &'a str, key: &str) -> Option<&'a str> {
    let (_, rest) = object.split_once(&format!("\"{key}\""))?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start();
    match value.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => value.split([',', '}']).next().map(str::trim),
    }
}

/// Prints figures one below the other.
pub fn print(figures: &[Figure]) {
    let width = figures.iter().map(|figure| figure.name.len()).max().unwrap_or(0);
    println!();
    for Figure { name, value, unit, spread, .. } in figures {
        let spread = spread.as_ref().map(|(low, high)| format!("{low} to {high}"));
        let line = format!("{name:<width$}  {value:>14} {unit:<7}  {}", spread.unwrap_or_default());
        println!("{}", line.trim_end());
    }
}

/// Figures as a JSON array.
pub fn array(figures: &[Figure]) -> String {
    let lines: Vec<&str> = figures.iter().map(|figure| figure.line.as_str()).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_from_its_line() {
        let figure = Figure::parse(r#"{"name": "native.rows", "value":1.5e6 , "unit":"rows/s"}"#);
        let parts = figure.map(|figure| (figure.name, figure.value, figure.unit, figure.spread));
        assert_eq!(parts, Some(("native.rows".into(), "1.5e6".into(), "rows/s".into(), None)));
        let figure = Figure::parse(r#"{"name":"x","value":2,"unit":"s","low":1.5,"high":3}"#);
        let spread = figure.and_then(|figure| figure.spread);
        assert_eq!(spread, Some(("1.5".into(), "3".into())));
        assert!(Figure::parse(r#"{"name":"x"}"#).is_none());
        assert!(Figure::parse("running 1 test").is_none());
    }
}
