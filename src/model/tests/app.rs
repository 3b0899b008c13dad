//! An application whose threads or slots are taken, or whose handler waits, given one thing.

use super::bench::{B, Bench, CALL_LINK, MEMBER_LINK, SLOTS, THREADS, exchange, plan};
use crate::kernel::{Span, Time};
use crate::model::backend::App;
use crate::model::event::{AppEvent, Connection, Event, Segment};
use crate::model::flow::{self, Signal};
use crate::model::message::Message;
use crate::plan::Plan;
use crate::trace::{Fact, PartyView, PoolView};
use crate::vocabulary::{
    CallId, CallStyle, CloseReason, Fault, Over, Party, PoolId, RequestId, Side, Slots, TaskId, UnitId, What,
};

struct Backend {
    bench: Bench,
    app: App,
}

fn is_accept(event: &Event) -> bool {
    matches!(event, Event::App(_, AppEvent::Accept))
}

fn is_worked(event: &Event) -> bool {
    matches!(event, Event::App(_, AppEvent::Worked(_)))
}

fn is_call_time_out(event: &Event) -> bool {
    matches!(event, Event::App(_, AppEvent::CallTimedOut(_)))
}

fn task(number: u32) -> Party {
    Party::Task(TaskId(number))
}

fn call(number: u32) -> Party {
    Party::Call(CallId(number))
}

fn takes(party: Party, pool: PoolId, unit: u32) -> Fact {
    Fact::Takes { party, pool, unit: UnitId(unit) }
}

fn frees(party: Party, pool: PoolId, unit: u32) -> Fact {
    Fact::Frees { party, pool, unit: UnitId(unit) }
}

fn waits(party: Party, what: What) -> Fact {
    Fact::Waits { party, what }
}

fn pool(held: &[Party], waits: &[Party]) -> PoolView {
    PoolView { held: (0..).map(UnitId).zip(held.iter().copied()).collect(), waits: waits.to_vec() }
}

impl Backend {
    fn new(plan: Plan) -> Self {
        Self { app: App::new(&plan, 0), bench: Bench::new(plan) }
    }

    /// A gateway connects, is accepted, and asks.
    fn asked(&mut self, number: u32) -> Connection {
        let connection = self.bench.open(MEMBER_LINK, exchange(number));
        self.hear(connection, number, Signal::Syn);
        self.due(is_accept);
        let bytes = self.bench.excerpt(Message::Forwarded { gateway: 0, kind: 0 }, number);
        self.hear(connection, number, Signal::Bytes(bytes));
        connection
    }

    fn hear(&mut self, connection: Connection, number: u32, signal: Signal) {
        self.app.gateway_signal(&mut self.bench.cx(), None, connection, exchange(number), signal);
    }

    fn due(&mut self, is: fn(&Event) -> bool) {
        let Event::App(_, event) = self.bench.due(is) else { panic!("not its own") };
        self.app.handle(&mut self.bench.cx(), None, event);
    }

    /// The dependency accepts the connection that was opened last, and the call is sent.
    fn connected(&mut self) -> Connection {
        let (connection, segment) = self.bench.last_sent();
        assert!(matches!(segment, Segment::Syn), "{segment:?}");
        flow::accept(&mut self.bench.cx(), None, connection);
        self.app.dependency_signal(&mut self.bench.cx(), None, connection, Signal::Connected);
        connection
    }

    /// The dependency answers.
    fn answered(&mut self, connection: Connection) {
        let bytes = self.bench.excerpt(Message::CallOk, 1);
        self.app.dependency_signal(&mut self.bench.cx(), None, connection, Signal::Bytes(bytes));
    }

    fn limit(&mut self, slots: u32) {
        self.bench.plan.pools[usize::from(SLOTS.0)].limit = Slots::Limited(slots);
        self.app.limit_changed(&mut self.bench.cx(), None, SLOTS);
    }

    fn parties(&self) -> Vec<PartyView> {
        let mut parties = Vec::new();
        self.app.view(&self.bench.plan, &mut parties);
        parties.sort_unstable_by_key(|view| view.party);
        parties
    }

    /// What each party waits for.
    fn what(&self) -> Vec<(Party, What)> {
        self.parties().into_iter().map(|view| (view.party, view.what)).collect()
    }

    fn pool(&self, pool: PoolId) -> PoolView {
        let mut pools = vec![PoolView::default(); self.bench.plan.pools.len()];
        self.app.pool_views(&self.bench.plan, &mut pools);
        pools.swap_remove(usize::from(pool.0))
    }

    /// Three tasks that call: two have a slot, the third waits for one.
    fn short_of_slots(style: CallStyle) -> (Self, [Connection; 2]) {
        let mut plan = plan(1, 4, 2);
        plan.apps[0].call_style = style;
        let mut backend = Self::new(plan);
        let mut connections = Vec::new();
        for number in 1..=3 {
            backend.asked(number);
            backend.due(is_worked);
            if number < 3 {
                connections.push(backend.connected());
            }
        }
        backend.bench.facts();
        let [first, second] = connections[..] else { panic!("two") };
        assert_eq!(backend.pool(SLOTS), pool(&[call(1), call(2)], &[call(3)]));
        (backend, [first, second])
    }
}

/// An application with these threads, of which each is at its first step; what is asked needs nothing from outside.
fn all_threads_busy(threads: u32) -> (Backend, Vec<Connection>) {
    let mut plan = plan(1, threads, 1);
    plan.clients.requests[0].needs.clear();
    let mut backend = Backend::new(plan);
    let connections = (1..=threads).map(|number| backend.asked(number)).collect();
    backend.bench.facts();
    (backend, connections)
}

#[test]
fn a_request_that_finds_all_threads_busy_waits_until_one_is_through() {
    let (mut backend, _) = all_threads_busy(2);
    backend.asked(3);
    let queued = backend.bench.now;
    assert_eq!(backend.pool(THREADS), pool(&[task(1), task(2)], &[task(3)]));
    let view = PartyView {
        party: task(3),
        of: exchange(3).party,
        request: RequestId(3),
        place: B,
        begun: queued,
        what: What::Unit(THREADS),
        since: queued,
        gone: false,
    };
    assert_eq!(backend.parties()[2], view);
    let facts = backend.bench.facts();
    let begins = Fact::Begins { party: task(3), of: exchange(3).party, place: B };
    assert!(facts.ends_with(&[begins, waits(task(3), What::Unit(THREADS))]), "{facts:?}");
    // The first task computes twice, then it is through.
    backend.due(is_worked);
    backend.due(is_worked);
    backend.due(is_worked);
    assert_eq!(backend.pool(THREADS), pool(&[task(3), task(2)], &[]));
    let facts = backend.bench.facts();
    assert!(facts.ends_with(&[frees(task(1), THREADS, 0), takes(task(3), THREADS, 0)]), "{facts:?}");
    assert_eq!(backend.parties()[1].what, What::Cpu);
}

/// What a task is at has a beginning in the record.
#[test]
fn a_handler_that_needs_nothing_computes_from_its_thread_to_its_answer() {
    let (mut backend, _) = all_threads_busy(1);
    let before = backend.parties();
    backend.due(is_worked);
    assert_eq!((backend.parties(), backend.bench.facts()), (before, Vec::new()), "one step after the other");
    backend.due(is_worked);
    let answered = Fact::Over { party: task(1), how: Over::Answered { code: 200, unread: false } };
    let facts = backend.bench.facts();
    assert_eq!(facts[0], answered);
    assert!(matches!(facts[1], Fact::Sent { from: Side::Far, .. }), "{facts:?}");
    assert_eq!((&facts[2..], backend.parties()), (&[frees(task(1), THREADS, 0)][..], Vec::new()));
}

#[test]
fn the_handler_goes_on_for_a_gateway_that_has_gone_and_nobody_reads_what_it_answers() {
    let (mut backend, connections) = all_threads_busy(1);
    let mut expected = backend.parties();
    backend.hear(connections[0], 1, Signal::Fin);
    expected[0].gone = true;
    assert_eq!(backend.parties(), expected);
    let closed = Fact::FinSent { connection: connections[0].id, from: Side::Far, why: CloseReason::PeerClosed };
    assert_eq!(backend.bench.facts(), [Fact::PeerGone { task: TaskId(1) }, closed]);
    backend.due(is_worked);
    backend.due(is_worked);
    let unread = Fact::Over { party: task(1), how: Over::Answered { code: 200, unread: true } };
    assert_eq!(backend.bench.facts(), [unread, frees(task(1), THREADS, 0)]);
}

#[test]
fn a_silent_task_holds_no_thread_and_goes_with_its_connection() {
    let mut backend = Backend::new(plan(1, 1, 1));
    backend.bench.strike(Fault::HangBeforeStatus, B);
    let connection = backend.asked(1);
    assert_eq!(backend.what(), [(task(1), What::Fault(Fault::HangBeforeStatus))]);
    assert_eq!(backend.pool(THREADS), PoolView::default());
    backend.bench.facts();
    backend.hear(connection, 1, Signal::Rst);
    let dropped = Fact::Over { party: task(1), how: Over::Dropped };
    assert_eq!(backend.bench.facts()[..2], [Fact::PeerGone { task: TaskId(1) }, dropped]);
    assert_eq!(backend.parties(), []);
}

#[test]
fn a_synchronous_call_keeps_its_thread_and_an_awaited_one_gives_it_back() {
    for (style, held) in [(CallStyle::Synchronous, &[task(1)][..]), (CallStyle::Awaited, &[])] {
        let mut plan = plan(1, 1, 1);
        plan.apps[0].call_style = style;
        let mut backend = Backend::new(plan);
        backend.asked(1);
        backend.bench.facts();
        backend.due(is_worked);
        let (connection, _) = backend.bench.last_sent();
        let begins = Fact::Begins { party: call(1), of: task(1), place: B };
        let syn = Fact::SynSent { connection: connection.id, link: CALL_LINK, party: call(1), attempt: 1 };
        let mut facts = vec![begins, waits(task(1), What::Done(call(1))), takes(call(1), SLOTS, 0), syn];
        facts.extend(held.is_empty().then(|| frees(task(1), THREADS, 0)));
        assert_eq!(backend.bench.facts(), facts, "{style:?}");
        assert_eq!(backend.what(), [(task(1), What::Done(call(1))), (call(1), What::Handshake)], "{style:?}");
        assert_eq!(backend.pool(THREADS), pool(held, &[]), "{style:?}");
        // The next one finds the thread taken, or free.
        backend.asked(2);
        assert_eq!(backend.pool(THREADS).waits.len(), held.len(), "{style:?}");
    }
}

#[test]
fn the_rest_of_an_awaited_handler_queues_for_a_thread_behind_those_who_came_before() {
    let mut plan = plan(1, 1, 1);
    plan.apps[0].call_style = CallStyle::Awaited;
    let mut backend = Backend::new(plan);
    backend.asked(1);
    backend.due(is_worked);
    let connection = backend.connected();
    backend.asked(2);
    backend.asked(3);
    backend.bench.facts();
    backend.answered(connection);
    assert_eq!(backend.pool(THREADS), pool(&[task(2)], &[task(3), task(1)]));
    let got = Fact::Over { party: call(1), how: Over::Got(200) };
    assert_eq!(backend.bench.facts(), [got, frees(call(1), SLOTS, 0), waits(task(1), What::Unit(THREADS))]);
}

#[test]
fn a_call_that_finds_no_slot_waits_and_has_the_slot_of_the_one_that_ends() {
    let (mut backend, [first, _]) = Backend::short_of_slots(CallStyle::Synchronous);
    backend.answered(first);
    assert_eq!(backend.pool(SLOTS), pool(&[call(3), call(2)], &[]));
    let facts = backend.bench.facts();
    let got = Fact::Over { party: call(1), how: Over::Got(200) };
    assert_eq!(facts[..3], [got, frees(call(1), SLOTS, 0), takes(call(3), SLOTS, 0)]);
    let reused = matches!(facts[3], Fact::Sent { connection, from: Side::Near, .. } if connection == first.id);
    assert!(reused, "over the connection that is there: {facts:?}");
    assert_eq!(facts[4..], [waits(task(1), What::Cpu)], "and its own task goes on");
}

#[test]
fn a_raised_limit_serves_those_who_wait_at_once() {
    let (mut backend, _) = Backend::short_of_slots(CallStyle::Synchronous);
    backend.limit(3);
    let (connection, _) = backend.bench.last_sent();
    let syn = Fact::SynSent { connection: connection.id, link: CALL_LINK, party: call(3), attempt: 1 };
    assert_eq!(backend.bench.facts(), [takes(call(3), SLOTS, 2), syn]);
    assert_eq!(backend.pool(SLOTS), pool(&[call(1), call(2), call(3)], &[]));
}

#[test]
fn a_lowered_limit_lets_calls_finish_and_closes_their_connections() {
    let (mut backend, [first, second]) = Backend::short_of_slots(CallStyle::Synchronous);
    backend.limit(1);
    assert_eq!((backend.pool(SLOTS).held.len(), backend.bench.facts()), (2, Vec::new()), "those in use go on");
    backend.answered(first);
    let facts = backend.bench.facts();
    let closed = Fact::FinSent { connection: first.id, from: Side::Near, why: CloseReason::Done };
    assert_eq!(facts[1..3], [frees(call(1), SLOTS, 0), closed]);
    assert_eq!(backend.pool(SLOTS).waits, [call(3)], "one is held, of one");
    backend.answered(second);
    assert_eq!(backend.pool(SLOTS), PoolView { held: vec![(UnitId(1), call(3))], waits: Vec::new() });
    assert!(backend.bench.is_open(second, Side::Near), "and the one that is left is used again");
}

#[test]
fn a_call_whose_time_out_passes_in_the_queue_leaves_it_and_the_handler_answers_500() {
    let mut plan = plan(1, 4, 1);
    plan.apps[0].call_style = CallStyle::Synchronous;
    let mut backend = Backend::new(plan);
    // The first call has no end before the time-out of the second.
    backend.bench.plan.apps[0].outbound[0].timeout = Span::from_s(900);
    backend.asked(1);
    backend.due(is_worked);
    let first = backend.connected();
    backend.bench.plan.apps[0].outbound[0].timeout = Span::from_s(5);
    backend.asked(2);
    backend.due(is_worked);
    let begun = backend.bench.now;
    assert_eq!(backend.pool(SLOTS), pool(&[call(1)], &[call(2)]));
    backend.bench.facts();
    backend.due(is_call_time_out);
    assert_eq!(backend.bench.now, begun + Span::from_s(5));
    assert_eq!(backend.pool(SLOTS), pool(&[call(1)], &[]));
    let facts = backend.bench.facts();
    let answered = Fact::Over { party: task(2), how: Over::Answered { code: 500, unread: false } };
    assert_eq!(facts[..2], [Fact::Over { party: call(2), how: Over::TimedOut }, answered]);
    assert!(matches!(facts[2], Fact::Sent { from: Side::Far, .. }), "{facts:?}");
    assert_eq!(facts[3..], [frees(task(2), THREADS, 1)]);
    assert!(backend.bench.is_open(first, Side::Near), "nobody else's connection");
}

#[test]
fn a_call_whose_time_out_passes_on_its_slot_closes_the_connection() {
    let (mut backend, [first, _]) = Backend::short_of_slots(CallStyle::Awaited);
    backend.due(is_call_time_out);
    assert_eq!(backend.bench.now, Time::from_ms(1) + Span::from_us(20) + Span::from_s(100));
    let facts = backend.bench.facts();
    let closed = Fact::FinSent { connection: first.id, from: Side::Near, why: CloseReason::CallTimedOut };
    let over = Fact::Over { party: call(1), how: Over::TimedOut };
    assert_eq!(facts[..4], [closed, over, frees(call(1), SLOTS, 0), takes(call(3), SLOTS, 0)]);
    let (opened, segment) = backend.bench.last_sent();
    assert!(opened != first && matches!(segment, Segment::Syn | Segment::Bytes(_)), "{segment:?}");
    assert!(facts.iter().any(|fact| matches!(fact, Fact::SynSent { party, .. } if *party == call(3))), "{facts:?}");
}
