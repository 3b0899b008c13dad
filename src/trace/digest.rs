//! The digest of a trace: the same natively and in WASM.

use std::fmt;
use std::hash::Hasher;

/// A 64-bit hash over records, in order. Not cryptographic.
///
/// The multiply-and-rotate step is that of FxHash on explicit 64-bit words, with a final mix; every number is widened to 64 bits, so that
/// the width of `usize` does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest(u64);

impl Digest {
    /// All 16 hexadecimal digits, as `simulate` prints them.
    pub fn long(self) -> String {
        format!("{:016x}", self.finish())
    }

    /// The short form of the page: `7F3A-21C0`.
    pub fn short(self) -> String {
        let high = self.finish() >> 32;
        format!("{:04X}-{:04X}", high >> 16, high & 0xffff)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.long())
    }
}

impl Hasher for Digest {
    fn finish(&self) -> u64 {
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(byte.into());
        }
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(n.into());
    }

    fn write_u16(&mut self, n: u16) {
        self.write_u64(n.into());
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(n.into());
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    #[expect(clippy::cast_sign_loss, reason = "discriminants of enums, never negative")]
    fn write_isize(&mut self, n: isize) {
        self.write_u64(n as u64);
    }
}
