//! Hand-made instants for tests: the flagship just after its first 502.3, and variations of it.

use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::Failure;
use bad_gateway::trace::{
    AView, BView, Busy, CView, ClientView, Doing, Exchange, ExchangePhase, FaultSetting, FaultView, HeldCall, HeldSlot,
    OpenRequest, Queued, Snapshot,
};
use bad_gateway::vocabulary::{
    CallStyle, ClientId, ConnectionId, Ending, Fault, Hosting, Phase, RequestId, SlotId, Slots, Status, Win32, WorkerId,
};

/// 1:10.553: A has just answered 502.3 to 41; two threads wait for C, fourteen for a slot, the rest for a thread.
pub(crate) fn flagship() -> Snapshot {
    let at = Time::from_ms(70_553);
    let began = |request: u32| Time::from_ms(40_545 + u64::from(request - 41) * 920);
    let open = |request: u32| OpenRequest { request: RequestId(request), client: ClientId(0), since: began(request) };
    let busy = |request: u32| {
        let doing = match request {
            41 | 42 => Doing::WaitingForC(SlotId(request - 41)),
            _ => Doing::WaitingForSlot,
        };
        Some(Busy { request: RequestId(request), doing, since: began(request), ghost: request == 41 })
    };
    let exchange = |request: u32| Exchange {
        request: RequestId(request),
        connection: Some(ConnectionId(request)),
        phase: if request == 41 { ExchangePhase::Finishing } else { ExchangePhase::AwaitingHeader },
        since: began(request),
        deadline: Some(began(request) + Span::from_s(30)),
        client_gone: false,
    };
    let queued =
        |request: u32| Queued { request: RequestId(request), since: began(request), ghost: false, resumed: false };
    let mut workers = vec![None; 16];
    workers[0] = Some((WorkerId(0), RequestId(41)));
    let setting = FaultSetting { until: Some(Time::from_ms(110_000)), ..FaultSetting::from(Time::from_ms(40_000)) };
    let fault = |fault| {
        let on = fault == Fault::DependencyHang;
        FaultView { fault, setting: on.then_some(setting), active: on }
    };
    Snapshot {
        at,
        client: ClientView { machines: 12, waiting: (42..75).map(open).collect() },
        a: AView {
            hosting: Hosting::ArrFarm,
            timeout: Span::from_s(30),
            queue: Vec::new(),
            queue_limit: 1_000,
            workers,
            exchanges: (41..74).map(exchange).collect(),
            idle_connections: 0,
        },
        b: BView {
            queue: (57..75).map(queued).collect(),
            threads: (41..57).map(busy).collect(),
            awaiting: Vec::new(),
            call_style: CallStyle::Synchronous,
            slots: Slots::Limited(2),
            held_slots: (0..2).map(|slot| HeldSlot { slot: SlotId(slot), request: RequestId(41 + slot) }).collect(),
            slot_waiters: (43..57).map(RequestId).collect(),
            call_timeout: Span::from_s(100),
            silent: Vec::new(),
        },
        c: CView {
            calls: (41..43)
                .map(|request| HeldCall {
                    request: RequestId(request),
                    since: began(request),
                    held: true,
                    ghost: request == 41,
                })
                .collect(),
            usual: Span::from_ms(40),
        },
        faults: Fault::ALL.map(fault).into(),
        flights: Vec::new(),
    }
}

/// The failure of that instant.
pub(crate) fn first_failure() -> Failure {
    Failure {
        request: RequestId(41),
        status: Status::forwarder_error(Win32::TIMEOUT),
        ending: Ending::TimedOut(Phase::AwaitHeader),
        at: Time::from_ms(70_553),
        time_taken: Span::from_ms(30_008),
    }
}

/// The flagship with so many threads, of which all but the two holders wait for a slot.
pub(crate) fn with_threads(threads: u32) -> Snapshot {
    let mut snapshot = flagship();
    let thread = snapshot.b.threads[2];
    snapshot.b.threads.resize(usize::try_from(threads).unwrap(), thread);
    for (index, busy) in snapshot.b.threads.iter_mut().flatten().enumerate() {
        busy.request = RequestId(41 + u32::try_from(index).unwrap());
    }
    snapshot.b.slot_waiters = (43..41 + threads).map(RequestId).collect();
    snapshot
}

/// The flagship with handlers that await their calls.
pub(crate) fn awaited() -> Snapshot {
    let mut snapshot = flagship();
    let await_of = |busy: &Busy| bad_gateway::trace::Awaiting {
        request: busy.request,
        doing: busy.doing,
        since: busy.since,
        ghost: busy.ghost,
    };
    let base = snapshot.b.threads.iter().flatten().map(await_of);
    let more = snapshot.b.queue.iter().map(|queued| bad_gateway::trace::Awaiting {
        request: queued.request,
        doing: Doing::WaitingForSlot,
        since: queued.since,
        ghost: false,
    });
    snapshot.b.awaiting = base.chain(more).collect();
    snapshot.b.threads = vec![None; 16];
    snapshot.b.queue.clear();
    snapshot.b.call_style = CallStyle::Awaited;
    snapshot.b.slot_waiters = (43..75).map(RequestId).collect();
    snapshot
}

/// Nothing has happened yet.
pub(crate) fn quiet() -> Snapshot {
    let mut snapshot = flagship();
    snapshot.at = Time::ZERO;
    snapshot.client.waiting.clear();
    snapshot.a.exchanges.clear();
    snapshot.a.workers = vec![None; 16];
    snapshot.b.queue.clear();
    snapshot.b.threads = vec![None; 16];
    snapshot.b.held_slots.clear();
    snapshot.b.slot_waiters.clear();
    snapshot.c.calls.clear();
    for view in &mut snapshot.faults {
        view.active = false;
    }
    snapshot
}
