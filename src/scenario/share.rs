//! Share links: the text in the fragment of an address that restores a run. Versioned, with readable keys:
//!
//! ```text
//! v=2&scenario=hung-dependency&seed=7&do=45.5:dependency-hang:off;60:call:awaited&at=70.553012&select=41&speed=20000
//!    &run=7F3A-21C0
//! ```
//!
//! A change names the knob and its value, between them after `@` what it turns where that is not the first of its kind: a
//! place, or application and dependency: `slots@B.stock:2`. Version 2 has `run`, the short digest of the run up to the
//! playhead: where it is another one here, the link was made by another version of this program. Version 1 had neither.
//!
//! Times are seconds, exact to the nanosecond. Every version keeps decoding; what is decoded is bounded and checked, and never panics.

use std::fmt;

use super::{library, opened::Scenario};
use crate::kernel::decimal::{self, Decimal};
use crate::kernel::{Span, Time};
use crate::plan::{Change, FaultSetting, Knob, Percent, Plan, Target, Value, limits};
use crate::vocabulary::{CallStyle, Hosting, RequestId, Slots};

/// What a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The scenario's slug.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The hosting, where it is not the scenario's own.
    pub hosting: Option<Hosting>,
    /// Requests per second × 1000, where they are not the scenario's own.
    pub load_per_mille: Option<u32>,
    /// What was changed, and when; in order.
    pub changes: Vec<(Time, Change)>,
    /// The playhead.
    pub at: Time,
    /// The selected request.
    pub select: Option<RequestId>,
    /// Model milliseconds per real second, where that is not the scenario's own.
    pub speed: Option<u32>,
    /// What the page shows, in the page's own words: letters, digits, `.`, `,` and `-`.
    pub view: String,
    /// By what it was made.
    pub maker: Maker,
}

/// By what a link was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Maker {
    /// By this site itself, when it was built: version 2 without a digest.
    Site,
    /// By an earlier version of this program: version 1.
    Earlier,
    /// By a page, where the run up to the playhead had this short digest.
    Page(String),
}

/// Why a link cannot be used: which key, with which value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkProblem {
    /// The key; empty if the link as a whole is meant.
    pub key: String,
    /// Its value, at most 80 characters of it.
    pub value: String,
    /// What is wrong.
    pub fault: LinkFault,
}

/// What is wrong with a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// The text is longer than any link of this program.
    TooLong,
    /// The version is unknown: the link was made by a newer program.
    Version,
    /// The key is unknown.
    UnknownKey,
    /// The key is there twice.
    Twice,
    /// The key is missing.
    Missing,
    /// The library has no such scenario.
    NoSuchScenario,
    /// The value cannot be read.
    Unreadable,
    /// The value is outside what the scenario allows.
    OutOfRange,
    /// The fault cannot happen under the hosting.
    Impossible,
    /// There are more changes than a run can have, or they are not in order.
    Changes,
}

impl LinkProblem {
    fn new(key: &str, value: &str, fault: LinkFault) -> Self {
        Self { key: key.to_owned(), value: value.chars().take(80).collect(), fault }
    }
}

/// Plain English, for the command line and for tests.
impl fmt::Display for LinkProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let says = match self.fault {
            LinkFault::TooLong => "is too long",
            LinkFault::Version => "is a version that this program does not know",
            LinkFault::UnknownKey => "is an unknown key",
            LinkFault::Twice => "is there twice",
            LinkFault::Missing => "is missing",
            LinkFault::NoSuchScenario => "is no scenario of the library",
            LinkFault::Unreadable => "cannot be read",
            LinkFault::OutOfRange => "is out of range",
            LinkFault::Impossible => "cannot happen under this hosting",
            LinkFault::Changes => "has too many changes, or they are not in order",
        };
        write!(f, "link: {}={} {says}", self.key, self.value)
    }
}

/// The text of the fragment, without `#`.
impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v=2&scenario={}&seed={}", self.scenario, self.seed)?;
        if let Some(hosting) = self.hosting {
            write!(f, "&hosting={}", hosting.slug())?;
        }
        if let Some(load) = self.load_per_mille {
            write!(f, "&load={load}")?;
        }
        // A link that was decoded opens, and one of the lab is about what is open.
        let plan = if self.changes.is_empty() { None } else { self.open().ok().map(|scenario| scenario.plan) };
        for (index, &(at, change)) in self.changes.iter().enumerate() {
            f.write_str(if index == 0 { "&do=" } else { ";" })?;
            write!(f, "{}:{}", seconds(at.ns()), change.knob.slug())?;
            if let Some(plan) = &plan
                && change.knob.default_target(plan) != Some(change.target)
            {
                write!(f, "@{}", target_name(plan, change.target))?;
            }
            write_value(f, change.value)?;
        }
        write!(f, "&at={}", seconds(self.at.ns()))?;
        if let Some(RequestId(request)) = self.select {
            write!(f, "&select={request}")?;
        }
        if let Some(speed) = self.speed {
            write!(f, "&speed={speed}")?;
        }
        if !self.view.is_empty() {
            write!(f, "&view={}", self.view)?;
        }
        match &self.maker {
            Maker::Page(digest) => write!(f, "&run={digest}"),
            Maker::Site | Maker::Earlier => Ok(()),
        }
    }
}

/// `stock`, or `B.stock` for what B has for it.
fn target_name(plan: &Plan, target: Target) -> String {
    let link = match target {
        Target::Place(place) => return plan.place(place).name.to_string(),
        Target::Pool(pool) => plan.pool(pool).link,
        Target::Link(link) => Some(link),
    };
    let name = |place| plan.place(place).name.as_ref();
    link.map(|link| plan.link(link)).map_or_else(String::new, |link| format!("{}.{}", name(link.from), name(link.to)))
}

/// What has this name, for a knob.
fn named_target(plan: &Plan, knob: Knob, name: &str) -> Option<Target> {
    match knob {
        Knob::Fault(_) | Knob::CallStyle | Knob::ProxyTimeout | Knob::Patience => {
            plan.place_named(name).map(Target::Place)
        }
        Knob::Slots | Knob::CallTimeout => {
            let (from, to) = name.split_once('.')?;
            let (from, to) = (plan.place_named(from)?, plan.place_named(to)?);
            let app = plan.app(from)?;
            let outbound = app.outbound.iter().find(|outbound| plan.link(outbound.link).to == to)?;
            Some(if knob == Knob::Slots { Target::Pool(outbound.slots) } else { Target::Link(outbound.link) })
        }
    }
}

fn write_value(f: &mut fmt::Formatter<'_>, value: Value) -> fmt::Result {
    match value {
        Value::Fault(None) => f.write_str(":off"),
        Value::Fault(Some(setting)) => {
            write!(f, ":{}~", seconds(setting.from.ns()))?;
            if let Some(until) = setting.until {
                write!(f, "{}", seconds(until.ns()))?;
            }
            write!(f, ":{}:{}", setting.hits.get(), seconds(setting.delay.ns()))
        }
        Value::Style(style) => write!(f, ":{}", style.slug()),
        Value::Units(slots) => write!(f, ":{slots}"),
        Value::Span(span) => write!(f, ":{}", seconds(span.ns())),
    }
}

/// Nanoseconds, to be written as decimal seconds.
const fn seconds(ns: u64) -> Decimal {
    Decimal { units: ns, places: 9 }
}

/// Decimal seconds with at most nine digits after the point, in nanoseconds; less than 10⁶ s.
fn nanoseconds(text: &str) -> Option<u64> {
    decimal::read(text.as_bytes(), 9).filter(|&ns| ns < Span::from_s(1_000_000).ns())
}

impl Link {
    /// Reads the text of a fragment, with or without `#`. What it says is possible: the scenario exists, times lie within its run,
    /// the faults can happen under the hosting.
    pub fn decode(text: &str) -> Result<Self, LinkProblem> {
        let mut left = Vec::new();
        let link = Self::take(text, &mut left);
        left.into_iter().next().map_or(link, Err)
    }

    /// Reads what can be read of a link, and says what was left out: mail and chat append keys of their own. Refused only
    /// where the scenario is not known.
    pub fn read(text: &str) -> Result<(Self, Vec<LinkProblem>), LinkProblem> {
        let mut left = Vec::new();
        Self::take(text, &mut left).map(|link| (link, left))
    }

    fn take(text: &str, left: &mut Vec<LinkProblem>) -> Result<Self, LinkProblem> {
        if text.len() > limits::MAX_LINK_BYTES {
            return Err(LinkProblem::new("", &format!("{} bytes", text.len()), LinkFault::TooLong));
        }
        let text = unescaped(text.trim_start_matches('#'));
        let pairs: Vec<(&str, &str)> = text
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| part.split_once('=').unwrap_or((part, "")))
            .collect();
        match pairs.iter().find(|&&(key, _)| key == "v") {
            Some(&(_, "1")) => {
                read_keys(&pairs, &KEYS[..KEYS.len() - 1], left).map(|link| Self { maker: Maker::Earlier, ..link })
            }
            Some(&(_, "2")) => read_keys(&pairs, &KEYS, left),
            other => {
                left.push(match other {
                    Some(&(_, version)) => LinkProblem::new("v", version, LinkFault::Version),
                    None => LinkProblem::new("v", "", LinkFault::Missing),
                });
                read_keys(&pairs, &KEYS, left)
            }
        }
    }

    /// The scenario, as the link varies it.
    pub fn open(&self) -> Result<Scenario, LinkProblem> {
        let problem = |key: &str, value: &str, fault| LinkProblem::new(key, value, fault);
        let mut scenario = library::open(&self.scenario)
            .ok_or_else(|| problem("scenario", &self.scenario, LinkFault::NoSuchScenario))?;
        if let Some(hosting) = self.hosting {
            scenario =
                scenario.under(hosting).map_err(|_| problem("hosting", hosting.slug(), LinkFault::OutOfRange))?;
        }
        if let Some(load) = self.load_per_mille {
            scenario = scenario.loaded(load).map_err(|_| problem("load", &load.to_string(), LinkFault::OutOfRange))?;
        }
        Ok(scenario)
    }
}

/// The keys of version 2, in the order in which they are written; version 1 has all but the last.
const KEYS: [&str; 11] = ["v", "scenario", "seed", "hosting", "load", "do", "at", "select", "speed", "view", "run"];

/// What the keys say. What cannot be used goes to `left`.
fn read_keys(pairs: &[(&str, &str)], known: &[&str], left: &mut Vec<LinkProblem>) -> Result<Link, LinkProblem> {
    let mut values: [Option<&str>; KEYS.len()] = [None; KEYS.len()];
    for &(key, value) in pairs {
        match known.iter().position(|&known| known == key) {
            None => left.push(LinkProblem::new(key, value, LinkFault::UnknownKey)),
            Some(index) if values[index].is_some() => left.push(LinkProblem::new(key, value, LinkFault::Twice)),
            Some(index) => values[index] = Some(value),
        }
    }
    let [_, scenario, seed, hosting, load, changes, at, select, speed, view, run] = values;
    let missing = |key| LinkProblem::new(key, "", LinkFault::Missing);
    let slug = scenario.ok_or_else(|| missing("scenario"))?;
    let own = library::open(slug).ok_or_else(|| LinkProblem::new("scenario", slug, LinkFault::NoSuchScenario))?;
    if seed.is_none() {
        left.push(missing("seed"));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".,-".contains(&byte);
    let is_view = |text: &str| text.len() <= limits::MAX_VIEW_BYTES && text.bytes().all(plain);
    let mut link = Link {
        scenario: slug.to_owned(),
        seed: read(left, "seed", seed, |text| text.parse().ok()).unwrap_or_else(|| own.seed()),
        hosting: read(left, "hosting", hosting, Hosting::from_slug),
        load_per_mille: read(left, "load", load, number),
        changes: Vec::new(),
        at: read(left, "at", at, nanoseconds).map(Time::from_ns).unwrap_or_default(),
        select: read(left, "select", select, number).map(RequestId),
        speed: read(left, "speed", speed, |text| number(text).filter(|speed| limits::SPEED_PER_MILLE.contains(speed))),
        view: read(left, "view", view, |text| is_view(text).then(|| text.to_owned())).unwrap_or_default(),
        maker: read(left, "run", run, |text| is_short_digest(text).then(|| Maker::Page(text.to_owned())))
            .unwrap_or(Maker::Site),
    };
    let plan = loop {
        match link.open() {
            Ok(scenario) => break scenario.plan,
            Err(problem) if problem.key == "load" && link.load_per_mille.take().is_some() => left.push(problem),
            Err(problem) if problem.key == "hosting" && link.hosting.take().is_some() => left.push(problem),
            Err(problem) => return Err(problem),
        }
    };
    if link.at > plan.ends_at {
        left.push(LinkProblem::new("at", at.unwrap_or_default(), LinkFault::OutOfRange));
        link.at = Time::ZERO;
    }
    for text in changes.unwrap_or_default().split(';').filter(|text| !text.is_empty()) {
        match read_do(&plan, text, &link.changes) {
            Ok(change) => link.changes.push(change),
            Err(fault) => left.push(LinkProblem::new("do", text, fault)),
        }
        if left.len() > limits::MAX_CHANGES {
            break;
        }
    }
    Ok(link)
}

/// A change and its instant, after those before.
fn read_do(plan: &Plan, text: &str, before: &[(Time, Change)]) -> Result<(Time, Change), LinkFault> {
    let (at, change) = text
        .split_once(':')
        .and_then(|(at, change)| Some((Time::from_ns(nanoseconds(at)?), read_change(plan, change)?)))
        .ok_or(LinkFault::Unreadable)?;
    if at > plan.ends_at {
        return Err(LinkFault::OutOfRange);
    }
    if before.len() >= limits::MAX_CHANGES || before.last().is_some_and(|&(last, _)| last > at) {
        return Err(LinkFault::Changes);
    }
    if change.impossible(plan).is_some() {
        return Err(LinkFault::Impossible);
    }
    Ok((at, change))
}

/// An optional value.
fn read<T>(
    left: &mut Vec<LinkProblem>,
    key: &str,
    value: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = value?;
    let read = parse(text);
    if read.is_none() {
        left.push(LinkProblem::new(key, text, LinkFault::Unreadable));
    }
    read
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

/// `7F3A-21C0`.
fn is_short_digest(text: &str) -> bool {
    let hex = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_once('-').is_some_and(|(high, low)| hex(high) && hex(low))
}

fn read_change(plan: &Plan, text: &str) -> Option<Change> {
    let (name, value) = text.split_once(':')?;
    let (name, target) = name.split_once('@').map_or((name, None), |(name, target)| (name, Some(target)));
    let knob = Knob::from_slug(name)?;
    let target = match target {
        Some(target) => named_target(plan, knob, target)?,
        None => knob.default_target(plan)?,
    };
    let span = |text: &str| nanoseconds(text).map(Span::from_ns);
    let value = match knob {
        Knob::CallStyle => Value::Style(CallStyle::from_slug(value)?),
        Knob::Slots if value == Slots::Unlimited.to_string() => Value::Units(Slots::Unlimited),
        Knob::Slots => Value::Units(Slots::Limited(number(value)?)),
        Knob::CallTimeout | Knob::ProxyTimeout | Knob::Patience => Value::Span(span(value)?),
        Knob::Fault(_) if value == "off" => Value::Fault(None),
        Knob::Fault(_) => {
            let (schedule, rest) = value.split_once(':')?;
            let (hits, delay) = rest.split_once(':')?;
            let (from, until) = schedule.split_once('~')?;
            let until = if until.is_empty() { None } else { Some(Time::from_ns(nanoseconds(until)?)) };
            Value::Fault(Some(FaultSetting {
                from: Time::from_ns(nanoseconds(from)?),
                until,
                hits: hits.parse().ok().and_then(Percent::new)?,
                delay: span(delay)?,
            }))
        }
    };
    let change = Change { knob, target, value };
    change.in_range().then_some(change)
}

/// `%3A` as `:`: some programs escape the links that they pass on. Only ASCII; what is no escape stays.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii_graphic);
        match byte {
            Some(byte) => {
                plain.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                plain.push('%');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Dice, Stream};
    use crate::vocabulary::Fault;

    fn problem(text: &str) -> String {
        Link::decode(text).unwrap_err().to_string()
    }

    /// A link of version 1 as it was first written: must decode for ever.
    const STORED_1: &str = "v=1&scenario=hung-dependency&seed=7&hosting=aspnetcore-out-of-process&load=2500\
        &do=45.5:dependency-hang:off;50:dependency-slow:50~110.25:75:45;60:call:awaited;70.000000001:slots:unlimited;80:call-timeout:10\
        &at=70.553012004&select=41&speed=1000&view=log,why";

    /// The same as version 2 was first written.
    const STORED_2: &str = "v=2&scenario=hung-dependency&seed=7&hosting=aspnetcore-out-of-process&load=2500\
        &do=45.5:dependency-hang:off;50:dependency-slow:50~110.25:75:45;60:call:awaited;70.000000001:slots:unlimited;80:call-timeout:10\
        &at=70.553012004&select=41&speed=1000&view=log,why&run=7F3A-21C0";

    fn set(knob: Knob, value: Value) -> Change {
        Change::new(&library::open("hung-dependency").unwrap().plan, knob, value).unwrap()
    }

    #[test]
    fn the_stored_link_of_version_1_decodes() {
        let ms = Time::from_ms;
        let slow = FaultSetting {
            from: ms(50_000),
            until: Some(ms(110_250)),
            hits: Percent::new(75).unwrap(),
            delay: Span::from_s(45),
        };
        let link = Link {
            scenario: "hung-dependency".to_owned(),
            seed: 7,
            hosting: Some(Hosting::AspNetCoreOutOfProcess),
            load_per_mille: Some(2_500),
            changes: vec![
                (ms(45_500), set(Knob::Fault(Fault::DependencyHang), Value::Fault(None))),
                (ms(50_000), set(Knob::Fault(Fault::DependencySlow), Value::Fault(Some(slow)))),
                (ms(60_000), set(Knob::CallStyle, Value::Style(CallStyle::Awaited))),
                (Time::from_ns(70_000_000_001), set(Knob::Slots, Value::Units(Slots::Unlimited))),
                (ms(80_000), set(Knob::CallTimeout, Value::Span(Span::from_s(10)))),
            ],
            at: Time::from_ns(70_553_012_004),
            select: Some(RequestId(41)),
            speed: Some(1_000),
            view: "log,why".to_owned(),
            maker: Maker::Earlier,
        };
        assert_eq!(Link::decode(STORED_1), Ok(link.clone()));
        assert_eq!(link.to_string(), STORED_1.replace("v=1", "v=2"));
        let with_run = Link { maker: Maker::Page("7F3A-21C0".to_owned()), ..link.clone() };
        assert_eq!(with_run.to_string(), STORED_2);
        assert_eq!(Link::decode(STORED_2), Ok(with_run));
        let escaped = STORED_1.replace(':', "%3A").replace(';', "%3b").replace('~', "%7E");
        assert_eq!(Link::decode(&format!("#{escaped}")), Ok(link));
    }

    #[test]
    fn a_problem_names_key_and_value() {
        assert_eq!(problem(""), "link: v= is missing");
        assert_eq!(problem("v=3&scenario=x"), "link: v=3 is a version that this program does not know");
        assert_eq!(problem("v=1&seed=7"), "link: scenario= is missing");
        let with = |rest: &str| problem(&format!("v=1&scenario=hung-dependency&seed=7&{rest}"));
        assert_eq!(problem("v=1&scenario=flood&seed=7"), "link: scenario=flood is no scenario of the library");
        assert_eq!(with("seed=8"), "link: seed=8 is there twice");
        assert_eq!(with("sed=8"), "link: sed=8 is an unknown key");
        assert_eq!(with("at=-1"), "link: at=-1 cannot be read");
        assert_eq!(with("at=181"), "link: at=181 is out of range");
        assert_eq!(with("load=0"), "link: load=0 is out of range");
        assert_eq!(with("speed=0"), "link: speed=0 cannot be read");
        assert_eq!(with("view=<b>"), "link: view=<b> cannot be read");
        assert_eq!(with("do=1:slots:0"), "link: do=1:slots:0 cannot be read");
        assert_eq!(
            with("do=2:call:awaited;1:call:awaited"),
            "link: do=1:call:awaited has too many changes, or they are not in order"
        );
        assert_eq!(
            with("hosting=aspnetcore-out-of-process&do=1:connect-blackhole:1~:100:45"),
            "link: do=1:connect-blackhole:1~:100:45 cannot happen under this hosting"
        );
        let many = ";1:call:awaited".repeat(201);
        assert!(with(&format!("do={many}")).contains("has too many changes"));
        assert_eq!(with(&"x".repeat(20_000)), "link: =20036 bytes is too long");
    }

    #[test]
    fn what_can_be_read_is_opened_and_the_rest_is_named() {
        let plain = "v=2&scenario=hung-dependency&seed=8&do=20:call:awaited&at=30";
        let link = Link::decode(plain).unwrap();
        let read = |text: &str| {
            let (link, left) = Link::read(text).unwrap();
            (link, left.iter().map(|problem| problem.key.clone()).collect::<Vec<_>>())
        };
        assert_eq!(read(plain), (link.clone(), vec![]));
        assert_eq!(
            read(&format!("{plain}&utm_source=slack&fbclid=1")),
            (link.clone(), keys(&["utm_source", "fbclid"]))
        );
        assert_eq!(read(&plain.replace("v=2", "v=3")), (link.clone(), keys(&["v"])));
        assert_eq!(
            read(&format!("{plain}&load=0&hosting=x&select=y")),
            (link.clone(), keys(&["hosting", "select", "load"]))
        );
        let partly =
            plain.replace("do=", "do=5:no-such-fault:off;").replace("at=30", "at=4000").replace("seed=8", "sed=8");
        let (opened, left) = read(&partly);
        assert_eq!((opened.seed, &opened.changes, opened.at), (7, &link.changes, Time::ZERO));
        assert_eq!(left, keys(&["sed", "seed", "at", "do"]));
        for none in ["", "main", "v=2&seed=7", "v=2&scenario=flood&seed=7"] {
            assert_eq!(Link::read(none).unwrap_err().key, "scenario", "{none}");
        }
    }

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|&key| key.to_owned()).collect()
    }

    /// Any link that the lab can make comes back as it was.
    #[test]
    fn encoding_and_decoding_is_the_identity() {
        for n in 0..2_000 {
            let dice = Dice::new(n);
            let mut draws = 0;
            let mut below = |bound: u64| {
                draws += 1;
                dice.below(Stream::Work, 0, draws, bound)
            };
            let hosting = Hosting::ALL[usize::try_from(below(Hosting::ALL.len() as u64)).unwrap()];
            let possible: Vec<Fault> =
                Fault::ALL.into_iter().filter(|fault| fault.impossible_over(true).is_none()).collect();
            let mut changes: Vec<(Time, Change)> = (0..below(6))
                .map(|_| {
                    let at = Time::from_ns(below(180_000_000_001));
                    let fault = possible[usize::try_from(below(possible.len() as u64)).unwrap()];
                    let span = Span::from_ns(1_000_000 + below(3_599_000_000_001));
                    let change = match below(6) {
                        0 => set(Knob::Fault(fault), Value::Fault(None)),
                        1 => set(Knob::CallStyle, Value::Style(CallStyle::ALL[usize::from(below(2) == 1)])),
                        2 => set(Knob::Slots, Value::Units(Slots::Limited(1 + u32::try_from(below(10_000)).unwrap()))),
                        3 => set(Knob::Slots, Value::Units(Slots::Unlimited)),
                        4 => set(Knob::CallTimeout, Value::Span(span)),
                        _ => {
                            let until = (below(2) == 0).then(|| Time::from_ns((1 << 40) + 1 + below(1 << 40)));
                            let hits = Percent::new(1 + u8::try_from(below(100)).unwrap()).unwrap();
                            let from = Time::from_ns(below(1 << 40));
                            let setting = FaultSetting { from, until, hits, delay: span };
                            set(Knob::Fault(fault), Value::Fault(Some(setting)))
                        }
                    };
                    (at, change)
                })
                .collect();
            changes.sort_by_key(|&(at, _)| at);
            let link = Link {
                scenario: "hung-dependency".to_owned(),
                seed: dice.draw(Stream::Work, 1, 0),
                hosting: (below(2) == 0).then_some(hosting),
                load_per_mille: (below(2) == 0).then(|| 1 + u32::try_from(below(200_000)).unwrap()),
                changes,
                at: Time::from_ns(below(180_000_000_001)),
                select: (below(2) == 0).then(|| RequestId(u32::try_from(below(1 << 32)).unwrap())),
                speed: (below(2) == 0).then(|| 5 + u32::try_from(below(59_996)).unwrap()),
                view: ["", "log", "log,why-1.2"][usize::try_from(below(3)).unwrap()].to_owned(),
                maker: match below(2) {
                    0 => Maker::Page(format!("{:04X}-{:04X}", below(65_536), below(65_536))),
                    _ => Maker::Site,
                },
            };
            assert_eq!(Link::decode(&link.to_string()), Ok(link));
        }
    }

    /// A link with a byte changed or cut off is read or refused; none panics.
    #[test]
    fn no_text_panics() {
        for index in 0..STORED_1.len() {
            let _ = Link::decode(&STORED_1[..index]);
            let _ = Link::read(&STORED_1[..index]);
            for byte in *b"%&=;:~.9-\xc3" {
                let mut bytes = STORED_1.as_bytes().to_vec();
                bytes[index] = byte;
                let _ = Link::decode(&String::from_utf8_lossy(&bytes));
                let _ = Link::read(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}
