//! What the engine is measured against: the same load, written by hand with plain structs and a binary heap. No
//! nodes, no connections, no bytes, no trace, no cancelling: what a person would write who needs this one run fast.
//!
//! Arrivals, a handshake, A's worker, B's threads and slots, C and its silence, the way back, A's time-out of 30 s and the
//! call's of 100 s, as in the flagship: the same steps, so that an event is as much work in the world as the engine's.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

const MS: u64 = 1_000_000;
const ENDS_AT: u64 = 180_000 * MS;
const HANGS: std::ops::Range<u64> = 40_000 * MS..110_000 * MS;
const PROXY_TIMEOUT: u64 = 30_000 * MS;
const CALL_TIMEOUT: u64 = 100_000 * MS;
const THREADS: u32 = 16;
const SLOTS: u32 = 2;

/// What comes out of the heap for a request, in the order of a healthy one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Arrive,
    SynAtA,
    SynAckAtClient,
    RequestAtA,
    WorkerPrepared,
    RequestAtB,
    WorkedBefore,
    CallAtC,
    CReady,
    AnswerAtB,
    WorkedAfter,
    ResponseAtA,
    WorkerFinished,
    ResponseAtClient,
    FinAtA,
    FinAtClient,
    ProxyTimesOut,
    FinAtB,
    CallTimesOut,
}

#[derive(Clone, Copy, Default)]
struct Request {
    answered_by_a: bool,
    gone_from_b: bool,
    in_call: bool,
    has_slot: bool,
}

/// The world, all of it.
struct Yardstick {
    heap: BinaryHeap<Reverse<(u64, u64, Step, u32)>>,
    order: u64,
    random: u64,
    requests: Vec<Request>,
    busy: u32,
    queue: VecDeque<u32>,
    slots_used: u32,
    slot_waiters: VecDeque<u32>,
    held: Vec<u32>,
    statuses: [u64; 2],
}

/// Runs the load once; returns the number of events handled and, against optimising it away, of 502s.
pub(crate) fn run(seed: u64) -> (u64, u64) {
    let mut world = Yardstick {
        heap: BinaryHeap::new(),
        order: 0,
        random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        requests: Vec::new(),
        busy: 0,
        queue: VecDeque::new(),
        slots_used: 0,
        slot_waiters: VecDeque::new(),
        held: Vec::new(),
        statuses: [0; 2],
    };
    world.arrive_after(0, 0);
    let mut events = 0;
    let mut released = false;
    while let Some(Reverse((now, _, step, request))) = world.heap.pop() {
        if now > ENDS_AT {
            break;
        }
        if !released && now >= HANGS.end {
            released = true;
            for request in std::mem::take(&mut world.held) {
                world.link_c(HANGS.end, Step::AnswerAtB, request);
            }
        }
        events += u64::from(world.handle(now, step, request));
    }
    (events, world.statuses[1])
}

impl Yardstick {
    fn at(&mut self, time: u64, step: Step, request: u32) {
        self.order += 1;
        self.heap.push(Reverse((time, self.order, step, request)));
    }

    fn uniform(&mut self, low: u64, high: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        low + self.random % (high - low)
    }

    fn after(&mut self, now: u64, low: u64, high: u64, step: Step, request: u32) {
        let time = now + self.uniform(low, high);
        self.at(time, step, request);
    }

    fn arrive_after(&mut self, now: u64, request: u32) {
        self.after(now, 800 * MS, 1_200 * MS, Step::Arrive, request);
    }

    fn link_client(&mut self, now: u64, step: Step, request: u32) {
        self.after(now, 2 * MS, 5 * MS, step, request);
    }

    fn link_b(&mut self, now: u64, step: Step, request: u32) {
        self.after(now, MS / 5, MS / 2, step, request);
    }

    fn link_c(&mut self, now: u64, step: Step, request: u32) {
        self.after(now, MS * 2 / 5, MS * 3 / 5, step, request);
    }

    /// Whether it was an event, rather than a timer that nobody waits for any more.
    fn handle(&mut self, now: u64, step: Step, id: u32) -> bool {
        let request = self.requests.get(id as usize).copied().unwrap_or_default();
        match step {
            Step::Arrive => {
                self.requests.push(Request::default());
                self.arrive_after(now, id + 1);
                self.link_client(now, Step::SynAtA, id);
            }
            Step::SynAtA => self.link_client(now, Step::SynAckAtClient, id),
            Step::SynAckAtClient => self.link_client(now, Step::RequestAtA, id),
            Step::RequestAtA => self.after(now, MS / 10, MS / 5, Step::WorkerPrepared, id),
            Step::WorkerPrepared => {
                self.link_b(now, Step::RequestAtB, id);
                self.at(now + PROXY_TIMEOUT, Step::ProxyTimesOut, id);
            }
            Step::RequestAtB => {
                self.queue.push_back(id);
                self.dispatch(now);
            }
            Step::WorkedBefore => {
                self.requests[id as usize].in_call = true;
                self.at(now + CALL_TIMEOUT, Step::CallTimesOut, id);
                if self.slots_used < SLOTS {
                    self.take_slot(now, id);
                } else {
                    self.slot_waiters.push_back(id);
                }
            }
            Step::CallAtC => self.after(now, 33 * MS, 43 * MS, Step::CReady, id),
            Step::CReady if HANGS.contains(&now) => self.held.push(id),
            Step::CReady => self.link_c(now, Step::AnswerAtB, id),
            Step::AnswerAtB => {
                if !request.in_call {
                    return false;
                }
                self.end_call(now, id);
                self.after(now, MS / 2, MS * 3 / 2, Step::WorkedAfter, id);
            }
            Step::WorkedAfter => self.answer(now, id),
            Step::ResponseAtA => self.respond(now, id, 0),
            Step::WorkerFinished => self.link_client(now, Step::ResponseAtClient, id),
            Step::ResponseAtClient => self.link_client(now, Step::FinAtA, id),
            Step::FinAtA => self.link_client(now, Step::FinAtClient, id),
            Step::FinAtClient => {}
            Step::ProxyTimesOut => {
                if request.answered_by_a {
                    return false;
                }
                self.respond(now, id, 1);
                self.link_b(now, Step::FinAtB, id);
            }
            Step::FinAtB => self.requests[id as usize].gone_from_b = true,
            Step::CallTimesOut => {
                if !request.in_call {
                    return false;
                }
                self.slot_waiters.retain(|waiter| *waiter != id);
                self.end_call(now, id);
                self.answer(now, id);
            }
        }
        true
    }

    fn dispatch(&mut self, now: u64) {
        while self.busy < THREADS
            && let Some(id) = self.queue.pop_front()
        {
            self.busy += 1;
            self.after(now, 2 * MS, 4 * MS, Step::WorkedBefore, id);
        }
    }

    fn take_slot(&mut self, now: u64, id: u32) {
        self.slots_used += 1;
        self.requests[id as usize].has_slot = true;
        self.link_c(now, Step::CallAtC, id);
    }

    fn end_call(&mut self, now: u64, id: u32) {
        let request = &mut self.requests[id as usize];
        request.in_call = false;
        if std::mem::take(&mut request.has_slot) {
            self.slots_used -= 1;
            if let Some(next) = self.slot_waiters.pop_front() {
                self.take_slot(now, next);
            }
        }
    }

    fn answer(&mut self, now: u64, id: u32) {
        self.busy -= 1;
        let request = &mut self.requests[id as usize];
        if !request.gone_from_b {
            self.link_b(now, Step::ResponseAtA, id);
        }
        self.dispatch(now);
    }

    fn respond(&mut self, now: u64, id: u32, status: usize) {
        if !std::mem::replace(&mut self.requests[id as usize].answered_by_a, true) {
            self.statuses[status] += 1;
            self.after(now, MS / 10, MS / 5, Step::WorkerFinished, id);
        }
    }
}
