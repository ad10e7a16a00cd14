//! Charts of a run, as SVG: what was measured over time, for one run or for several.

mod palette;

use palette::Palette;
use plotters::coord::Shift;
use plotters::prelude::{
    ChartBuilder, DrawingArea, IntoDrawingArea, IntoFont, LineSeries, PathElement, SVGBackend, Text,
};
use plotters::style::{Color, TextStyle};
use serde::Deserialize;

use crate::error::{Error, Problem, Result};
use crate::job::read;

/// Lines over seconds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// Stands above it.
    pub title: String,
    /// The unit of what was measured.
    #[serde(default = "megabytes")]
    pub unit: String,
    /// Whether it is for a dark page.
    #[serde(default)]
    pub dark: bool,
    /// A line for each run.
    pub series: Vec<Series>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// What the legend calls it.
    pub name: String,
    /// Seconds from the run's start, and what was measured then; in the order of time.
    pub points: Vec<(f64, f64)>,
}

fn megabytes() -> String {
    "MB".into()
}

const WIDTH: u32 = 720;
/// Height without the legend, which has a row for each line.
const HEIGHT: u32 = 320;
const TITLE_HEIGHT: u32 = 32;
const ROW_HEIGHT: i32 = 20;
const MARGIN: i32 = 16;
const FONT: &str = "sans-serif";

/// Most lines: with more, none can be followed.
const MAX_SERIES: usize = 8;
/// Largest number of an axis, which is more than any run has.
const MAX_NUMBER: f64 = 1e12;
/// About how many points of a line are drawn: more than can be told apart.
const DRAWN_POINTS: usize = 500;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = std::result::Result<(), Box<dyn std::error::Error>>;

impl Chart {
    /// Reads a chart.
    ///
    /// # Errors
    /// [`Error::Setting`] that names the field.
    pub fn from_json(json: &str) -> Result<Self> {
        read(json)
    }

    /// The chart as the text of an SVG image.
    ///
    /// # Errors
    /// [`Error::Setting`] for numbers that are on no axis, or too many lines.
    pub fn to_svg(&self) -> Result<String> {
        Error::of(self.problems())?;
        let mut svg = String::new();
        self.draw(&mut svg).map_err(|cause| {
            Error::setting("chart", cause.to_string(), "Report it with what was to be drawn.")
        })?;
        Ok(svg)
    }

    fn problems(&self) -> Vec<Problem> {
        let most = (self.series.len() > MAX_SERIES).then(|| {
            let problem = format!("{} lines are too many", self.series.len());
            Problem::new("series", problem, format!("Draw at most {MAX_SERIES}."))
        });
        let is_bad = |number: f64| !(0.0..=MAX_NUMBER).contains(&number);
        let bad_point = |(place, series): (usize, &Series)| {
            let bad = series.points.iter().position(|&(x, y)| is_bad(x) || is_bad(y))?;
            let problem = format!("{:?} is on no axis", series.points[bad]);
            let field = format!("series[{place}].points[{bad}]");
            Some(Problem::new(field, problem, "Give numbers from 0 to 1,000,000,000,000."))
        };
        most.into_iter().chain(self.series.iter().enumerate().filter_map(bad_point)).collect()
    }

    /// Draws title, legend and lines. The library's own title and legend would measure texts, which
    /// it does with the page's document: workers have none.
    fn draw(&self, svg: &mut String) -> Drawn {
        let palette = Palette::of(self.dark);
        let legend_height = ROW_HEIGHT.unsigned_abs() * u32::try_from(self.series.len())?;
        let area =
            SVGBackend::with_string(svg, (WIDTH, HEIGHT + legend_height)).into_drawing_area();
        area.fill(&palette.back)?;
        let (title, rest) = area.split_vertically(TITLE_HEIGHT);
        let (legend, lines) = rest.split_vertically(legend_height);
        title.draw(&Text::new(shown(&self.title), (MARGIN, 10), text(18, palette)))?;
        self.draw_legend(&legend, palette)?;
        self.draw_lines(&lines, palette)?;
        area.present()?;
        Ok(())
    }

    fn draw_legend(&self, area: &Area, palette: &Palette) -> Drawn {
        let middles = (0..).map(|row| row * ROW_HEIGHT + ROW_HEIGHT / 2);
        for ((series, colour), y) in self.series.iter().zip(palette.lines()).zip(middles) {
            let key = vec![(MARGIN, y), (MARGIN + 24, y)];
            area.draw(&PathElement::new(key, colour.stroke_width(2)))?;
            let name = shown(&series.name);
            area.draw(&Text::new(name, (MARGIN + 32, y - 6), text(14, palette)))?;
        }
        Ok(())
    }

    fn draw_lines(&self, area: &Area, palette: &Palette) -> Drawn {
        let mut chart = ChartBuilder::on(area)
            .margin(MARGIN)
            .x_label_area_size(40)
            .y_label_area_size(64)
            .build_cartesian_2d(
                0.0..self.end(|point| point.0),
                0.0..self.end(|point| point.1) * 1.05,
            )?;
        chart
            .configure_mesh()
            .x_desc("seconds")
            .y_desc(shown(&self.unit))
            .label_style(text(13, palette))
            .axis_style(palette.text)
            .bold_line_style(palette.grid)
            .light_line_style(palette.back)
            .draw()?;
        for (series, colour) in self.series.iter().zip(palette.lines()) {
            let points = thinned(&series.points);
            chart.draw_series(LineSeries::new(points, colour.stroke_width(2)))?;
        }
        Ok(())
    }

    /// Where an axis ends: not at its beginning, also where there are no points.
    fn end(&self, of: impl Fn(&(f64, f64)) -> f64) -> f64 {
        let points = self.series.iter().flat_map(|series| &series.points);
        points.map(of).fold(0.001, f64::max)
    }
}

fn text(size: u32, palette: &Palette) -> TextStyle<'_> {
    TextStyle::from((FONT, size).into_font()).color(&palette.text)
}

/// A text without characters that XML has not, which the library does not look for.
fn shown(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

/// Fewer points of a line, the highest of those that are close to each other: peaks are what
/// people look for. The ends stay.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let [first, middle @ .., last] = points else { return points.to_vec() };
    let together = middle.len().div_ceil(DRAWN_POINTS).max(1);
    let highest = middle
        .chunks(together)
        .filter_map(|points| points.iter().max_by(|one, other| one.1.total_cmp(&other.1)));
    [first].into_iter().chain(highest).chain([last]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(series: Vec<(&str, Vec<(f64, f64)>)>) -> Chart {
        let series = series.into_iter();
        let series = series.map(|(name, points)| Series { name: name.into(), points }).collect();
        Chart { title: "Memory".into(), unit: megabytes(), dark: false, series }
    }

    /// How many corners the lines of a colour have.
    fn corners(svg: &str, colour: &str) -> Vec<usize> {
        let lines = svg.lines().filter(|line| {
            line.starts_with("<polyline") && line.contains(&format!("stroke=\"{colour}\""))
        });
        let points = lines.map(|line| line.split("points=\"").nth(1).unwrap());
        points.map(|points| points.matches(',').count()).collect()
    }

    #[test]
    fn each_run_has_a_line_and_a_name() {
        let runs = vec![
            ("streaming", vec![(0.0, 30.0), (1.0, 40.0), (2.0, 35.0)]),
            ("collect-all", vec![(0.0, 30.0), (1.5, 300.0)]),
        ];
        let svg = chart(runs).to_svg().unwrap();
        // Its key in the legend, then the line.
        assert_eq!(corners(&svg, "#0F5E8C"), [2, 3]);
        assert_eq!(corners(&svg, "#B3261E"), [2, 2]);
        for text in ["Memory", "streaming", "collect-all", "seconds", "MB", "300.0"] {
            assert!(svg.lines().any(|line| line == text), "{text}: {svg}");
        }
        assert!(svg.trim_end().ends_with("</svg>"));
    }

    #[test]
    fn few_points_and_none_are_drawn() {
        for series in [
            vec![],
            vec![("none", vec![])],
            vec![("one", vec![(3.0, 5.0)])],
            vec![("zeros", vec![(0.0, 0.0), (0.0, 0.0)])],
            vec![("large", vec![(MAX_NUMBER, MAX_NUMBER), (0.0, f64::MIN_POSITIVE)])],
        ] {
            let svg = chart(series.clone()).to_svg().unwrap();
            assert!(svg.trim_end().ends_with("</svg>"), "{series:?}");
        }
    }

    #[test]
    fn a_long_line_keeps_its_ends_and_its_peak() {
        let mut points: Vec<_> = (0..100_000).map(|n| (f64::from(n), 1.0)).collect();
        points[77_777].1 = 9.0;
        let thin = thinned(&points);
        assert!((DRAWN_POINTS / 2..=DRAWN_POINTS + 2).contains(&thin.len()), "{}", thin.len());
        assert!(thin.contains(&(77_777.0, 9.0)));
        assert_eq!((thin[0], thin[thin.len() - 1]), (points[0], points[99_999]));
        assert!(thin.is_sorted_by_key(|point| point.0));
        assert_eq!(thinned(&points[..7]), points[..7]);
    }

    #[test]
    fn texts_are_escaped() {
        let mut chart = chart(vec![("</text><script>", vec![])]);
        chart.title = "a & \"b\"\u{0}".into();
        chart.unit = "<MB>".into();
        let svg = chart.to_svg().unwrap();
        assert!(!svg.contains("<script") && !svg.contains('\u{0}') && !svg.contains("<MB>"));
        assert!(svg.contains("a &amp; &quot;b&quot;") && svg.contains("&lt;script&gt;"));
    }

    #[test]
    fn a_dark_page_has_other_colours() {
        let light = chart(vec![("run", vec![(0.0, 1.0), (1.0, 2.0)])]);
        let dark = Chart { dark: true, ..light.clone() }.to_svg().unwrap();
        let light = light.to_svg().unwrap();
        for colour in ["#FFFFFF", "#0F5E8C", "#1B2530"] {
            assert!(light.contains(colour) && !dark.contains(colour), "{colour}");
        }
        assert!(dark.contains("#1A2128") && dark.contains("#6FB7E6"));
    }

    #[test]
    fn numbers_that_are_on_no_axis_are_refused_by_place() {
        let field = |points: Vec<(f64, f64)>| match chart(vec![("run", points)]).to_svg() {
            Err(Error::Setting { first, .. }) => first.field,
            other => panic!("{other:?}"),
        };
        for bad in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
            assert_eq!(field(vec![(0.0, 0.0), (bad, 0.0)]), "series[0].points[1]");
            assert_eq!(field(vec![(0.0, bad)]), "series[0].points[0]");
        }
        let lines = vec![("run", Vec::new()); MAX_SERIES + 1];
        assert!(chart(lines).to_svg().is_err());
        let json = r#"{"title": "t", "series": [{"name": "n", "points": [[0]]}]}"#;
        assert!(Chart::from_json(json).is_err());
        let json = r#"{"title": "t", "series": [{"name": "n", "points": [[0, 1.5]]}]}"#;
        assert_eq!(Chart::from_json(json).unwrap().unit, "MB");
    }
}
