//! A dependency that works on a call, or holds it.

use super::bench::{Bench, C, CALL_LINK, call, plan};
use crate::kernel::{Span, Time};
use crate::model::dependency::Dependency;
use crate::model::event::{Connection, Event, Segment};
use crate::model::flow::Signal;
use crate::model::message::Message;
use crate::trace::{Fact, PartyView};
use crate::vocabulary::{CloseReason, Fault, Over, Party, Side, TaskId, What};

const TASK: Party = Party::Task(TaskId(1));

struct Called {
    bench: Bench,
    dependency: Dependency,
    connection: Connection,
}

impl Called {
    /// It has just read a call, while these faults act.
    fn during(faults: &[Fault]) -> Self {
        let mut bench = Bench::new(plan(1, 1, 1));
        faults.iter().for_each(|&fault| bench.strike(fault, C));
        let connection = bench.open(CALL_LINK, call(1));
        let mut called = Self { bench, dependency: Dependency::new(0), connection };
        called.hear(Signal::Syn);
        called.bench.facts();
        called.hear(Signal::Bytes(called.bench.excerpt(Message::Call(0), 1)));
        called
    }

    fn hear(&mut self, signal: Signal) {
        self.dependency.signal(&mut self.bench.cx(), None, self.connection, call(1), signal);
    }

    fn ready(&mut self) {
        let Event::Dependency(_, event) = self.bench.due(is_ready) else { panic!("not its own") };
        self.dependency.handle(&mut self.bench.cx(), None, event);
    }

    fn parties(&self) -> Vec<PartyView> {
        let mut parties = Vec::new();
        self.dependency.view(&self.bench.plan, &mut parties);
        parties
    }

    /// The call as it stands.
    fn view(what: What, since: Time) -> PartyView {
        let (of, request, begun) = (call(1).party, call(1).request, Time::ZERO);
        PartyView { party: TASK, of, request, place: C, begun, what, since, gone: false }
    }
}

fn is_ready(event: &Event) -> bool {
    matches!(event, Event::Dependency(..))
}

fn answered() -> Fact {
    Fact::Over { party: TASK, how: Over::Answered { code: 200, unread: false } }
}

#[test]
fn a_call_is_answered_after_its_time() {
    let mut called = Called::during(&[]);
    assert_eq!(called.parties(), [Called::view(What::Timer, Time::ZERO)]);
    called.ready();
    assert_eq!((called.bench.now, called.parties()), (Time::from_ms(10), Vec::new()));
    let facts = called.bench.facts();
    assert_eq!(facts[..2], [Fact::Begins { party: TASK, of: call(1).party, place: C }, answered()]);
    assert!(matches!(facts[2..], [Fact::Sent { from: Side::Far, .. }]), "{facts:?}");
    assert!(matches!(called.bench.last_sent(), (on, Segment::Bytes(_)) if on == called.connection));
}

#[test]
fn a_held_call_is_answered_when_the_fault_ends() {
    let (mut called, fault) = (Called::during(&[Fault::DependencyHang]), Fault::DependencyHang);
    called.ready();
    let held = Time::from_ms(10);
    assert_eq!(called.parties(), [Called::view(What::Fault(fault), held)]);
    called.bench.facts();
    called.bench.pass_ms(5_000);
    assert_eq!(called.bench.when(is_ready), None, "nothing but the fault's end frees it");
    called.bench.mend(fault, C);
    called.dependency.release(&mut called.bench.cx(), None, Fault::DependencySlow);
    assert_eq!(called.parties().len(), 1, "it is not that fault which holds it");
    called.dependency.release(&mut called.bench.cx(), None, fault);
    assert_eq!((called.bench.facts()[0], called.parties()), (answered(), Vec::new()));
}

#[test]
fn a_call_goes_with_its_connection() {
    for (faults, what) in [(&[][..], What::Timer), (&[Fault::DependencyHang], What::Fault(Fault::DependencyHang))] {
        for signal in [Signal::Fin, Signal::Rst] {
            let mut called = Called::during(faults);
            if !faults.is_empty() {
                called.ready();
            }
            assert_eq!(called.parties()[0].what, what, "{signal:?}");
            called.bench.facts();
            called.hear(signal);
            let connection = called.connection.id;
            assert_eq!(
                called.bench.facts(),
                [
                    Fact::Over { party: TASK, how: Over::Dropped },
                    Fact::FinSent { connection, from: Side::Far, why: CloseReason::PeerClosed }
                ],
                "{signal:?} at {what:?}"
            );
            assert_eq!(called.parties(), []);
            called.dependency.release(&mut called.bench.cx(), None, Fault::DependencyHang);
            assert_eq!(called.bench.facts(), [], "{signal:?} at {what:?}: nothing is left to answer");
        }
    }
}

#[test]
fn a_slow_call_takes_the_time_of_the_fault() {
    let mut called = Called::during(&[Fault::DependencySlow]);
    let hit = Fact::FaultHit { fault: Fault::DependencySlow, place: C, party: call(1).party };
    assert_eq!(called.bench.facts()[1..], [hit]);
    called.ready();
    assert_eq!((called.bench.now, called.parties()), (Time::ZERO + Span::from_s(45), Vec::new()));
}
