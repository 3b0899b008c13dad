//! A run as a reader plays it: where it opens, where it stops, how it is taken back, shared, and said in another language.

use bad_gateway::lab::{Action, Jump, Lab};
use bad_gateway::scenario::{self, Link};
use bad_gateway::text::number::clock;
use bad_gateway::text::ui::lab::{title, why_heading};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::{Fault, RequestId};
use bad_gateway_tool::browser::Browser;
use serde_json::{Value, json};

use crate::reader::{assert_silent, click, click_on, natively, said, see, state, tidy, wait};
use crate::stage::{browser, serve};

/// All that a reader of the lab sees of a run.
const SHOWN: &str = "({ clock: clock(), sentence: sentence(), picture: texts().map((text) => text.words), rows: rows(), \
    why: reasons(), run: all('[data-digest]').map((e) => [e.dataset.digest, words(e), e.title]), \
    set: all('main :is(input, select)').filter((e) => e.id !== 'share-link' && e.type !== 'range') \
        .map((e) => [name(e), e.checked, e.value]) })";

/// Says which part differs, where two are not the same.
fn assert_same(is: &Value, expected: &Value, what: &str) {
    for (part, expected) in expected.as_object().expect("what is shown") {
        assert_eq!(is[part], *expected, "{part}: {what}");
    }
}

#[test]
fn pages_open_at_their_telling_frame_and_need_no_script_for_it() {
    let root = serve("");
    let mut browser = browser(&root);
    let opened = |slug: &str, jump: Option<Jump>| {
        let mut lab = Lab::open(slug).unwrap_or_else(|refusal| panic!("{slug}: {refusal:?}"));
        if let Some(jump) = jump {
            lab.apply(Action::Jump(jump)).unwrap_or_else(|refusal| panic!("{slug}: {refusal:?}"));
        }
        lab.frame()
    };
    let own_error = natively("v=1&scenario=hung-dependency&seed=7&do=0:call-timeout:5&at=70.7");
    for lang in Lang::ALL {
        let flagship = said(&opened("hung-dependency", None), lang);
        let module = said(&opened("hung-dependency-aspnetcore", Some(Jump::First502)), lang);
        let pages = [
            ("", vec![&flagship]),
            ("lab/", vec![&flagship]),
            ("learn/what-is-502-3/", vec![&flagship, &said(&own_error, lang), &module]),
        ]
        .map(|(path, told)| (path, told.into_iter().map(|told| tidy(told)).collect::<Vec<_>>()));
        for (path, told) in pages {
            for scripts in [false, true] {
                browser.scripts(scripts).unwrap();
                let url = format!("{root}{}{path}", lang.path_prefix());
                if scripts {
                    browser.open_ready(&url).unwrap();
                } else {
                    browser.open(&url).unwrap();
                }
                let text = see(&mut browser, "words(document.querySelector('main'))");
                for told in &told {
                    assert!(text.as_str().unwrap().contains(told.as_str()), "{url}, scripts {scripts}: {told}");
                }
            }
        }
    }
    let flagship = tidy(&said(&opened("hung-dependency", None), Lang::En));
    assert!(flagship.starts_with("Request 41: A has waited 30 s and answers 502.3."), "{flagship}");
    assert_silent(&mut browser, "pages");
}

#[test]
fn a_run_stops_by_itself_at_the_first_502_3() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    let telling = see(&mut browser, SHOWN);
    click(&mut browser, LabWord::Start.text(Lang::En));
    wait(&mut browser, "clock() === '0:00.000'");
    click(&mut browser, Word::Play.text(Lang::En));
    wait(&mut browser, &format!("Boolean(control({})) && clock() !== '0:00.000'", json!(Word::Play.text(Lang::En))));
    assert_eq!(see(&mut browser, "clock()"), "1:10.364");
    let heading = why_heading(RequestId(41), true, Lang::En);
    assert_eq!(see(&mut browser, &format!("all('h2').some((e) => tidy(e.textContent) === {})", json!(heading))), true);
    let picked = see(&mut browser, "all('tr[data-request] [aria-pressed=true]').map(words)");
    assert_eq!(picked, json!(["/api/stock/41"]), "the row of the request that failed is selected");
    // All but the digest: a run that was known to this place may have been recorded a little further by now.
    let mut stopped = see(&mut browser, SHOWN);
    stopped["run"] = telling["run"].clone();
    assert_same(&stopped, &telling, "it is where the lab opened");
    // It goes on from there, and then not to the next one.
    click(&mut browser, Word::Play.text(Lang::En));
    wait(&mut browser, "clock() > '1:12.000'");
    assert_silent(&mut browser, "lab");
}

#[test]
fn r_goes_back_to_how_it_opened_and_can_be_taken_back() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        browser.open("about:blank").unwrap();
        let lab = format!("{root}{}lab/#", lang.path_prefix());
        browser.open_ready(&format!("{lab}v=1&scenario=hung-dependency&seed=7&at=30")).unwrap();
        wait(&mut browser, "clock() === '0:30.000'");
        let refused = Fault::ConnectRefused.say(lang);
        click(&mut browser, &refused);
        wait(
            &mut browser,
            &format!("control({}).checked && location.hash.includes('connect-refused')", json!(refused)),
        );
        let before = (state(&mut browser, "#"), see(&mut browser, SHOWN));

        browser.press("r").unwrap();
        wait(&mut browser, &format!("told().some((told) => told.includes({}))", json!(LabWord::WasReset.text(lang))));
        assert_eq!(see(&mut browser, &format!("control({}).checked", json!(refused))), false, "{lang:?}");
        assert_eq!(see(&mut browser, "clock()"), "1:10.364", "{lang:?}: where the scenario opens");

        let undo = json!(LabWord::Undo.text(lang));
        click_on(&mut browser, &format!("all('[role=status] button').find((e) => name(e) === {undo})"));
        wait(&mut browser, &format!("control({}).checked", json!(refused)));
        // What is selected is no change of the run, and stays as it is now.
        let unselected = json!(format!("#{}", before.0));
        wait(&mut browser, &format!("location.hash.replace(/&select=[0-9]+/, '') === {unselected}"));
        assert_same(&see(&mut browser, SHOWN), &before.1, &format!("{lang:?}, all is as it was before R"));
    }
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_shared_link_shows_the_same_run_in_another_browser() {
    let root = serve("");
    let mut here = browser(&root);
    let made = "v=2&scenario=hung-dependency&seed=7&do=20:call:awaited;30.25:slots:10;45:dependency-slow:50~100:60:7&at=80.123456";
    here.open_ready(&format!("{root}lab/#{made}")).unwrap();
    wait(&mut here, "clock() === '1:20.123'");
    // A row of the log is picked: it is shared too.
    click(&mut here, "/api/stock/41");
    wait(&mut here, "reasons().length >= 3 && location.hash.includes('select=41')");
    click(&mut here, LabWord::Share.text(Lang::En));
    let field = json!(LabWord::ShareLink.text(Lang::En));
    wait(&mut here, &format!("Boolean(control({field}))"));
    let link = see(&mut here, &format!("control({field}).value"));
    let link = link.as_str().unwrap();
    let (shared, digest) = link.split_once("&run=").expect("the link has the digest of its run");
    assert_eq!(shared, format!("{root}lab/#{made}&select=41"), "exact, to the nanosecond");
    assert_eq!(digest, natively(&format!("{made}&select=41")).digest.short);

    let mut there = browser(&root);
    there.open_ready(link).unwrap();
    wait(&mut there, "reasons().length >= 3");
    let (mine, theirs) = (see(&mut here, SHOWN), see(&mut there, SHOWN));
    assert_same(&theirs, &mine, "in another browser");
    let frame = natively(&state(&mut there, "#"));
    assert_eq!(theirs["clock"], clock(frame.at));
    assert_eq!(theirs["sentence"], tidy(&format!("{} {}", clock(frame.at), said(&frame, Lang::En))));
    assert_eq!(theirs["why"].as_array().unwrap().len(), frame.why.as_ref().expect("it failed").links.len());
    let [digest] = &theirs["run"].as_array().unwrap()[..] else { panic!("{theirs}") };
    assert_eq!(digest[0], frame.digest.long);
    assert!(digest[1].as_str().unwrap().contains(&frame.digest.short), "the digest is on the page: {digest}");
    assert!(digest[1].as_str().unwrap().contains("so far"), "and marked as not final: {digest}");
    assert_silent(&mut here, "where it was shared");
    assert_silent(&mut there, "where it was opened");
}

#[test]
fn another_seed_is_another_run_and_the_old_seed_the_old_one() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=1&scenario=hung-dependency&seed=7&at=180")).unwrap();
    wait(&mut browser, "document.querySelector('[data-digest]').dataset.complete === 'true'");
    let digest = "document.querySelector('[data-digest]').dataset.digest";
    let seventh = see(&mut browser, digest);
    let seed = LabWord::Seed.text(Lang::En);
    crate::reader::write(&mut browser, seed, "8");
    wait(&mut browser, &format!("{digest} !== {seventh} && location.hash.includes('seed=8')"));
    assert_eq!(see(&mut browser, digest), natively("v=1&scenario=hung-dependency&seed=8&at=180").digest.long);
    crate::reader::write(&mut browser, seed, "7");
    wait(&mut browser, &format!("{digest} === {seventh}"));
    assert_silent(&mut browser, "lab");
}

/// What the title of the document should be.
fn titled(slug: &str, lang: Lang) -> Value {
    let scenario = scenario::open(slug).expect("it is in the library");
    json!(title(&scenario.title().say(lang), lang))
}

fn speaks(browser: &mut Browser, root: &str, lang: Lang) {
    wait(browser, &format!("document.documentElement.lang === {}", json!(lang.tag())));
    wait(browser, &format!("document.title === {}", titled("healthy-farm", lang)));
    let path = see(browser, "location.href.split('#')[0]");
    assert_eq!(path, format!("{root}{}lab/", lang.path_prefix()));
}

#[test]
fn the_language_is_switched_in_place_while_the_run_plays_on() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=1&scenario=healthy-farm&seed=7&at=20&speed=2000")).unwrap();
    wait(&mut browser, "clock() === '0:20.000'");
    browser.eval("window.sameDocument = true").unwrap();
    click(&mut browser, Word::Play.text(Lang::En));
    wait(&mut browser, "clock() > '0:20.100'");
    let other = |lang: Lang| format!("{}, {}", lang.own_name(), Word::Language.text(lang));
    click(&mut browser, &other(Lang::Ko));
    speaks(&mut browser, &root, Lang::Ko);
    let switched_at = see(&mut browser, "clock()");
    assert_eq!(
        see(&mut browser, &format!("Boolean(control({}))", json!(Word::Pause.text(Lang::Ko)))),
        true,
        "it plays"
    );
    wait(&mut browser, &format!("clock() > {switched_at}"));
    assert_eq!(see(&mut browser, "window.sameDocument"), true, "nothing was loaded");
    assert!(switched_at.as_str().unwrap() > "0:20.100", "it did not begin anew: {switched_at}");

    click(&mut browser, Word::Pause.text(Lang::Ko));
    wait(&mut browser, "!location.hash.includes('at=20&')");
    let link = Link::decode(&state(&mut browser, "#")).expect("the page wrote it");
    assert_eq!((link.scenario.as_str(), link.seed, link.speed), ("healthy-farm", 7, Some(2_000)));
    let frame = natively(&link.to_string());
    assert_eq!(
        see(&mut browser, "sentence()"),
        tidy(&format!("{} {}", clock(frame.at), said(&frame, Lang::Ko))),
        "the same run, in the other language"
    );
    assert_eq!(see(&mut browser, "document.querySelector('[data-digest]').dataset.digest"), frame.digest.long);
    click(&mut browser, &other(Lang::En));
    speaks(&mut browser, &root, Lang::En);
    assert_eq!(see(&mut browser, "window.sameDocument"), true);
}
