//! The article as a reader finds it: sentences that were run, and a question that answers a wrong belief.

use bad_gateway::article::{self, Source};
use bad_gateway::scenario::Link;
use bad_gateway::text::number::clock;
use bad_gateway::text::{ArticleWord, Lang, Say as _};
use bad_gateway_tool::browser::Browser;
use serde_json::{Value, json};

use crate::reader::{assert_silent, click_on, natively, see, state, tidy, wait};
use crate::stage::{browser, serve};

/// All articles, and where they lie.
fn articles(root: &str) -> Vec<(String, &'static Source)> {
    let url = |source: &Source| format!("{root}{}learn/{}/", source.lang.path_prefix(), source.slug);
    article::articles().iter().map(|source| (url(source), source)).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn every_claim_bears_a_check_mark_that_opens_its_run() {
    let root = serve("");
    let mut browser = browser(&root);
    for (url, source) in articles(&root) {
        let written = article::parse(source).unwrap_or_else(|problems| panic!("{url}: {problems:?}"));
        browser.open_ready(&url).unwrap();
        let called = ArticleWord::ClaimWasRun.say(source.lang);
        let marks = format!("all('a[href]').filter((e) => name(e) === {})", json!(called));
        // The mark is seen, and the sentence that was run stands before it.
        let sentences = see(
            &mut browser,
            &format!(
                "{marks}.filter((e) => e.querySelector('svg')?.getBoundingClientRect().width > 8) \
                .map((e) => words(e.parentElement))"
            ),
        );
        let claimed: Vec<String> = written.claims.iter().map(|claim| tidy(&claim.sentence)).collect();
        assert!(claimed.len() > 10, "{url}: an article makes claims");
        assert_eq!(strings(&sentences), claimed, "{url}");
        let links = see(&mut browser, &format!("{marks}.map((e) => e.getAttribute('href'))"));
        for (link, claim) in strings(&links).iter().zip(&written.claims) {
            let (_, run) = link.split_once("lab/#").unwrap_or_else(|| panic!("{url}: {link}"));
            assert_eq!(Link::decode(run).as_ref(), Ok(&claim.run.link), "{url}: {}", claim.sentence);
        }
    }
    assert_silent(&mut browser, "articles");
}

#[test]
fn the_mark_of_a_claim_leads_to_its_moment_in_the_lab() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}learn/what-is-502-3/")).unwrap();
    click_on(
        &mut browser,
        "all('a[href]').find((e) => name(e.parentElement).startsWith('30.0 s after request 41 reached it') && e.querySelector('svg'))",
    );
    wait(&mut browser, "location.pathname.endsWith('/lab/')");
    wait(&mut browser, "dispatchEvent(new Event('pointermove')), document.documentElement.hasAttribute('data-ready')");
    let frame = natively(&state(&mut browser, "#"));
    wait(&mut browser, &format!("clock() === {}", json!(clock(frame.at))));
    assert!(
        see(&mut browser, "rows().at(-1)").as_array().unwrap().contains(&json!("30007")),
        "the row that it speaks of"
    );
    assert_silent(&mut browser, "the lab");
}

/// Opens each answer in turn; what then stands there.
fn answers(browser: &mut Browser, url: &str) -> Vec<(String, String)> {
    let question = "all('section[aria-labelledby]').find((e) => e.querySelector('details'))";
    let count = see(browser, &format!("all('summary', {question}).length"));
    let count = count.as_u64().unwrap();
    let shown = format!("all('details > :not(summary)', {question}).map(words)");
    assert_eq!(see(browser, &shown), json!([]), "{url}: no answer is given away");
    let mut answers = Vec::new();
    for place in 0..count {
        let answer = format!("all('summary', {question})[{place}]");
        click_on(browser, &answer);
        wait(browser, &format!("{answer}.parentElement.open"));
        let said = see(browser, &shown);
        let [said] = strings(&said)[..] else { panic!("{url}: one answer at a time, not {said}") };
        let text = see(browser, &format!("words({answer})"));
        answers.push((text.as_str().unwrap().to_owned(), said.to_owned()));
    }
    answers
}

#[test]
fn a_wrong_answer_names_the_belief_behind_it_and_needs_no_script() {
    let root = serve("");
    let mut browser = browser(&root);
    for scripts in [true, false] {
        browser.scripts(scripts).unwrap();
        for (url, source) in articles(&root) {
            if scripts {
                browser.open_ready(&url).unwrap();
            } else {
                browser.open(&url).unwrap();
            }
            let answers = answers(&mut browser, &url);
            let (right, wrong): (Vec<_>, Vec<_>) =
                answers.iter().partition(|(_, said)| said.starts_with(&ArticleWord::Right.say(source.lang)));
            assert_eq!(right.len(), 1, "{url}, scripts {scripts}: {answers:?}");
            assert!(wrong.len() >= 3, "{url}: {answers:?}");
            for (answer, said) in wrong {
                let belief = said.strip_prefix(&ArticleWord::NotSo.say(source.lang));
                assert!(belief.is_some_and(|belief| belief.chars().count() > 30), "{url}: {answer}: {said}");
            }
            if source.lang == Lang::En {
                assert!(
                    answers[1].1.contains("That takes B’s threads for A’s limit. A cannot see them"),
                    "{url}: {answers:?}"
                );
                assert_eq!(right[0].0, "Not one row");
            }
        }
    }
    assert_silent(&mut browser, "articles");
}
