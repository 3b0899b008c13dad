//! The W3C extended log of IIS 10, with the fields that it writes by default.
//!
//! A row is written when A has ended a request: `date` and `time` are that instant in UTC, and the start is
//! `time-taken` before it. What http.sys refuses by itself has no row here (the real one is in HTTPERR).
//! This module never decides how a request ended; it copies what the trace says.

use std::fmt::Write as _;
use std::sync::Arc;

use super::cast;
use crate::kernel::{Civil, Time};
use crate::plan::Plan;
use crate::trace::{RecordId, StageWriter, Stages, Trace, excerpt};
use crate::vocabulary::{Ending, Party, PlaceId, RequestId, Status};

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
    /// The line, without its end. Whoever copies a row shares it: a long run has a hundred thousand of them.
    pub line: Arc<str>,
}

impl Row {
    /// A value a field, as written, in the order of `FIELDS`. A space only stands between values.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.line.split(' ')
    }

    /// The value of the field at a place of `FIELDS`.
    pub fn value(&self, field: usize) -> &str {
        self.values().nth(field).unwrap_or_default()
    }
}

/// The log of one gateway.
#[derive(Clone, Debug)]
pub struct Log {
    starts_at_unix_s: u64,
    /// Whose log.
    gateway: PlaceId,
    plan: Arc<Plan>,
    templates: Arc<[Vec<u8>]>,
}

impl Log {
    /// The log of a gateway in the run of a trace. `starts_at_unix_s`: the wall clock of second 0, seconds since 1970, UTC.
    pub fn new(trace: &Trace, gateway: PlaceId, starts_at_unix_s: u64) -> Self {
        let (plan, templates) = (Arc::clone(trace.plan()), trace.templates().into());
        Self { starts_at_unix_s, gateway, plan, templates }
    }

    /// The row of an exchange, if it has one in this log.
    pub fn row(&self, stages: &Stages) -> Option<Row> {
        let written = stages.place == self.gateway && stages.ending != Ending::QueueFull;
        written.then(|| Row {
            request: stages.request,
            at: stages.ended,
            record: stages.record,
            status: stages.status,
            line: self.line(stages).into(),
        })
    }

    fn line(&self, stages: &Stages) -> String {
        let head = stages.asked.map(|bytes| excerpt(&self.templates, bytes)).unwrap_or_default();
        let head = Head::read(&head);
        let asker = match stages.of {
            Party::Exchange(_) => cast::address(&self.plan, self.plan.asker_of(self.gateway)),
            Party::Client(_) | Party::Request(_) | Party::Task(_) | Party::Call(_) => {
                cast::client_address(stages.client)
            }
        };
        let (date_and_time, address) =
            (civil(self.starts_at_unix_s, stages.ended), cast::address(&self.plan, self.gateway));
        let [method, stem, query, no_user, user_agent, referer] =
            [head.method, head.stem, head.query, b"", head.user_agent, head.referer].map(value);
        let (port, Status { code, sub, win32 }, time_taken) = (cast::A_PORT, stages.status, stages.time_taken().ms());
        format!(
            "{date_and_time} {address} {method} {stem} {query} {port} {no_user} {asker} {user_agent} {referer} \
             {code} {sub} {} {time_taken}",
            win32.0
        )
    }
}

/// The rows of a gateway's log, in the order in which requests ended. `starts_at_unix_s`: the wall clock of second 0, UTC.
pub fn rows(trace: &Trace, gateway: PlaceId, starts_at_unix_s: u64) -> Vec<Row> {
    let log = Log::new(trace, gateway, starts_at_unix_s);
    let mut rows = Vec::new();
    StageWriter::default().extend(trace, |stages| rows.extend(log.row(stages)));
    rows
}

/// The file: the four lines that IIS writes when it opens one, then the rows. Lines end in CRLF.
///
/// `#Date` is the instant of the first row; of second 0 if there is none.
pub fn file(rows: &[Row], starts_at_unix_s: u64) -> String {
    let opened = civil(starts_at_unix_s, rows.first().map_or(Time::ZERO, |row| row.at));
    let mut text = format!(
        "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: {opened}\r\n#Fields: {}\r\n",
        FIELDS.join(" ")
    );
    for row in rows {
        text.push_str(&row.line);
        text.push_str("\r\n");
    }
    text
}

/// The name that IIS gives the file of the day on which the run begins: `u_ex261110.log`.
pub fn file_name(starts_at_unix_s: u64) -> String {
    let Civil { year, month, day, .. } = Civil::from_unix_s(starts_at_unix_s);
    format!("u_ex{:02}{month:02}{day:02}.log", year % 100)
}

fn civil(starts_at_unix_s: u64, at: Time) -> Civil {
    Civil::from_unix_s(starts_at_unix_s.saturating_add(at.ns() / 1_000_000_000))
}

/// The parts of a request that the log shows. Parts that are not there are empty.
#[derive(Default)]
struct Head<'a> {
    method: &'a [u8],
    stem: &'a [u8],
    query: &'a [u8],
    user_agent: &'a [u8],
    referer: &'a [u8],
}

impl<'a> Head<'a> {
    /// Reads what is there: a head that was cut short gives the parts before the cut.
    fn read(bytes: &'a [u8]) -> Self {
        let mut lines = bytes.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let mut words = lines.next().unwrap_or_default().split(|&byte| byte == b' ');
        let method = words.next().unwrap_or_default();
        let target = words.next().unwrap_or_default();
        let (stem, query) = split_at(target, b'?').unwrap_or((target, b""));
        let mut head = Self { method, stem, query, ..Self::default() };
        for line in lines.take_while(|line| !line.is_empty()) {
            let Some((name, value)) = split_at(line, b':') else { continue };
            match () {
                () if name.eq_ignore_ascii_case(b"user-agent") => head.user_agent = value.trim_ascii(),
                () if name.eq_ignore_ascii_case(b"referer") => head.referer = value.trim_ascii(),
                () => {}
            }
        }
        head
    }
}

fn split_at(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let place = bytes.iter().position(|&byte| byte == separator)?;
    Some((&bytes[..place], &bytes[place + 1..]))
}

/// As IIS writes a value: `-` if empty, `+` for a space; what is no printable ASCII is written as `%XX`.
fn value(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "-".to_owned();
    }
    let mut text = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b' ' => text.push('+'),
            b'!'..=b'~' => text.push(char::from(byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let head = Head::read(
            b"GET /api/stock/41?a=1?2 HTTP/1.1\r\nHost: shop.example\r\nUser-Agent:  curl/8.9 x\r\nREFERER: http://h/a:b\r\n\r\nUser-Agent: no",
        );
        assert_eq!(value(head.method), "GET");
        assert_eq!(value(head.stem), "/api/stock/41");
        assert_eq!(value(head.query), "a=1?2");
        assert_eq!(value(head.user_agent), "curl/8.9+x");
        assert_eq!(value(head.referer), "http://h/a:b");
    }

    #[test]
    fn every_prefix_of_a_head_is_read() {
        let whole = b"GET /a?b HTTP/1.1\r\nUser-Agent: c\r\n\r\n";
        for end in 0..=whole.len() {
            let head = Head::read(&whole[..end]);
            assert!(whole.starts_with(head.method));
        }
        assert_eq!(value(Head::read(b"").method), "-");
    }

    #[test]
    fn values_as_iis_writes_them() {
        assert_eq!(value(b""), "-");
        assert_eq!(value(b"a b"), "a+b");
        assert_eq!(value(b"\x00\xff"), "%00%FF");
    }

    #[test]
    fn names_of_files() {
        assert_eq!(file_name(1_794_279_600), "u_ex261110.log");
        assert_eq!(file_name(951_782_399), "u_ex000228.log");
    }
}
