//! Numbers, spans and instants as a reader sees them. Rounded for reading, never for reckoning.
//!
//! In prose a number and its unit are held together by a no-break space, and thousands are set apart by a thin one; Korean sets
//! its units close, and a comma between thousands.
//! Artefacts write their numbers themselves.

use super::Lang;
use crate::kernel::decimal::{self, Decimal};
use crate::kernel::{Span, Time};

/// Keeps a number and its unit on one line.
const NO_BREAK: char = '\u{a0}';
/// Sets thousands apart in English.
const THIN: char = '\u{202f}';

/// An instant to the millisecond: `1:10.553`, from an hour on `1:02:03.004`.
pub fn clock(at: Time) -> String {
    format!("{}{:.3}", clock_s(at), seconds(at.ms()).part())
}

/// An instant to the second, cut off: `0:40`, from an hour on `1:02:03`.
pub fn clock_s(at: Time) -> String {
    let seconds = at.ms() / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// An instant as short as it can be said exactly: `0:40`, else `0:40.547`.
pub fn clock_short(at: Time) -> String {
    match at.ms() % 1_000 {
        0 => clock_s(at),
        _ => clock(at),
    }
}

/// Reads an instant as [`clock`] writes it, or shorter: `0:40.000`, `1:02:03`, `40`, `40.5`. At most three digits after the
/// point, minutes and seconds below 60 where there is a larger unit.
pub fn instant(text: &str) -> Option<Time> {
    let (units, part) = text.split_once('.').unwrap_or((text, ""));
    let ms = if part.is_empty() { 0 } else { decimal::part(part.as_bytes(), 3)? };
    let mut seconds = 0;
    for (index, unit) in units.split(':').enumerate() {
        let unit = decimal::whole(unit.as_bytes()).filter(|_| unit.len() <= 6)?;
        if index > 2 || (index > 0 && unit > 59) {
            return None;
        }
        seconds = seconds * 60 + unit;
    }
    Some(Time::from_ms(seconds * 1_000 + ms))
}

/// A wait so far, to the tenth of a second and cut off, for columns: `0:29.1`.
pub fn wait(span: Span) -> String {
    let at = Time::ZERO + span;
    format!("{}.{}", clock_s(at), at.ms() % 1_000 / 100)
}

/// A span for reading: `400 µs`, `40 ms`, `30.0 s`, `100 s`.
pub fn span(span: Span, lang: Lang) -> String {
    match span.ns() {
        0..1_000_000 => unit(&(span.ns() / 1_000).to_string(), Unit::Microseconds, lang),
        1_000_000..999_500_000 => unit(&rounded(span, 1_000_000).to_string(), Unit::Milliseconds, lang),
        _ => {
            let tenths = rounded(span, 100_000_000);
            let text = match tenths {
                1_000.. => thousands((tenths + 5) / 10, lang),
                _ => format!("{}.{}", tenths / 10, tenths % 10),
            };
            unit(&text, Unit::Seconds, lang)
        }
    }
}

/// A span in whole seconds, for a sentence: `30 s`; below a second `40 ms`.
pub fn about(span: Span, lang: Lang) -> String {
    match span.ns() {
        0..999_500_000 => unit(&rounded(span, 1_000_000).to_string(), Unit::Milliseconds, lang),
        _ => unit(&thousands(rounded(span, 1_000_000_000), lang), Unit::Seconds, lang),
    }
}

/// A span to the millisecond, cut off, as `time-taken` would say it: `30.009 s`, `43 ms`.
pub fn exact(span: Span, lang: Lang) -> String {
    match span.ms() {
        ms @ 0..1_000 => unit(&ms.to_string(), Unit::Milliseconds, lang),
        ms => unit(&format!("{}{:.3}", thousands(ms / 1_000, lang), seconds(ms).part()), Unit::Seconds, lang),
    }
}

/// A setting such as a time-out, as it was set: `30 s`, `2.5 s`, `250 ms`.
pub fn setting(span: Span, lang: Lang) -> String {
    match span.ms() {
        ms @ 0..1_000 => unit(&ms.to_string(), Unit::Milliseconds, lang),
        ms => unit(&format!("{}{}", thousands(ms / 1_000, lang), seconds(ms).part()), Unit::Seconds, lang),
    }
}

/// A count in prose, thousands set apart: `1 214`, in Korean `1,214`.
pub fn thousands(count: u64, lang: Lang) -> String {
    let between = match lang {
        Lang::En => THIN,
        Lang::Ko => ',',
    };
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 * between.len_utf8());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(between);
        }
        text.push(digit);
    }
    text
}

/// A share in per cent: `100 %`, in Korean `100%`.
pub fn percent(percent: u8, lang: Lang) -> String {
    match lang {
        Lang::En => format!("{percent}{NO_BREAK}%"),
        Lang::Ko => format!("{percent}%"),
    }
}

/// Requests per second, given × 1000: `1 request/s`, `2.5 requests/s`.
pub fn rate(per_mille: u32, lang: Lang) -> String {
    let number = Decimal { units: per_mille.into(), places: 3 };
    match lang {
        Lang::En if per_mille == 1_000 => format!("{number}{NO_BREAK}request/s"),
        Lang::En => format!("{number}{NO_BREAK}requests/s"),
        Lang::Ko => format!("초당{NO_BREAK}{number}건"),
    }
}

/// A count in an English sentence: in words up to twenty, then in digits.
pub(super) fn words(count: u32) -> String {
    const WORDS: [&str; 21] = [
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let word = usize::try_from(count).ok().and_then(|count| WORDS.get(count));
    word.map_or_else(|| thousands(u64::from(count), Lang::En), |word| (*word).to_owned())
}

/// `one request`, `two requests`: a count and its noun in an English sentence, the plural given.
pub(super) fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{} {}", words(count), if count == 1 { one } else { many })
}

/// The English text with its first letter as a capital. Of ASCII only: the tables of all letters weigh more than a view.
pub(super) fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Milliseconds, to be written as decimal seconds.
const fn seconds(ms: u64) -> Decimal {
    Decimal { units: ms, places: 3 }
}

/// Units of time in prose.
#[derive(Clone, Copy)]
enum Unit {
    Microseconds,
    Milliseconds,
    Seconds,
}

fn unit(number: &str, unit: Unit, lang: Lang) -> String {
    match (lang, unit) {
        (Lang::En, Unit::Microseconds) => format!("{number}{NO_BREAK}µs"),
        (Lang::En, Unit::Milliseconds) => format!("{number}{NO_BREAK}ms"),
        (Lang::En, Unit::Seconds) => format!("{number}{NO_BREAK}s"),
        (Lang::Ko, Unit::Microseconds) => format!("{number}µs"),
        (Lang::Ko, Unit::Milliseconds) => format!("{number}ms"),
        (Lang::Ko, Unit::Seconds) => format!("{number}초"),
    }
}

/// How many of `unit_ns` the span is, rounded half up.
fn rounded(span: Span, unit_ns: u64) -> u64 {
    span.ns() / unit_ns + u64::from(span.ns() % unit_ns >= unit_ns / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants() {
        assert_eq!(clock(Time::from_ms(70_553)), "1:10.553");
        assert_eq!(clock(Time::ZERO), "0:00.000");
        assert_eq!(clock(Time::from_ms(3_723_004)), "1:02:03.004");
        assert_eq!(clock_s(Time::from_ms(40_999)), "0:40");
        assert_eq!(clock_short(Time::from_ms(40_000)), "0:40");
        assert_eq!(clock_short(Time::from_ms(40_547)), "0:40.547");
        assert_eq!(wait(Span::from_ms(29_199)), "0:29.1");
    }

    #[test]
    fn instants_are_read_as_they_are_written_and_shorter() {
        let ms = |text| instant(text).map(Time::ms);
        assert_eq!(ms("0:40.000"), Some(40_000));
        assert_eq!(ms("1:10.553"), Some(70_553));
        assert_eq!(ms("1:02:03.004"), Some(3_723_004));
        assert_eq!(ms("40"), Some(40_000));
        assert_eq!(ms("40.5"), Some(40_500));
        assert_eq!(ms("90"), Some(90_000));
        for bad in ["", "x", "1:", ":1", "1:60", "1:2:3:4", "1.2345", "-1", "1e3", "4 0"] {
            assert_eq!(ms(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans() {
        assert_eq!(span(Span::from_us(400), Lang::En), "400\u{a0}µs");
        assert_eq!(span(Span::from_us(40_400), Lang::En), "40\u{a0}ms");
        assert_eq!(span(Span::from_ms(30_008), Lang::En), "30.0\u{a0}s");
        assert_eq!(span(Span::from_ms(99_950), Lang::En), "100\u{a0}s");
        assert_eq!(span(Span::from_ms(100_100), Lang::Ko), "100초");
        assert_eq!(span(Span::from_us(999_700), Lang::Ko), "1.0초");
        assert_eq!(about(Span::from_ms(29_996), Lang::En), "30\u{a0}s");
        assert_eq!(about(Span::from_ms(8_412), Lang::Ko), "8초");
        assert_eq!(exact(Span::from_ms(30_009), Lang::En), "30.009\u{a0}s");
        assert_eq!(exact(Span::from_us(43_900), Lang::En), "43\u{a0}ms");
        assert_eq!(setting(Span::from_s(30), Lang::En), "30\u{a0}s");
        assert_eq!(setting(Span::from_ms(2_500), Lang::Ko), "2.5초");
        assert_eq!(setting(Span::from_ms(250), Lang::En), "250\u{a0}ms");
    }

    #[test]
    fn counts() {
        assert_eq!(thousands(999, Lang::En), "999");
        assert_eq!(thousands(1_214, Lang::En), "1\u{202f}214");
        assert_eq!(thousands(1_000_000, Lang::En), "1\u{202f}000\u{202f}000");
        assert_eq!(thousands(1_000_000, Lang::Ko), "1,000,000");
        assert_eq!(setting(Span::from_s(3_600), Lang::Ko), "3,600초");
        assert_eq!(percent(100, Lang::Ko), "100%");
        assert_eq!(rate(1_000, Lang::En), "1\u{a0}request/s");
        assert_eq!(rate(2_500, Lang::En), "2.5\u{a0}requests/s");
        assert_eq!(rate(20_000, Lang::Ko), "초당\u{a0}20건");
        assert_eq!(counted(14, "call", "calls"), "fourteen calls");
        assert_eq!(counted(1, "call", "calls"), "one call");
        assert_eq!(words(33), "33");
        assert_eq!(capital("two threads"), "Two threads");
        assert_eq!(capital(""), "");
    }
}
