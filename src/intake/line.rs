//! A line of a W3C log as values, and the values that say when.

use crate::kernel::{Civil, Span, decimal};

/// The values of a row, split at runs of spaces and tabs. A value in double quotes may contain them; a double quote
/// inside it is doubled. Quotes are kept, since no value that is read here is quoted.
pub(super) struct Values<'a> {
    rest: &'a [u8],
}

impl<'a> Values<'a> {
    pub(super) const fn of(line: &'a [u8]) -> Self {
        Self { rest: line }
    }
}

impl<'a> Iterator for Values<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        let quoted = if rest[0] == b'"' { end_of_quoted(rest) } else { None };
        let end = quoted.unwrap_or_else(|| rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len()));
        let (value, rest) = rest.split_at(end);
        self.rest = rest;
        Some(value)
    }
}

/// Where a quoted value ends; `None` if its quote is never closed at the end of a value.
fn end_of_quoted(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += text[at..].iter().position(|&byte| byte == b'"')? + 1;
        match text.get(at) {
            Some(b'"') => at += 1,
            Some(next) if !next.is_ascii_whitespace() => {}
            _ => return Some(at),
        }
    }
}

/// `2026-11-10`, as seconds since 1970.
pub(super) fn date(text: &[u8]) -> Option<u64> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let year = u16::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let day = Civil { year, month: two(m1, m2)?, day: two(d1, d2)?, hour: 0, minute: 0, second: 0 };
    day.unix_s()
}

/// `03:00:38` or `03:00:38.128`, since midnight.
pub(super) fn time_of_day(text: &[u8]) -> Option<Span> {
    let (clock, fraction) = match text.iter().position(|&byte| byte == b'.') {
        Some(dot) => (&text[..dot], &text[dot + 1..]),
        None => (text, &b"0"[..]),
    };
    let [h1, h2, b':', m1, m2, b':', s1, s2] = *clock else { return None };
    let (hour, minute, second) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
    let in_range = hour < 24 && minute < 60 && second < 60;
    let seconds = u64::from(hour) * 3_600 + u64::from(minute) * 60 + u64::from(second);
    in_range.then_some(Span::from_s(seconds) + Span::from_ns(billionths(fraction)?))
}

/// `time-taken`: whole milliseconds, as IIS writes it; with a fraction it is in seconds, as the W3C draft has it.
pub(super) fn time_taken(text: &[u8]) -> Option<Span> {
    match text.iter().position(|&byte| byte == b'.') {
        None => number(text).map(Span::from_ms),
        Some(dot) => Some(Span::from_s(number(&text[..dot])?) + Span::from_ns(billionths(&text[dot + 1..])?)),
    }
}

/// Digits after a decimal point, in billionths; further digits are dropped.
fn billionths(digits: &[u8]) -> Option<u64> {
    decimal::part(digits.get(..9).unwrap_or(digits), 9)
}

/// Decimal digits only, at most 15.
fn number(digits: &[u8]) -> Option<u64> {
    if digits.len() > 15 { None } else { decimal::whole(digits) }
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    number(&[tens, ones]).and_then(|number| u8::try_from(number).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(line: &str) -> Vec<String> {
        Values::of(line.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned()).collect()
    }

    #[test]
    fn splitting() {
        assert_eq!(values(""), [""; 0]);
        assert_eq!(values("  a  b\tc "), ["a", "b", "c"]);
        assert_eq!(values(r#"a "b c" d"#), ["a", "\"b c\"", "d"]);
        assert_eq!(values(r#"404 " ""x"" y " 0"#), ["404", r#"" ""x"" y ""#, "0"]);
        assert_eq!(values(r#"a "b c"#), ["a", "\"b", "c"], "a quote that is never closed quotes nothing");
        assert_eq!(values(r#"a b"c d"#), ["a", "b\"c", "d"]);
        assert_eq!(values(r#""" x"#), ["\"\"", "x"]);
        assert_eq!(values("\""), ["\""]);
    }

    #[test]
    fn dates_and_times() {
        assert_eq!(date(b"1970-01-02"), Some(86_400));
        assert_eq!(date(b"2026-02-29"), None);
        assert_eq!(date(b"26-02-03"), None);
        assert_eq!(time_of_day(b"00:01:02"), Some(Span::from_s(62)));
        assert_eq!(time_of_day(b"00:00:00.25"), Some(Span::from_ms(250)));
        assert_eq!(time_of_day(b"00:00:00.1234567899"), Some(Span::from_ns(123_456_789)));
        for bad in ["24:00:00", "00:60:00", "0:00:00", "00:00:00.", "00:00:00.x", "-", ""] {
            assert_eq!(time_of_day(bad.as_bytes()), None, "{bad}");
        }
    }

    #[test]
    fn times_taken() {
        assert_eq!(time_taken(b"120047"), Some(Span::from_ms(120_047)));
        assert_eq!(time_taken(b"0.031"), Some(Span::from_ms(31)));
        for bad in ["-", "", "1e3", "-1", "99999999999999999999"] {
            assert_eq!(time_taken(bad.as_bytes()), None, "{bad}");
        }
    }
}
