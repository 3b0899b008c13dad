//! From a written [`Spec`] to a [`Scenario`]: the only place where units become model time, and where ranges are checked.
//! Collects all problems; never panics.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{DistSpec, GapsSpec, Limit, Problem, Scenario, SlotsSpec, Spec, build};
use crate::kernel::{Civil, Dist, Span, Time};
use crate::plan::limits;
use crate::vocabulary::Slots;

impl Scenario {
    /// Reads a scenario from its JSON. `slug` is its file name without the ending.
    pub fn read(slug: &str, json: &str) -> Result<Self, Vec<Problem>> {
        if json.len() as u64 > limits::MAX_TEXT_BYTES {
            return Err(vec![Problem::Value {
                path: "(file)".to_owned(),
                value: format!("{} bytes", json.len()),
                limit: Limit::Text(limits::MAX_TEXT_BYTES),
            }]);
        }
        let spec: Spec = serde_json::from_str(json).map_err(|error| vec![structural(&error)])?;
        Self::new(slug, spec)
    }

    /// Validates what was written.
    pub fn new(slug: &str, spec: Spec) -> Result<Self, Vec<Problem>> {
        let mut check = Check::default();
        let starts_at_unix_s = check.instant("starts_at", &spec.starts_at);
        let speed = check.small("speed_per_mille", spec.speed_per_mille, &limits::SPEED_PER_MILLE);
        let opens_at =
            spec.opens_at_ms.map(|ms| Time::from_ms(check.between("opens_at_ms", ms, &(0..=spec.ends_at_ms))));
        for (path, text) in [
            ("title.en", &spec.title.en),
            ("title.ko", &spec.title.ko),
            ("note.en", &spec.note.en),
            ("note.ko", &spec.note.ko),
        ] {
            check.text(path, text, limits::MAX_NOTE_BYTES);
        }
        if spec.expect.len() as u64 > limits::MAX_CLAIMS {
            check.add("expect", &spec.expect.len(), Limit::Entries(limits::MAX_CLAIMS));
        }
        let plan = build::plan(&spec, &mut check);
        if check.problems.is_empty() {
            let plan = Arc::new(plan);
            Ok(Self { slug: slug.to_owned(), starts_at_unix_s, opens_at, speed, plan, replay: None, spec })
        } else {
            Err(check.problems)
        }
    }
}

/// What serde_json found, with its place.
fn structural(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let tail = format!(" at line {line} column {column}");
    let message = message.strip_suffix(&tail).unwrap_or(&message).to_owned();
    let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Problem::Json { line: small(line), column: small(column), message }
}

/// Collects problems; what is wrong is replaced by something harmless, so that the rest is checked too.
#[derive(Default)]
pub(super) struct Check {
    problems: Vec<Problem>,
}

impl Check {
    pub(super) fn add(&mut self, path: &str, value: &impl ToString, limit: Limit) {
        self.problems.push(Problem::Value { path: path.to_owned(), value: value.to_string(), limit });
    }

    pub(super) fn between(&mut self, path: &str, value: u64, range: &RangeInclusive<u64>) -> u64 {
        if !range.contains(&value) {
            self.add(path, &value, Limit::Between(*range.start(), *range.end()));
            return *range.start();
        }
        value
    }

    pub(super) fn small(&mut self, path: &str, value: u64, range: &RangeInclusive<u32>) -> u32 {
        let (low, high) = (*range.start(), *range.end());
        u32::try_from(self.between(path, value, &(low.into()..=high.into()))).unwrap_or(low)
    }

    pub(super) fn small16(&mut self, path: &str, value: u64, range: &RangeInclusive<u16>) -> u16 {
        let (low, high) = (*range.start(), *range.end());
        u16::try_from(self.between(path, value, &(low.into()..=high.into()))).unwrap_or(low)
    }

    pub(super) fn ms(&mut self, path: &str, value: u64, range: &RangeInclusive<u64>) -> Span {
        Span::from_ms(self.between(path, value, range))
    }

    pub(super) fn text(&mut self, path: &str, text: &str, most: u64) {
        if text.is_empty() || text.len() as u64 > most {
            self.add(path, &format!("{} bytes", text.len()), Limit::Text(most));
        }
    }

    pub(super) fn word<T: Copy>(&mut self, path: &str, value: &str, all: &[T], slug: fn(T) -> &'static str) -> T {
        all.iter().copied().find(|&one| slug(one) == value).unwrap_or_else(|| {
            self.add(path, &format!("{value:?}"), Limit::OneOf(all.iter().map(|&one| slug(one).to_owned()).collect()));
            all[0]
        })
    }

    /// A latency of a link.
    pub(super) fn link(&mut self, path: &str, dist: DistSpec) -> Dist {
        self.dist(path, dist, &limits::LINK_US)
    }

    /// The time of work.
    pub(super) fn work(&mut self, path: &str, dist: DistSpec) -> Dist {
        self.dist(path, dist, &limits::WORK_US)
    }

    pub(super) fn dist(&mut self, path: &str, dist: DistSpec, range_us: &RangeInclusive<u64>) -> Dist {
        let mut us = |part: &str, value| Span::from_us(self.between(&format!("{path}.{part}"), value, range_us));
        match dist {
            DistSpec::Fixed(value) => Dist::Fixed(us("fixed", value)),
            DistSpec::Exponential(mean) => Dist::Exponential(us("exponential", mean)),
            DistSpec::Uniform([low, high]) => {
                let dist = Dist::Uniform(us("uniform[0]", low), us("uniform[1]", high));
                if low > high {
                    self.add(&format!("{path}.uniform"), &format!("[{low}, {high}]"), Limit::InOrder);
                }
                dist
            }
        }
    }

    pub(super) fn gaps(&mut self, per_1000_s: u64, gaps: GapsSpec, ends_at_ms: u64) -> Dist {
        let path = "client.requests_per_1000_s";
        let per_1000_s = self.between(path, per_1000_s, &limits::REQUESTS_PER_1000_S);
        if per_1000_s * ends_at_ms / 1_000_000 > limits::MAX_REQUESTS {
            self.add(path, &per_1000_s, Limit::Requests(limits::MAX_REQUESTS));
        }
        let mean_ns = 1_000_000_000_000 / per_1000_s;
        match gaps {
            GapsSpec::Even => Dist::Fixed(Span::from_ns(mean_ns)),
            GapsSpec::Exponential => Dist::Exponential(Span::from_ns(mean_ns)),
            GapsSpec::UniformPercent(percent) => {
                let part = mean_ns / 100 * self.between("client.gaps.uniform_percent", percent, &limits::GAPS_PERCENT);
                Dist::Uniform(Span::from_ns(mean_ns - part), Span::from_ns(mean_ns + part))
            }
        }
    }

    pub(super) fn slots(&mut self, path: &str, slots: &SlotsSpec) -> Slots {
        let limit = || {
            let (low, high) = (*limits::SLOTS.start(), *limits::SLOTS.end());
            Limit::BetweenOr(low.into(), high.into(), "unlimited")
        };
        let unlimited = Slots::Unlimited.to_string();
        match slots {
            SlotsSpec::Word(word) if *word == unlimited => return Slots::Unlimited,
            SlotsSpec::Number(number) => {
                if let Some(number) = u32::try_from(*number).ok().filter(|number| limits::SLOTS.contains(number)) {
                    return Slots::Limited(number);
                }
                self.add(path, number, limit());
            }
            SlotsSpec::Word(word) => self.add(path, &format!("{word:?}"), limit()),
        }
        Slots::Unlimited
    }

    /// Seconds since 1970.
    pub(super) fn instant(&mut self, path: &str, text: &str) -> u64 {
        unix_seconds(text).unwrap_or_else(|| {
            self.add(path, &format!("{text:?}"), Limit::Instant);
            0
        })
    }
}

/// `2026-11-10T03:00:00Z` in seconds since 1970.
fn unix_seconds(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let shape = b"dddd-dd-ddTdd:dd:ddZ";
    let fits = |(&byte, &kind): (&u8, &u8)| if kind == b'd' { byte.is_ascii_digit() } else { byte == kind };
    if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
        return None;
    }
    let two = |from: usize| text[from..from + 2].parse().ok();
    let civil = Civil {
        year: text[..4].parse().ok()?,
        month: two(5)?,
        day: two(8)?,
        hour: two(11)?,
        minute: two(14)?,
        second: two(17)?,
    };
    civil.unix_s()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../../content/scenarios/hung-dependency.json");

    fn lines(json: &str) -> Vec<String> {
        Scenario::read("test", json).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_absent_is_the_default_of_the_product() {
        let scenario = Scenario::read("test", GOOD).unwrap();
        let plan = &scenario.plan;
        assert_eq!((plan.entry().timeout, plan.entry().queue_limit), (Span::from_s(30), 1_000));
        assert_eq!(plan.link(plan.entry().members[0]).latency, Dist::Uniform(Span::from_us(300), Span::from_us(500)));
        assert_eq!((plan.apps[0].outbound[0].timeout, plan.clients.patience), (Span::from_s(100), Span::from_s(300)));
        assert_eq!(scenario.starts_at_unix_s, 1_794_279_600);
        let module = Scenario::read("test", &GOOD.replace("arr-farm", "aspnetcore-out-of-process")).unwrap();
        let module = &module.plan;
        assert_eq!(module.entry().timeout, Span::from_s(120));
        assert_eq!(module.link(module.entry().members[0]).latency, Dist::Uniform(Span::from_us(30), Span::from_us(50)));
    }

    #[test]
    fn all_impossible_values_are_named_at_once() {
        let bad = GOOD
            .replace(r#""slots": 2"#, r#""slots": "many""#)
            .replace(r#""threads": 16"#, r#""threads": 0"#)
            .replace(r#""arr-farm""#, r#""aspnetcore""#)
            .replace("2026-11-10", "2026-02-30")
            .replace(r#""fault": "dependency-hang""#, r#""fault": "dependency-gone""#)
            .replace("[33000, 43000]", "[43000, 33000]");
        assert_eq!(
            lines(&bad),
            [
                r#"starts_at: "2026-02-30T03:00:00Z" must be an instant in UTC such as 2026-11-10T03:00:00Z"#,
                r#"server_a.hosting: "aspnetcore" must be one of arr-farm, aspnetcore-out-of-process"#,
                "server_b.threads: 0 must be 1 to 1000",
                "dependency.takes_us.uniform: [43000, 33000] must be two numbers, the smaller one first",
                r#"server_b.slots: "many" must be 1 to 10000, or "unlimited""#,
                r#"faults[0].fault: "dependency-gone" must be one of dependency-hang, dependency-slow, connect-refused, connect-blackhole, hang-before-status, fin-before-status, rst-mid-headers, garbage-status-line"#,
            ]
        );
    }

    #[test]
    fn schedules_are_checked() {
        let bad = GOOD.replace(r#""until_ms": 110000"#, r#""until_ms": 40000, "hits_percent": 0, "delay_ms": 3600001"#);
        assert_eq!(
            lines(&bad),
            [
                "faults[0].until_ms: 40000 must be later than from_ms",
                "faults[0].hits_percent: 0 must be 1 to 100",
                "faults[0].delay_ms: 3600001 must be 1 to 3600000",
            ]
        );
        let late = GOOD.replace(r#""until_ms": 110000"#, r#""until_ms": 180001"#);
        assert_eq!(lines(&late), ["faults[0].until_ms: 180001 must be 0 to 180000"]);
        let twice = GOOD.replace(r#""faults": ["#, r#""faults": [{ "fault": "dependency-hang", "from_ms": 0 }, "#);
        assert_eq!(
            lines(&twice),
            ["faults[1].fault: dependency-hang is there twice; each fault can be scheduled once"]
        );
    }

    #[test]
    fn a_fault_that_cannot_happen_is_a_problem() {
        let bad = GOOD.replace("arr-farm", "aspnetcore-out-of-process").replace("dependency-hang", "connect-blackhole");
        assert_eq!(
            lines(&bad),
            [
                "faults[0].fault: connect-blackhole cannot happen under this hosting: B is reached on 127.0.0.1, where a SYN is always answered"
            ]
        );
    }

    #[test]
    fn a_run_is_bounded() {
        let bad = GOOD.replace("180000", "3600000").replace(r#"1000_s": 1000"#, r#"1000_s": 60000"#);
        assert_eq!(
            lines(&bad),
            [
                "client.requests_per_1000_s: 60000 gives more than 200000 requests until ends_at_ms; lower one of the two"
            ]
        );
        let long = format!("{}{}", GOOD, " ".repeat(70_000));
        assert!(lines(&long)[0].contains("must have 1 to 65536 bytes"));
    }

    #[test]
    fn structure_is_named_with_line_and_column() {
        assert_eq!(
            lines(&GOOD.replace(r#""threads": 16"#, r#""treads": 16"#)),
            [
                "line 20, column 12: unknown field `treads`, expected one of `name`, `calls`, `threads`, `work_before_us`, `work_after_us`, `call`, `slots`, `call_timeout_ms`"
            ]
        );
        assert_eq!(
            lines(&GOOD.replace(r#""threads": 16"#, r#""threads": "16""#)),
            [r#"line 20, column 19: invalid type: string "16", expected u64"#]
        );
        assert_eq!(
            lines(&GOOD.replace(r#""slots": 2"#, r#""slots": true"#)),
            [r#"line 24, column 17: invalid type: boolean `true`, expected a number or "unlimited""#]
        );
        let (cut, _) = GOOD.split_once(" application").unwrap();
        assert_eq!(lines(cut), ["line 4, column 13: EOF while parsing a string"]);
        assert_eq!(lines(""), ["line 1, column 0: EOF while parsing a value"]);
    }

    /// Every prefix of a scenario, and every scenario with one byte changed, is read or refused; none panics.
    #[test]
    fn no_text_panics() {
        for end in (0..GOOD.len()).filter(|&end| GOOD.is_char_boundary(end)) {
            let _ = Scenario::read("test", &GOOD[..end]);
        }
        for index in (0..GOOD.len()).step_by(3) {
            for byte in *b"9\"{" {
                let mut bytes = GOOD.as_bytes().to_vec();
                bytes[index] = byte;
                if let Ok(text) = String::from_utf8(bytes) {
                    let _ = Scenario::read("test", &text);
                }
            }
        }
    }

    #[test]
    fn instants_are_those_of_the_calendar() {
        assert_eq!(unix_seconds("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(unix_seconds("2000-02-29T23:59:59Z"), Some(951_868_799));
        assert_eq!(unix_seconds("2026-13-01T00:00:00Z"), None);
        assert_eq!(unix_seconds("2026-11-10 03:00:00Z"), None);
        assert_eq!(unix_seconds("2026-11-1éT03:00:00Z"), None);
    }
}
