//! What is read off the trace of a run while it grows: the strip, the log, the failures.

use std::rc::Rc;

use super::growing::Growing;
use super::{Failure, Measure, Strip, StripArrival, StripEnding, StripFault};
use crate::artefact::w3c::{Log, Row};
use crate::kernel::{Time, order};
use crate::plan::{Change, Knob, Target, Value};
use crate::scenario::Scenario;
use crate::trace::{Fact, Marks, RecordId, StageWriter, Stages, Trace};
use crate::vocabulary::{Class, Fault, Party, RequestId};

/// Projections of all that was played.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    /// Records that were read.
    read: u32,
    /// The time bar.
    pub(super) strip: Rc<Strip>,
    /// The rows of the log of the gateway that clients ask.
    pub(super) log: Growing<Row>,
    log_of: Log,
    stages: StageWriter,
    /// Who held what, at intervals: what chains are made from.
    pub(super) marks: Marks,
    /// Everything that a server failed, in order.
    pub(super) failures: Vec<Failure>,
    /// When the client had the response to the first request, or left.
    pub(super) first_done: Option<Time>,
}

impl Tally {
    /// What the trace says so far.
    pub(super) fn new(scenario: &Scenario, changes: &[(Time, Change)], trace: &Trace) -> Self {
        let mut tally = Self {
            read: 0,
            strip: Rc::default(),
            log: Growing::default(),
            log_of: Log::new(trace, scenario.plan.entry().place, scenario.starts_at_unix_s),
            stages: StageWriter::default(),
            marks: Marks::default(),
            failures: Vec::new(),
            first_done: None,
        };
        tally.set_changes(scenario, changes);
        tally.read(trace);
        tally
    }

    /// The spans in which faults act, by the plan and the changes.
    pub(super) fn set_changes(&mut self, scenario: &Scenario, changes: &[(Time, Change)]) {
        let faults = fault_spans(scenario, changes);
        if self.strip.faults != faults {
            Rc::make_mut(&mut self.strip).faults = faults;
        }
    }

    /// Reads what was recorded since the last time.
    pub(super) fn read(&mut self, trace: &Trace) {
        for (_, record) in trace.range(RecordId(self.read), RecordId(u32::MAX)) {
            if let Fact::Begins { party: Party::Request(request), .. } = record.fact {
                Rc::make_mut(&mut self.strip).arrivals.push(StripArrival { at: record.at, request, ended: None });
            } else if let Fact::Over { party: Party::Request(request), .. } = record.fact
                && self.first_done.is_none()
                && Some(request) == self.first_request()
            {
                self.first_done = Some(record.at);
            }
        }
        self.read = trace.len();
        self.marks.extend(trace);
        let entry = trace.plan().entry().place;
        let (mut ended, mut stages) = (Vec::new(), std::mem::take(&mut self.stages));
        stages.extend(trace, |stages| ended.extend((stages.place == entry).then_some(*stages)));
        self.stages = stages;
        if ended.is_empty() {
            return;
        }
        ended.iter().for_each(|stages| self.ended(stages));
        let log_of = &self.log_of;
        self.log.grow(|rows| rows.extend(ended.iter().filter_map(|stages| log_of.row(stages))));
    }

    fn ended(&mut self, stages: &Stages) {
        let &Stages { request, status, ending, arrived, ended: at, .. } = stages;
        let strip = Rc::make_mut(&mut self.strip);
        strip.endings.push(StripEnding { at, request, status });
        if let Ok(index) = strip.arrivals.binary_search_by_key(&request, |arrival| arrival.request) {
            strip.arrivals[index].ended = Some(at);
        }
        if status.is_forwarder_error() && strip.first_failure.is_none() {
            strip.first_failure = Some(Measure { request, from: arrived, to: at });
        }
        if matches!(status.class(), Class::Server | Class::Forwarder) {
            let time_taken = stages.time_taken();
            self.failures.push(Failure { request, status, ending, at, time_taken });
        }
    }

    /// Whether a request that arrived after `since` had ended well by `at`.
    pub(super) fn has_succeeded(&self, since: Time, at: Time) -> bool {
        let strip = &self.strip;
        let came = strip.arrivals.partition_point(|arrival| arrival.at <= since);
        let Some(first) = strip.arrivals.get(came).map(|arrival| arrival.request) else { return false };
        let later = strip.endings[strip.endings.partition_point(|ending| ending.at <= since)..].iter();
        later.take_while(|ending| ending.at <= at).any(|ending| ending.request >= first && ending.status.is_success())
    }

    /// Where its reading of stages stands, to go back to.
    pub(super) fn stages(&self) -> &StageWriter {
        &self.stages
    }

    /// Goes back to `at`, where so many records had been read and `stages` stood; what the trace has forgotten since stays known.
    pub(super) fn rewind(&mut self, at: Time, records: u32, stages: &StageWriter) {
        self.read = records;
        self.stages.clone_from(stages);
        self.marks.truncate(records);
        self.failures.truncate(self.failures_until(at).len());
        self.first_done = self.first_done.filter(|&done| done <= at);
        let rows = self.log.get().partition_point(|row| row.at <= at);
        self.log.truncate(rows);
        let strip = Rc::make_mut(&mut self.strip);
        strip.arrivals.truncate(strip.arrivals.partition_point(|arrival| arrival.at <= at));
        strip.endings.truncate(strip.endings.partition_point(|ending| ending.at <= at));
        strip.first_failure = strip.first_failure.filter(|measure| measure.to <= at);
        for arrival in &mut strip.arrivals {
            arrival.ended = arrival.ended.filter(|&ended| ended <= at);
        }
    }

    /// The first request of the run, once it has begun.
    fn first_request(&self) -> Option<RequestId> {
        self.strip.arrivals.first().map(|arrival| arrival.request)
    }

    /// Whether a request has ended by `at`, and not well.
    pub(super) fn ended_badly(&self, request: RequestId, at: Time) -> bool {
        let Strip { arrivals, endings, .. } = &*self.strip;
        let arrival = arrivals.binary_search_by_key(&request, |arrival| arrival.request);
        let Some(ended) = arrival.ok().and_then(|index| arrivals[index].ended).filter(|&ended| ended <= at) else {
            return false;
        };
        let then = &endings[endings.partition_point(|ending| ending.at < ended)..];
        then.iter().find(|ending| ending.request == request).is_some_and(|ending| !ending.status.is_success())
    }

    /// The failures up to and including `at`.
    pub(super) fn failures_until(&self, at: Time) -> &[Failure] {
        &self.failures[..self.failures.partition_point(|failure| failure.at <= at)]
    }

    /// The first 502.3 after `at`; of the whole run if `None`.
    pub(super) fn next_502(&self, at: Option<Time>) -> Option<&Failure> {
        let from = at.map_or(0, |at| self.failures_until(at).len());
        self.failures[from..].iter().find(|failure| failure.status.is_forwarder_error())
    }
}

/// From when until when each fault acts. A change to a fault ends what was scheduled for it before.
fn fault_spans(scenario: &Scenario, changes: &[(Time, Change)]) -> Vec<StripFault> {
    let ends_at = scenario.plan.ends_at;
    let mut spans: Vec<StripFault> = Vec::new();
    let set = scenario.plan.faults.iter().map(|plan| (Time::ZERO, plan.fault, plan.target, Some(plan.setting)));
    let changed = changes.iter().filter_map(|&(at, change)| match (change.knob, change.target, change.value) {
        (Knob::Fault(fault), Target::Place(place), Value::Fault(setting)) => Some((at, fault, place, setting)),
        (
            Knob::Fault(_) | Knob::CallStyle | Knob::Slots | Knob::CallTimeout | Knob::ProxyTimeout | Knob::Patience,
            _,
            _,
        ) => None,
    });
    for (at, fault, place, setting) in set.chain(changed) {
        let before = spans.iter_mut().filter(|span| (span.fault, span.place) == (fault, place));
        before.for_each(|span| span.until = span.until.min(at));
        if let Some(setting) = setting {
            let (from, until) = (setting.from.max(at), setting.until.unwrap_or(ends_at).min(ends_at));
            spans.push(StripFault { fault, place, from, until });
        }
    }
    spans.retain(|span| span.from < span.until);
    merge(spans)
}

/// One span where the next of the same fault begins as one ends.
fn merge(spans: Vec<StripFault>) -> Vec<StripFault> {
    let mut merged: Vec<StripFault> = Vec::new();
    for span in spans {
        let same = |before: &StripFault| (before.fault, before.place) == (span.fault, span.place);
        let touching = |before: &&mut StripFault| same(before) && before.until == span.from;
        match merged.iter_mut().find(touching) {
            Some(before) => before.until = span.until,
            None => merged.push(span),
        }
    }
    order(&mut merged, |span| (span.from.ns(), (Fault::index(span.fault) as u64) << 16 | u64::from(span.place.0)));
    merged
}
