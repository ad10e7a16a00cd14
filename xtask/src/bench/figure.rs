//! A measured value, as a benchmark prints it: one line, `{"name":"…","value":1.5,"unit":"…"}`.

/// One measured value, as it was printed.
pub struct Figure {
    /// The whole line.
    pub line: String,
    name: String,
    value: String,
    unit: String,
}

impl Figure {
    /// The figure of a line, unless the line is for people.
    pub fn parse(line: &str) -> Option<Self> {
        let field = |key| field(line, key).map(str::to_owned);
        let line = line.starts_with('{').then(|| line.to_owned())?;
        Some(Self { line, name: field("name")?, value: field("value")?, unit: field("unit")? })
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
    for Figure { name, value, unit, .. } in figures {
        println!("{name:<width$}  {value:>14} {unit}");
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
        let parts = figure.map(|figure| (figure.name, figure.value, figure.unit));
        assert_eq!(parts, Some(("native.rows".into(), "1.5e6".into(), "rows/s".into())));
        assert!(Figure::parse(r#"{"name":"x"}"#).is_none());
        assert!(Figure::parse("running 1 test").is_none());
    }
}
