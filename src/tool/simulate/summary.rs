//! A run in one screen: how many requests ended how, the first failure and why. For programs also what the scenario
//! expected; people read that on stderr.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bad_gateway::explain::{Chain, why};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::claim::Verdict;
use bad_gateway::scenario::Scenario;
use bad_gateway::text::Lang;
use bad_gateway::text::number::{clock, clock_s, exact};
use bad_gateway::text::why::line as line_of;
use bad_gateway::trace::{StageWriter, Stages, Trace};
use bad_gateway::vocabulary::{RequestId, Status};
use serde_json::{Value, json};

/// What is told of a run.
pub(super) struct Summary<'a> {
    scenario: &'a Scenario,
    seed: u64,
    trace: &'a Trace,
    verdicts: &'a [Verdict],
    arrived: u32,
    /// A time taken a request, sorted.
    ended: BTreeMap<Status, Vec<Span>>,
    first_failure: Option<(RequestId, Time, Chain)>,
}

impl<'a> Summary<'a> {
    pub(super) fn of(scenario: &'a Scenario, seed: u64, trace: &'a Trace, verdicts: &'a [Verdict]) -> Self {
        let mut ended: BTreeMap<Status, Vec<Span>> = BTreeMap::new();
        let (arrived, mut first_failure) = (trace.requests(), None);
        // As the gateway tells it that clients ask.
        let entry = trace.plan().entry().place;
        StageWriter::default().extend(trace, |stages| {
            let &Stages { request, status, ended: at, place, .. } = stages;
            if place != entry {
                return;
            }
            ended.entry(status).or_default().push(stages.time_taken());
            if first_failure.is_none() && !status.is_success() {
                let chain = why(trace, request, scenario.plan.ends_at);
                first_failure = chain.map(|chain| (request, at, chain));
            }
        });
        ended.values_mut().for_each(|times| times.sort_unstable());
        Self { scenario, seed, trace, verdicts, arrived, ended, first_failure }
    }

    fn open(&self) -> u64 {
        u64::from(self.arrived).saturating_sub(self.ended.values().map(|times| times.len() as u64).sum())
    }

    /// For people.
    pub(super) fn text(&self) -> String {
        let Scenario { slug, plan, .. } = self.scenario;
        let title = &self.scenario.title().en;
        let mut text = format!("{title} ({slug}), seed {}, {} of model time\n\n", self.seed, clock_s(plan.ends_at));
        let mut line = |parts: std::fmt::Arguments<'_>| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{parts}");
        };
        line(format_args!("{:<14} {:>8}   time-taken, least / median / most", "ended with", "requests"));
        for (status, times) in &self.ended {
            let (status, [least, median, most]) = (status.to_string(), spread(times).map(|span| exact(span, Lang::En)));
            line(format_args!("{status:<14} {:>8}   {least} / {median} / {most}", times.len()));
        }
        if self.open() > 0 {
            line(format_args!("{:<14} {:>8}", "still open", self.open()));
        }
        line(format_args!("{:<14} {:>8}", "all", self.arrived));
        match &self.first_failure {
            None => line(format_args!("\nNo request failed.")),
            Some((request, at, chain)) => {
                line(format_args!("\nThe first failure: {request}, {} at {}", chain.status, clock(*at)));
                for (index, link) in chain.links.iter().enumerate() {
                    let because = if index == 0 { "" } else { "because " };
                    line(format_args!("  {because}{}", line_of(&link.reason, &chain.plan, Lang::En)));
                }
                if let Some(healthy) = chain.healthy {
                    line(format_args!("  The last request before it that went well: {healthy}"));
                }
            }
        }
        text
    }

    /// For programs. Times in milliseconds of model time.
    pub(super) fn json(&self) -> String {
        let ended: Vec<Value> = self
            .ended
            .iter()
            .map(|(status, times)| {
                let [least, median, most] = spread(times).map(Span::ms);
                json!({
                    "sc-status": status.code,
                    "sc-substatus": status.sub,
                    "sc-win32-status": status.win32.0,
                    "requests": times.len(),
                    "time_taken_ms": { "least": least, "median": median, "most": most },
                })
            })
            .collect();
        let first_failure = self.first_failure.as_ref().map(|(request, at, chain)| {
            let links: Vec<Value> = chain
                .links
                .iter()
                .map(
                    |link| json!({ "at_ms": link.at.ms(), "record": link.record.0, "says": line_of(&link.reason, &chain.plan, Lang::En) }),
                )
                .collect();
            json!({
                "request": request.0,
                "status": chain.status.to_string(),
                "at_ms": at.ms(),
                "why": links,
                "last_that_went_well": chain.healthy.map(|healthy| healthy.0),
            })
        });
        let expect: Vec<Value> = self
            .verdicts
            .iter()
            .map(|verdict| {
                json!({ "claim": verdict.claim, "holds": verdict.holds, "measured": verdict.measured.to_string() })
            })
            .collect();
        let summary = json!({
            "scenario": self.scenario.slug,
            "seed": self.seed,
            "digest": self.trace.digest().long(),
            "ends_at_ms": self.scenario.plan.ends_at.ms(),
            "requests": self.arrived,
            "open": self.open(),
            "ended": ended,
            "first_failure": first_failure,
            "expect": expect,
        });
        format!("{summary:#}\n")
    }
}

/// Least, median and most of sorted times.
fn spread(times: &[Span]) -> [Span; 3] {
    let at = |place: usize| times.get(place).copied().unwrap_or_default();
    [at(0), at(times.len() / 2), at(times.len().saturating_sub(1))]
}
