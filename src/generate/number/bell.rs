//! The standard normal law.

#![expect(clippy::excessive_precision, reason = "the coefficients as they are published")]

use std::f64::consts::FRAC_1_SQRT_2;

/// Farther from 0 no number of the law is drawn: a share of random numbers has 52 bits.
pub(in crate::generate) const FARTHEST: f64 = 8.3;

/// The standard normal law, or what of it is between two numbers.
#[derive(Clone, Copy, Debug)]
pub(in crate::generate) struct Bell {
    /// The share of the whole law before the part.
    before: f64,
    /// The share of the whole law that is the part.
    share: f64,
    /// -1 where the part is told by its mirror image: shares are only precise near 0.
    sign: f64,
}

impl Bell {
    /// All of it.
    pub(in crate::generate) const WHOLE: Self = Self { before: 0.0, share: 1.0, sign: 1.0 };

    /// What of it is between two numbers; nothing, if that is too little for an f64.
    pub(super) fn between(low: f64, high: f64) -> Option<Self> {
        let (low, high, sign) =
            if low + high > 0.0 { (-high, -low, -1.0) } else { (low, high, 1.0) };
        let before = share_below(low);
        let share = share_below(high) - before;
        (share > 0.0).then_some(Self { before, share, sign })
    }

    /// The number before which, or behind which, a share from 0 to 1 of the part is.
    #[inline]
    pub(in crate::generate) fn at(self, share: f64) -> f64 {
        self.sign * quantile(self.before + share * self.share)
    }
}

/// The share of the law below a number.
fn share_below(number: f64) -> f64 {
    0.5 * libm::erfc(-number * FRAC_1_SQRT_2)
}

/// The number below which a share of the law is, to about 16 digits: PPND16 of Wichura, "Algorithm
/// AS 241: The percentage points of the normal distribution", 1988. Six of seven shares need no
/// logarithm.
#[inline]
fn quantile(share: f64) -> f64 {
    let centred = share - 0.5;
    if centred.abs() <= 0.425 {
        return centred * CENTRE.at(0.180_625 - centred * centred);
    }
    let outer = if centred < 0.0 { share } else { 1.0 - share };
    let root = (-libm::log(outer)).sqrt();
    let number = if root <= 5.0 { TAIL.at(root - 1.6) } else { FAR_TAIL.at(root - 5.0) };
    number.copysign(centred)
}

/// A quotient of two polynomials, whose coefficients are in ascending order.
struct Quotient {
    over: [f64; 8],
    under: [f64; 8],
}

impl Quotient {
    #[inline]
    fn at(&self, x: f64) -> f64 {
        let polynomial = |all: &[f64; 8]| all.iter().rev().fold(0.0, |sum, one| sum * x + one);
        polynomial(&self.over) / polynomial(&self.under)
    }
}

const CENTRE: Quotient = Quotient {
    over: [
        3.387_132_872_796_366_608,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    under: [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_083e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561e3,
    ],
};

const TAIL: Quotient = Quotient {
    over: [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_9,
        5.769_497_221_460_691_405_5,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_7e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_4e-4,
    ],
    under: [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_4,
        6.897_673_349_851_000_045_5e-1,
        1.481_039_764_274_800_745_9e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
};

const FAR_TAIL: Quotient = Quotient {
    over: [
        6.657_904_643_501_103_777_2,
        5.463_784_911_164_114_369_9,
        1.784_826_539_917_291_335_8,
        2.965_605_718_285_048_912_3e-1,
        2.653_218_952_657_612_309_3e-2,
        1.242_660_947_388_078_438_6e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    under: [
        1.0,
        5.998_322_065_558_879_376_9e-1,
        1.369_298_809_227_358_053_1e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591e-4,
        1.846_318_317_510_054_681_8e-5,
        1.421_511_758_316_445_888_7e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
};

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::generate::rng::unit_open;

    #[test]
    fn shares_and_numbers_are_inverse() {
        // From the far tail, over both limits between the quotients, to the centre.
        for number in (-3_700..0).map(|n| f64::from(n) / 100.0) {
            let back = quantile(share_below(number));
            // The share's own error weighs more in the tail, where shares change by their logarithm.
            assert!((back / number - 1.0).abs() < 1e-13, "{number}: {back}");
        }
        assert_eq!(quantile(0.5), 0.0);
        // Tables of the normal law.
        assert!((quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((quantile(1e-20) + 9.262_340_089_798_408).abs() < 1e-13);
    }

    #[test]
    fn both_sides_are_alike() {
        for bits in (0..1_000).map(|n: u64| n * 0x0040_0000_0000_0000 / 1_000 * 1_000) {
            let (left, right) = (Bell::WHOLE.at(unit_open(bits)), Bell::WHOLE.at(unit_open(!bits)));
            assert_eq!(left, -right);
        }
        let (farthest, least) = (Bell::WHOLE.at(unit_open(u64::MAX)), Bell::WHOLE.at(unit_open(0)));
        assert!(farthest < FARTHEST && least > -FARTHEST);
    }

    #[test]
    fn a_part_stays_between_its_ends_also_in_the_tails() {
        for (low, high) in [(-1.0, 2.0), (5.0, 6.0), (-30.0, -29.5), (20.0, f64::INFINITY)] {
            let part = Bell::between(low, high).unwrap();
            let margin = 1e-12 * low.abs();
            for share in (0..=1_000).map(|n| f64::from(n) / 1_000.0).filter(|n| *n > 0.0) {
                let number = part.at(share);
                assert!((low - margin..=high + margin).contains(&number), "{number}");
            }
        }
        assert!(Bell::between(40.0, 41.0).is_none());
    }
}
