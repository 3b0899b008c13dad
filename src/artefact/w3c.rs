//! The W3C extended log of IIS 10.

use crate::kernel::Time;
use crate::trace::{RecordId, Trace};
use crate::vocabulary::{RequestId, Status};

/// Fields and order of IIS 10 by default.
pub const FIELDS: [&str; 15] = [
    "date",
    "time",
    "s-ip",
    "cs-method",
    "cs-uri-stem",
    "cs-uri-query",
    "s-port",
    "cs-username",
    "c-ip",
    "cs(User-Agent)",
    "cs(Referer)",
    "sc-status",
    "sc-substatus",
    "sc-win32-status",
    "time-taken",
];

/// A row of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The request.
    pub request: RequestId,
    /// When it ended, which is when IIS writes the row.
    pub at: Time,
    /// The record that the row is made from.
    pub record: RecordId,
    /// Status, sub-status, Win32 code.
    pub status: Status,
    /// A value a field, as written.
    pub values: [String; FIELDS.len()],
}

/// The rows of a trace, in the order in which requests ended. `starts_at_unix_s`: the wall clock of second 0, UTC.
pub fn rows(_trace: &Trace, _starts_at_unix_s: u64) -> Vec<Row> {
    Vec::new()
}
