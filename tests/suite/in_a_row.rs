//! Two gateways in a row, and a farm of two behind them, with the handler of today.

use bad_gateway::artefact::w3c;
use bad_gateway::kernel::{Span, Time};
use bad_gateway::model;
use bad_gateway::scenario::Scenario;
use bad_gateway::trace::{Fact, RecordId, StageWriter, Stages, Trace};
use bad_gateway::vocabulary::{Ending, Over, Party, PlaceId, RequestId, Status, Win32};

const OUTER: PlaceId = PlaceId(1);
const INNER: PlaceId = PlaceId(2);
const MEMBERS: [PlaceId; 2] = [PlaceId(3), PlaceId(4)];

/// `edge` before `farm` before two applications, which ask `stock`; that is silent from second 20 to second 40.
fn scenario(edge_timeout_ms: u64, farm_timeout_ms: u64) -> Scenario {
    let json = format!(
        r#"{{
  "format": 2,
  "title": {{ "en": "Two in a row", "ko": "두 대" }},
  "note": {{ "en": "Two gateways in a row.", "ko": "게이트웨이 두 대." }},
  "seed": 7,
  "starts_at": "2026-11-10T03:00:00Z",
  "ends_at_ms": 60000,
  "speed_per_mille": 1000,
  "client": {{ "machines": 3, "requests_per_1000_s": 1000, "gaps": "even" }},
  "gateways": [
    {{ "name": "edge", "hosting": "arr-farm", "members": ["farm"], "timeout_ms": {edge_timeout_ms} }},
    {{ "name": "farm", "hosting": "arr-farm", "members": ["one", "two"], "timeout_ms": {farm_timeout_ms} }}
  ],
  "applications": [
    {{ "name": "one", "threads": 16, "call": "synchronous" }},
    {{ "name": "two", "threads": 16, "call": "awaited" }}
  ],
  "dependencies": [{{ "name": "stock", "takes_us": {{ "fixed": 20000 }} }}],
  "faults": [{{ "fault": "dependency-hang", "at": "stock", "from_ms": 20000, "until_ms": 40000 }}]
}}"#
    );
    Scenario::read("two-in-a-row", &json).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn run(scenario: &Scenario) -> Trace {
    model::run(&scenario.plan, scenario.seed(), &[]).1
}

/// The rows of a gateway.
fn stages(trace: &Trace, place: PlaceId) -> Vec<Stages> {
    let mut all = Vec::new();
    StageWriter::default().extend(trace, |stages| all.push(*stages));
    all.retain(|stages| stages.place == place);
    all
}

fn taken(stages: &Stages) -> Span {
    stages.ended.since(stages.arrived)
}

/// The row of the gateway behind, for an exchange of the one before.
fn behind<'a>(inner: &'a [Stages], outer: &Stages) -> &'a Stages {
    let of = Party::Exchange(outer.exchange);
    inner.iter().find(|stages| stages.of == of).unwrap_or_else(|| panic!("nothing was asked for {of:?}"))
}

#[test]
fn each_gateway_writes_its_row_and_members_take_turns() {
    let scenario = scenario(30_000, 30_000);
    let trace = run(&scenario);
    let (outer, inner) = (stages(&trace, OUTER), stages(&trace, INNER));
    let healthy = |stages: &&Stages| stages.ended < Time::from_ms(20_000);
    assert_eq!(outer.iter().filter(healthy).count(), 19);
    for row in outer.iter().filter(healthy) {
        let its = behind(&inner, row);
        assert_eq!((row.status, its.status), (Status::passed_through(200), Status::passed_through(200)));
        assert_eq!((row.request, row.client), (its.request, its.client), "{:?}", row.request);
        assert!(taken(row) > taken(its), "{:?}: the one before has the other's time within its own", row.request);
    }
    let tasks: Vec<PlaceId> = inner
        .iter()
        .map(|row| {
            let begun = trace.begun_for(Party::Exchange(row.exchange), RecordId(u32::MAX));
            assert_eq!(begun.len(), 1, "{:?}", row.request);
            begun[0].1.place
        })
        .collect();
    assert!(MEMBERS.iter().all(|member| tasks.contains(member)));
    let in_turn = tasks[..18].chunks(2).all(|pair| pair[0] == MEMBERS[0] && pair[1] == MEMBERS[1]);
    assert!(in_turn, "{tasks:?}");
    for (place, rows) in [(OUTER, &outer), (INNER, &inner)] {
        let log = w3c::rows(&trace, place, scenario.starts_at_unix_s);
        let written: Vec<(RequestId, Status)> = log.iter().map(|row| (row.request, row.status)).collect();
        assert_eq!(written, rows.iter().map(|row| (row.request, row.status)).collect::<Vec<_>>(), "{place:?}");
    }
}

#[test]
fn the_gateway_before_passes_on_the_502_of_the_one_behind() {
    let trace = run(&scenario(10_000, 5_000));
    let (outer, inner) = (stages(&trace, OUTER), stages(&trace, INNER));
    let failed: Vec<&Stages> = outer.iter().filter(|row| row.status.code != 200).collect();
    assert!(failed.len() >= 14, "{}", failed.len());
    for row in failed {
        let its = behind(&inner, row);
        assert_eq!(its.status, Status::forwarder_error(Win32::TIMEOUT), "{:?}", row.request);
        assert_eq!((row.status, row.ending), (Status::passed_through(502), Ending::Answered), "{:?}", row.request);
        assert!((Span::from_s(5)..Span::from_ms(5_100)).contains(&taken(its)), "{:?}", row.request);
        let read = trace.records().iter().find_map(|record| {
            let Fact::Over { party: Party::Request(request), how: Over::Got(code) } = record.fact else { return None };
            (request == row.request).then_some(code)
        });
        assert_eq!(read, Some(502), "{:?}", row.request);
    }
}

#[test]
fn the_shorter_time_out_in_front_wins_and_the_one_behind_finds_its_client_gone() {
    let trace = run(&scenario(5_000, 10_000));
    let (outer, inner) = (stages(&trace, OUTER), stages(&trace, INNER));
    let failed: Vec<&Stages> = outer.iter().filter(|row| row.status.code != 200).collect();
    assert!(failed.len() >= 14, "{}", failed.len());
    for row in failed {
        assert_eq!(row.status, Status::forwarder_error(Win32::TIMEOUT), "{:?}", row.request);
        let its = behind(&inner, row);
        assert_eq!(its.status.win32, Win32::NETNAME_DELETED, "{:?}: {}", row.request, its.status);
        assert!(its.ended > row.ended, "{:?}: it is told by its own member, or its own time-out", row.request);
        assert_eq!(its.bytes_sent, 0, "{:?}", row.request);
    }
}
