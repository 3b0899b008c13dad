//! Chance that can be replayed: a counter-based generator.
//!
//! A draw is a pure function of (seed, stream, entity, number), so there is no state to copy, one more
//! draw somewhere shifts nothing elsewhere, and a fork sees the same arrivals.

use super::{Dist, Span};

/// What a draw is for. Streams are independent of each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum Stream {
    /// The gap before the arrival of a request; entity: the request.
    Arrival = 1,
    /// Which client machine sends; entity: the request.
    Client = 2,
    /// Latency of a link; entity: request, link and kind of segment; number: which of its exchanges or calls, and the
    /// how-manieth segment of this kind.
    Link = 3,
    /// Time a worker of A needs; entity: the request.
    Worker = 4,
    /// Lateness of A's timer; entity: the request.
    Timer = 5,
    /// Time a handler step of B needs; entity: the request.
    Work = 6,
    /// Time a dependency needs; entity: request and dependency; number: which of its calls.
    Dependency = 7,
    /// Whether a fault hits; entity: fault and request; number: which of its exchanges or calls.
    Fault = 8,
    /// What a request asks for; entity: the request.
    Kind = 9,
}

/// The generator. Its mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood 2014), applied to each part of
/// the key in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dice {
    /// The seed, mixed with each stream.
    streams: [u64; STREAMS],
}

/// Numbers of streams are below this.
const STREAMS: usize = Stream::Kind as usize + 1;

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Dice {
    /// The dice of a run.
    pub const fn new(seed: u64) -> Self {
        let seed = mix(seed.wrapping_add(GOLDEN));
        let (mut streams, mut stream) = ([0; STREAMS], 0);
        while stream < STREAMS {
            streams[stream] = mix(seed ^ (stream as u64).wrapping_mul(GOLDEN));
            stream += 1;
        }
        Self { streams }
    }

    /// 64 uniform bits: the `number`-th draw of `entity` in `stream`.
    pub const fn draw(&self, stream: Stream, entity: u64, number: u64) -> u64 {
        let a = self.streams[stream as usize];
        let b = mix(a ^ entity.wrapping_add(GOLDEN));
        mix(b ^ number.wrapping_mul(GOLDEN).wrapping_add(GOLDEN))
    }

    /// A span of this distribution; one that is fixed needs no draw.
    pub fn span(&self, dist: Dist, stream: Stream, entity: u64, number: u64) -> Span {
        match dist {
            Dist::Fixed(span) => span,
            Dist::Uniform(..) | Dist::Exponential(_) => dist.sample(self.draw(stream, entity, number)),
        }
    }

    /// A uniform number below `bound`, 0 if `bound` is 0. The bias is below 2⁻³² for bounds below 2³².
    pub const fn below(&self, stream: Stream, entity: u64, number: u64, bound: u64) -> u64 {
        // The high half of the product; its quotient is below `bound`.
        ((self.draw(stream, entity, number) as u128 * bound as u128) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test vectors: a change here changes every recorded run.
    #[test]
    fn draws_are_these() {
        let dice = Dice::new(7);
        let drawn: Vec<u64> = (0..3).map(|n| dice.draw(Stream::Arrival, 1, n)).collect();
        assert_eq!(drawn, [13_004_575_115_930_107_789, 8_308_973_778_602_950_491, 1_477_390_539_672_043_457]);
    }

    #[test]
    fn the_first_mixing_step_is_that_of_splitmix64() {
        // First output of SplitMix64 seeded with 0, from its reference implementation.
        assert_eq!(mix(GOLDEN), 0xe220_a839_7b1d_cdaf);
    }

    #[test]
    fn each_part_of_the_key_matters() {
        let base = Dice::new(7).draw(Stream::Arrival, 1, 0);
        assert_ne!(base, Dice::new(8).draw(Stream::Arrival, 1, 0));
        assert_ne!(base, Dice::new(7).draw(Stream::Client, 1, 0));
        assert_ne!(base, Dice::new(7).draw(Stream::Arrival, 2, 0));
        assert_ne!(base, Dice::new(7).draw(Stream::Arrival, 1, 1));
    }

    /// Chi-square over 64 cells of consecutive entities; 63 degrees of freedom, 0.1 % limits 32.5 and 103.4.
    #[test]
    fn bits_of_neighbouring_entities_are_uniform() {
        for seed in 0..8 {
            let dice = Dice::new(seed);
            let mut cells = [0u64; 64];
            for entity in 0..64_000 {
                cells[usize::try_from(dice.below(Stream::Work, entity, 0, 64)).unwrap()] += 1;
            }
            let chi2: u64 = cells.iter().map(|&n| n.abs_diff(1000).pow(2)).sum::<u64>() / 1000;
            assert!((32..=103).contains(&chi2), "seed {seed}: chi-square {chi2}");
        }
    }
}
