//! The causal chain of a failed request, from the status line back to the root.
//!
//! A mechanism over the trace, not a table of stories: what the client got, how A ended it, and then, backwards, what
//! took most of the time that A (or the client, or the call to C) was willing to wait. Where that was a wait for
//! something that another request held, the chain goes on with the holder, as things stood in the middle of the wait.

use super::held::{Call, Held, a_held};
use super::story::{AtC, Found, Stay, Story, Stretch};
use crate::kernel::{Span, Time};
use crate::trace::{CallEnd, Fact, RecordId, Trace};
use crate::vocabulary::{CallId, CallStyle, Ending, Fault, Hop, Node, Phase, RequestId, SlotId, Slots, Status};

/// Why one request failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The request.
    pub request: RequestId,
    /// How it ended.
    pub status: Status,
    /// From the status line (first) to the root (last). Never empty.
    pub links: Vec<Link>,
    /// The last request before this one that went well, to compare with: the root is the first difference.
    pub healthy: Option<RequestId>,
}

/// A link of the chain: a reason and the record it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The record.
    pub record: RecordId,
    /// When that happened.
    pub at: Time,
    /// What it says.
    pub reason: Reason,
}

/// What a link says. Each says who, and what that one did or did not do.
#[expect(missing_docs, reason = "the variant says what its numbers are")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The client received this status after this time; `None` if it received nothing (left or cut).
    ClientGot(Option<u16>, Span),
    /// A ended the request so, having waited this long (`time-taken` where it did not wait).
    AEnded(Ending, Status, Span),
    /// B answered this status by itself.
    BAnswered(u16),
    /// B closed, reset, or wrote garbage because of this fault (`fin-before-status`, `rst-mid-headers`, `garbage-status-line`,
    /// `hang-before-status`), or the connection attempt met it (`connect-refused`, `connect-blackhole`).
    FaultActed(Fault, Phase),
    /// No thread of B took the request for this long; `all` threads were busy.
    NoThread { waited: Span, all: u16 },
    /// B's thread (or, awaited, its handler) waited in the call to C, for this; `since` the call began, for this long.
    BWaited { wait: Wait, waited: Span, awaited: bool },
    /// B gave up the call after this time and answered 500.
    CallTimedOut(Span),
    /// So many threads of B waited like that at that time.
    ThreadsWaited { waiting: u16, of: u16 },
    /// So many threads of B computed at that time, more than waited.
    ThreadsWorked { working: u16, of: u16 },
    /// B's thread computed for the request for this long.
    BWorked(Span),
    /// A's worker was busy with the request for this long.
    AWorked(Span),
    /// All workers of A were busy, and so many requests stood in the queue of http.sys.
    WorkersBusy { of: u16, queued: u32 },
    /// All slots were held, by these first two requests; so many calls waited.
    SlotsHeld { slots: Slots, holders: [Option<RequestId>; 2], waiting: u32 },
    /// C accepted the call of this request and stayed silent (`dependency-hang`): until it answered or B gave the call up,
    /// if that is recorded.
    CSilent { request: RequestId, until: Option<Time> },
    /// C took this long for the call of this request (`dependency-slow`, or its own slowness).
    CSlow { request: RequestId, took: Span },
}

/// For what a call waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// For a slot.
    Slot,
    /// For C's answer, on this slot.
    Answer(SlotId),
}

/// The chain of `request`, if A ended it at or before `until` in anything but a success. What came after `until` is
/// not used: a wait that was not over then is as long as it was until then.
pub fn why(trace: &Trace, request: RequestId, until: Time) -> Option<Chain> {
    let story = Story::of(trace, request, until)?;
    let ended = story.last(|fact| match *fact {
        Fact::Ended { status, ending, time_taken, .. } => Some((status, ending, time_taken)),
        _ => None,
    })?;
    let (status, ending, time_taken) = ended.what;
    if status.is_success() {
        return None;
    }
    let mut tracer = Tracer { trace, story: &story, until, links: Vec::new() };
    tracer.client();
    let waited = tracer.a_waited(ending).unwrap_or(time_taken);
    tracer.push(&ended, Reason::AEnded(ending, status, waited));
    tracer.root_of(ending, &ended);
    let links = tracer.links;
    Some(Chain { request, status, links, healthy: healthy_before(trace, request, ended.record) })
}

/// The last request that came before `request` and had ended well by `ended`.
fn healthy_before(trace: &Trace, request: RequestId, ended: RecordId) -> Option<RequestId> {
    let mut best = None;
    for record in trace.records()[..ended.0 as usize].iter().rev() {
        match record.fact {
            Fact::Ended { request: other, status, .. } if other < request && status.is_success() => {
                best = best.max(Some(other));
            }
            // Whatever ended before that request began, came before it.
            Fact::RequestStarted { request: other, .. } if best.is_some_and(|best| other <= best) => break,
            _ => {}
        }
    }
    best
}

/// Follows the causes of one request.
struct Tracer<'a> {
    trace: &'a Trace,
    story: &'a Story<'a>,
    until: Time,
    links: Vec<Link>,
}

impl Tracer<'_> {
    fn push<T>(&mut self, found: &Found<T>, reason: Reason) {
        self.links.push(Link { record: found.record, at: found.at, reason });
    }

    fn push_record(&mut self, record: RecordId, reason: Reason) {
        if let Some(at) = self.trace.get(record).map(|record| record.at) {
            self.links.push(Link { record, at, reason });
        }
    }

    fn client(&mut self) {
        let started = self.story.first(|fact| matches!(fact, Fact::RequestStarted { .. }).then_some(()));
        let got = self.story.first(|fact| match *fact {
            Fact::ResponseRead { code, .. } => Some(Some(code)),
            Fact::ClientLeft { .. } => Some(None),
            _ => None,
        });
        if let (Some(started), Some(got)) = (started, got) {
            self.push(&got, Reason::ClientGot(got.what, got.at.since(started.at)));
        }
    }

    /// How long A waited in the phase in which it gave up.
    fn a_waited(&self, ending: Ending) -> Option<Span> {
        let from = match ending.phase()? {
            Phase::Connect => self.story.first(is_syn_to_b)?,
            _ => self.story.last(|fact| matches!(fact, Fact::Forwarded { .. }).then_some(()))?,
        };
        Some(self.gave_up_at()?.since(from.at))
    }

    /// When A stopped waiting: it closed the connection, or could not make one; else when it wrote the response.
    fn gave_up_at(&self) -> Option<Time> {
        let decided = self.story.last(|fact| match fact {
            Fact::ConnectFailed { .. } | Fact::FinSent { from: Node::A, .. } | Fact::RstSent { from: Node::A, .. } => {
                Some(())
            }
            _ => None,
        });
        let ended = self.story.last(|fact| matches!(fact, Fact::Ended { .. }).then_some(()));
        decided.or(ended).map(|found| found.at)
    }

    fn root_of(&mut self, ending: Ending, ended: &Found<(Status, Ending, Span)>) {
        match ending {
            Ending::Answered => self.b_answered(),
            Ending::Refused => self.on_the_wire(Fault::ConnectRefused, ended, |fact| {
                matches!(fact, Fact::SynRefused { .. }).then_some(())
            }),
            Ending::ConnectTimedOut | Ending::TimedOut(Phase::Connect) => {
                self.on_the_wire(Fault::ConnectBlackhole, ended, is_syn_to_b);
            }
            Ending::Closed(_) => self.on_the_wire(Fault::FinBeforeStatus, ended, |fact| {
                matches!(fact, Fact::FinSent { from: Node::B, .. }).then_some(())
            }),
            Ending::Reset(_) => self.on_the_wire(Fault::RstMidHeaders, ended, |fact| {
                matches!(fact, Fact::RstSent { from: Node::B, .. }).then_some(())
            }),
            Ending::Invalid(_) => self.on_the_wire(Fault::GarbageStatusLine, ended, |fact| {
                matches!(fact, Fact::Sent { from: Node::B, .. }).then_some(())
            }),
            Ending::TimedOut(_) => {
                let forwarded = self.story.last(|fact| matches!(fact, Fact::Forwarded { .. }).then_some(()));
                let by = self.gave_up_at().unwrap_or(ended.at);
                self.longest(self.story.stretches(), forwarded.map_or(Time::ZERO, |forwarded| forwarded.at), by);
            }
            Ending::ClientGone => {
                let left = self.story.first(|fact| matches!(fact, Fact::ClientLeft { .. }).then_some(()));
                self.longest(self.story.stretches(), Time::ZERO, left.map_or(ended.at, |left| left.at));
            }
            Ending::QueueFull => self.workers_busy(ended.at),
        }
    }

    /// The fault that made A end the request so, where the record says that it hit this request. It stands on the last
    /// mark that it left on the wire, else on the hit.
    fn on_the_wire(&mut self, fault: Fault, ended: &Found<(Status, Ending, Span)>, mark: impl Fn(&Fact) -> Option<()>) {
        let phase = ended.what.1.phase().unwrap_or(fault.phase());
        match self.hit_by(fault) {
            Some(hit) => {
                let stands_on = self.story.last(mark).unwrap_or(hit);
                self.push(&stands_on, Reason::FaultActed(fault, phase));
            }
            None => self.lost_connection(phase, ended.record),
        }
    }

    fn hit_by(&self, fault: Fault) -> Option<Found<()>> {
        self.story.last(|fact| matches!(fact, Fact::FaultHit(hit, _) if *hit == fault).then_some(()))
    }

    /// A connect fault closes what is idle at B; the request was on its way on such a connection.
    fn lost_connection(&mut self, phase: Phase, ended: RecordId) {
        let begun = self.story.first(|_| Some(()));
        let taken = self.story.last(|fact| match *fact {
            Fact::ConnectionTaken { connection, .. } => Some(connection),
            _ => None,
        });
        let (Some(begun), Some(taken)) = (begun, taken) else { return };
        let closed = self.trace.numbered().take(ended.0 as usize).skip(begun.record.0 as usize).find(|(_, record)| {
            matches!(record.fact, Fact::FinSent { connection, from: Node::B, .. } | Fact::RstSent { connection, from: Node::B, .. }
                if connection == taken.what)
        });
        let Some((closed, _)) = closed else { return };
        let mut cause = Some(closed);
        while let Some(record) = cause.and_then(|cause| self.trace.get(cause)) {
            if let Fact::FaultStarted(fault) = record.fact {
                return self.push_record(closed, Reason::FaultActed(fault, phase));
            }
            cause = record.cause;
        }
    }

    /// B's own failure: it answered, and not well.
    fn b_answered(&mut self) {
        let answered = self.story.last(|fact| match *fact {
            Fact::Answered { code, .. } => Some(code),
            _ => None,
        });
        let Some(answered) = answered else { return };
        self.push(&answered, Reason::BAnswered(answered.what));
        let timed_out = self.story.last(|fact| match *fact {
            Fact::CallEnded { call, end: CallEnd::TimedOut, .. } => Some(call),
            _ => None,
        });
        let Some(timed_out) = timed_out else { return };
        let started = self.story.first(|fact| match *fact {
            Fact::CallStarted { call, .. } if call == timed_out.what => Some(()),
            _ => None,
        });
        let Some(started) = started else { return };
        self.push(&timed_out, Reason::CallTimedOut(timed_out.at.since(started.at)));
        let in_call = self.story.stretches().filter(|stretch| stretch.from >= started.at && stretch.stay.is_call());
        self.longest(in_call, started.at, timed_out.at);
    }

    /// Goes on with the stretch that took most of the time between `from` and `by`, the first of equals.
    fn longest(&mut self, stretches: impl Iterator<Item = Stretch>, from: Time, by: Time) {
        let mut longest: Option<(Span, Stretch)> = None;
        for stretch in stretches {
            let length = stretch.to.unwrap_or(self.until).min(by).since(stretch.from.max(from));
            if length > longest.map_or(Span::ZERO, |(length, _)| length) {
                longest = Some((length, stretch));
            }
        }
        if let Some((_, stretch)) = longest {
            self.stretch(stretch, by);
        }
    }

    /// What happened to the request for most of the time.
    fn stretch(&mut self, stretch: Stretch, by: Time) {
        let waited = stretch.to.unwrap_or(self.until).since(stretch.from);
        let middle = stretch.middle(by, self.until);
        match stretch.stay {
            Stay::Travels => {}
            Stay::ForWorker => self.workers_busy(middle),
            Stay::AtWorker => self.push_record(stretch.record, Reason::AWorked(waited)),
            Stay::Connects => {
                for fault in [Fault::ConnectRefused, Fault::ConnectBlackhole] {
                    if self.hit_by(fault).is_some() {
                        self.push_record(stretch.record, Reason::FaultActed(fault, Phase::Connect));
                    }
                }
            }
            Stay::Forgotten => {
                let fault = Fault::HangBeforeStatus;
                self.push_record(stretch.record, Reason::FaultActed(fault, fault.phase()));
            }
            Stay::Queued => {
                let held = Held::at(self.trace, middle);
                self.push_record(stretch.record, Reason::NoThread { waited, all: held.threads() });
                self.threads(&held);
            }
            Stay::Works => self.push_record(stretch.record, Reason::BWorked(waited)),
            Stay::ForSlot { awaited } => {
                self.push_record(stretch.record, Reason::BWaited { wait: Wait::Slot, waited, awaited });
                self.slots(&Held::at(self.trace, middle));
            }
            Stay::ForC { slot, call, awaited } => {
                self.push_record(stretch.record, Reason::BWaited { wait: Wait::Answer(slot), waited, awaited });
                self.c(&[call], stretch.record);
            }
        }
    }

    /// What B's threads were at.
    fn threads(&mut self, held: &Held) {
        let of = held.threads();
        let waiting: Vec<&Call> = held.calls().filter(|call| call.style == CallStyle::Synchronous).collect();
        let working: Vec<RecordId> = held.working().collect();
        if let Some(last) = working.iter().max()
            && working.len() > waiting.len()
        {
            return self.push_record(*last, Reason::ThreadsWorked { working: count(working.len()), of });
        }
        let Some(last) = waiting.iter().map(|call| call.started).max() else { return };
        self.push_record(last, Reason::ThreadsWaited { waiting: count(waiting.len()), of });
        if waiting.iter().any(|call| call.wait == Wait::Slot) {
            self.slots(held);
        } else {
            self.c_of(&waiting);
        }
    }

    /// Who held the slots.
    fn slots(&mut self, held: &Held) {
        let holders = held.holders();
        let Some(last) = holders.last() else { return };
        let waiting = held.calls().filter(|call| call.wait == Wait::Slot).count();
        let first_two = [holders.first(), holders.get(1)].map(|holder| holder.map(|call| call.request));
        self.push_record(
            last.since,
            Reason::SlotsHeld {
                slots: held.slots(),
                holders: first_two,
                waiting: u32::try_from(waiting).unwrap_or(u32::MAX),
            },
        );
        self.c_of(&holders);
    }

    fn c_of(&mut self, calls: &[&Call]) {
        let ids: Vec<CallId> = calls.iter().map(|call| call.call).collect();
        if let Some(first) = calls.iter().map(|call| call.since).min() {
            self.c(&ids, first);
        }
    }

    /// What C did with the calls: the first about which it stayed silent, else the one for which it took longest.
    fn c(&mut self, calls: &[CallId], from: RecordId) {
        let at_c = AtC::of(self.trace, calls, from, self.until);
        if let Some((silent, since)) = at_c.iter().find_map(|call| Some((call, call.held?))) {
            self.push_record(
                since,
                Reason::CSilent { request: silent.request, until: silent.answered.or(silent.ended) },
            );
        } else if let Some(slow) = at_c.iter().rev().max_by_key(|call| call.took(self.until)) {
            let reason = Reason::CSlow { request: slow.request, took: slow.took(self.until) };
            self.push_record(slow.arrived, reason);
        }
    }

    fn workers_busy(&mut self, at: Time) {
        let (busy, of, queued) = a_held(self.trace, at);
        if let Some(last) = busy.iter().max() {
            self.push_record(*last, Reason::WorkersBusy { of, queued });
        }
    }
}

fn is_syn_to_b(fact: &Fact) -> Option<()> {
    matches!(fact, Fact::SynSent { hop: Hop::AB, .. }).then_some(())
}

fn count(length: usize) -> u16 {
    u16::try_from(length).unwrap_or(u16::MAX)
}
