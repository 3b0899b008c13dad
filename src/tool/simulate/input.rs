//! What a run is made from: scenario and log, each problem with its place and a hint.

use std::fs;
use std::path::Path;

use bad_gateway::intake::{self, Log};
use bad_gateway::kernel::{Civil, Time};
use bad_gateway::scenario::{Scenario, names, open};
use bad_gateway::text::Lang;
use bad_gateway::text::number::{clock_s, thousands};

use crate::failure::{Failure, Result};

/// So many problems of a log are printed.
const PRINTED: usize = 10;
/// The most rows of a log: each becomes some forty records, which are all kept.
const MOST_ROWS: usize = 500_000;

/// The scenarios that come with the program, as a hint.
pub(super) fn known() -> String {
    let names: Vec<&str> = names().collect();
    format!("name a file, or one of {}", names.join(", "))
}

/// The scenario of a file, or of the library.
pub(super) fn scenario(name: &str) -> Result<Scenario> {
    let path = Path::new(name);
    let looks_like_a_path = name.ends_with(".json") || name.contains(std::path::is_separator);
    if !looks_like_a_path && !path.is_file() {
        return open(name).ok_or_else(|| Failure::usage(format!("There is no scenario `{name}`")).mend(known()));
    }
    let bytes = bytes(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Failure::usage(format!("{name} is no scenario"))
            .because(format!("line {line}: not UTF-8"))
            .mend("save it as UTF-8")
    })?;
    let slug = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Scenario::read(&slug, text.trim_start_matches('\u{feff}')).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let count = if problems.len() == 1 { "a problem".to_owned() } else { format!("{} problems", problems.len()) };
        Failure::usage(format!("{name} has {count}"))
            .because(problems.join("\n"))
            .mend("correct it; the files in content/scenarios/ are examples")
    })
}

/// The scenario with the arrivals of a log as its load; says on stderr what was taken.
pub(super) fn replayed(scenario: &Scenario, path: &Path) -> Result<Scenario> {
    let shown = path.display();
    let log = intake::read(&bytes(path)?).map_err(|refused| {
        Failure::usage(format!("{shown} is no log that can be replayed"))
            .because(refused)
            .mend("give a W3C extended log, such as the u_ex*.log of IIS")
    })?;
    if log.rows.len() > MOST_ROWS {
        return Err(Failure::usage(format!("{shown} has {} rows", log.rows.len()))
            .because(format!("at most {MOST_ROWS} can be replayed"))
            .mend("cut it"));
    }
    let arrivals = intake::arrivals(&log);
    for line in told(&log, arrivals.last().copied().unwrap_or_default()) {
        eprintln!("replay {line}");
    }
    Ok(scenario.with_arrivals(arrivals))
}

/// What was taken from a log, line by line.
fn told(log: &Log, last: Time) -> Vec<String> {
    let rows = log.rows.len() as u64;
    let first = log.rows.iter().map(|row| row.arrived_unix_ns).min().unwrap_or(0);
    let mut lines = vec![format!(
        "{} {}: arrivals over {}, the first at {}",
        thousands(rows, Lang::En),
        if rows == 1 { "row" } else { "rows" },
        clock_s(last),
        Civil::from_unix_s(first / 1_000_000_000)
    )];
    lines.push(match u64::from(log.without_time_taken) {
        0 => "time-taken is there: arrival = end - time-taken".to_owned(),
        without if without == rows => "there is no time-taken: the end of a request counts as its arrival".to_owned(),
        without => {
            format!("{} rows have no time-taken: there the end counts as the arrival", thousands(without, Lang::En))
        }
    });
    if log.skipped > 0 {
        lines.push(format!("rows left out: {}", thousands(log.skipped.into(), Lang::En)));
    }
    lines.extend(log.problems.iter().take(PRINTED).map(ToString::to_string));
    let more = log.problems.len().saturating_sub(PRINTED) as u64 + u64::from(log.further_problems);
    if more > 0 {
        lines.push(format!("and {} more lines with problems", thousands(more, Lang::En)));
    }
    lines
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| {
        Failure::usage(format!("{} cannot be read", path.display()))
            .because(error)
            .mend("check the path and the rights")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_is_told() {
        let log =
            intake::read(b"#Fields: date time time-taken\n2026-01-01 10:00:00 100\nx y z\n2026-01-01 10:01:00 -\n");
        let log = log.expect("a log");
        let last = intake::arrivals(&log).last().copied().expect("an arrival");
        let told = told(&log, last);
        assert_eq!(told[0], "2 rows: arrivals over 1:00, the first at 2026-01-01 09:59:59");
        assert_eq!(told[1], "1 rows have no time-taken: there the end counts as the arrival");
        assert_eq!(told[2], "rows left out: 1");
        assert!(told[3].starts_with("line 3: expected a time"), "{told:?}");
    }

    #[test]
    fn what_cannot_be_used_is_a_mistake_of_the_arguments() {
        for name in ["no-such", "no-such.json", "src/no-such"] {
            let failure = scenario(name).expect_err(name);
            assert_eq!(failure.exit_code(), 2, "{failure}");
            assert!(failure.to_string().contains("to mend it: "), "{failure}");
        }
    }
}
