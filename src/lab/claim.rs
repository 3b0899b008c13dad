//! Claims: short sentences about a run that can be checked. Used by the `expect` of scenarios and by articles.
//!
//! ```text
//! claim   = measure ("=" | ">=" | "<=") value [ "±" value ]
//! measure = ("first" | "last") "(" status ")" "." ("at" | "waited" | "request")
//!         | "count" "(" (status | "unread") ")"
//!         | "max" "(" gauge ")"
//!         | "at" "(" time ")" "." gauge
//! status  = "200" | "502.3" | "502.3.12002" …          a prefix stands for all that begin with it
//! gauge   = "threads" | "queued" | "for-c" | "for-slot" | "slots" | "open" | "ghosts"
//!         | ("held" | "waits") ":" pool                 a pool by its name: `B.threads`, `A.workers`, `B.stock`
//! value   = a time with its unit, `30s`, `70.553s`, `9ms`, for `at` and `waited`; else a whole number
//! ```
//!
//! `first(502.3.12002).waited=30s±0.1s` is an example. All measures come from the trace.

use std::fmt;

use super::gauges::Gauge;
use crate::kernel::decimal::{self, Decimal};
use crate::kernel::{Span, Time};
use crate::trace::{Fact, Holdings, StageWriter, Stages, Trace};
use crate::vocabulary::{Over, Status};

/// Something said about a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// As written.
    pub text: String,
    measure: Measure,
    relation: Relation,
    value: u64,
    tolerance: u64,
}

/// What is measured. Times in nanoseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Measure {
    Ending { last: bool, of: Pattern, what: OfEnding },
    Count(Pattern),
    Unread,
    Max(Gauge),
    At(Time, Gauge),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OfEnding {
    At,
    Waited,
    Request,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relation {
    Equal,
    AtLeast,
    AtMost,
}

/// A status, or all that begin like it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pattern {
    code: u16,
    sub: Option<u16>,
    win32: Option<u32>,
}

impl Pattern {
    fn fits(self, status: Status) -> bool {
        self.code == status.code
            && self.sub.is_none_or(|sub| sub == status.sub)
            && self.win32.is_none_or(|win32| win32 == status.win32.0)
    }
}

/// A measured value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    /// An instant or a length of time [ns].
    Time(u64),
    /// A count, or a request's number.
    Number(u64),
    /// There is no such ending in the run.
    Nothing,
}

/// `70.553 s`, `46`, `nothing`.
impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            &Self::Time(ns) => write!(f, "{:.6} s", Decimal { units: ns, places: 9 }),
            Self::Number(number) => write!(f, "{number}"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// What a run says to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The claim, as written.
    pub claim: String,
    /// What was measured.
    pub measured: Measured,
    /// Whether the claim is true.
    pub holds: bool,
}

/// `count(502.3)=46: holds (46)`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let says = if self.holds { "holds" } else { "does not hold" };
        write!(f, "{}: {says} ({})", self.claim, self.measured)
    }
}

/// Why a text is no claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimProblem {
    /// The text.
    pub text: String,
    /// Where it goes wrong: bytes from its start.
    pub at: u32,
    /// What should stand there.
    pub expected: &'static str,
}

impl fmt::Display for ClaimProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (at, expected) = (self.at, self.expected);
        write!(f, "{}: after {at} bytes there should be {expected}", self.text)
    }
}

/// Reads a claim.
pub fn parse(text: &str) -> Result<Claim, ClaimProblem> {
    let mut reader = Reader { rest: text };
    reader.claim(text).map_err(|expected| ClaimProblem {
        text: text.to_owned(),
        at: u32::try_from(text.len() - reader.rest.len()).unwrap_or(u32::MAX),
        expected,
    })
}

/// Holds claims against the trace of a complete run.
pub fn check(claims: &[Claim], trace: &Trace) -> Vec<Verdict> {
    claims.iter().map(|claim| claim.check(trace)).collect()
}

impl Claim {
    /// Holds the claim against the trace of a complete run.
    pub fn check(&self, trace: &Trace) -> Verdict {
        let measured = self.measure.of(trace);
        let holds = match measured {
            Measured::Nothing => false,
            Measured::Time(value) | Measured::Number(value) => match self.relation {
                Relation::Equal => value.abs_diff(self.value) <= self.tolerance,
                Relation::AtLeast => value >= self.value,
                Relation::AtMost => value <= self.value,
            },
        };
        Verdict { claim: self.text.clone(), measured, holds }
    }
}

impl Measure {
    /// Whether its value is a time.
    const fn is_time(&self) -> bool {
        matches!(self, Self::Ending { what: OfEnding::At | OfEnding::Waited, .. })
    }

    fn of(&self, trace: &Trace) -> Measured {
        let plan = trace.plan();
        match self {
            Self::Ending { last, of, what } => {
                let mut found: Option<Stages> = None;
                StageWriter::default().extend(trace, |stages| {
                    let at_entry = stages.place == plan.entry().place;
                    if at_entry && of.fits(stages.status) && (*last || found.is_none()) {
                        found = Some(*stages);
                    }
                });
                found.map_or(Measured::Nothing, |stages| match what {
                    OfEnding::At => Measured::Time(stages.ended.ns()),
                    OfEnding::Waited => Measured::Time(stages.time_taken().ns()),
                    OfEnding::Request => Measured::Number(stages.request.0.into()),
                })
            }
            Self::Count(of) => {
                let mut count = 0;
                StageWriter::default().extend(trace, |stages| {
                    count += u64::from(stages.place == plan.entry().place && of.fits(stages.status));
                });
                Measured::Number(count)
            }
            Self::Unread => {
                let unread = |fact: &Fact| matches!(fact, Fact::Over { how: Over::Answered { unread: true, .. }, .. });
                Measured::Number(trace.records().iter().filter(|record| unread(&record.fact)).count() as u64)
            }
            Self::Max(gauge) => {
                let mut holdings = Holdings::new(plan);
                let mut most = 0;
                let mut records = trace.numbered().peekable();
                while let Some((id, record)) = records.next() {
                    holdings.read(id, record.at, &record.fact);
                    // What stands only between two records of one instant was never the case.
                    if records.peek().is_none_or(|(_, next)| next.at > record.at) {
                        most = most.max(gauge.of(&holdings, plan));
                    }
                }
                Measured::Number(most.into())
            }
            Self::At(at, gauge) => Measured::Number(gauge.of(&Holdings::before(trace, trace.end_of(*at)), plan).into()),
        }
    }
}

/// Reads from the front; an error says what should have stood where it stopped.
struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn claim(&mut self, text: &str) -> Result<Claim, &'static str> {
        let measure = self.measure()?;
        let relation =
            self.one_of(&[(">=", Relation::AtLeast), ("<=", Relation::AtMost), ("=", Relation::Equal)], "=, >= or <=")?;
        let mut value = || if measure.is_time() { self.time() } else { self.number("a whole number") };
        let value_ns = value()?;
        let tolerance = if relation == Relation::Equal && self.eat("±") {
            if measure.is_time() { self.time()? } else { self.number("a whole number")? }
        } else {
            0
        };
        if !self.rest.is_empty() {
            return Err("the end");
        }
        Ok(Claim { text: text.to_owned(), measure, relation, value: value_ns, tolerance })
    }

    fn measure(&mut self) -> Result<Measure, &'static str> {
        #[derive(Clone, Copy)]
        enum Word {
            First,
            Last,
            Count,
            Max,
            At,
        }
        let words = [
            ("first(", Word::First),
            ("last(", Word::Last),
            ("count(", Word::Count),
            ("max(", Word::Max),
            ("at(", Word::At),
        ];
        let word = self.one_of(&words, "first(, last(, count(, max( or at(")?;
        Ok(match word {
            Word::First | Word::Last => {
                let of = self.pattern()?;
                self.expect(").", ").")?;
                let fields = [("at", OfEnding::At), ("waited", OfEnding::Waited), ("request", OfEnding::Request)];
                let what = self.one_of(&fields, "at, waited or request")?;
                Measure::Ending { last: matches!(word, Word::Last), of, what }
            }
            Word::Count => {
                let measure = if self.eat("unread") { Measure::Unread } else { Measure::Count(self.pattern()?) };
                self.expect(")", ")")?;
                measure
            }
            Word::Max => {
                let gauge = self.gauge()?;
                self.expect(")", ")")?;
                Measure::Max(gauge)
            }
            Word::At => {
                let at = Time::from_ns(self.time()?);
                self.expect(").", ").")?;
                Measure::At(at, self.gauge()?)
            }
        })
    }

    fn gauge(&mut self) -> Result<Gauge, &'static str> {
        const EXPECTED: &str = "threads, queued, for-c, for-slot, slots, open, ghosts, held:POOL or waits:POOL";
        if let Some((_, gauge)) = Gauge::NAMES.into_iter().find(|(name, _)| self.eat(name)) {
            return Ok(gauge);
        }
        let of: fn(String) -> Gauge =
            self.one_of(&[("held:", Gauge::Held as _), ("waits:", Gauge::Waits as _)], EXPECTED)?;
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
        let (name, rest) = self.rest.split_at(self.rest.bytes().take_while(plain).count());
        if name.is_empty() {
            return Err("the name of a pool, such as B.threads");
        }
        self.rest = rest;
        Ok(of(name.to_owned()))
    }

    fn pattern(&mut self) -> Result<Pattern, &'static str> {
        const EXPECTED: &str = "a status such as 502.3.12002";
        let part = |reader: &mut Self| reader.number(EXPECTED);
        let code = u16::try_from(part(self)?).map_err(|_| EXPECTED)?;
        let mut pattern = Pattern { code, sub: None, win32: None };
        if self.eat(".") {
            pattern.sub = Some(u16::try_from(part(self)?).map_err(|_| EXPECTED)?);
            if self.eat(".") {
                pattern.win32 = Some(u32::try_from(part(self)?).map_err(|_| EXPECTED)?);
            }
        }
        Ok(pattern)
    }

    /// A time in nanoseconds.
    fn time(&mut self) -> Result<u64, &'static str> {
        const EXPECTED: &str = "a time such as 30s, 70.553s or 9ms";
        let whole = self.number(EXPECTED)?;
        let mut thousandths = 0;
        if self.eat(".") {
            thousandths = self.digits(|digits| decimal::part(digits, 3), EXPECTED)?;
        }
        let unit: u64 = self.one_of(&[("ms", Span::from_ms(1).ns()), ("s", Span::from_s(1).ns())], EXPECTED)?;
        whole.checked_mul(unit).and_then(|ns| ns.checked_add(thousandths * (unit / 1_000))).ok_or(EXPECTED)
    }

    fn number(&mut self, expected: &'static str) -> Result<u64, &'static str> {
        self.digits(decimal::whole, expected)
    }

    /// What the digits at the front say.
    fn digits(&mut self, read: fn(&[u8]) -> Option<u64>, expected: &'static str) -> Result<u64, &'static str> {
        let (digits, rest) = self.rest.split_at(self.rest.bytes().take_while(u8::is_ascii_digit).count());
        let number = read(digits.as_bytes()).ok_or(expected)?;
        self.rest = rest;
        Ok(number)
    }

    fn one_of<T: Copy>(&mut self, words: &[(&str, T)], expected: &'static str) -> Result<T, &'static str> {
        words.iter().find(|&&(word, _)| self.eat(word)).map(|&(_, means)| means).ok_or(expected)
    }

    fn expect(&mut self, word: &str, expected: &'static str) -> Result<(), &'static str> {
        if self.eat(word) { Ok(()) } else { Err(expected) }
    }

    fn eat(&mut self, word: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(word) else { return false };
        self.rest = rest;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::open;
    use crate::vocabulary::{ClientId, Ending, ExchangeId, Party, Phase, RequestId, Win32};

    fn verdict(text: &str, trace: &Trace) -> String {
        parse(text).unwrap().check(trace).to_string()
    }

    #[test]
    fn a_problem_names_the_place_and_what_should_stand_there() {
        let problem = |text: &str| parse(text).unwrap_err().to_string();
        assert_eq!(
            problem("frist(502)"),
            "frist(502): after 0 bytes there should be first(, last(, count(, max( or at("
        );
        assert_eq!(
            problem("first(x).at=1s"),
            "first(x).at=1s: after 6 bytes there should be a status such as 502.3.12002"
        );
        assert_eq!(
            problem("first(502).at=1"),
            "first(502).at=1: after 15 bytes there should be a time such as 30s, 70.553s or 9ms"
        );
        assert_eq!(problem("count(502)=1s"), "count(502)=1s: after 12 bytes there should be the end");
        assert_eq!(problem("count(502)~1"), "count(502)~1: after 10 bytes there should be =, >= or <=");
        assert_eq!(
            problem("at(1s).thread=1"),
            "at(1s).thread=1: after 7 bytes there should be threads, queued, for-c, for-slot, slots, open, ghosts, held:POOL or \
             waits:POOL"
        );
        assert_eq!(problem("count(99999999999999999999)=1").split(':').next(), Some("count(99999999999999999999)=1"));
        assert!(parse("at(99999999999999s).open=1").is_err(), "more than 584 years");
    }

    #[test]
    fn endings_are_measured() {
        let plan = open("hung-dependency").unwrap().plan;
        let (client, entry) = (plan.link(plan.clients.link).from, plan.entry().place);
        let mut trace = Trace::new(&plan);
        let mut begin = |at, number| {
            let (request, exchange) = (Party::Request(RequestId(number)), Party::Exchange(ExchangeId(number)));
            let of = Party::Client(ClientId(1));
            trace.record(Time::from_ms(at), None, Fact::Begins { party: request, of, place: client });
            trace.record(Time::from_ms(at), None, Fact::Begins { party: exchange, of: request, place: entry });
        };
        for (at, number) in [(852, 1), (40_544, 2), (40_999, 3)] {
            begin(at, number);
        }
        let mut end = |at, number, status| {
            let ending = Ending::TimedOut(Phase::AwaitHeader);
            let exchange = ExchangeId(number);
            trace.record(Time::from_ms(at), None, Fact::Ended { exchange, status, ending, bytes_sent: 0 });
        };
        let failed = Status::forwarder_error(Win32::TIMEOUT);
        end(41_000, 1, Status::passed_through(200));
        end(70_553, 2, failed);
        end(71_000, 3, failed);
        for (claim, measured) in [
            ("first(502.3).at=70.5s±0.1s", "holds (70.553000 s)"),
            ("first(502.3.12002).waited=30s±9ms", "holds (30.009000 s)"),
            ("first(502.3.12002).waited=30s±8ms", "does not hold (30.009000 s)"),
            ("first(502).request=2", "holds (2)"),
            ("last(502).request=2", "does not hold (3)"),
            ("last(502).at<=71s", "holds (71.000000 s)"),
            ("first(502.4).at<=71s", "does not hold (nothing)"),
            ("count(502.3)=2", "holds (2)"),
            ("count(200)>=2", "does not hold (1)"),
            ("count(unread)=0", "holds (0)"),
        ] {
            assert_eq!(verdict(claim, &trace), format!("{claim}: {measured}"));
        }
    }

    #[test]
    fn every_prefix_is_refused_or_read() {
        let text = "first(502.3.12002).waited=30.25s±0.1s";
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let _ = parse(&text[..end]);
        }
        assert_eq!(parse(text).map(|claim| claim.text), Ok(text.to_owned()));
    }
}
