//! Connections: handshakes that fail, ends that close.

use super::bench::{B, Bench, CLIENT_LINK, MEMBER_LINK, exchange, plan, request};
use crate::kernel::{Dist, Span, Time};
use crate::model::event::{Connection, Event, Segment};
use crate::model::flow::{self, Heard, Signal};
use crate::trace::Fact;
use crate::vocabulary::{CloseReason, Fault, Party, Side};

fn is_net(event: &Event) -> bool {
    matches!(event, Event::Net(_))
}

/// Lets the next thing happen on the links.
fn next(bench: &mut Bench) -> Option<Heard> {
    let Event::Net(event) = bench.due(is_net) else { panic!("not of the network") };
    flow::handle(&mut bench.cx(), None, event)
}

/// A gateway's connection to a member, just begun; and who it is for.
fn opening() -> (Bench, Connection, Party) {
    let mut bench = Bench::new(plan(1, 1, 1));
    let (connection, _) = flow::connect(&mut bench.cx(), None, MEMBER_LINK, exchange(1));
    (bench, connection, exchange(1).party)
}

#[test]
fn a_syn_that_is_refused_is_sent_three_times_half_a_second_apart() {
    let (mut bench, connection, party) = opening();
    bench.strike(Fault::ConnectRefused, B);
    let (id, link, fault, place) = (connection.id, MEMBER_LINK, Fault::ConnectRefused, B);
    for attempt in 1..=3 {
        // It arrives and is refused; the refusal arrives.
        assert!(next(&mut bench).is_none(), "attempt {attempt}: the fault answers, and no node hears of it");
        let heard = next(&mut bench);
        let facts = bench.facts();
        let tried = [
            Fact::SynSent { connection: id, link, party, attempt },
            Fact::FaultHit { fault, place, party },
            Fact::SynRefused { connection: id, attempt },
        ];
        assert_eq!(facts[..3], tried, "attempt {attempt}");
        let ms = u64::from(attempt - 1) * 504 + 4;
        assert_eq!(bench.now, Time::from_ms(ms), "attempt {attempt}: there and back, and a wait between");
        if attempt < 3 {
            assert!(heard.is_none() && facts.len() == 3, "attempt {attempt}: {heard:?}");
            assert!(next(&mut bench).is_none(), "it is sent again");
        } else {
            assert_eq!(facts[3..], [Fact::ConnectFailed { connection: id }]);
            let heard = heard.unwrap();
            assert_eq!((heard.side, heard.signal), (Side::Near, Signal::ConnectFailed { refused: true }));
        }
    }
    assert_eq!(bench.when(is_net), None, "nothing comes after");
}

#[test]
fn a_syn_that_nobody_answers_is_sent_three_times_and_given_up_after_21_s() {
    let (mut bench, connection, party) = opening();
    bench.strike(Fault::ConnectBlackhole, B);
    let mut at = Time::ZERO;
    for (attempt, gap_s) in [(1, 3), (2, 6), (3, 12)] {
        assert!(next(&mut bench).is_none(), "attempt {attempt} is lost");
        let sent = Fact::SynSent { connection: connection.id, link: MEMBER_LINK, party, attempt };
        assert_eq!(bench.facts()[0], sent);
        let heard = next(&mut bench);
        at += Span::from_s(gap_s);
        assert_eq!(bench.now, at, "attempt {attempt}");
        let signal = heard.map(|heard| heard.signal);
        assert_eq!(signal, (attempt == 3).then_some(Signal::ConnectFailed { refused: false }), "attempt {attempt}");
    }
    assert_eq!(bench.facts(), [Fact::ConnectFailed { connection: connection.id }]);
    assert_eq!(bench.when(is_net), None, "nothing comes after");
}

/// Over a link that is slower than the timer of the SYN.
#[test]
fn a_syn_that_arrives_twice_opens_once() {
    let mut slow = plan(1, 1, 1);
    slow.links[usize::from(MEMBER_LINK.0)].latency = Dist::Fixed(Span::from_s(4));
    let mut bench = Bench::new(slow);
    let (connection, _) = flow::connect(&mut bench.cx(), None, MEMBER_LINK, exchange(1));
    assert!(next(&mut bench).is_none(), "it is sent again after 3 s");
    let heard = next(&mut bench).map(|heard| heard.signal);
    assert_eq!(heard, Some(Signal::Syn));
    flow::accept(&mut bench.cx(), None, connection);
    assert!(next(&mut bench).is_none(), "the second SYN is nothing new");
    assert_eq!(next(&mut bench).map(|heard| heard.signal), Some(Signal::Connected));
    assert_eq!(bench.when(is_net), None, "one handshake");
}

#[test]
fn who_gives_up_while_connecting_hears_no_more_of_it() {
    let mut bench = Bench::new(plan(1, 1, 1));
    let (connection, _) = flow::connect(&mut bench.cx(), None, CLIENT_LINK, request(1));
    bench.facts();
    flow::close(&mut bench.cx(), None, connection, Side::Near, CloseReason::Impatient);
    assert_eq!(bench.facts(), [], "there is nobody yet to say FIN to");
    assert!(next(&mut bench).is_none(), "the SYN finds nobody");

    // The far end has accepted, but that is not known yet.
    let connection = bench.open(CLIENT_LINK, request(2));
    flow::close(&mut bench.cx(), None, connection, Side::Near, CloseReason::Impatient);
    let Some(Fact::FinSent { from: Side::Near, why, .. }) = bench.facts().pop() else { panic!("no FIN") };
    assert_eq!(why, CloseReason::Impatient);
    let heard: Vec<Signal> = (0..3)
        .filter_map(|_| next(&mut bench))
        .filter(|heard| heard.side == Side::Near)
        .map(|heard| heard.signal)
        .collect();
    assert_eq!(heard, [], "its own end says no more");
}

#[test]
fn a_connection_is_gone_when_both_ends_have_closed_or_one_has_reset() {
    let mut bench = Bench::new(plan(1, 1, 1));
    let closed = bench.open(MEMBER_LINK, exchange(1));
    flow::close(&mut bench.cx(), None, closed, Side::Near, CloseReason::Done);
    assert_eq!((bench.is_open(closed, Side::Near), bench.is_open(closed, Side::Far)), (false, true));
    flow::close(&mut bench.cx(), None, closed, Side::Near, CloseReason::Done);
    flow::close(&mut bench.cx(), None, closed, Side::Far, CloseReason::PeerClosed);
    let fins = bench.facts().into_iter().filter(|fact| matches!(fact, Fact::FinSent { .. })).count();
    assert_eq!(fins, 2, "an end closes once");
    let reset = bench.open(MEMBER_LINK, exchange(2));
    flow::reset(&mut bench.cx(), None, reset, Side::Far, CloseReason::Fault);
    assert!(matches!(bench.last_sent(), (_, Segment::Rst)));
    while bench.when(is_net).is_some() {
        next(&mut bench);
    }
    for (connection, how) in [(closed, "closed"), (reset, "reset")] {
        assert_eq!(bench.cx().net.link(connection), None, "{how}");
    }
}
