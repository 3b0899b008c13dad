//! Logs of the shapes that people have, and what is made of them. All rows here are invented.

use bad_gateway::intake::{Log, Reason, Refused, arrivals, read};
use bad_gateway::kernel::{Civil, Span, Time};

const IIS10: &str = "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-03-02 10:15:00\r\n\
    #Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) \
    sc-status sc-substatus sc-win32-status time-taken\r\n";

fn row(time: &str, taken: &str) -> String {
    format!(
        "2026-03-02 {time} 10.0.0.5 GET /orders id=7 443 - 203.0.113.9 Mozilla/5.0+(X;+Y) - 502 3 12002 {taken}\r\n"
    )
}

fn good(text: &str) -> Log {
    read(text.as_bytes()).expect("a log")
}

/// Arrivals in milliseconds from the earliest.
fn offsets(log: &Log) -> Vec<u64> {
    arrivals(log).into_iter().map(Time::ms).collect()
}

/// When a row arrived, as a clock shows it.
fn clock(log: &Log, row: usize) -> String {
    Civil::from_unix_s(log.rows[row].arrived_unix_ns / 1_000_000_000).to_string()
}

#[test]
fn arrival_is_end_less_time_taken() {
    let log = good(&format!("{IIS10}{}{}", row("10:15:31", "30047"), row("10:15:31", "100")));
    assert_eq!(clock(&log, 0), "2026-03-02 10:15:00");
    assert_eq!(offsets(&log), [0, 29_947]);
    assert_eq!((log.without_time_taken, log.skipped, log.problems.len()), (0, 0, 0));
}

#[test]
fn later_rows_may_have_arrived_earlier() {
    let log = good(&format!("{IIS10}{}{}", row("10:00:10", "1000"), row("10:00:20", "20000")));
    assert_eq!(offsets(&log), [0, 9_000]);
    assert_eq!(log.rows[1].line, 6);
}

#[test]
fn without_time_taken_the_end_counts_and_that_is_said() {
    let log = good("#Fields: date time sc-status\n2013-07-30 00:00:03 200\n2013-07-30 00:00:05 200\n");
    assert_eq!(offsets(&log), [0, 2_000]);
    assert_eq!(log.without_time_taken, 2);
    let log = good("#Fields: date time time-taken\n2013-07-30 00:00:03 -\n2013-07-30 00:00:05 1e9\n");
    assert_eq!(log.without_time_taken, 2);
    assert_eq!(log.problems[0].reason, Reason::NoTimeTaken("1e9".into()));
    assert_eq!(
        log.problems[0].to_string(),
        "line 3: expected a time-taken in milliseconds, found \"1e9\"; the end counts as the arrival"
    );
}

#[test]
fn two_field_sets_in_one_file() {
    let log = good(&format!(
        "{IIS10}{}#Date: 2026-03-02 11:00:00\n#Fields: time-taken date time\n50 2026-03-02 11:00:00\n",
        row("10:59:59", "1000")
    ));
    assert_eq!(offsets(&log), [0, 1_950]);
}

#[test]
fn a_log_of_times_only_takes_the_day_from_its_header_and_passes_midnight() {
    let log = good(
        "#Date: 2000-10-09 16:44:49\n#Fields: time c-ip\n23:59:59 a\n00:00:01 a\n#Date: 2000-10-12 08:00:00\n08:00:00 a\n07:59:59 a\n",
    );
    let clocks: Vec<String> = (0..4).map(|row| clock(&log, row)).collect();
    assert_eq!(clocks, ["2000-10-09 23:59:59", "2000-10-10 00:00:01", "2000-10-12 08:00:00", "2000-10-12 07:59:59"]);
    let log = good("#Fields: time\n10:00:00\n10:00:04\n");
    assert_eq!(offsets(&log), [0, 4_000]);
    assert_eq!(log.problems.len(), 1);
    assert_eq!(log.problems[0].reason, Reason::NoDay);
}

#[test]
fn advanced_logging_quotes_and_says_local() {
    let log = good(
        "#Software: IIS Advanced Logging Module\n\n#Version: 1.0\n\n#Start-Date: 2014-11-18 00:00:00.128\n\n\
         #Fields:   date-local time-local   s-ip   cs(User-Agent) sc-substatus TimeTakenMS\n\
         2012-08-15 17:00:00.363 10.0.0.1 \"Mozilla/5.0 (X; Y)\" 0 109\n\
         2012-08-15 17:00:00.675 10.0.0.1 \" \"\"garbage\"\" w/ spaces \" 0 359\n",
    );
    assert_eq!(offsets(&log), [0, 62]);
    assert!(log.problems.is_empty());
}

#[test]
fn rows_of_another_width_keep_their_date_and_time() {
    let log = good(
        "#Fields: date time s-ip\n2015-01-13 00:32:17 10.0.0.1 GET / 80 283\n2015-01-13 00:32:18\n2015-01-13 00:3",
    );
    assert_eq!(offsets(&log), [0, 1_000]);
    assert_eq!((log.without_time_taken, log.skipped), (2, 1));
    let told: Vec<(u32, Reason)> = log.problems.into_iter().map(|problem| (problem.line, problem.reason)).collect();
    assert_eq!(
        told,
        [
            (2, Reason::Values { found: 7, expected: 3 }),
            (3, Reason::Values { found: 2, expected: 3 }),
            (4, Reason::NoTime("00:3".into())),
        ]
    );
}

#[test]
fn byte_order_mark_zeros_blank_lines_and_damage() {
    let mut text = b"\xef\xbb\xbf#Fields: date time cs-uri-stem time-taken\r\n\r\n".to_vec();
    text.extend_from_slice(b"2026-03-02 10:00:00 /\xff\xfe\x80 7\r\n\t \r\n2026-03-02 10:00:01 /b 7\r\n");
    text.extend_from_slice(&[0; 512]);
    text.extend_from_slice(b"2026-03-02 10:00:02 /c 7");
    let log = read(&text).expect("a log");
    assert_eq!(offsets(&log), [0, 1_000, 2_000]);
    assert!(log.problems.is_empty());
}

#[test]
fn rows_that_cannot_be_placed_are_left_out_and_named() {
    let log = good(
        "2026-03-02 10:00:00\n#Fields: date time\nyesterday 10:00:00\n2026-13-02 10:00:00\n2026-03-02 25:00:00\n2026-03-02 10:00:00\n\
         #Fields: date c-ip\n2026-03-02 a\n",
    );
    assert_eq!((log.rows.len(), log.skipped), (1, 5));
    let told: Vec<String> = log.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 1: a row before any #Fields line; left out",
            "line 3: expected a date such as 2026-11-10, found \"yesterday\"; left out",
            "line 4: expected a date such as 2026-11-10, found \"2026-13-02\"; left out",
            "line 5: expected a time such as 03:00:38, found \"25:00:00\"; left out",
            "line 7: #Fields names no time; the rows after it are left out",
        ]
    );
}

#[test]
fn problems_are_bounded() {
    let log = good(&format!("#Fields: date time\n2026-03-02 10:00:00\n{}", "x y\n".repeat(1_000)));
    assert_eq!((log.problems.len(), log.further_problems, log.skipped), (100, 900, 1_000));
}

#[test]
fn what_is_no_log_is_refused_with_its_place() {
    for (text, told) in [
        (&b""[..], "line 1: the file is empty"),
        (b"\n \r\n\0\0", "line 1: the file is empty"),
        (b"\xff\xfe#\0F\0", "line 1: the file is UTF-16"),
        (b"\n{\"slug\": 1}\n", "line 2: found \"{\\\"slug\\\": 1}\"; expected a W3C extended log"),
        (b"\x1b[31m\xff", "line 1: found \"\\u{1b}[31m\u{fffd}\""),
        (b"#Fields: date time\n", "the log has a #Fields line and no rows"),
        (b"#Fields: date time\nx y\n", "no row could be read. First problem: line 2: expected a time"),
    ] {
        let refused = read(text).expect_err("no log").to_string();
        assert!(refused.starts_with(told), "{refused}");
    }
    let long = "x".repeat(10_000);
    let Err(Refused::NoFields { found, .. }) = read(long.as_bytes()) else { panic!("no log") };
    assert!(found.len() < 100, "{found}");
}

#[test]
fn any_cut_of_a_log_is_read_without_a_panic() {
    let text =
        format!("\u{feff}{IIS10}{}{}", row("10:15:31", "30047"), "#Fields: time \"a b\"\n10:00:00 \"x \"\"y\"\n");
    for cut in 0..text.len() {
        let _ = read(&text.as_bytes()[..cut]);
        let _ = read(&text.as_bytes()[cut..]);
    }
}

#[test]
fn arrivals_of_one_row_are_second_zero() {
    let log = good("#Fields: date time\n2026-03-02 10:00:00\n");
    assert_eq!(arrivals(&log), [Time::ZERO]);
    assert_eq!(log.rows[0].time_taken, None::<Span>);
}
