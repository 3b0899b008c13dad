//! A gateway in each of its states, given one thing.

use super::bench::{A, B, Bench, CLIENT_LINK, MEMBER_LINK, WORKERS, plan, request};
use crate::kernel::{Span, Time};
use crate::model::event::{Connection, Event, GatewayEvent};
use crate::model::flow::{self, Signal};
use crate::model::message::Message;
use crate::model::proxy::Gateway;
use crate::plan::{Link, Plan};
use crate::trace::{Excerpt, ExchangePhase, ExchangeView, Fact, PartyView, PoolView};
use crate::vocabulary::{
    CloseReason, Ending, ExchangeId, InvalidHead, Leave, LinkId, Party, Phase, Side, Status, UnitId, What, Win32,
};

const FIRST: Party = Party::Exchange(ExchangeId(1));
const TIMEOUT: Span = Span::from_s(30);

/// All that is seen of a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Picture {
    parties: Vec<PartyView>,
    exchanges: Vec<ExchangeView>,
    workers: PoolView,
    idle: u32,
}

struct Proxy {
    bench: Bench,
    gateway: Gateway,
}

fn is_done(event: &Event) -> bool {
    matches!(event, Event::Gateway(_, GatewayEvent::WorkerDone(..)))
}

fn is_free(event: &Event) -> bool {
    matches!(event, Event::Gateway(_, GatewayEvent::WorkerFree(_)))
}

fn is_time_out(event: &Event) -> bool {
    matches!(event, Event::Gateway(_, GatewayEvent::TimedOut(_)))
}

fn is_idle(event: &Event) -> bool {
    matches!(event, Event::Gateway(_, GatewayEvent::Idle))
}

impl Proxy {
    fn new(plan: Plan) -> Self {
        Self { gateway: Gateway::new(&plan, 0), bench: Bench::new(plan) }
    }

    /// A request arrives.
    fn asked(&mut self, number: u32) -> Connection {
        let client = self.bench.open(CLIENT_LINK, request(number));
        let bytes = self.bench.excerpt(Message::Request(0), number);
        for signal in [Signal::Syn, Signal::Bytes(bytes)] {
            self.gateway.client_signal(&mut self.bench.cx(), None, client, request(number), signal);
        }
        client
    }

    /// What it has scheduled happens.
    fn due(&mut self, is: fn(&Event) -> bool) {
        let Event::Gateway(_, event) = self.bench.due(is) else { panic!("not its own") };
        self.gateway.handle(&mut self.bench.cx(), None, event);
    }

    fn member(&mut self, connection: Connection, signal: Signal) {
        self.gateway.member_signal(&mut self.bench.cx(), None, connection, signal);
    }

    /// With a worker that prepares the first request.
    fn preparing() -> (Self, Connection) {
        let mut proxy = Self::new(plan(1, 1, 1));
        let client = proxy.asked(1);
        (proxy, client)
    }

    /// Opens a connection to the member.
    fn connecting() -> (Self, Connection, Connection) {
        let (mut proxy, client) = Self::preparing();
        proxy.due(is_done);
        let (member, _) = proxy.bench.last_sent();
        proxy.bench.facts();
        (proxy, client, member)
    }

    /// Has sent the request, a second ago, and has nothing back.
    fn awaiting_head() -> (Self, Connection, Connection) {
        let (mut proxy, client, member) = Self::connecting();
        flow::accept(&mut proxy.bench.cx(), None, member);
        proxy.member(member, Signal::Connected);
        proxy.bench.facts();
        proxy.bench.pass_ms(1_000);
        (proxy, client, member)
    }

    /// Has had an answer, and keeps the connection.
    fn with_an_idle_connection() -> (Self, Connection) {
        let (mut proxy, _, member) = Self::awaiting_head();
        proxy.member(member, Signal::Bytes(proxy.answer()));
        proxy.due(is_done);
        proxy.due(is_free);
        proxy.bench.facts();
        (proxy, member)
    }

    fn answer(&self) -> Excerpt {
        self.bench.excerpt(Message::Ok, 1)
    }

    fn picture(&self) -> Picture {
        let (mut parties, mut exchanges) = (Vec::new(), Vec::new());
        self.gateway.view(&self.bench.plan, &mut parties, &mut exchanges);
        Picture { parties, exchanges, workers: self.gateway.pool_view(), idle: self.gateway.idle_connections() }
    }

    /// The first exchange, decided now: the only worker writes its response.
    fn finishing(&self, before: &Picture, idle: u32) -> Picture {
        let mut picture = before.clone();
        (picture.parties[0].what, picture.parties[0].since) = (What::Cpu, self.bench.now);
        let exchange = &mut picture.exchanges[0];
        (exchange.phase, exchange.connection, exchange.deadline) = (ExchangePhase::Finishing, None, None);
        picture.workers.held = vec![(UnitId(0), FIRST)];
        picture.idle = idle;
        picture
    }

    /// The worker writes: how the exchange ended.
    fn ended(&mut self) -> (Status, Ending, u32) {
        self.bench.facts();
        self.due(is_done);
        let ended = self.bench.facts().into_iter().find_map(|fact| {
            let Fact::Ended { status, ending, bytes_sent, .. } = fact else { return None };
            Some((status, ending, bytes_sent))
        });
        assert_eq!(self.picture().exchanges, []);
        assert_eq!(self.bench.when(is_time_out), None, "nothing waits for the end of what has ended");
        ended.expect("it writes its row")
    }
}

fn takes(party: Party) -> Fact {
    Fact::Takes { party, pool: WORKERS, unit: UnitId(0) }
}

fn fin(connection: Connection, from: Side, why: CloseReason) -> Fact {
    Fact::FinSent { connection: connection.id, from, why }
}

#[test]
fn a_request_gets_a_worker_and_the_worker_is_free_while_the_member_works() {
    let (mut proxy, _) = Proxy::preparing();
    let party = PartyView {
        party: FIRST,
        of: request(1).party,
        request: request(1).request,
        place: A,
        begun: Time::ZERO,
        what: What::Cpu,
        since: Time::ZERO,
        gone: false,
    };
    let exchange = ExchangeView {
        exchange: ExchangeId(1),
        request: party.request,
        place: A,
        phase: ExchangePhase::Preparing,
        connection: None,
        since: Time::ZERO,
        deadline: None,
        client_gone: false,
    };
    let workers = PoolView { held: vec![(UnitId(0), FIRST)], waits: Vec::new() };
    let preparing = Picture { parties: vec![party], exchanges: vec![exchange], workers, idle: 0 };
    assert_eq!(proxy.picture(), preparing);

    proxy.bench.facts();
    proxy.due(is_done);
    let (member, _) = proxy.bench.last_sent();
    let now = Time::from_ms(1);
    let mut connecting = preparing;
    (connecting.parties[0].what, connecting.parties[0].since) = (What::Handshake, now);
    connecting.exchanges[0].phase = ExchangePhase::Connecting;
    connecting.exchanges[0].connection = Some((member.id, MEMBER_LINK));
    connecting.exchanges[0].deadline = Some(now + TIMEOUT);
    connecting.workers.held.clear();
    assert_eq!(proxy.picture(), connecting);
    let syn = Fact::SynSent { connection: member.id, link: MEMBER_LINK, party: FIRST, attempt: 1 };
    assert_eq!(proxy.bench.facts(), [syn, Fact::Frees { party: FIRST, pool: WORKERS, unit: UnitId(0) }]);

    proxy.bench.pass_ms(4);
    flow::accept(&mut proxy.bench.cx(), None, member);
    proxy.member(member, Signal::Connected);
    let now = Time::from_ms(5);
    let mut awaiting = connecting;
    (awaiting.parties[0].what, awaiting.parties[0].since) = (What::Reply, now);
    (awaiting.exchanges[0].phase, awaiting.exchanges[0].deadline) =
        (ExchangePhase::AwaitingHeader, Some(now + TIMEOUT));
    assert_eq!(proxy.picture(), awaiting);
    let facts = proxy.bench.facts();
    let (connection, link) = (member.id, MEMBER_LINK);
    assert_eq!(facts[0], Fact::Carried { party: FIRST, connection, link, reused: false });
    assert!(matches!(facts[1], Fact::Sent { from: Side::Near, .. }), "{facts:?}");
    assert_eq!(facts[2..], [Fact::Waits { party: FIRST, what: What::Reply }]);
}

#[test]
fn a_complete_answer_is_passed_on_and_the_connection_kept() {
    let (mut proxy, _, member) = Proxy::awaiting_head();
    let before = proxy.picture();
    proxy.member(member, Signal::Bytes(proxy.answer()));
    assert_eq!(proxy.picture(), proxy.finishing(&before, 1));
    assert_eq!(proxy.bench.facts(), [Fact::HeadRead { exchange: ExchangeId(1), code: 200 }, takes(FIRST)]);
    assert_eq!(proxy.bench.when(is_time_out), None);
    let (status, ending, bytes) = proxy.ended();
    assert_eq!((status, ending), (Status::passed_through(200), Ending::Answered));
    assert!(bytes > 0);
    assert_eq!(proxy.picture().workers.held.len(), 1, "the worker has the log to write");
    proxy.due(is_free);
    assert_eq!(proxy.picture().workers, PoolView::default());
}

#[test]
fn each_part_of_an_answer_has_the_whole_time_out_for_itself() {
    let (mut proxy, _, member) = Proxy::awaiting_head();
    let mut expected = proxy.picture();
    let part = Excerpt { length: 27, ..proxy.answer() };
    proxy.member(member, Signal::Bytes(part));
    expected.exchanges[0].phase = ExchangePhase::Reading;
    expected.exchanges[0].deadline = Some(proxy.bench.now + TIMEOUT);
    assert_eq!(proxy.picture(), expected);
    assert_eq!(proxy.bench.facts(), [], "it waits on");
    let due = proxy.bench.when(is_time_out).unwrap();
    assert!(due >= proxy.bench.now + TIMEOUT, "the old time-out is off");
    proxy.due(is_time_out);
    assert_eq!(proxy.ended().1, Ending::TimedOut(Phase::ReadHeader));
}

/// What may happen while it waits for the head; what it is said to be.
#[test]
fn whatever_ends_the_wait_for_the_head_has_its_name() {
    let part = |proxy: &Proxy| Excerpt { length: 27, ..proxy.answer() };
    let cases: [(&str, fn(&mut Proxy, Connection), Ending, Win32); 4] = [
        (
            "FIN",
            |proxy, member| proxy.member(member, Signal::Fin),
            Ending::Closed(Phase::AwaitHeader),
            Win32::INVALID_SERVER_RESPONSE,
        ),
        (
            "RST",
            |proxy, member| proxy.member(member, Signal::Rst),
            Ending::Reset(Phase::AwaitHeader),
            Win32::CONNECTION_ERROR,
        ),
        ("the time-out", |proxy, _| proxy.due(is_time_out), Ending::TimedOut(Phase::AwaitHeader), Win32::TIMEOUT),
        (
            "garbage",
            |proxy, member| proxy.member(member, Signal::Bytes(proxy.bench.excerpt(Message::Garbage, 1))),
            Ending::Invalid(InvalidHead::NoHttpVersion),
            Win32::INVALID_SERVER_RESPONSE,
        ),
    ];
    for (name, happens, ending, win32) in cases {
        let (mut proxy, _, member) = Proxy::awaiting_head();
        let before = proxy.picture();
        happens(&mut proxy, member);
        assert_eq!(proxy.picture(), proxy.finishing(&before, 0), "{name}");
        let facts = proxy.bench.facts();
        let leaves = Fact::Leaves { party: FIRST, what: What::Reply, why: Leave::TimedOut };
        let closed = |why| fin(member, Side::Near, why);
        let expected = match ending {
            Ending::Closed(_) => vec![closed(CloseReason::PeerClosed), takes(FIRST)],
            Ending::TimedOut(_) => vec![leaves, closed(CloseReason::TimedOut), takes(FIRST)],
            Ending::Invalid(_) => vec![closed(CloseReason::Unreadable), takes(FIRST)],
            Ending::Reset(_)
            | Ending::Answered
            | Ending::Refused
            | Ending::ConnectTimedOut
            | Ending::ClientGone
            | Ending::QueueFull => vec![takes(FIRST)],
        };
        assert_eq!(facts, expected, "{name}");
        let (status, ended, _) = proxy.ended();
        assert_eq!((status, ended), (Status::forwarder_error(win32), ending), "{name}");
    }
    // With half a head there, the phase is another.
    for (signal, ending) in
        [(Signal::Fin, Ending::Closed(Phase::ReadHeader)), (Signal::Rst, Ending::Reset(Phase::ReadHeader))]
    {
        let (mut proxy, _, member) = Proxy::awaiting_head();
        proxy.member(member, Signal::Bytes(part(&proxy)));
        proxy.member(member, signal);
        assert_eq!(proxy.ended().1, ending, "{signal:?}");
    }
}

#[test]
fn a_connection_that_cannot_be_opened_ends_the_exchange() {
    for (refused, ending, win32) in
        [(true, Ending::Refused, Win32::CANNOT_CONNECT), (false, Ending::ConnectTimedOut, Win32::TIMEOUT)]
    {
        let (mut proxy, _, member) = Proxy::connecting();
        let before = proxy.picture();
        proxy.member(member, Signal::ConnectFailed { refused });
        assert_eq!(proxy.picture(), proxy.finishing(&before, 0), "{ending:?}");
        assert_eq!(proxy.bench.facts(), [takes(FIRST)], "{ending:?}");
        let (status, ended, _) = proxy.ended();
        assert_eq!((status, ended), (Status::forwarder_error(win32), ending));
    }
    // Its own time-out may be shorter than that of TCP.
    let (mut proxy, ..) = Proxy::connecting();
    proxy.due(is_time_out);
    let leaves = Fact::Leaves { party: FIRST, what: What::Handshake, why: Leave::TimedOut };
    assert_eq!(proxy.bench.facts(), [leaves, takes(FIRST)]);
    assert_eq!(proxy.ended().1, Ending::ConnectTimedOut);
}

#[test]
fn a_client_that_has_gone_is_noticed_when_the_member_does_something() {
    let (mut proxy, client, member) = Proxy::awaiting_head();
    let mut expected = proxy.picture();
    proxy.gateway.client_signal(&mut proxy.bench.cx(), None, client, request(1), Signal::Fin);
    expected.parties[0].gone = true;
    expected.exchanges[0].client_gone = true;
    assert_eq!(proxy.picture(), expected, "the member is not told");
    assert_eq!(proxy.bench.facts(), [fin(client, Side::Far, CloseReason::PeerClosed)]);
    proxy.member(member, Signal::Bytes(proxy.answer()));
    let gone = proxy.bench.plan.gateways[0].hosting.personality().answered_client_gone.status;
    assert_eq!(proxy.ended(), (gone, Ending::ClientGone, 0));
}

#[test]
fn while_all_workers_are_busy_requests_wait_and_what_is_decided_goes_first() {
    let (mut proxy, _, member) = Proxy::awaiting_head();
    for number in [2, 3] {
        proxy.asked(number);
    }
    let [second, third] = [Party::Exchange(ExchangeId(2)), Party::Exchange(ExchangeId(3))];
    let workers = |held: &[Party], waits: &[Party]| PoolView {
        held: held.iter().map(|&party| (UnitId(0), party)).collect(),
        waits: waits.to_vec(),
    };
    assert_eq!(proxy.picture().workers, workers(&[second], &[third]));
    assert_eq!(proxy.picture().exchanges[2].phase, ExchangePhase::Queued);
    proxy.bench.facts();
    proxy.member(member, Signal::Fin);
    assert_eq!(proxy.picture().workers, workers(&[second], &[FIRST, third]), "it has held one before");
    let waits = Fact::Waits { party: FIRST, what: What::Unit(WORKERS) };
    assert_eq!(proxy.bench.facts()[1..], [waits]);
    proxy.due(is_done);
    assert_eq!(proxy.picture().workers, workers(&[FIRST], &[third]));
    proxy.due(is_done);
    proxy.due(is_free);
    assert_eq!(proxy.picture().workers, workers(&[third], &[]));
}

#[test]
fn a_request_that_finds_the_queue_full_gets_503_at_once() {
    let mut plan = plan(1, 1, 1);
    plan.gateways[0].queue_limit = 1;
    let mut proxy = Proxy::new(plan);
    proxy.asked(1);
    proxy.asked(2);
    let before = proxy.picture();
    proxy.bench.facts();
    let client = proxy.asked(3);
    assert_eq!(proxy.picture(), before, "w3wp never sees it");
    let facts = proxy.bench.facts();
    let ended = facts.iter().find_map(|fact| {
        let Fact::Ended { exchange, status, ending, .. } = *fact else { return None };
        Some((exchange, status, ending))
    });
    assert_eq!(ended, Some((ExchangeId(3), Status::passed_through(503), Ending::QueueFull)));
    assert_eq!(facts.last(), Some(&fin(client, Side::Far, CloseReason::QueueFull)));
}

#[test]
fn an_idle_connection_is_used_again_unless_the_member_or_time_closes_it() {
    let (mut proxy, member) = Proxy::with_an_idle_connection();
    assert_eq!(proxy.picture().idle, 1);
    proxy.asked(2);
    proxy.due(is_done);
    let (party, connection, link) = (Party::Exchange(ExchangeId(2)), member.id, MEMBER_LINK);
    let facts = proxy.bench.facts();
    assert!(facts.contains(&Fact::Carried { party, connection, link, reused: true }), "{facts:?}");
    assert_eq!(proxy.picture().idle, 0);

    let (mut proxy, member) = Proxy::with_an_idle_connection();
    proxy.member(member, Signal::Fin);
    assert_eq!(
        (proxy.picture().idle, proxy.bench.facts()),
        (0, vec![fin(member, Side::Near, CloseReason::PeerClosed)])
    );

    let (mut proxy, member) = Proxy::with_an_idle_connection();
    let idle_since = Time::from_ms(1_001);
    proxy.due(is_idle);
    assert_eq!(proxy.bench.now, idle_since + proxy.bench.plan.gateways[0].pool_idle);
    assert_eq!((proxy.picture().idle, proxy.bench.facts()), (0, vec![fin(member, Side::Near, CloseReason::Idle)]));
}

#[test]
fn members_take_turns() {
    let mut plan = plan(9, 1, 1);
    plan.links.push(Link { to: B, ..*plan.link(MEMBER_LINK) });
    plan.gateways[0].members.push(LinkId(3));
    let mut proxy = Proxy::new(plan);
    for number in 1..=4 {
        proxy.asked(number);
    }
    proxy.bench.facts();
    (0..4).for_each(|_| proxy.due(is_done));
    let links = proxy.bench.facts().into_iter().filter_map(|fact| {
        let Fact::SynSent { link, .. } = fact else { return None };
        Some(link)
    });
    assert_eq!(links.collect::<Vec<_>>(), [MEMBER_LINK, LinkId(3), MEMBER_LINK, LinkId(3)]);
}
