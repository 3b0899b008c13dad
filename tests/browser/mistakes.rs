//! What a reader gets wrong, and what comes from others: each is named with its place, nothing that was set is lost, and
//! text stays text.

use bad_gateway::kernel::Time;
use bad_gateway::scenario::Link;
use bad_gateway::text::scenario::{link_partly, link_refused};
use bad_gateway::text::ui::lab::{FieldProblem, field_of, field_problem};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::Fault;
use serde_json::{Value, json};

use crate::reader::{assert_silent, click, go, natively, see, state, tidy, wait, write};
use crate::stage::{browser, serve};

/// What must not change by a mistake.
const RUN: &str = "[clock(), document.querySelector('[data-digest]').dataset.digest, location.hash, sentence()]";

#[test]
fn a_field_says_the_value_the_limit_and_that_what_was_set_stays() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        browser.open_ready(&format!("{root}{}lab/", lang.path_prefix())).unwrap();
        let hangs = |part: LabWord| tidy(&field_of(&Fault::DependencyHang.say(lang), part, lang));
        let outside = |least: &str, most: &str| FieldProblem::Outside(least.to_owned(), most.to_owned());
        let (timeout, seed) = (LabWord::CallTimeout.text(lang).to_owned(), LabWord::Seed.text(lang).to_owned());
        let cases = [
            (hangs(LabWord::From), "soon", FieldProblem::NotATime),
            (hangs(LabWord::From), "9:00", outside("0:00", "3:00")),
            (hangs(LabWord::Until), "0:30", FieldProblem::Order(Time::from_ms(40_000))),
            (hangs(LabWord::Hits), "101", outside("1", "100")),
            (hangs(LabWord::Hits), "half", FieldProblem::NotANumber),
            (timeout, "0", outside("1", "3600")),
            (seed, "many", FieldProblem::NotANumber),
        ];
        for (field, typed, problem) in cases {
            let called = json!(field);
            let before = (see(&mut browser, RUN), see(&mut browser, &format!("control({called}).value")));
            write(&mut browser, &field, typed);
            let message = tidy(&field_problem(&problem, typed, lang));
            wait(&mut browser, &format!("told().includes({})", json!(message)));
            let marked = see(
                &mut browser,
                &format!(
                    "[control({called}).value, control({called}).getAttribute('aria-invalid'), \
                    words(document.getElementById(control({called}).getAttribute('aria-describedby')))]"
                ),
            );
            assert_eq!(marked, json!([typed, "true", message]), "{field}: what was typed stays, and is described");
            assert_eq!(see(&mut browser, RUN), before.0, "{field}, {typed}: what was set stays");
            write(&mut browser, &field, before.1.as_str().unwrap());
            wait(&mut browser, &format!("!told().includes({})", json!(message)));
            assert_eq!(see(&mut browser, RUN), before.0, "{field}: what was set is set");
        }
    }
    let said = field_problem(&FieldProblem::Outside("0:00".into(), "3:00".into()), "9:00", Lang::En);
    assert_eq!(said, "9:00 is outside 0:00 to 3:00. What was set stays.");
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_link_opens_what_can_be_read_and_names_the_rest() {
    let root = serve("");
    let mut browser = browser(&root);
    let flagship = "v=2&scenario=hung-dependency&seed=7&at=30";
    let cases = [
        ("seed", flagship.replace("seed=7", "seed=many")),
        ("v", flagship.replace("v=2", "v=3")),
        ("at", format!("{flagship}&at=2")),
        ("do", format!("{flagship}&do=5:no-such-fault:off")),
        ("utm_source", format!("{flagship}&utm_source=slack")),
    ];
    for lang in Lang::ALL {
        let lab = format!("{root}{}lab/", lang.path_prefix());
        for (key, link) in &cases {
            let (_, left) = Link::read(link).expect(link);
            assert_eq!(left.iter().map(|problem| problem.key.as_str()).collect::<Vec<_>>(), [*key], "{link}");
            go(&mut browser, &lab, link);
            let said = tidy(&link_partly(&left, lang));
            wait(&mut browser, &format!("all('[role=alert]').map(words).includes({})", json!(said)));
            assert_eq!(see(&mut browser, "clock()"), "0:30.000", "{link}: what could be read is open");
            click(&mut browser, Word::Close.text(lang));
        }
    }
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_link_without_a_scenario_opens_nothing_and_says_so() {
    let root = serve("");
    let mut browser = browser(&root);
    let links = ["v=2&scenario=no-such-thing&seed=7", "v=2&seed=7"];
    for link in links {
        let problem = Link::decode(link).expect_err(link);
        for lang in Lang::ALL {
            let lab = format!("{root}{}lab/", lang.path_prefix());
            // On a page on which nothing was open.
            browser.open("about:blank").unwrap();
            go(&mut browser, &lab, link);
            let refused = tidy(&link_refused(&problem, false, lang));
            wait(&mut browser, &format!("all('[role=alert]').map(words).includes({})", json!(refused)));
            assert_eq!(see(&mut browser, "[Boolean(sentence()), all('main h1').length]"), json!([false, 1]), "{link}");
            click(&mut browser, LabWord::OpenFirst.text(lang));
            wait(&mut browser, "clock() === '1:10.364'");
            // On one on which something is.
            go(&mut browser, &lab, &format!("{link}&at=1"));
            let refused = tidy(&link_refused(&problem, true, lang));
            wait(&mut browser, &format!("all('[role=alert]').map(words).includes({})", json!(refused)));
            assert_eq!(see(&mut browser, "clock()"), "1:10.364");
        }
    }
    assert_silent(&mut browser, "lab");
}

/// What others put into a link or a reader into a field is shown as text, never run.
#[test]
fn hostile_input_stays_text() {
    let root = serve("");
    let mut browser = browser(&root);
    let attack = "<img/src=x/onerror=document.title='owned'>";
    let untouched =
        "document.title !== 'owned' && document.querySelectorAll('main img, main script, main iframe').length === 0";
    let links = [
        format!("v=1&scenario=hung-dependency&seed={attack}"),
        format!("v=1&scenario={attack}&seed=7"),
        format!("v=1&scenario=hung-dependency&seed=7&{attack}=1"),
        format!("v=1&scenario=hung-dependency&seed=7&view={attack}"),
        format!("v=1&scenario=hung-dependency&seed=7&do={attack}"),
    ];
    let lab = format!("{root}lab/");
    for link in &links {
        let problem = Link::decode(link).expect_err(link);
        go(&mut browser, &lab, &link.replace('<', "%3C").replace('>', "%3E"));
        let said = json!(tidy(&problem.en()));
        wait(&mut browser, &format!("all('[role=alert]').map(words).some((told) => told.includes({said}))"));
        assert!(problem.en().contains("<img/src"), "{link}: {problem}");
        assert_eq!(see(&mut browser, untouched), true, "{link}");
    }
    go(&mut browser, &lab, "v=1&scenario=hung-dependency&seed=7&at=70");
    wait(&mut browser, "clock() === '1:10.000'");
    let from = field_of(&Fault::DependencyHang.say(Lang::En), LabWord::From, Lang::En);
    for field in [LabWord::Seed.text(Lang::En), &from] {
        write(&mut browser, field, attack);
        wait(&mut browser, "told().some((said) => said.includes('<img/src'))");
        assert_eq!(see(&mut browser, untouched), true, "{field}");
    }
    // Longer than any link: refused as a whole, and not echoed.
    let endless = format!("v=1&scenario={}", "x".repeat(30_000));
    go(&mut browser, &lab, &endless);
    let problem = Link::decode(&endless).expect_err("it is too long");
    assert!(problem.en().len() < 200, "{problem}");
    wait(&mut browser, &format!("told().includes({})", json!(tidy(&link_refused(&problem, true, Lang::En)))));
    assert_silent(&mut browser, "lab");
}

/// A value at the limit is no mistake.
#[test]
fn a_value_within_its_limits_is_taken_and_written_as_it_is_written_here() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    let until = field_of(&Fault::DependencyHang.say(Lang::En), LabWord::Until, Lang::En);
    for (typed, written) in [("3:00", "3:00.000"), ("100", "1:40.000"), ("1:50.5", "1:50.500")] {
        write(&mut browser, &until, typed);
        wait(&mut browser, &format!("control({}).value === {}", json!(until), json!(written)));
        assert_eq!(
            see(&mut browser, "told().filter((said) => said.includes('What was set stays'))"),
            json!([]),
            "{typed}"
        );
    }
    wait(&mut browser, "location.hash.includes('110.5')");
    let digest = natively(&state(&mut browser, "#")).digest.long.clone();
    assert_eq!(see(&mut browser, "document.querySelector('[data-digest]').dataset.digest"), Value::from(digest));
    assert_silent(&mut browser, "lab");
}
