//! W3C extended logs, as IIS of any version writes them, and as people hand them over: cut, joined, padded, damaged.
//!
//! Only what says *when* is read. A row that cannot be read is left out and named; what can be read is kept.

use std::fmt;

use super::line::{Values, date, time_of_day, time_taken};
use crate::kernel::Span;

/// So many problems are told one by one; the rest is counted.
const PROBLEMS: usize = 100;
/// So many bytes of a line are quoted.
const QUOTED: usize = 60;

/// What a log says about its requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// The rows that could be read, in the order of the file.
    pub rows: Vec<Row>,
    /// How many of them do not say how long the request took: their arrival is their end.
    pub without_time_taken: u32,
    /// Rows that were left out.
    pub skipped: u32,
    /// What is wrong, in the order of the file; the first 100.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub further_problems: u32,
}

/// A request of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: u32,
    /// When it arrived: its end less the time that it took. Nanoseconds since 1970; local time if that is what was logged.
    pub arrived_unix_ns: u64,
    /// How long it took, if that is known.
    pub time_taken: Option<Span>,
}

/// Something wrong in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong in a line, and what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// More or fewer values than the `#Fields` line has names: only date and time are taken, if they are there.
    Values {
        /// Values in the row.
        found: u32,
        /// Names in the `#Fields` line.
        expected: u32,
    },
    /// Where the date should be stands something else: left out.
    NoDate(String),
    /// Where the time should be stands something else: left out.
    NoTime(String),
    /// Where the time taken should be stands something else: the end counts as the arrival.
    NoTimeTaken(String),
    /// A row before the first `#Fields` line: left out.
    BeforeFields,
    /// The `#Fields` line names no time: the rows after it are left out.
    FieldsWithoutTime,
    /// Neither rows nor header say on which day this was: counted from a day of its own.
    NoDay,
}

/// Why a text is no log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// It is UTF-16.
    Utf16,
    /// No line begins with `#Fields:`; the first line that is not empty, and its beginning.
    NoFields {
        /// The line, from 1.
        line: u32,
        /// How it begins.
        found: String,
    },
    /// There is a `#Fields` line, but not one row that could be read: the first problem, if there was a row at all.
    NoRows(Option<Problem>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values { found, expected } => {
                write!(f, "{found} values, but #Fields names {expected}; only date and time are taken from such a row")
            }
            Self::NoDate(found) => write!(f, "expected a date such as 2026-11-10, found {found:?}; left out"),
            Self::NoTime(found) => write!(f, "expected a time such as 03:00:38, found {found:?}; left out"),
            Self::NoTimeTaken(found) => {
                write!(f, "expected a time-taken in milliseconds, found {found:?}; the end counts as the arrival")
            }
            Self::BeforeFields => f.write_str("a row before any #Fields line; left out"),
            Self::FieldsWithoutTime => f.write_str("#Fields names no time; the rows after it are left out"),
            Self::NoDay => {
                f.write_str("no date, neither here nor in a #Date line; counted from midnight of an unnamed day")
            }
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("line 1: the file is empty; expected a W3C extended log, which begins with # lines")
            }
            Self::Utf16 => f.write_str("line 1: the file is UTF-16; save it as UTF-8 and try again"),
            Self::NoFields { line, found } => write!(
                f,
                "line {line}: found {found:?}; expected a W3C extended log, which names its columns in a line such as \
                 \"#Fields: date time … time-taken\""
            ),
            Self::NoRows(None) => f.write_str("the log has a #Fields line and no rows"),
            Self::NoRows(Some(problem)) => write!(f, "no row could be read. First problem: {problem}"),
        }
    }
}

/// Where in a row the values are that say when.
#[derive(Clone, Copy, Debug, Default)]
struct Columns {
    count: usize,
    date: Option<usize>,
    time: Option<usize>,
    taken: Option<usize>,
}

impl Columns {
    fn named(names: &[u8]) -> Self {
        let mut columns = Self::default();
        for (index, name) in Values::of(names).enumerate() {
            columns.count = index + 1;
            let is = |names: [&str; 2]| names.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
            match () {
                () if is(["date", "date-local"]) => columns.date = columns.date.or(Some(index)),
                () if is(["time", "time-local"]) => columns.time = columns.time.or(Some(index)),
                () if is(["time-taken", "TimeTakenMS"]) => columns.taken = columns.taken.or(Some(index)),
                () => {}
            }
        }
        columns
    }
}

/// Reads a log.
///
/// # Errors
/// If there is no row that can be read.
pub fn read(bytes: &[u8]) -> Result<Log, Refused> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(Refused::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::default();
    for (line, text) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
        reader.line(line, text);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    log: Log,
    columns: Option<Columns>,
    /// The day of rows without a date [s since 1970].
    day: Option<u64>,
    /// The time of the last such row: when it falls back by half a day, midnight has passed.
    last: Span,
    first_line: Option<(u32, String)>,
}

impl Reader {
    fn line(&mut self, line: u32, text: &[u8]) {
        // After a crash of Windows a log ends in blocks of zeros.
        let text = text.trim_ascii();
        let text = &text[text.iter().take_while(|&&byte| byte == 0).count()..];
        let text = text.trim_ascii();
        if text.is_empty() {
            return;
        }
        if self.first_line.is_none() {
            self.first_line = Some((line, quote(text)));
        }
        if text[0] == b'#' {
            self.directive(line, &text[1..]);
            return;
        }
        let Some(columns) = self.columns else {
            self.skip(line, Reason::BeforeFields);
            return;
        };
        match self.row(line, columns, text) {
            Ok(row) => {
                self.log.without_time_taken += u32::from(row.time_taken.is_none());
                self.log.rows.push(row);
            }
            Err(Some(reason)) => self.skip(line, reason),
            Err(None) => self.log.skipped += 1,
        }
    }

    fn directive(&mut self, line: u32, text: &[u8]) {
        let Some(colon) = text.iter().position(|&byte| byte == b':') else { return };
        let (name, value) = (text[..colon].trim_ascii(), &text[colon + 1..]);
        if name.eq_ignore_ascii_case(b"fields") {
            let columns = Columns::named(value);
            if columns.time.is_none() {
                self.problem(line, Reason::FieldsWithoutTime);
            }
            self.columns = Some(columns);
        } else if (name.eq_ignore_ascii_case(b"date") || name.eq_ignore_ascii_case(b"start-date"))
            && let Some(day) = Values::of(value).next().and_then(date)
        {
            (self.day, self.last) = (Some(day), Span::ZERO);
        }
    }

    /// A row, or why there is none (`None`: it was said before).
    fn row(&mut self, line: u32, columns: Columns, text: &[u8]) -> Result<Row, Option<Reason>> {
        let time_at = columns.time.ok_or(None)?;
        let (mut date_value, mut time_value, mut taken_value) = (None, None, None);
        let mut found = 0;
        for (index, value) in Values::of(text).enumerate() {
            found = index + 1;
            for (column, place) in
                [(columns.date, &mut date_value), (Some(time_at), &mut time_value), (columns.taken, &mut taken_value)]
            {
                if column == Some(index) {
                    *place = Some(value);
                }
            }
        }
        let time_value = time_value.unwrap_or_default();
        let time = time_of_day(time_value).ok_or_else(|| Some(Reason::NoTime(quote(time_value))))?;
        let day = match columns.date {
            Some(_) => {
                let value = date_value.unwrap_or_default();
                date(value).ok_or_else(|| Some(Reason::NoDate(quote(value))))?
            }
            None => self.day_of(line, time),
        };
        let time_taken = if found == columns.count {
            self.time_taken(line, taken_value)
        } else {
            let [found, expected] = [found, columns.count].map(|count| u32::try_from(count).unwrap_or(u32::MAX));
            self.problem(line, Reason::Values { found, expected });
            None
        };
        let ended = Span::from_s(day) + time;
        let arrived_unix_ns = ended.ns().saturating_sub(time_taken.unwrap_or(Span::ZERO).ns());
        Ok(Row { line, arrived_unix_ns, time_taken })
    }

    fn time_taken(&mut self, line: u32, value: Option<&[u8]>) -> Option<Span> {
        let value = value.filter(|value| *value != b"-")?;
        let taken = time_taken(value);
        if taken.is_none() {
            self.problem(line, Reason::NoTimeTaken(quote(value)));
        }
        taken
    }

    /// The day of a row that says only the time.
    fn day_of(&mut self, line: u32, time: Span) -> u64 {
        const DAY_S: u64 = 86_400;
        if self.day.is_none() {
            self.problem(line, Reason::NoDay);
        }
        let mut day = self.day.unwrap_or(DAY_S);
        if time + Span::from_s(DAY_S / 2) < self.last {
            day += DAY_S;
        }
        (self.day, self.last) = (Some(day), time);
        day
    }

    fn skip(&mut self, line: u32, reason: Reason) {
        self.log.skipped += 1;
        self.problem(line, reason);
    }

    fn problem(&mut self, line: u32, reason: Reason) {
        if self.log.problems.len() < PROBLEMS {
            self.log.problems.push(Problem { line, reason });
        } else {
            self.log.further_problems += 1;
        }
    }

    fn finish(self) -> Result<Log, Refused> {
        let Some((line, found)) = self.first_line else { return Err(Refused::Empty) };
        if self.columns.is_none() {
            return Err(Refused::NoFields { line, found });
        }
        if self.log.rows.is_empty() {
            return Err(Refused::NoRows(self.log.problems.into_iter().next()));
        }
        Ok(self.log)
    }
}

/// The beginning of a text from outside, readable whatever is in it.
fn quote(text: &[u8]) -> String {
    let cut = text.len() > QUOTED;
    let mut quoted: String = String::from_utf8_lossy(&text[..text.len().min(QUOTED)]).into_owned();
    if cut {
        quoted.push('…');
    }
    quoted
}
