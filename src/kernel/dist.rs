//! Distributions of spans, drawn with integers and one table, so that native and WASM agree in the last bit.

use super::Span;

/// How long something takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dist {
    /// Always the same.
    Fixed(Span),
    /// Any span from the first to the second, both included, equally likely.
    Uniform(Span, Span),
    /// Exponential with this mean: the gaps of a Poisson process. At most 44.4 means.
    Exponential(Span),
}

/// log2(1 + i/256) as a fraction of 2³².
const LOG2: [u64; 257] = log2_table();

/// ln 2 as a fraction of 2³².
const LN2: u64 = 2_977_044_472;

/// Repeated squaring: each step yields one binary digit of the logarithm.
const fn log2_table() -> [u64; 257] {
    let mut table = [0u64; 257];
    let mut i = 0;
    while i < 256 {
        // x in [1, 2) with 62 fractional bits.
        let mut x: u128 = (256 + i as u128) << 54;
        let mut bits = 0u64;
        let mut digit = 0;
        while digit < 33 {
            x = (x * x) >> 62;
            bits <<= 1;
            if x >= 2 << 62 {
                bits |= 1;
                x >>= 1;
            }
            digit += 1;
        }
        // One digit more than needed, to round.
        table[i] = bits.div_ceil(2);
        i += 1;
    }
    table[256] = 1 << 32;
    table
}

/// −ln(u / 2⁶⁴) as a multiple of 2⁻³², for u > 0; linear between the table's points.
const fn minus_ln(u: u64) -> u64 {
    let zeros = u.leading_zeros();
    // The mantissa without its leading one: 8 bits of table index, 24 bits between the points.
    let mantissa = (u << zeros) << 1;
    let index = (mantissa >> 56) as usize;
    let part = (mantissa >> 32) & 0x00ff_ffff;
    let low = LOG2[index];
    let log2 = low + (((LOG2[index + 1] - low) * part) >> 24);
    let minus_log2 = ((zeros as u64 + 1) << 32) - log2;
    #[expect(clippy::cast_possible_truncation, reason = "at most 64 · ln 2 · 2³², below 2³⁸")]
    let ln = ((minus_log2 as u128 * LN2 as u128) >> 32) as u64;
    ln
}

impl Dist {
    /// The span that 64 uniform bits stand for.
    pub fn sample(self, bits: u64) -> Span {
        match self {
            Self::Fixed(span) => span,
            Self::Uniform(low, high) => {
                let width = u128::from(high.ns().saturating_sub(low.ns())) + 1;
                let offset = ((u128::from(bits) * width) >> 64) as u64;
                low + Span::from_ns(offset)
            }
            Self::Exponential(mean) => {
                let ns = (u128::from(mean.ns()) * u128::from(minus_ln(bits.max(1)))) >> 32;
                Span::from_ns(u64::try_from(ns).unwrap_or(u64::MAX))
            }
        }
    }

    /// The 99th percentile: 99 of 100 samples are no longer.
    pub fn percentile_99(self) -> Span {
        match self {
            Self::Fixed(span) => span,
            Self::Uniform(low, high) => low + Span::from_ns(high.ns().saturating_sub(low.ns()) / 100 * 99),
            // −ln 0.01 = 4.605 17.
            Self::Exponential(mean) => Span::from_ns(mean.ns() / 100_000 * 460_517),
        }
    }

    /// The mean.
    pub fn mean(self) -> Span {
        match self {
            Self::Fixed(span) | Self::Exponential(span) => span,
            Self::Uniform(low, high) => Span::from_ns(low.ns().midpoint(high.ns())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Dice, Stream};

    #[test]
    fn the_logarithm_agrees_with_that_of_the_platform() {
        let dice = Dice::new(1);
        for n in 0..10_000 {
            let u = dice.draw(Stream::Work, 0, n) >> (n % 60);
            #[expect(clippy::cast_precision_loss, reason = "a comparison in a test")]
            let (ours, theirs) = (minus_ln(u.max(1)) as f64 / 2f64.powi(32), -(u.max(1) as f64 / 2f64.powi(64)).ln());
            assert!((ours - theirs).abs() < 3e-6, "{u}: {ours} is not {theirs}");
        }
    }

    /// Test vectors: a change here changes every recorded run.
    #[test]
    fn samples_are_these() {
        let mean = Dist::Exponential(Span::from_s(1));
        assert_eq!(mean.sample(u64::MAX).ns(), 0);
        assert_eq!(mean.sample(1 << 63).ns(), 693_147_180);
        assert_eq!(mean.sample(0).ns(), 44_361_419_558);
        let uniform = Dist::Uniform(Span::from_ns(10), Span::from_ns(19));
        assert_eq!((uniform.sample(0).ns(), uniform.sample(u64::MAX).ns()), (10, 19));
        assert_eq!(Dist::Fixed(Span::from_ms(3)).sample(12345), Span::from_ms(3));
    }

    #[test]
    fn one_of_a_hundred_samples_is_beyond_the_99th_percentile() {
        let (low, high) = (Span::from_ms(30), Span::from_ms(50));
        for dist in [Dist::Uniform(low, high), Dist::Exponential(high)] {
            let beyond =
                (0..100_000).filter(|&n| dist.sample(Dice::new(3).draw(Stream::Work, n, 0)) > dist.percentile_99());
            assert!((900..1_100).contains(&beyond.count()), "{dist:?}");
        }
        assert_eq!(Dist::Fixed(low).percentile_99(), low);
    }

    /// Chi-square over 50 cells of equal probability; 49 degrees of freedom, 0.1 % limits 23.0 and 85.4.
    fn goodness_of_fit(dist: Dist, cell: impl Fn(Span) -> usize) {
        for seed in 0..6 {
            let mut cells = [0u64; 50];
            for n in 0..50_000 {
                cells[cell(dist.sample(Dice::new(seed).draw(Stream::Arrival, n, 0)))] += 1;
            }
            let chi2: u64 = cells.iter().map(|&n| n.abs_diff(1000).pow(2)).sum::<u64>() / 1000;
            assert!((23..=85).contains(&chi2), "seed {seed}: chi-square {chi2}");
        }
    }

    #[test]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "cells of a test"
    )]
    fn the_exponential_is_exponential() {
        let mean = Span::from_ms(40);
        goodness_of_fit(Dist::Exponential(mean), |span| {
            let survived = (-(span.ns() as f64) / mean.ns() as f64).exp();
            ((survived * 50.0) as usize).min(49)
        });
    }

    #[test]
    fn the_uniform_is_uniform() {
        let low = Span::from_ms(5);
        goodness_of_fit(Dist::Uniform(low, low + Span::from_ns(49_999)), |span| {
            usize::try_from((span.ns() - low.ns()) / 1000).unwrap()
        });
    }
}
