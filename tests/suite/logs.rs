//! The IIS log: golden files, its rules, and what a growing run and another reader make of it.

use bad_gateway::artefact::w3c::{FIELDS, Log, Row, file, file_name, rows};
use bad_gateway::intake;
use bad_gateway::kernel::{Span, Time};
use bad_gateway::model::World;
use bad_gateway::scenario::Scenario;
use bad_gateway::trace::{Fact, RecordId, StageWriter, Trace};
use bad_gateway::vocabulary::{Ending, Party};

use crate::golden::compare;
use crate::run::{all, library, run, some};

fn value<'a>(row: &'a Row, field: &str) -> &'a str {
    row.value(FIELDS.iter().position(|known| *known == field).expect("a field"))
}

/// The log of the gateway that clients ask.
fn rows_of(trace: &Trace, scenario: &Scenario) -> Vec<Row> {
    rows(trace, scenario.plan.entry().place, scenario.starts_at_unix_s)
}

#[test]
fn the_logs_of_the_library() {
    for scenario in all() {
        let rows = some(rows_of(&run(&scenario), &scenario));
        let text = file(&rows, scenario.starts_at_unix_s);
        assert_eq!(text.matches("\r\n").count(), text.matches('\n').count(), "IIS ends lines in CRLF");
        compare(&format!("{}.log", scenario.slug), &text.replace("\r\n", "\n"));
    }
}

#[test]
fn the_first_failure_of_the_flagship() {
    let scenario = library("hung-dependency");
    let rows = rows_of(&run(&scenario), &scenario);
    let first = rows.iter().find(|row| row.status.is_forwarder_error()).expect("a 502.3");
    let stem = format!("/api/stock/{}", first.request.0);
    let shown = ["date", "cs-method", "cs-uri-stem", "cs-uri-query", "s-ip", "s-port", "cs-username", "cs(User-Agent)"];
    assert_eq!(
        shown.map(|field| value(first, field)),
        ["2026-11-10", "GET", &stem, "-", "10.0.0.21", "80", "-", "curl/8.9"]
    );
    assert_eq!(
        ["sc-status", "sc-substatus", "sc-win32-status"].map(|field| value(first, field)),
        ["502", "3", "12002"]
    );
    let taken: u64 = value(first, "time-taken").parse().expect("milliseconds");
    assert!((30_000..30_100).contains(&taken), "{taken}");
    assert!(value(first, "c-ip").starts_with("10.0.4."));
    assert_eq!(file_name(scenario.starts_at_unix_s), "u_ex261110.log");
}

#[test]
fn a_row_for_each_ending_that_http_sys_did_not_refuse() {
    for scenario in all() {
        let trace = run(&scenario);
        let ended: Vec<_> = trace
            .numbered()
            .filter_map(|(id, record)| match record.fact {
                Fact::Ended { exchange, status, ending, .. } if ending != Ending::QueueFull => {
                    Some((id, trace.request_of(Party::Exchange(exchange))?, status, record.at))
                }
                _ => None,
            })
            .collect();
        let rows = rows_of(&trace, &scenario);
        let written: Vec<_> = rows.iter().map(|row| (row.record, row.request, row.status, row.at)).collect();
        assert_eq!(written, ended, "{}", scenario.slug);
        for row in &rows {
            assert_eq!(row.values().count(), FIELDS.len(), "{row:?}");
            assert!(row.values().all(|value| !value.is_empty() && !value.contains(['\r', '\n'])), "{row:?}");
        }
    }
}

#[test]
fn a_log_that_grows_is_the_log_at_the_end() {
    let scenario = library("hung-dependency-aspnetcore");
    let (mut trace, mut grown) = (Trace::new(&scenario.plan), Vec::new());
    let mut world = World::new(&scenario.plan, scenario.seed(), &mut trace);
    let log = Log::new(&trace, scenario.plan.entry().place, scenario.starts_at_unix_s);
    let mut writer = StageWriter::default();
    let mut until = Time::ZERO;
    while until < scenario.plan.ends_at {
        until = (until + Span::from_ms(777)).min(scenario.plan.ends_at);
        world.run_until(until, u64::MAX, &mut trace);
        writer.extend(&trace, |stages| grown.extend(log.row(stages)));
    }
    assert_eq!(grown, rows_of(&trace, &scenario));
}

#[test]
fn an_empty_log_has_a_header() {
    let text = file(&[], 1_794_279_600);
    assert_eq!(text.lines().count(), 4);
    assert!(text.contains("\r\n#Date: 2026-11-10 03:00:00\r\n"), "{text}");
}

/// Our own log, read back, gives the arrivals at A to the millisecond that a log can hold.
#[test]
fn a_log_read_back_gives_the_arrivals() {
    let scenario = library("hung-dependency");
    let trace = run(&scenario);
    let written = rows_of(&trace, &scenario);
    let log = intake::read(file(&written, scenario.starts_at_unix_s).as_bytes()).expect("a log");
    assert_eq!((log.rows.len(), log.without_time_taken, log.problems.len()), (written.len(), 0, 0));
    for (row, read) in written.iter().zip(&log.rows) {
        let begun = trace.begun_for(Party::Request(row.request), RecordId(u32::MAX));
        let &(_, exchange) = begun.first().expect("each row has an arrival");
        let arrived = trace.get(exchange.record).expect("a record").at.ns() + scenario.starts_at_unix_s * 1_000_000_000;
        let off = arrived.abs_diff(read.arrived_unix_ns);
        assert!(off <= 1_000_000_000, "{}: {off} ns", row.request);
    }
}
