//! What the picture of the chain has to show, read off a snapshot: in words of the model, without a length or a colour.

use bad_gateway::explain::{Chain, Reason};
use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Failure, Frame, Speed};
use bad_gateway::text::chain::Picture;
use bad_gateway::text::{Lang, Say};
use bad_gateway::trace::{Doing, ExchangePhase, Snapshot};
use bad_gateway::vocabulary::{CallStyle, Ending, Fault, Node, Phase, RequestId, SlotId, Slots, Status};

use crate::view::grid::Cell;
use crate::view::marks::Mark;
use crate::view::shape::count;

/// How long after a failure its reason stands at the node that decided, in model time.
const REASON_STAYS: Span = Span::from_ms(1_500);
/// How many threads are drawn as a lane with words each.
const LANES: usize = 20;
/// How many threads are drawn as a bar each; above, rows stand for ten or more.
const BARS: usize = 64;
/// How many rows of ten or more there are at most.
const ROWS: usize = 11;

/// An instant, with what the reader looks at.
pub(crate) struct Scene<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) selected: Option<RequestId>,
    /// How fast time runs.
    pub(crate) speed: Speed,
    pub(crate) lang: Lang,
}

/// How a request ended, to be shown where that was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) request: RequestId,
    pub(crate) status: Status,
    pub(crate) ending: Ending,
    pub(crate) waited: Span,
}

impl Verdict {
    /// The mark of the status.
    pub(crate) const fn mark(&self) -> Mark {
        Mark::of_status(self.status)
    }

    /// Whether B decided.
    pub(crate) fn by_b(&self) -> bool {
        self.ending == Ending::Answered
    }
}

/// What a thread or a handler is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    Idle,
    Work,
    Slot,
    C(SlotId),
}

impl From<Doing> for At {
    fn from(doing: Doing) -> Self {
        match doing {
            Doing::Working => Self::Work,
            Doing::WaitingForSlot => Self::Slot,
            Doing::WaitingForC(slot) => Self::C(slot),
        }
    }
}

/// A thread, or a handler that awaits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lane {
    /// For whom; `None`: idle.
    pub(crate) request: Option<RequestId>,
    pub(crate) at: At,
    pub(crate) since: Time,
    pub(crate) ghost: bool,
}

impl Lane {
    /// For what it waits, in a word.
    pub(crate) const fn words(&self, slots: Slots) -> Picture {
        match (self.at, self.ghost, slots) {
            (At::Idle, ..) => Picture::Idle,
            (At::Work, false, _) => Picture::Works,
            (At::Work, true, _) => Picture::WorksGhost,
            (At::Slot, false, _) => Picture::WaitsForSlot,
            (At::Slot, true, _) => Picture::WaitsForSlotGhost,
            (At::C(_), false, Slots::Unlimited) => Picture::NameOfC,
            (At::C(slot), false, Slots::Limited(_)) => Picture::WaitsForC(slot.0.saturating_add(1)),
            (At::C(_), true, _) => Picture::WaitsForCGhost,
        }
    }
}

/// How many lanes are at what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) c: usize,
    pub(crate) slot: usize,
    pub(crate) work: usize,
    pub(crate) idle: usize,
}

impl Tally {
    pub(crate) fn of(lanes: &[Lane]) -> Self {
        lanes.iter().fold(Self::default(), |mut tally, lane| {
            *match lane.at {
                At::C(_) => &mut tally.c,
                At::Slot => &mut tally.slot,
                At::Work => &mut tally.work,
                At::Idle => &mut tally.idle,
            } += 1;
            tally
        })
    }
}

/// How B's threads are drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lanes {
    /// A lane with words for each thread.
    Each(Vec<Lane>),
    /// A bar for each thread, and counts.
    Bars(Vec<Lane>),
    /// A row for each so many threads, and counts.
    Rows(Vec<Lane>, usize),
    /// The threads small, and a lane with words for each handler that waits: no thread is held by them.
    Handlers { threads: Vec<Lane>, handlers: Vec<Lane> },
}

impl<'a> Scene<'a> {
    pub(crate) fn of(frame: &'a Frame, lang: Lang) -> Self {
        let scene = Self::new(&frame.snapshot, frame.failure, frame.selected, frame.why.as_deref(), lang);
        Self { speed: frame.speed_now, ..scene }
    }

    pub(crate) fn new(
        snapshot: &'a Snapshot,
        failure: Option<Failure>,
        selected: Option<RequestId>,
        why: Option<&Chain>,
        lang: Lang,
    ) -> Self {
        let chosen = why.filter(|chain| Some(chain.request) == selected).and_then(verdict_of);
        let fresh = failure.filter(|failure| snapshot.at.since(failure.at) <= REASON_STAYS).map(|failure| Verdict {
            request: failure.request,
            status: failure.status,
            ending: failure.ending,
            waited: failure.time_taken,
        });
        Self { snapshot, verdict: chosen.or(fresh), selected, speed: Speed::REAL, lang }
    }

    /// In the reader's language.
    pub(crate) fn say(&self, words: Picture) -> String {
        words.say(self.lang)
    }

    /// How long ago.
    pub(crate) fn ago(&self, since: Time) -> Span {
        self.snapshot.at.since(since)
    }

    /// The requests of the clients, oldest first; without the one that is just being told.
    pub(crate) fn waiting(&self) -> Vec<Cell> {
        let told = self.verdict.map(|verdict| verdict.request);
        let waiting = self.snapshot.client.waiting.iter().filter(|open| Some(open.request) != told);
        waiting.map(|open| (open.request, Mark::Wait)).collect()
    }

    /// A's exchanges that have, or want, a connection to B.
    pub(crate) fn connections(&self) -> Vec<Cell> {
        let exchanges = self.snapshot.a.exchanges.iter();
        exchanges
            .filter_map(|exchange| {
                let mark = match exchange.phase {
                    ExchangePhase::Preparing => return None,
                    ExchangePhase::Connecting => Mark::Connecting,
                    ExchangePhase::AwaitingHeader | ExchangePhase::Reading => Mark::Wait,
                    ExchangePhase::Finishing => match self.verdict {
                        Some(verdict) if verdict.request == exchange.request && !verdict.by_b() => Mark::Reset,
                        _ => Mark::Ok,
                    },
                };
                Some((exchange.request, mark))
            })
            .collect()
    }

    /// How many exchanges are in this phase.
    pub(crate) fn in_phase(&self, phase: ExchangePhase) -> usize {
        self.snapshot.a.exchanges.iter().filter(|exchange| exchange.phase == phase).count()
    }

    /// How many workers of A are busy.
    pub(crate) fn busy_workers(&self) -> usize {
        self.snapshot.a.workers.iter().flatten().count()
    }

    /// The request that A will give up next, where it has waited for more than a second.
    pub(crate) fn next_deadline(&self) -> Option<(RequestId, Span)> {
        let a = &self.snapshot.a;
        let waits = a.exchanges.iter().filter(|exchange| exchange.phase != ExchangePhase::Finishing);
        let next = waits.filter_map(|exchange| exchange.deadline.map(|deadline| (deadline, exchange.request))).min()?;
        let left = next.0.since(self.snapshot.at);
        (left + Span::from_s(1) < a.timeout).then_some((next.1, left))
    }

    /// Whether A has waited for more than a second and does nothing else.
    pub(crate) fn only_waits(&self) -> bool {
        let long = |since| self.ago(since) > Span::from_s(1);
        self.verdict.is_none()
            && self.busy_workers() == 0
            && self.snapshot.a.exchanges.iter().any(|exchange| long(exchange.since))
    }

    /// B's work queue, first in first.
    pub(crate) fn queue(&self) -> Vec<Cell> {
        let mark = |ghost| if ghost { Mark::Ghost } else { Mark::Wait };
        self.snapshot.b.queue.iter().map(|queued| (queued.request, mark(queued.ghost))).collect()
    }

    /// What B has read and will never answer.
    pub(crate) fn forgotten(&self) -> Vec<Cell> {
        self.snapshot.b.silent.iter().map(|request| (*request, Mark::Ghost)).collect()
    }

    /// B's threads, in their order.
    pub(crate) fn threads(&self) -> Vec<Lane> {
        let idle = Lane { request: None, at: At::Idle, since: Time::ZERO, ghost: false };
        let threads = self.snapshot.b.threads.iter();
        threads
            .map(|thread| {
                thread.map_or(idle, |busy| Lane {
                    request: Some(busy.request),
                    at: busy.doing.into(),
                    since: busy.since,
                    ghost: busy.ghost,
                })
            })
            .collect()
    }

    /// Handlers and threads that wait, oldest first.
    fn handlers(&self, threads: &[Lane]) -> Vec<Lane> {
        let held = threads.iter().filter(|lane| matches!(lane.at, At::Slot | At::C(_))).copied();
        let awaiting = self.snapshot.b.awaiting.iter().map(|awaiting| Lane {
            request: Some(awaiting.request),
            at: awaiting.doing.into(),
            since: awaiting.since,
            ghost: awaiting.ghost,
        });
        let mut handlers: Vec<Lane> = held.chain(awaiting).collect();
        handlers.sort_by_key(|lane| (lane.since, lane.request));
        handlers
    }

    /// Whether handlers wait, or would wait, without holding a thread.
    fn awaits(&self) -> bool {
        self.snapshot.b.call_style == CallStyle::Awaited || !self.snapshot.b.awaiting.is_empty()
    }

    /// One lane each: the threads, or where handlers hold none the handlers.
    pub(crate) fn all_lanes(&self) -> Vec<Lane> {
        let threads = self.threads();
        if self.awaits() { self.handlers(&threads) } else { threads }
    }

    /// B's threads, and the handlers that wait without one, as they are to be drawn.
    pub(crate) fn lanes(&self) -> Lanes {
        let threads = self.threads();
        if self.awaits() {
            // While both styles are about, a waiting thread is listed with the handlers.
            let handlers = self.handlers(&threads);
            return Lanes::Handlers { threads, handlers };
        }
        match threads.len() {
            many if many <= LANES => Lanes::Each(threads),
            many if many <= BARS => Lanes::Bars(threads),
            many => {
                let per_row = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
                let per_row = per_row.into_iter().find(|per| many.div_ceil(*per) <= ROWS).unwrap_or(10_000);
                Lanes::Rows(threads, per_row)
            }
        }
    }

    /// The fault that acts at a node, and since when; and whether there are more.
    pub(crate) fn fault_at(&self, node: Node) -> Option<(Fault, Time, bool)> {
        let mut active = self.snapshot.faults.iter().filter_map(|view| {
            let at = if view.fault.phase() == Phase::Dependency { Node::C } else { Node::B };
            let from = view.setting.map_or(self.snapshot.at, |setting| setting.from);
            (view.active && at == node).then_some((view.fault, from))
        });
        let (fault, from) = active.next()?;
        Some((fault, from, active.next().is_some()))
    }

    /// Calls that C has, without those that it is about to answer.
    pub(crate) fn held_by_c(&self) -> bool {
        self.snapshot.c.calls.iter().any(|call| call.held)
    }

    /// All requests that stand somewhere in the chain, in the order of arrival.
    pub(crate) fn requests(&self) -> Vec<RequestId> {
        let snapshot = self.snapshot;
        let b = &snapshot.b;
        let mut all: Vec<RequestId> = (snapshot.client.waiting.iter().map(|open| open.request))
            .chain(snapshot.a.exchanges.iter().map(|exchange| exchange.request))
            .chain(b.queue.iter().map(|queued| queued.request))
            .chain(b.threads.iter().flatten().map(|busy| busy.request))
            .chain(b.awaiting.iter().map(|awaiting| awaiting.request))
            .chain(b.silent.iter().copied())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Where the selected request stands; of how many, if none is selected.
    pub(crate) fn stands(&self) -> Picture {
        let (snapshot, b) = (self.snapshot, &self.snapshot.b);
        let Some(request) = self.selected else { return Picture::NoneSelected(count(self.requests().len())) };
        let busy = b.threads.iter().flatten().map(|busy| (busy.request, busy.doing, busy.ghost));
        let awaiting = b.awaiting.iter().map(|awaiting| (awaiting.request, awaiting.doing, awaiting.ghost));
        let lane = busy.chain(awaiting).find(|(at, ..)| *at == request);
        let queued = b.queue.iter().find(|queued| queued.request == request);
        if lane.is_some_and(|(.., ghost)| ghost) || queued.is_some_and(|queued| queued.ghost) {
            Picture::StandsAsGhost(request)
        } else if let Some((_, doing, _)) = lane {
            match doing {
                Doing::Working => Picture::StandsAtWork(request),
                Doing::WaitingForSlot => Picture::StandsForSlot(request),
                Doing::WaitingForC(_) => Picture::StandsForC(request),
            }
        } else if queued.is_some() {
            Picture::StandsInQueue(request)
        } else if b.silent.contains(&request) {
            Picture::StandsForgotten(request)
        } else if let Some(exchange) = snapshot.a.exchanges.iter().find(|exchange| exchange.request == request) {
            match exchange.phase {
                ExchangePhase::Connecting => Picture::StandsConnecting(request),
                _ => Picture::StandsInA(request),
            }
        } else if snapshot.client.waiting.iter().any(|open| open.request == request) {
            Picture::StandsAtClient(request)
        } else {
            Picture::StandsEnded(request)
        }
    }

    /// The picture in words: what every node holds.
    pub(crate) fn twin(&self) -> String {
        let snapshot = self.snapshot;
        let threads = Tally::of(&self.threads());
        let busy = threads.c + threads.slot + threads.work;
        let words = [
            (Node::Client, vec![Picture::Wait(count(self.waiting().len()))]),
            (
                Node::A,
                vec![
                    Picture::HttpSysQueue(count(snapshot.a.queue.len())),
                    Picture::WorkersBusy(count(self.busy_workers()), count(snapshot.a.workers.len())),
                    Picture::OpenToB(count(self.connections().len())),
                ],
            ),
            (
                Node::B,
                vec![
                    Picture::QueuedNoThread(count(snapshot.b.queue.len())),
                    Picture::ThreadsBusyOf(count(busy), count(snapshot.b.threads.len())),
                    Picture::HandlersAwait(count(snapshot.b.awaiting.len())),
                    Picture::CountForSlot(count(snapshot.b.slot_waiters.len())),
                    Picture::Forgotten(count(snapshot.b.silent.len())),
                ],
            ),
            (Node::C, vec![Picture::CallsAccepted(count(snapshot.c.calls.len()))]),
        ];
        let node = |(node, words): (Node, Vec<Picture>)| {
            let words: Vec<String> = words.into_iter().map(|words| self.say(words)).collect();
            format!("{}: {}.", node.say(self.lang), words.join(", "))
        };
        words.map(node).join(" ")
    }
}

/// How the request of a chain of causes ended.
fn verdict_of(chain: &Chain) -> Option<Verdict> {
    let ended = chain.links.iter().find_map(|link| match link.reason {
        Reason::AEnded(ending, status, waited) => Some((ending, status, waited)),
        _ => None,
    });
    let answered = chain.links.iter().find_map(|link| match link.reason {
        Reason::ClientGot(_, waited) => Some((Ending::Answered, chain.status, waited)),
        _ => None,
    });
    let (ending, status, waited) = ended.or(answered)?;
    Some(Verdict { request: chain.request, status, ending, waited })
}
