//! Articles cannot lie: every claim and every row of a log is held against its run, and translations against their
//! original.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bad_gateway::artefact::w3c;
use bad_gateway::article::{Article, Mark, Run, Stop, articles, parse};
use bad_gateway::lab::claim;
use bad_gateway::model;
use bad_gateway::text::Lang;
use bad_gateway::trace::{Fact, Trace};

/// All articles, parsed.
fn parsed() -> Vec<Article> {
    let (mut read, mut problems) = (Vec::new(), String::new());
    for source in articles() {
        match parse(source) {
            Ok(article) => read.push(article),
            Err(found) => {
                for problem in found {
                    let (lang, slug) = (source.lang.tag(), source.slug);
                    _ = writeln!(problems, "{lang}/{slug}.md:{}: {:?}", problem.line, problem.kind);
                }
            }
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
    read
}

/// Runs that several sentences speak of are run once.
#[derive(Default)]
struct Runs(BTreeMap<String, Trace>);

impl Runs {
    fn of(&mut self, run: &Run) -> &Trace {
        let mut link = run.link.clone();
        link.at = Default::default();
        self.0.entry(link.to_string()).or_insert_with(|| {
            let plan = link.open().expect("a parsed run can be opened").plan;
            model::run(&plan, link.seed, &link.changes).1
        })
    }
}

#[test]
fn every_claim_holds() {
    let (mut runs, mut failures, mut held) = (Runs::default(), String::new(), 0);
    for article in parsed() {
        for said in &article.claims {
            let place = format!("{}/{}.md:{}", article.lang.tag(), article.slug, said.line);
            match claim::parse(&said.check) {
                Ok(claim) => {
                    let verdict = claim.check(runs.of(&said.run));
                    if verdict.holds {
                        held += 1;
                    } else {
                        _ = writeln!(failures, "{place}: “{}”: {verdict}", said.sentence);
                    }
                }
                Err(problem) => _ = writeln!(failures, "{place}: {problem}"),
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
    assert!(held > 0, "articles claim nothing");
}

#[test]
fn rows_of_logs_are_those_of_the_run() {
    let (mut runs, mut failures) = (Runs::default(), String::new());
    for article in parsed() {
        for log in &article.logs {
            let scenario = log.run.link.open().expect("a parsed run can be opened");
            let (entry, starts_at) = (scenario.plan.entry().place, scenario.starts_at_unix_s);
            let rows = w3c::rows(runs.of(&log.run), entry, starts_at);
            let rows: Vec<&str> = rows.iter().map(|row| &*row.line).collect();
            if !rows.windows(log.rows.len()).any(|some| some == log.rows) {
                let first = rows.iter().position(|row| row.contains(" 502 ")).unwrap_or_default();
                let near: Vec<&str> = rows.iter().skip(first.saturating_sub(1)).take(log.rows.len()).copied().collect();
                let place = format!("{}/{}.md:{}", article.lang.tag(), article.slug, log.line);
                _ = writeln!(failures, "{place}: the run has no such rows; its first 502:\n{}", near.join("\n"));
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn figures_that_stop_at_a_failure_have_one() {
    let mut runs = Runs::default();
    for article in parsed() {
        for mark in &article.outline {
            if let Mark::Figure(run) = mark
                && run.stop == Stop::First502
            {
                let failed = |fact: &Fact| matches!(fact, Fact::Ended { status, .. } if status.is_forwarder_error());
                let has_one = runs.of(run).records().iter().any(|record| failed(&record.fact));
                assert!(has_one, "{}: {} has no 502.3", article.slug, run.link);
            }
        }
    }
}

#[test]
fn translations_share_the_structure_of_the_original() {
    let articles = parsed();
    let mut differences = String::new();
    for original in articles.iter().filter(|article| article.lang == Lang::En) {
        for lang in Lang::ALL {
            let slug = &original.slug;
            let Some(other) = articles.iter().find(|article| article.lang == lang && article.slug == *slug) else {
                _ = writeln!(differences, "{slug} is missing in {}", lang.tag());
                continue;
            };
            let (ours, theirs) = (&original.outline, &other.outline);
            let same = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
            if same < ours.len().max(theirs.len()) {
                let (ours, theirs) = (ours.get(same), theirs.get(same));
                _ = writeln!(differences, "{slug} in {} differs from English:\n{theirs:?}\n{ours:?}", lang.tag());
            }
            if original.front.updated != other.front.updated {
                let (ours, theirs) = (&original.front.updated, &other.front.updated);
                _ = writeln!(differences, "{slug} in {} is of {theirs}, the English of {ours}", lang.tag());
            }
        }
    }
    assert!(differences.is_empty(), "\n{differences}");
}
