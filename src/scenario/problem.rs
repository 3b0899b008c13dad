//! What is wrong with a scenario: plain data, put into words by `text`, and in plain English for the command line.

use std::fmt;

use crate::vocabulary::{Fault, Impossible};

/// Something wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The text is not JSON, or not of the scenario format: an unknown field, a missing one, a value of the wrong type.
    Json {
        /// Line, from 1.
        line: u32,
        /// Column, from 1.
        column: u32,
        /// What the parser says, in English.
        message: String,
    },
    /// A value is impossible.
    Value {
        /// Where: `server_b.slots`, `faults[0].until_ms`.
        path: String,
        /// The value, as written.
        value: String,
        /// What it must be.
        limit: Limit,
    },
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// A whole number in this range, both ends included.
    Between(u64, u64),
    /// One of these words.
    OneOf(Vec<String>),
    /// A whole number in this range, or the word.
    BetweenOr(u64, u64, &'static str),
    /// Two numbers, the smaller one first.
    InOrder,
    /// An instant such as `2026-11-10T03:00:00Z`.
    Instant,
    /// After the value of this other field.
    After(&'static str),
    /// At most so many requests over the whole run.
    Requests(u64),
    /// A text of 1 to so many bytes.
    Text(u64),
    /// At most so many entries.
    Entries(u64),
    /// Each fault once at a place.
    Once,
    /// A name that no other place has.
    Twice,
    /// Letters, digits and `-`, at most [`MAX_NAME_BYTES`](crate::plan::limits::MAX_NAME_BYTES).
    Name,
    /// The path of a URL.
    Path,
    /// It must be there.
    Needed,
    /// It belongs to the other format.
    OtherFormat(u8),
    /// A fault that can happen under the hosting.
    Possible(Fault, Impossible),
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Between(low, high) => write!(f, "must be {low} to {high}"),
            Self::OneOf(words) => write!(f, "must be one of {}", words.join(", ")),
            Self::BetweenOr(low, high, word) => write!(f, "must be {low} to {high}, or \"{word}\""),
            Self::InOrder => f.write_str("must be two numbers, the smaller one first"),
            Self::Instant => f.write_str("must be an instant in UTC such as 2026-11-10T03:00:00Z"),
            Self::After(other) => write!(f, "must be later than {other}"),
            Self::Requests(most) => write!(f, "gives more than {most} requests until ends_at_ms; lower one of the two"),
            Self::Text(most) => write!(f, "must have 1 to {most} bytes"),
            Self::Entries(most) => write!(f, "must have at most {most} entries"),
            Self::Twice => f.write_str("is the name of two places; each needs its own"),
            Self::Name => f.write_str("must be a name of 1 to 16 letters, digits and -"),
            Self::Path => f.write_str("must be a path such as /api/stock/{n}"),
            Self::Needed => f.write_str("must be there"),
            Self::OtherFormat(format) => write!(f, "belongs to format {format}"),
            Self::Once => f.write_str("is there twice; each fault can be scheduled once"),
            Self::Possible(_, Impossible::Loopback) => f.write_str(
                "cannot happen under this hosting: B is reached on 127.0.0.1, where a SYN is always answered",
            ),
        }
    }
}

/// One line: place, value, limit.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { line, column, message } => write!(f, "line {line}, column {column}: {message}"),
            Self::Value { path, value, limit } => write!(f, "{path}: {value} {limit}"),
        }
    }
}
