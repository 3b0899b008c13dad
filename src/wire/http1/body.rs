//! The body: where it ends.
//!
//! ```text
//!     Counted ── all bytes there ──► done        UntilClose (FIN ends it)
//!
//!     SizeStart ──► Size ──► Extension ──► SizeLf ──► Data ──► DataCr ──► DataLf ──► SizeStart
//!                                            └── size 0 ──► Trailer ── empty line ──► done
//! ```

use super::fields::Fields;
use crate::vocabulary::InvalidHead;

/// A body that is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// So many bytes are left.
    Counted(u64),
    /// In chunks (RFC 9112 §7.1).
    Chunked(Chunked),
    /// To the end of the connection.
    UntilClose,
}

/// Where in a chunked body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chunked {
    /// Before the first digit of a size.
    SizeStart,
    /// In the size.
    Size(u64),
    /// Between the size and the end of its line.
    Extension(u64),
    /// Before the LF that ends the line of the size.
    SizeLf(u64),
    /// In the data, of which so much is left.
    Data(u64),
    /// Before the CR after the data.
    DataCr,
    /// Before the LF after the data.
    DataLf,
    /// In the trailer.
    Trailer(Fields),
}

impl Body {
    /// How many of `bytes` belong to the body, and whether it is complete.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<(usize, bool), InvalidHead> {
        match self {
            Self::UntilClose => Ok((bytes.len(), false)),
            Self::Counted(left) => {
                let taken = take(left, bytes.len());
                Ok((taken, *left == 0))
            }
            Self::Chunked(chunked) => chunked.feed(bytes).map_err(|_| InvalidHead::BadChunk),
        }
    }
}

impl Chunked {
    fn feed(&mut self, bytes: &[u8]) -> Result<(usize, bool), InvalidHead> {
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            match self {
                Self::Data(left) => {
                    at += take(left, bytes.len() - at);
                    if *left == 0 {
                        *self = Self::DataCr;
                    }
                    continue;
                }
                Self::Trailer(fields) => {
                    let (taken, done) = fields.feed(&bytes[at..])?;
                    return Ok((at + taken, done));
                }
                _ => {}
            }
            at += 1;
            *self = match (&*self, byte) {
                (Self::SizeStart, _) => Self::Size(digit(byte)?),
                (&Self::Size(size), b'\r') | (&Self::Extension(size), b'\r') => Self::SizeLf(size),
                (&Self::Size(size), b';' | b' ' | b'\t') => Self::Extension(size),
                (&Self::Size(size), _) => {
                    let longer = size.checked_mul(16).ok_or(InvalidHead::BadChunk)?;
                    Self::Size(longer + digit(byte)?)
                }
                (_, b'\n') if matches!(self, Self::Extension(_)) => return Err(InvalidHead::BadChunk),
                (&Self::Extension(size), _) => Self::Extension(size),
                // A trailer is read like field lines and forgotten.
                (Self::SizeLf(0), b'\n') => Self::Trailer(Fields::new(true)),
                (&Self::SizeLf(size), b'\n') => Self::Data(size),
                (Self::DataCr, b'\r') => Self::DataLf,
                (Self::DataLf, b'\n') => Self::SizeStart,
                _ => return Err(InvalidHead::BadChunk),
            };
        }
        Ok((at, false))
    }
}

/// Takes from `left` what of it is among `there` bytes.
fn take(left: &mut u64, there: usize) -> usize {
    let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(there);
    *left -= taken as u64;
    taken
}

fn digit(byte: u8) -> Result<u64, InvalidHead> {
    char::from(byte).to_digit(16).map(u64::from).ok_or(InvalidHead::BadChunk)
}
