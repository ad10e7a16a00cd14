//! Whole numbers by Zipf's law.

use super::IntegerType;
use crate::generate::parameters::parameters;
use crate::generate::rng::{Stream, unit};
use crate::generate::texts::Made;
use crate::generate::{BadParameter, Context, Parameters};

parameters! {
    /// Whole numbers from 1 by Zipf's law, such as the rank of the word that is read next: number n
    /// is n^exponent times as rare as 1.
    Zipf {
        /// Largest number, 1 or more.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 1)))]
        high: u64 = 1_000,
        /// How fast numbers become rarer, from 0 (all are as likely) to 10.
        #[cfg_attr(not(target_arch = "wasm32"), schemars(range(min = 0.0, max = 10.0)))]
        exponent: f64 = 1.0,
        /// The Arrow type of the values.
        r#type: IntegerType = IntegerType::Int64,
    }
}

/// Steeper than this nothing but 1 would be drawn.
const MAX_EXPONENT: f64 = 10.0;

impl Parameters for Zipf {
    fn column(&self, context: &Context) -> Made {
        if self.high == 0 {
            return Err(BadParameter::new("high", "0 is out of range", "Enter 1 or more."));
        }
        if !(0.0..=MAX_EXPONENT).contains(&self.exponent) {
            let problem = format!("{} is out of range", self.exponent);
            return Err(BadParameter::new("exponent", problem, "Enter a number from 0 to 10."));
        }
        self.r#type.check("high", self.high)?;
        let (stream, ranks) = (context.stream(), Ranks::new(self.high, self.exponent));
        Ok(self.r#type.column(move |row| ranks.draw(stream.cell(row)).cast_signed()))
    }
}

/// Zipf's law by rejection-inversion: Hörmann and Derflinger, "Rejection-inversion to generate
/// variates from monotone discrete distributions", 1996. A number is drawn by the inverse of the
/// integral of x^-exponent, and nearly always kept when it is rounded.
#[derive(Clone, Copy)]
struct Ranks {
    count: u64,
    exponent: f64,
    /// The integral to the ends of what is drawn.
    from: f64,
    to: f64,
    /// A number that is no further than this below its rank is kept without a look at the law.
    near: f64,
}

/// Draws of a row. Of ten fewer than one is rejected, so this many never are.
const DRAWS: u64 = 64;

/// From here on all that is drawn is kept: what would be rejected is less than an f64 can tell.
const FLAT: f64 = 67_108_864.0;

/// Leading bits of a rank that a number tells well; the law is flat over those behind.
const TOLD: u32 = 40;

impl Ranks {
    #[expect(clippy::cast_precision_loss, reason = "as precise as the law at its end needs")]
    fn new(count: u64, exponent: f64) -> Self {
        let law = Self { count, exponent, from: 0.0, to: 0.0, near: 0.0 };
        Self {
            from: law.integral(1.5) - 1.0,
            to: law.integral(count as f64 + 0.5),
            near: 2.0 - law.inverse(law.integral(2.5) - law.density(2.0)),
            ..law
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0.5 or more")]
    #[expect(clippy::cast_precision_loss, reason = "above 2^53 all is kept")]
    fn draw(&self, cell: Stream) -> u64 {
        for draw in 0..DRAWS {
            let area = self.to + unit(cell.at(draw)) * (self.from - self.to);
            let number = self.inverse(area);
            let rank = ((number + 0.5) as u64).clamp(1, self.count);
            let place = rank as f64;
            if place - number <= self.near
                || place > FLAT
                || area >= self.integral(place + 0.5) - self.density(place)
            {
                return self.spread(rank, cell.at(DRAWS));
            }
        }
        1
    }

    /// A large rank with its last bits drawn anew.
    fn spread(&self, rank: u64, bits: u64) -> u64 {
        let untold = (u64::BITS - rank.leading_zeros()).saturating_sub(TOLD);
        let last = (1 << untold) - 1;
        (rank & !last | bits & last).min(self.count)
    }

    fn density(&self, x: f64) -> f64 {
        libm::exp(-self.exponent * libm::log(x))
    }

    /// The integral of the density from 1 to x. It is told by `expm1` and `log1p`, which know what
    /// it is where the exponent is about 1.
    fn integral(&self, x: f64) -> f64 {
        let log = libm::log(x);
        log * expm1_share((1.0 - self.exponent) * log)
    }

    fn inverse(&self, area: f64) -> f64 {
        // Rounding may not lead out of the range of the logarithm.
        let power = (area * (1.0 - self.exponent)).max(-1.0);
        libm::exp(area * log1p_share(power))
    }
}

/// (e^x - 1) / x.
fn expm1_share(x: f64) -> f64 {
    if x.abs() > TINY { libm::expm1(x) / x } else { 1.0 + x / 2.0 }
}

/// log(1 + x) / x.
fn log1p_share(x: f64) -> f64 {
    if x.abs() > TINY { libm::log1p(x) / x } else { 1.0 - x / 2.0 }
}

/// So near to 0 the first two terms of a series are exact.
const TINY: f64 = 1e-8;

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;
    use crate::generate::testing::{bad_parameter, misfit, numbers};

    const ROWS: u64 = 50_000;

    fn check(exponent: f64, high: u32) {
        let json = format!(r#"{{"zipf": {{"high": {high}, "exponent": {exponent}}}}}"#);
        let numbers = numbers(&json, ROWS);
        assert!(numbers.iter().all(|number| (1..=i64::from(high)).contains(number)));
        let law: Vec<_> = (1..=high).map(|n| f64::from(n).powf(-exponent)).collect();
        let classes = numbers.iter().map(|number| usize::try_from(number - 1).unwrap());
        // Standard deviations.
        let misfit = misfit(classes, &law);
        assert!(misfit < 4.5, "{exponent} {high}: {misfit}");
    }

    #[test]
    fn numbers_are_as_rare_as_the_law_says() {
        for exponent in [0.0, 0.5, 1.0, 1.0 + 1e-9, 1.7, 10.0] {
            for high in [1, 2, 30, 5_000] {
                check(exponent, high);
            }
        }
    }

    #[test]
    fn the_largest_numbers_are_by_the_law_to_the_last_digit() {
        let json = format!(r#"{{"zipf": {{"high": {}, "exponent": 1}}}}"#, i64::MAX);
        let numbers = numbers(&json, ROWS);
        // The logarithm of a number is as likely everywhere: the sum of 1/n from 2^40 to 2^62 is
        // 22 log 2 of 63 log 2 and Euler's constant.
        let large: Vec<_> = numbers.iter().filter(|n| (1 << 40..1 << 62).contains(*n)).collect();
        let log2 = std::f64::consts::LN_2;
        let share = 22.0 * log2 / (63.0 * log2 + 0.577_215_664_9);
        let (rows, found) = (ROWS as f64, large.len() as f64);
        // 5 standard deviations of a binomial.
        let spread = 5.0 * (rows * share * (1.0 - share)).sqrt();
        assert!((found - rows * share).abs() < spread, "{found}");
        let odd = large.iter().filter(|n| **n % 2 == 1).count() as f64;
        assert!((odd - found / 2.0).abs() < 2.5 * found.sqrt(), "{odd} of {found} are odd");
    }

    #[test]
    fn draws_are_rarely_rejected() {
        for exponent in [0.1, 0.5, 1.0, 2.0, 5.0, 10.0] {
            for count in [2, 10, 1_000_000] {
                let ranks = Ranks::new(count, exponent);
                // What is kept of the area is the sum of the law.
                let law: f64 = (1..=count).map(|n| (n as f64).powf(-exponent)).sum();
                let kept = law / (ranks.to - ranks.from);
                assert!((0.9..1.000_001).contains(&kept), "{exponent} {count}: {kept}");
            }
        }
    }

    #[test]
    fn bad_parameters_are_named() {
        let bad = |parameters: &str| bad_parameter(&format!(r#"{{"zipf": {{{parameters}}}}}"#));
        assert_eq!(bad(r#""high": 0"#), "high");
        assert_eq!(bad(r#""high": 9223372036854775808"#), "high");
        assert_eq!(bad(r#""high": 200, "type": "int8""#), "high");
        assert_eq!(bad(r#""exponent": -0.1"#), "exponent");
        assert_eq!(bad(r#""exponent": 11"#), "exponent");
    }
}
