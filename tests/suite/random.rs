//! Scenarios that nobody wrote down: each is made from its number, and what fails is a file that opens in the lab.
//!
//! `RUNS` says how many: 40 where nothing is said (1/50 of all), 400 on the build server, 2000 for all. `RUNS=17..18` is number
//! 17 alone.

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;

use bad_gateway::kernel::{Dice, Span, Stream, Time};
use bad_gateway::model;
use bad_gateway::plan::{Change, FaultSetting, Knob, Percent, Plan, Target, Value};
use bad_gateway::scenario::{
    CallsSpec, ClientSpec, DependencySpec, DistSpec, FaultSpec, GapsSpec, Localized, RequestSpec, Scenario,
    ServerASpec, ServerBSpec, SlotsSpec, Spec,
};
use bad_gateway::trace::Trace;
use bad_gateway::vocabulary::{CallStyle, Fault, Hosting, LinkId, PlaceId, PoolId, PoolKind, Slots};

/// How many runs where nothing is said.
pub(crate) const RUNS: u64 = 40;

/// A scenario, and what is turned on the way.
pub(crate) struct Case {
    pub(crate) number: u64,
    pub(crate) scenario: Scenario,
    pub(crate) changes: Vec<(Time, Change)>,
    json: String,
}

impl Case {
    /// The case with this number.
    pub(crate) fn new(number: u64) -> Self {
        let mut draw = Draw { dice: Dice::new(number), drawn: 0 };
        let spec = spec(&mut draw, number);
        let json = serde_json::to_string_pretty(&spec).expect("a scenario can be written");
        let slug = format!("random-{number}");
        let scenario = Scenario::read(&slug, &json).unwrap_or_else(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            panic!("number {number} is no scenario: {problems:#?}\n{json}")
        });
        let changes = changes(&mut draw, &scenario.plan);
        Self { number, scenario, changes, json }
    }

    pub(crate) fn seed(&self) -> u64 {
        self.scenario.seed()
    }

    pub(crate) fn plan(&self) -> &std::sync::Arc<Plan> {
        &self.scenario.plan
    }

    /// The whole run, with its changes.
    pub(crate) fn run(&self) -> Trace {
        model::run(self.plan(), self.seed(), &self.changes).1
    }

    /// Writes the scenario to a file, and says how to see it again.
    fn tell(&self, test: &str) -> String {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let path = folder.join(format!("{}.json", self.scenario.slug));
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &self.json));
        let file = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&path).display().to_string();
        let (number, seed) = (self.number, self.seed());
        let mut text = format!("number {number} breaks {test}. The scenario, which opens in the lab too:\n");
        let _ = match written {
            Ok(()) => writeln!(text, "  cargo run -- simulate {file} --seed {seed}"),
            Err(error) => writeln!(text, "  {file} cannot be written: {error}\n{}", self.json),
        };
        let _ = writeln!(text, "The test, with what is turned on the way:");
        let _ = writeln!(text, "  RUNS={number}..{} cargo test -p bad-gateway --test suite {test}", number + 1);
        for (at, change) in &self.changes {
            let _ = writeln!(text, "  {at:?} {change:?}");
        }
        text
    }
}

/// The numbers of the cases, from `RUNS`.
pub(crate) fn numbers() -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("RUNS") else { return 0..RUNS };
    let number = |text: &str| text.trim().parse().ok();
    let range = match text.split_once("..") {
        Some((from, to)) => number(from).zip(number(to)).map(|(from, to)| from..to),
        None => number(&text).map(|runs| 0..runs),
    };
    range.unwrap_or_else(|| panic!("RUNS={text}: say how many, as in RUNS=400, or which ones, as in RUNS=17..18"))
}

/// So many seeds for each of a few runs: 20 of 2 000 where `RUNS` says all.
pub(crate) fn seeds() -> std::ops::RangeInclusive<u64> {
    1..=(numbers().end / 100).clamp(2, 20)
}

/// Checks as many cases as `RUNS` says. One that fails is written to a file.
pub(crate) fn each(test: &str, check: impl Fn(&Case)) {
    for number in numbers() {
        let case = Case::new(number);
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| check(&case))) {
            eprintln!("{}", case.tell(test));
            resume_unwind(panic);
        }
    }
}

/// Chance for a case: the same number draws the same.
struct Draw {
    dice: Dice,
    drawn: u64,
}

impl Draw {
    /// A number from `low` to `high`, both included.
    fn within(&mut self, low: u64, high: u64) -> u64 {
        self.drawn += 1;
        low + self.dice.below(Stream::Kind, 0, self.drawn, high - low + 1)
    }

    fn one_in(&mut self, of: u64) -> bool {
        self.within(1, of) == 1
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        let last = (from.len() as u64).checked_sub(1)?;
        from.get(usize::try_from(self.within(0, last)).ok()?).cloned()
    }

    /// Some of them, in any order.
    fn some<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        let mut left = from.to_vec();
        let mut some = Vec::new();
        for _ in 0..self.within(0, from.len() as u64) {
            let index = usize::try_from(self.within(0, left.len() as u64 - 1)).unwrap_or(0);
            some.push(left.remove(index));
        }
        some
    }

    fn dist(&mut self, longest_us: u64) -> DistSpec {
        let low = self.within(0, longest_us);
        match self.within(0, 2) {
            0 => DistSpec::Fixed(low),
            1 => DistSpec::Uniform([low, self.within(low, longest_us)]),
            _ => DistSpec::Exponential(low),
        }
    }

    /// Often short, seldom long.
    fn work(&mut self, seldom_us: u64) -> DistSpec {
        if self.one_in(4) { self.dist(seldom_us) } else { self.dist(seldom_us / 50) }
    }

    fn slots(&mut self) -> Slots {
        if self.one_in(5) { Slots::Unlimited } else { Slots::Limited(u32::try_from(self.within(1, 3)).unwrap_or(1)) }
    }

    fn slots_spec(&mut self) -> SlotsSpec {
        self.slots().limit().map_or_else(SlotsSpec::default, |limit| SlotsSpec::Number(limit.into()))
    }

    fn word(&mut self, all: &[&'static str]) -> String {
        self.pick(all).unwrap_or_default().to_owned()
    }
}

fn names(letter: char, count: u64) -> Vec<String> {
    (1..=count).map(|number| format!("{letter}{number}")).collect()
}

/// One or two gateways in a row, up to three members, up to three dependencies, pools small enough to be short.
fn spec(draw: &mut Draw, number: u64) -> Spec {
    let ends_at_ms = draw.within(5_000, 25_000);
    let in_a_row = draw.one_in(3);
    let hostings: Vec<Hosting> = (0..=u64::from(in_a_row)).filter_map(|_| draw.pick(&Hosting::ALL)).collect();
    // Over loopback there is one member.
    let last_is_alone = hostings.last().is_some_and(|hosting| hosting.personality().loopback);
    let apps = names('B', if last_is_alone { 1 } else { draw.within(1, 3) });
    let dependencies = names('C', draw.within(0, 3));
    let mut gateways = Vec::new();
    for (index, hosting) in (1..).zip(&hostings) {
        let last = index == hostings.len();
        let mut members = if last { apps.clone() } else { vec![format!("A{}", index + 1)] };
        if !last && !hosting.personality().loopback && draw.one_in(3) {
            members.push("B1".to_owned());
        }
        if members.len() > 1 && draw.one_in(4) {
            members.push(members[0].clone());
        }
        gateways.push(gateway(draw, format!("A{index}"), *hosting, members));
    }
    let applications = apps.iter().map(|name| application(draw, name, &dependencies)).collect();
    let kinds = draw.within(0, 3);
    let requests = (0..kinds).map(|kind| RequestSpec {
        path: if kind == 0 { "/".to_owned() } else { format!("/kind/{kind}/{{n}}") },
        weight: Some(draw.within(1, 5)),
        // Now and then the same one again.
        needs: (0..=u8::from(draw.one_in(4))).flat_map(|_| draw.some(&dependencies)).collect(),
    });
    let requests = requests.collect();
    let (mut faults, wanted) = (Vec::<FaultSpec>::new(), draw.within(0, 3));
    for _ in 0..wanted {
        let fault = fault(draw, ends_at_ms, &gateways, &apps, &dependencies);
        faults.extend(fault.filter(|new| faults.iter().all(|old| (&old.fault, &old.at) != (&new.fault, &new.at))));
    }
    let text = format!("Random {number}");
    Spec {
        format: Some(2),
        title: Localized { en: text.clone(), ko: text.clone() },
        note: Localized { en: text.clone(), ko: text },
        twin: None,
        seed: number,
        starts_at: "2026-11-10T03:00:00Z".to_owned(),
        ends_at_ms,
        opens_at_ms: Some(0),
        speed_per_mille: 1_000,
        client: ClientSpec {
            machines: draw.within(1, 4),
            requests_per_1000_s: draw.within(300, 4_000),
            gaps: match draw.within(0, 2) {
                0 => GapsSpec::Even,
                1 => GapsSpec::UniformPercent(draw.within(1, 100)),
                _ => GapsSpec::Exponential,
            },
            patience_ms: Some(if draw.one_in(3) { draw.within(1, 3_000) } else { draw.within(3_000, 60_000) }),
            one_way_us: Some(draw.dist(20_000)),
        },
        server_a: None,
        server_b: None,
        dependency: None,
        requests,
        gateways,
        applications,
        dependencies: dependencies
            .iter()
            .map(|name| DependencySpec {
                name: Some(name.clone()),
                takes_us: draw.work(1_500_000),
                one_way_us: Some(draw.dist(20_000)),
            })
            .collect(),
        faults,
        expect: Vec::new(),
    }
}

fn gateway(draw: &mut Draw, name: String, hosting: Hosting, members: Vec<String>) -> ServerASpec {
    ServerASpec {
        name: Some(name),
        members,
        hosting: hosting.slug().to_owned(),
        timeout_ms: Some(draw.within(1_000, 12_000)),
        workers: Some(draw.within(1, 3)),
        work_us: Some(draw.work(400_000)),
        queue_length: Some(draw.within(1, 6)),
        pool_idle_ms: Some(draw.within(1, 10_000)),
        // Now and then so slow that a SYN is sent again before the answer to the first one is there.
        one_way_us: Some(if draw.one_in(12) { draw.dist(4_000_000) } else { draw.dist(20_000) }),
    }
}

fn application(draw: &mut Draw, name: &str, dependencies: &[String]) -> ServerBSpec {
    let calls = if draw.one_in(2) { draw.some(dependencies) } else { Vec::new() };
    let calls = calls.into_iter().map(|to| CallsSpec {
        to,
        slots: draw.one_in(2).then(|| draw.slots_spec()),
        call_timeout_ms: draw.one_in(2).then(|| draw.within(1, 8_000)),
    });
    ServerBSpec {
        name: Some(name.to_owned()),
        calls: calls.collect(),
        threads: draw.within(1, 4),
        work_before_us: Some(draw.work(1_000_000)),
        work_after_us: Some(draw.work(1_000_000)),
        call: draw.word(&CallStyle::ALL.map(CallStyle::slug)),
        slots: draw.slots_spec(),
        call_timeout_ms: Some(draw.within(1, 8_000)),
    }
}

/// A fault that can be, at a place where it can be.
fn fault(
    draw: &mut Draw,
    ends_at_ms: u64,
    gateways: &[ServerASpec],
    apps: &[String],
    dependencies: &[String],
) -> Option<FaultSpec> {
    // Half of what goes wrong goes wrong at dependencies, so that pools are short.
    let (behind, before): (Vec<Fault>, Vec<Fault>) =
        Fault::ALL.into_iter().partition(|fault| fault.befalls_dependency());
    let of = if draw.one_in(2) { behind } else { before };
    let fault = draw.pick(&of)?;
    let at = draw.pick(if fault.befalls_dependency() { dependencies } else { apps })?;
    let mut before = gateways.iter().filter(|gateway| gateway.members.contains(&at));
    let loopback = before.any(|one| Hosting::from_slug(&one.hosting).is_some_and(|one| one.personality().loopback));
    if fault.impossible_over(loopback).is_some() {
        return None;
    }
    let from_ms = draw.within(0, ends_at_ms - 1);
    Some(FaultSpec {
        fault: fault.slug().to_owned(),
        at: Some(at),
        from_ms,
        until_ms: draw.one_in(2).then(|| draw.within(from_ms + 1, ends_at_ms)),
        hits_percent: draw.one_in(2).then(|| draw.within(1, 100)),
        delay_ms: draw.one_in(2).then(|| draw.within(1, 10_000)),
    })
}

/// What is turned on the way: what fits, and now and then what does not.
fn changes(draw: &mut Draw, plan: &Plan) -> Vec<(Time, Change)> {
    let wanted = draw.within(0, 10);
    let mut changes: Vec<(Time, Change)> = (0..wanted).filter_map(|_| change(draw, plan)).collect();
    changes.sort_by_key(|(at, _)| *at);
    changes
}

fn change(draw: &mut Draw, plan: &Plan) -> Option<(Time, Change)> {
    let at = Time::from_ms(draw.within(0, plan.ends_at.ms()));
    let apps: Vec<PlaceId> = plan.apps.iter().map(|app| app.place).collect();
    let slots: Vec<PoolId> = plan.pool_ids().filter(|&pool| plan.pool(pool).kind == PoolKind::Connection).collect();
    let links: Vec<LinkId> = plan.apps.iter().flat_map(|app| &app.outbound).map(|outbound| outbound.link).collect();
    let change = match draw.within(0, 11) {
        10 => Change {
            knob: Knob::ProxyTimeout,
            target: Target::Place(draw.pick(&plan.gateways)?.place),
            value: Value::Span(Span::from_ms(draw.within(1_000, 20_000))),
        },
        11 => Change {
            knob: Knob::Patience,
            target: Knob::Patience.default_target(plan)?,
            value: Value::Span(Span::from_ms(draw.within(1, 20_000))),
        },
        0 => Change {
            knob: Knob::CallStyle,
            target: Target::Place(draw.pick(&apps)?),
            value: Value::Style(draw.pick(&CallStyle::ALL)?),
        },
        1 | 2 => {
            Change { knob: Knob::Slots, target: Target::Pool(draw.pick(&slots)?), value: Value::Units(draw.slots()) }
        }
        // Shortened, so that who came later gives up first, in the queue.
        3 | 4 => Change {
            knob: Knob::CallTimeout,
            target: Target::Link(draw.pick(&links)?),
            value: Value::Span(Span::from_ms(if draw.one_in(2) { draw.within(1, 8_000) } else { draw.within(1, 500) })),
        },
        5 => Change {
            knob: Knob::Slots,
            target: Target::Pool(PoolId(u16::try_from(draw.within(0, 40)).ok()?)),
            value: Value::Units(draw.slots()),
        },
        _ => {
            let fault = draw.pick(&Fault::ALL)?;
            let places: Vec<PlaceId> =
                (0..plan.places.len()).filter_map(|place| u16::try_from(place).ok().map(PlaceId)).collect();
            let places: Vec<PlaceId> = places
                .into_iter()
                .filter(|&place| plan.can_strike(fault, place) && plan.impossible(fault, place).is_none())
                .collect();
            let setting = draw.within(0, 2) > 0;
            let setting = setting.then(|| setting_from(draw, at, plan.ends_at));
            Change {
                knob: Knob::Fault(fault),
                target: Target::Place(draw.pick(&places)?),
                value: Value::Fault(setting),
            }
        }
    };
    Some((at, change))
}

fn setting_from(draw: &mut Draw, at: Time, ends_at: Time) -> FaultSetting {
    let from = if draw.one_in(2) { at } else { Time::from_ms(draw.within(0, ends_at.ms())) };
    FaultSetting {
        from,
        until: draw.one_in(2).then(|| from + Span::from_ms(draw.within(1, 10_000))),
        hits: u8::try_from(draw.within(1, 100)).ok().and_then(Percent::new).unwrap_or(Percent::ALWAYS),
        delay: Span::from_ms(draw.within(1, 10_000)),
    }
}

#[test]
fn a_number_makes_the_same_case_each_time_and_its_file_reads_as_it() {
    each("random::a_number_makes", |case| {
        let again = Case::new(case.number);
        assert_eq!((&case.scenario, &case.changes), (&again.scenario, &again.changes));
    });
}
