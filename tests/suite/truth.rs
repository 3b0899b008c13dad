//! Whether the sentence above the picture is so: every scenario at every load of the menu, under each hosting, with many seeds, at
//! many instants, in both languages. What it says is read as a reader reads it, and each number is counted anew from the records.

use bad_gateway::explain::{Reason, why_marked};
use bad_gateway::kernel::{Dice, Span, Stream, Time};
use bad_gateway::lab::{Action, Lab};
use bad_gateway::model;
use bad_gateway::plan::limits::LOADS;
use bad_gateway::scenario::{Link, names};
use bad_gateway::text::{Lang, whole};
use bad_gateway::trace::{Fact, Marks, Trace};
use bad_gateway::vocabulary::{Ending, Hosting, Party, PoolId, RequestId, TaskId};

use crate::random::numbers;

/// Instants of a run that are looked at.
const INSTANTS: u64 = 50;

/// What is changed in a run, by its turn: nothing, one further fault, several at once, one after the other, how B calls.
const CHANGED: [&str; 6] = [
    "",
    "&do=0:hang-before-status:20~50:40:1",
    "&do=0:dependency-hang:15~60:100:1;0:dependency-slow:15~60:100:45;0:connect-refused:15~60:100:1;\
     0:hang-before-status:15~60:100:1;0:fin-before-status:15~60:100:1;0:garbage-status-line:15~60:100:1",
    "&do=0:connect-refused:12~20:100:1;0:dependency-hang:70~130:100:1",
    "&do=0:call:awaited",
    "&do=30:dependency-slow:30~90:50:40;60:slots:1;90:slots:unlimited",
];

/// What the records say of an instant.
#[derive(Default)]
struct Counted {
    /// Requests that clients have begun and not had an answer to, with when they began.
    open: Vec<(RequestId, Time)>,
    well: u64,
    failed: u64,
    /// Ended by a gateway in any other way.
    others: u64,
    /// Tasks whose gateway has gone, and that go on.
    ghosts: Vec<TaskId>,
    /// The last failure of any kind: of which request, and when.
    last: Option<(RequestId, Time)>,
    /// When the latest request began that has ended well.
    last_well: Option<Time>,
    rows: u64,
    /// How many records were read.
    records: usize,
}

impl Counted {
    /// Goes on to an instant that is not before the last one.
    fn read(&mut self, trace: &Trace, until: Time) {
        let entry = trace.plan().entry().place;
        let records = trace.until(until);
        for record in &records[self.records..] {
            match record.fact {
                Fact::Begins { party: Party::Request(request), .. } => self.open.push((request, record.at)),
                Fact::Over { party: Party::Request(request), .. } => self.open.retain(|(open, _)| *open != request),
                Fact::PeerGone { task } => self.ghosts.push(task),
                Fact::Over { party: Party::Task(task), .. } => self.ghosts.retain(|ghost| *ghost != task),
                Fact::Ended { exchange, status, ending, .. } => {
                    let party = Party::Exchange(exchange);
                    if trace.begun(party).map(|begun| begun.place) != Some(entry) {
                        continue;
                    }
                    let request = trace.request_of(party).expect("of a request");
                    self.rows += u64::from(ending != Ending::QueueFull);
                    if status.is_success() {
                        self.well += 1;
                        let begun = trace.begun(Party::Request(request)).and_then(|begun| trace.get(begun.record));
                        self.last_well = self.last_well.max(Some(begun.expect("it began").at));
                    } else {
                        *if status.is_forwarder_error() { &mut self.failed } else { &mut self.others } += 1;
                        // A client that left is no failure of a server.
                        if status.code >= 500 {
                            self.last = Some((request, record.at));
                        }
                    }
                }
                _ => {}
            }
        }
        self.records = records.len();
    }
}

/// Numbers from one to twenty, in words.
const WORDS: [&str; 20] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// The whole number that stands directly before these words; none, no and nobody are 0.
fn before(text: &str, words: &str) -> Option<u64> {
    let (ahead, _) = text.split_once(words)?;
    number(ahead.trim_end().rsplit(' ').next()?)
}

fn number(word: &str) -> Option<u64> {
    let word = word.to_lowercase().replace('\u{202f}', "");
    let word = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
    if matches!(word, "no" | "none") {
        return Some(0);
    }
    let in_words = WORDS.iter().position(|known| *known == word).map(|index| index as u64 + 1);
    in_words.or_else(|| word.parse().ok())
}

/// All numbers above 0 that a sentence counts with, in order of size: times, codes and names left out.
fn numbers_in(text: &str, lang: Lang) -> Vec<u64> {
    let text = text.replace('\u{202f}', "").replace('\u{a0}', " ");
    let mut found: Vec<u64> = match lang {
        Lang::En => {
            let words: Vec<&str> = text.split([' ', '-']).collect();
            let is_time = |next: Option<&&str>| {
                next.is_some_and(|next| matches!(next.trim_matches(['.', ',', ';', ':']), "s" | "ms" | "min"))
            };
            let counted = words.iter().enumerate().filter(|(at, _)| !is_time(words.get(at + 1)));
            counted.filter_map(|(_, word)| if is_clock(word) { None } else { number(word) }).collect()
        }
        Lang::Ko => {
            let mut found = Vec::new();
            // Korean sets thousands apart by commas.
            let text = text.replace(',', "");
            let mut rest = &*text;
            while let Some(from) = rest.find(|letter: char| letter.is_ascii_digit()) {
                let digits = rest[from..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len() - from);
                let after = &rest[from + digits..];
                if after.starts_with('건') || after.starts_with('개') {
                    found.extend(rest[from..from + digits].parse::<u64>());
                }
                rest = after;
            }
            found
        }
    };
    found.retain(|number| *number > 0);
    found.sort_unstable();
    found.dedup();
    found
}

/// `1:10.364`
fn is_clock(word: &str) -> bool {
    word.split_once(':').is_some_and(|(_, after)| after.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// What is not so in what is said in English, if anything.
fn untrue(text: &str, at: Time, ends_at: Time, counted: &Counted) -> Result<(), String> {
    let same = |said: Option<u64>, is: u64, what: &str| match said {
        Some(said) if said != is => Err(format!("{said} {what}, there are {is}")),
        _ => Ok(()),
    };
    let open = counted.open.len() as u64;
    same(before(text, "answered"), counted.well, "answered").or_else(|error| {
        // Words for it: `No requests answered`, `One request answered`.
        same(before(text, "request answered").or(before(text, "requests answered")), counted.well, "answered")
            .map_err(|_| error)
    })?;
    same(before(text, "on the way"), open, "on the way")?;
    same(
        before(text, "has ended in 502.3").or(before(text, "request has ended in 502.3")),
        counted.failed,
        "ended in 502.3",
    )
    .or_else(|error| {
        same(
            before(text, "requests have ended in 502.3").or(before(text, "request has ended in 502.3")),
            counted.failed,
            "",
        )
        .map_err(|_| error)
    })?;
    same(before(text, "more wait at").or(before(text, "more waits at")), open, "wait")?;
    same(
        before(text, "ghosts that nobody").or(before(text, "ghost that nobody")),
        counted.ghosts.len() as u64,
        "ghosts",
    )?;
    same(
        before(text, "ended in 502.3").filter(|_| text.starts_with("The run is over")),
        counted.failed,
        "ended in 502.3",
    )?;
    same(before(text, "failed otherwise"), counted.others, "failed otherwise")?;
    let so = |holds: bool, what: &str| if holds { Ok(()) } else { Err(what.to_owned()) };
    let nothing = counted.failed == 0 && counted.last.is_none();
    so(!text.contains("Nothing has failed yet") || nothing, "something has failed")?;
    so(!text.contains("no request waits") || open == 0, "a request waits")?;
    so(text.starts_with("The run is over") == (at >= ends_at), "the run is over where it ends")?;
    if text.starts_with("All is well again") {
        let (_, failed) = counted.last.ok_or("nothing had gone wrong")?;
        let begun = counted.last_well.ok_or("nothing has succeeded")?;
        so(begun > failed, "nothing that came later has succeeded")?;
        so(counted.ghosts.is_empty(), "there are ghosts")?;
        so(counted.open.iter().all(|(_, begun)| *begun > failed), "somebody still waits")?;
    }
    Ok(())
}

/// Whether a request that is named fails just then, and the dependency that is named stands in the chain of its causes.
fn cause(text: &str, at: Time, trace: &Trace, marks: &Marks) -> Result<(), String> {
    let Some(rest) = text.strip_prefix("Request ") else { return Ok(()) };
    let request = rest.split_once(':').and_then(|(number, _)| number.parse().ok()).map(RequestId).ok_or("no number")?;
    let chain = why_marked(trace, marks, request, at).ok_or("it has not failed")?;
    let decided =
        chain.links.iter().find(|link| matches!(link.reason, Reason::AEnded { .. })).ok_or("A did nothing")?;
    let ago = at.since(decided.at).ms();
    if ago > 250 && !text.contains("answers 500") {
        return Err(format!("that was {ago} ms ago"));
    }
    let plan = trace.plan();
    for dependency in &plan.dependencies {
        let name = &plan.place(dependency.place).name;
        if !text.contains(&format!("for {name},")) && !text.contains(&format!("for {name}.")) {
            continue;
        }
        let leads = |pool: PoolId| plan.pool(pool).link.is_some_and(|link| plan.link(link).to == dependency.place);
        let there = chain.links.iter().any(|link| match link.reason {
            Reason::WaitedForReply { to, .. } | Reason::CallTimedOut { to, .. } => to == dependency.place,
            Reason::Silent { place, .. } | Reason::Slow { place, .. } => place == dependency.place,
            Reason::WaitedForUnit { pool, .. } | Reason::Held { pool, .. } | Reason::Load { pool, .. } => leads(pool),
            Reason::Patience { to, .. } => to == Some(dependency.place),
            _ => false,
        });
        if !there {
            return Err(format!(
                "{name} is none of its causes: {:?}",
                chain.links.iter().map(|link| link.reason).collect::<Vec<_>>()
            ));
        }
    }
    Ok(())
}

#[test]
fn what_the_sentence_says_is_so() {
    let (mut said, mut wrong, mut index) = (0_u64, Vec::new(), 0_u64);
    // One in five where the build server looks, one in a hundred in the fast loop.
    let step = match numbers().end {
        few @ 0..400 => 4_000 / few.max(40),
        many => (2_000 / many).max(1),
    };
    for slug in names() {
        for (load, hosting) in LOADS.into_iter().flat_map(|load| Hosting::ALL.map(|hosting| (load, hosting))) {
            for seed in 1..=20 {
                index += 1;
                if index % step != 0 {
                    continue;
                }
                let changed = CHANGED[usize::try_from(index / step).unwrap_or(0) % CHANGED.len()];
                let text =
                    format!("v=2&scenario={slug}&seed={seed}&load={load}&hosting={}&at=0{changed}", hosting.slug());
                let Ok(link) = Link::decode(&text) else { continue };
                let (Ok(mut lab), Ok(scenario)) = (Lab::from_link(&link), link.open()) else { continue };
                let ends_at = scenario.plan.ends_at;
                lab.apply(Action::Seek(ends_at)).unwrap();
                while lab.advance(Span::from_ms(16), 300_000).busy {}
                let trace = model::run(&scenario.plan, seed, &link.changes).1;
                let marks = Marks::of(&trace);
                let dice = Dice::new(seed);
                let drawn = (0..INSTANTS).map(|n| Time::from_ns(dice.below(Stream::Kind, 3, n, ends_at.ns())));
                // And where something has just failed.
                let failed = trace
                    .records()
                    .iter()
                    .filter(|record| matches!(record.fact, Fact::Ended { status, .. } if status.code >= 500));
                let failed = failed.map(|record| record.at).step_by(97);
                let mut instants: Vec<Time> = drawn.chain(failed).chain([ends_at]).collect();
                instants.sort();
                let mut counted = Counted::default();
                for at in instants {
                    counted.read(&trace, at);
                    lab.apply(Action::Seek(at)).unwrap();
                    let frame = lab.frame();
                    let plan = &frame.snapshot.plan;
                    let [en, ko] = [Lang::En, Lang::Ko].map(|lang| whole(&frame.story, plan, lang));
                    said += 1;
                    let case = || format!("{text} at {} ms\n    {en}\n    {ko}", at.ms());
                    if counted.rows != frame.log_rows as u64 {
                        wrong.push(format!("{} rows of {}: {}", frame.log_rows, counted.rows, case()));
                    }
                    for error in [untrue(&en, at, ends_at, &counted), cause(&en, at, &trace, &marks)]
                        .into_iter()
                        .filter_map(Result::err)
                    {
                        wrong.push(format!("{}\n    {error}", case()));
                    }
                    let [in_en, in_ko] = [numbers_in(&en, Lang::En), numbers_in(&ko, Lang::Ko)];
                    // Where the languages count with words, `one` may stand for a thing.
                    let differs = in_ko.iter().any(|number| !in_en.contains(number));
                    if differs {
                        wrong.push(format!("{in_en:?} in English, {in_ko:?} in Korean: {}", case()));
                    }
                }
            }
        }
    }
    println!("{said} sentences");
    assert!(said > 1_000, "{said}");
    assert!(wrong.is_empty(), "{} of {said} are not so:\n  {}", wrong.len(), wrong[..wrong.len().min(12)].join("\n  "));
}

#[test]
fn numbers_are_read_as_a_reader_reads_them() {
    assert_eq!(before("Fourteen requests have ended in 502.3 so far.", "requests have"), Some(14));
    assert_eq!(before("139 requests answered, none on the way.", "on the way"), Some(0));
    assert_eq!(numbers_in("Request 41: A has waited 30\u{a0}s; two threads wait.", Lang::En), [2, 41]);
    assert_eq!(numbers_in("요청 1,039건, 30초, 스레드 2개", Lang::Ko), [2, 1039]);
}
