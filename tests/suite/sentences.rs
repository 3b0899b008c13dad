//! All that is said of a run, in each language: the sentence above the picture as the run goes on, and for each failed
//! request the chain of its causes, as it fails and once all is known.
//!
//! Held against files, so that none of these words is lost while what they are made of is rebuilt. Parts of a second
//! are masked: another throw of the dice that keeps the seconds says the same.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use bad_gateway::explain::Chain;
use bad_gateway::kernel::{Span, Time};
use bad_gateway::lab::{Action, Frame, Lab};
use bad_gateway::scenario::{Link, names};
use bad_gateway::text::number::clock_s;
use bad_gateway::text::ui::lab::{root, why_heading};
use bad_gateway::text::why::told;
use bad_gateway::text::{Lang, whole};
use bad_gateway::vocabulary::RequestId;

use crate::golden::compare;
use crate::run::some;

/// Stands for digits that do not count.
const MASK: char = '·';

/// The text without parts of a second: `1:10.·`, `30.· s`, `· ms`. A status such as 502.3 is none.
fn masked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut place = 0;
    while place < letters.len() {
        let digits = letters[place..].iter().take_while(|letter| letter.is_ascii_digit()).count();
        if digits == 0 {
            masked.push(letters[place]);
            place += 1;
            continue;
        }
        let (before, after) = (&letters[..place], &letters[place + digits..]);
        let unit: String = after.iter().skip_while(|&&letter| letter == '\u{a0}').take(2).collect();
        let is_fraction = matches!(before, [.., '0'..='9', '.']);
        let of_a_clock = matches!(before, [.., ':', '0'..='9', '0'..='9', '.']);
        let of_seconds = unit.starts_with('초') || after.first() == Some(&'\u{a0}') && unit.starts_with('s');
        if unit == "ms" || unit == "µs" || is_fraction && (of_a_clock || of_seconds) {
            masked.push(MASK);
        } else {
            masked.extend(&letters[place..place + digits]);
        }
        place += digits;
    }
    masked
}

#[test]
fn parts_of_a_second_are_masked() {
    let cases = [
        ("after 30.009\u{a0}s", "after 30.·\u{a0}s"),
        ("29.100초 동안, 슬롯 2", "29.·초 동안, 슬롯 2"),
        ("43\u{a0}ms, 43ms, 400\u{a0}µs", "·\u{a0}ms, ·ms, ·\u{a0}µs"),
        ("until 1:50.031", "until 1:50.·"),
        ("until 1:50", "until 1:50"),
        ("waited 30\u{a0}s", "waited 30\u{a0}s"),
        ("answers 502.3. B 502.3 so far, 502.3 상태", "answers 502.3. B 502.3 so far, 502.3 상태"),
        ("1\u{202f}214 wait, 16 of 16", "1\u{202f}214 wait, 16 of 16"),
    ];
    for (text, expected) in cases {
        assert_eq!(masked(text), expected, "{text}");
    }
}

/// In every language, on one line.
fn in_all(say: impl Fn(Lang) -> String) -> String {
    masked(&Lang::ALL.map(say).join(" | "))
}

/// What is seen at this instant.
fn at(lab: &mut Lab, at: Time) -> Frame {
    lab.apply(Action::Seek(at)).unwrap_or_else(|refusal| panic!("{}: {refusal:?}", clock_s(at)));
    lab.frame()
}

/// The requests that fail, and when, in the order of their ends. Leaves the lab at the end of the run.
fn failures(lab: &mut Lab) -> Vec<(Time, RequestId)> {
    let frame = at(lab, Time::MAX);
    assert!(frame.digest.complete, "{} is played to its end", frame.scenario);
    let failed = frame.strip.endings.iter().filter(|ending| ending.status.code >= 400);
    some(failed.map(|ending| (ending.at, ending.request)).collect())
}

/// The sentence every so many whole seconds and at the instants of failures, where it is not the one before.
fn sentences(lab: &mut Lab, every_s: usize, failures: &[(Time, RequestId)]) -> String {
    let ends_at = lab.frame().ends_at;
    let seconds = (0..=ends_at.ms() / 1_000).step_by(every_s).map(|second| Time::ZERO + Span::from_s(second));
    let mut instants: Vec<Time> = seconds.chain(failures.iter().map(|&(at, _)| at)).collect();
    instants.sort_unstable();
    instants.dedup();
    let (mut text, mut last) = (String::new(), String::new());
    for instant in instants {
        let frame = at(lab, instant);
        let said = in_all(|lang| whole(&frame.story, &frame.snapshot.plan, lang));
        if said != last {
            let part = if instant.ns() % 1_000_000_000 == 0 { "" } else { ".·" };
            let _ = writeln!(text, "{}{part} {said}", clock_s(instant));
        }
        last = said;
    }
    text
}

/// The pane of a chain, line by line. The number of its own request is left out of its title: it stands above.
fn pane(chain: &Chain) -> Vec<String> {
    let is_502 = chain.status.is_forwarder_error();
    let own = chain.request.to_string();
    let mut lines = vec![in_all(|lang| why_heading(chain.request, is_502, lang).replace(&own, "#…"))];
    lines.extend(chain.links.iter().map(|link| {
        let said = in_all(|lang| {
            let told = told(&link.reason, &chain.plan, lang);
            if told.fact.is_empty() { told.who } else { format!("{} ({})", told.who, told.fact) }
        });
        format!("<- {said}")
    }));
    lines.push(format!("== {}", in_all(|lang| root(chain.healthy, lang))));
    lines
}

/// Panes with the requests that have them, in the order of the first of each; of a pane with as many lines as the one
/// above only the lines that differ.
fn grouped(panes: impl Iterator<Item = (RequestId, Vec<String>)>) -> String {
    let mut groups: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (request, pane) in panes {
        match groups.iter_mut().find(|(known, _)| *known == pane) {
            Some((_, requests)) => requests.push(request.to_string()),
            None => groups.push((pane, vec![request.to_string()])),
        }
    }
    let mut text = String::new();
    let mut above: &[String] = &[];
    for (pane, requests) in &groups {
        let is_alike = pane.len() == above.len();
        let _ = writeln!(text, "{}:{}", requests.join(" "), if is_alike { " as above, but" } else { "" });
        for (place, line) in pane.iter().enumerate() {
            if !is_alike || above[place] != *line {
                let _ = writeln!(text, "  {line}");
            }
        }
        above = pane;
    }
    text
}

/// Why this request failed, as the pane says it now.
fn explained(lab: &mut Lab, request: RequestId) -> (RequestId, Vec<String>) {
    lab.apply(Action::Select(Some(request))).unwrap_or_else(|refusal| panic!("{request}: {refusal:?}"));
    let why = lab.frame().why.unwrap_or_else(|| panic!("{request} is not explained"));
    assert_eq!(why.request, request);
    (request, pane(&why))
}

/// The chains, with a title for their file.
fn chains(when: &str, panes: impl Iterator<Item = (RequestId, Vec<String>)>) -> String {
    format!("\n# Why, {when}\n{}", grouped(panes))
}

/// All that is said of a run.
fn all_that_is_said(mut lab: Lab) -> String {
    let failures = failures(&mut lab);
    let mut requests: Vec<RequestId> = failures.iter().map(|&(_, request)| request).collect();
    requests.sort_unstable();
    let at_the_end = chains("at the end of the run", requests.into_iter().map(|request| explained(&mut lab, request)));
    // A crowded run takes long to be looked at.
    let every_s = if lab.frame().strip.arrivals.len() > 1_000 { 10 } else { 1 };
    let mut text = format!("# The sentence\n{}", sentences(&mut lab, every_s, &failures));
    if !failures.is_empty() {
        let as_it_fails = failures.iter().map(|&(instant, request)| {
            at(&mut lab, instant);
            explained(&mut lab, request)
        });
        text.push_str(&chains("at the instant at which it fails", as_it_fails));
        text.push_str(&at_the_end);
    }
    text
}

#[test]
fn all_that_is_said_of_the_library() {
    for slug in names() {
        let lab = Lab::open(slug).unwrap_or_else(|refusal| panic!("{slug}: {refusal:?}"));
        compare(&format!("sentences/{slug}.txt"), &all_that_is_said(lab));
    }
}

/// What a reader may change, where the library has no scenario of it: the other faults, and how B calls C.
const VARIATIONS: [&str; 9] = [
    "scenario=healthy-farm&seed=7&do=0:dependency-slow:40~110:100:45",
    "scenario=healthy-farm&seed=7&do=0:connect-blackhole:40~50:100:1",
    "scenario=healthy-farm&seed=7&do=0:hang-before-status:40~50:100:1",
    "scenario=healthy-farm&seed=7&do=0:fin-before-status:40~50:50:1",
    "scenario=hung-dependency&seed=7&do=0:call:awaited",
    "scenario=hung-dependency&seed=7&do=0:call:awaited;0:slots:unlimited",
    "scenario=hung-dependency&seed=7&do=0:slots:unlimited",
    "scenario=hung-dependency&seed=7&do=0:slots:1;0:call-timeout:5",
    "scenario=hung-dependency-aspnetcore&seed=7&do=0:call:awaited",
];

/// As above, with fewer sentences: one every ten seconds, and one at each first failure of its kind.
#[test]
fn what_is_said_when_the_reader_changes_things() {
    let mut text = String::new();
    for variation in VARIATIONS {
        let link = Link::decode(&format!("v=1&{variation}")).unwrap_or_else(|problem| panic!("{variation}: {problem}"));
        let mut lab = Lab::from_link(&link).unwrap_or_else(|problem| panic!("{variation}: {problem}"));
        let failures = failures(&mut lab);
        let panes: Vec<_> = failures.iter().map(|&(_, request)| explained(&mut lab, request)).collect();
        let kinds: BTreeSet<usize> = panes.iter().map(|(_, pane)| pane.len()).collect();
        let firsts: Vec<usize> =
            kinds.iter().filter_map(|&kind| panes.iter().position(|(_, pane)| pane.len() == kind)).collect();
        let first_failures: Vec<_> = firsts.iter().map(|&first| failures[first]).collect();
        let _ = write!(text, "## {variation}\n\n# The sentence\n{}", sentences(&mut lab, 10, &first_failures));
        if !failures.is_empty() {
            let shown = firsts.iter().map(|&first| panes[first].clone());
            text.push_str(&chains("at the end of the run", shown));
        }
        text.push('\n');
    }
    compare("sentences/variations.txt", &text);
}
