//! Addresses in articles: `run:` and its keys, and which others are allowed.

use crate::scenario::{self, Link};

/// A run that an article speaks of: `run:hung-dependency?stop=first-502.3`.
///
/// Behind the slug stand the keys of a share link, so that an article can say whatever a link can:
/// `run:hung-dependency?do=0:call-timeout:5&at=70.6`. Without a seed it is the scenario's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Scenario, seed, changes and place.
    pub link: Link,
    /// Where the run stops.
    pub stop: Stop,
}

/// Where a run of an article stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Where the scenario opens.
    Opening,
    /// At the first 502.3.
    First502,
    /// Where the link says.
    Link,
}

/// What follows the `run:` of an address, and what stands behind its `#`; `None` if it cannot be read, or if no such run is
/// possible.
pub(super) fn run(address: &str) -> Option<(Run, Option<&str>)> {
    let (address, check) = match address.split_once('#') {
        Some((address, check)) => (address, Some(check)),
        None => (address, None),
    };
    let (slug, query) = address.split_once('?').unwrap_or((address, ""));
    let mut keys = format!("v=2&scenario={slug}");
    let (mut seeded, mut stop) = (false, Stop::Opening);
    for key in query.split('&').filter(|key| !key.is_empty()) {
        match key.split_once('=')? {
            ("stop", "first-502.3") => {
                stop = Stop::First502;
                continue;
            }
            ("at", _) => stop = Stop::Link,
            ("seed", _) => seeded = true,
            _ => {}
        }
        keys.push('&');
        keys.push_str(key);
    }
    if !seeded {
        keys.push_str(&format!("&seed={}", scenario::open(slug)?.seed()));
    }
    let link = Link::decode(&keys).ok()?;
    (check != Some("")).then_some((Run { link, stop }, check))
}

/// The address of the lab, from a page of an article, that opens the run. A place that only a run can tell is left to the
/// reader: then the link opens at second 0.
pub(super) fn lab(run: &Run) -> String {
    format!("../../lab/#{}", run.link)
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
        let (found, check) = run("hung-dependency?seed=8&do=0:call-timeout:5&at=70.5#count(500)=0").unwrap();
        assert_eq!(found.stop, Stop::Link);
        assert_eq!(lab(&found), "../../lab/#v=2&scenario=hung-dependency&seed=8&do=0:call-timeout:5&at=70.5");
        assert_eq!(check, Some("count(500)=0"));
    }

    #[test]
    fn a_bare_run_has_the_seed_of_its_scenario() {
        let (found, check) = run("healthy-farm").unwrap();
        assert_eq!((found.link.seed, found.stop, check), (7, Stop::Opening, None));
        assert_eq!(run("hung-dependency?stop=first-502.3").unwrap().0.stop, Stop::First502);
    }

    #[test]
    fn what_is_no_run() {
        for text in
            ["", "?seed=7", "no-such", "a/b", "x?seed", "x?seed=x", "x?stop=end", "x?colour=red", "x?at=9999", "x#"]
        {
            let address = text.replace('x', "healthy-farm");
            assert_eq!(run(&address), None, "{address}");
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
