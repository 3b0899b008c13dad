//! Addresses in articles: `run:` and its keys, and which others are allowed.

use crate::kernel::Time;
use crate::scenario::{self, Link};

/// A run that an article speaks of: `run:hung-dependency?seed=7&stop=first-502.3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The slug of the scenario.
    pub scenario: String,
    /// The seed, where it is not the scenario's own.
    pub seed: Option<u64>,
    /// Where it stops.
    pub stop: Stop,
}

/// Where a run of an article stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Where the scenario opens.
    Opening,
    /// At the first 502.3.
    First502,
    /// At this instant.
    At(Time),
}

/// What follows the `run:` of an address, and what stands behind its `#`; `None` if it cannot be read.
pub(super) fn run(address: &str) -> Option<(Run, Option<&str>)> {
    let (address, check) = match address.split_once('#') {
        Some((address, check)) => (address, Some(check)),
        None => (address, None),
    };
    let (scenario, query) = address.split_once('?').unwrap_or((address, ""));
    let is_slug = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if scenario.is_empty() || !scenario.bytes().all(is_slug) || check.is_some_and(str::is_empty) {
        return None;
    }
    let mut run = Run { scenario: scenario.to_owned(), seed: None, stop: Stop::Opening };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=')? {
            ("seed", seed) => run.seed = Some(seed.parse().ok()?),
            ("stop", "first-502.3") => run.stop = Stop::First502,
            ("at", at) => run.stop = Stop::At(instant(at)?),
            _ => return None,
        }
    }
    Some((run, check))
}

/// `1:10.5` or `0:40`: minutes, seconds, and up to three decimals.
fn instant(text: &str) -> Option<Time> {
    let (minutes, seconds) = text.split_once(':')?;
    let (whole, decimals) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(minutes) || whole.len() != 2 || !digits(whole) || !digits(decimals) || decimals.len() > 3 {
        return None;
    }
    let minutes: u64 = minutes.parse().ok()?;
    let whole: u64 = whole.parse().ok()?;
    let millis: u64 = format!("{decimals:0<3}").parse().ok()?;
    let seconds = minutes.checked_mul(60)?.checked_add(whole)?;
    Some(Time::from_ms(seconds.checked_mul(1_000)?.checked_add(millis)?))
}

/// The address of the lab, from a page of an article, that opens the run; `None` if the library has no such scenario.
/// A place that only a run can tell is left to the reader: the link opens at second 0.
pub(super) fn lab(run: &Run) -> Option<String> {
    let scenario = scenario::open(&run.scenario)?;
    let link = Link {
        scenario: run.scenario.clone(),
        seed: run.seed.unwrap_or(scenario.seed()),
        hosting: None,
        load_per_mille: None,
        changes: Vec::new(),
        at: if let Stop::At(at) = run.stop { at } else { Time::ZERO },
        select: None,
        speed: None,
        view: String::new(),
    };
    Some(format!("../../lab/#{link}"))
}

/// How an address that is no run may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Another page of this site, or a place in this one.
    Inside,
    /// Somewhere else, over HTTPS.
    Outside,
}

/// Where the address leads; `None` if links may not lead there.
pub(super) fn place(address: &str) -> Option<Place> {
    if address.starts_with("https://") {
        return Some(Place::Outside);
    }
    let inside = address.starts_with('#') || address.starts_with("../") || address.starts_with("./");
    (inside && !address.contains(':')).then_some(Place::Inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_with_everything() {
        let (found, check) = run("hung-dependency?seed=7&at=1:10.5#count(500)=0").unwrap();
        assert_eq!(found.scenario, "hung-dependency");
        assert_eq!(found.seed, Some(7));
        assert_eq!(found.stop, Stop::At(Time::from_ms(70_500)));
        assert_eq!(check, Some("count(500)=0"));
    }

    #[test]
    fn a_bare_run() {
        let (found, check) = run("healthy-farm").unwrap();
        assert_eq!((found.seed, found.stop, check), (None, Stop::Opening, None));
    }

    #[test]
    fn what_is_no_run() {
        for text in [
            "",
            "?seed=7",
            "Hung",
            "a/b",
            "a?seed=x",
            "a?view=log",
            "a?at=70",
            "a?at=1:5",
            "a?seed",
            "a#",
            "a?at=0:00.1234",
        ] {
            assert_eq!(run(text), None, "{text}");
        }
    }

    #[test]
    fn allowed_places() {
        assert_eq!(place("https://learn.microsoft.com/x"), Some(Place::Outside));
        assert_eq!(place("../../lab/"), Some(Place::Inside));
        assert_eq!(place("#evidence"), Some(Place::Inside));
        for text in
            ["http://a.test", "javascript:alert(1)", "data:text/html,x", "//a.test", "/lab", "../x:y", "mailto:a"]
        {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
