//! Nothing that a reader made or looked at is lost without a way back to it.

use bad_gateway::kernel::Time;
use bad_gateway::lab::Lab;
use bad_gateway::scenario;
use bad_gateway::text::hosting::with_timeout;
use bad_gateway::text::ui::lab::{FieldProblem, field_of, field_problem};
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::{Fault, Hosting};
use bad_gateway_tool::policy::SINGLE_FILE;
use serde_json::json;

use crate::reader::{assert_silent, click, click_on, see, tidy, wait, write};
use crate::stage::{browser, built, serve};

/// Chooses an entry of a menu as a reader does.
fn choose(browser: &mut bad_gateway_tool::browser::Browser, menu: &str, entry: &str) {
    see(
        browser,
        &format!(
            "((menu) => {{ menu.selectedIndex = [...menu.options].findIndex((e) => words(e) === {}); \
             menu.dispatchEvent(new Event('change', {{ bubbles: true }})); }})(control({}))",
            json!(tidy(entry)),
            json!(menu)
        ),
    );
}

#[test]
fn a_scenario_that_was_chosen_is_a_place_to_come_back_from() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=1&scenario=hung-dependency&seed=7&do=20:call-timeout:5&at=30")).unwrap();
    wait(&mut browser, "clock() === '0:30.000'");
    let title = scenario::open("overload").map(|scenario| scenario.title().say(Lang::En)).unwrap();
    choose(&mut browser, LabWord::Scenario.text(Lang::En), &title);
    wait(&mut browser, "location.hash.includes('scenario=overload')");
    wait(&mut browser, &format!("told().some((told) => told.includes({}))", json!(LabWord::Opened.text(Lang::En))));
    // The toast takes it back.
    let undo = json!(LabWord::Undo.text(Lang::En));
    click_on(&mut browser, &format!("all('[role=status] button').find((e) => name(e) === {undo})"));
    wait(&mut browser, "clock() === '0:30.000' && location.hash.includes('do=20:call-timeout:5')");
    // So does the browser.
    choose(&mut browser, LabWord::Scenario.text(Lang::En), &title);
    wait(&mut browser, "location.hash.includes('scenario=overload')");
    browser.eval("history.back()").unwrap();
    wait(&mut browser, "clock() === '0:30.000' && location.hash.includes('do=20:call-timeout:5')");
    browser.eval("history.forward()").unwrap();
    wait(&mut browser, "location.hash.includes('scenario=overload') && clock() !== '0:30.000'");
    assert_silent(&mut browser, "lab");
}

#[test]
fn back_from_the_twin_is_the_lab_as_it_opens() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    let opening = Lab::open("hung-dependency").unwrap().frame();
    let shown = "document.querySelector('[data-digest]').dataset.digest";
    wait(&mut browser, &format!("{shown} === {}", json!(opening.digest.long)));
    click_on(&mut browser, "all('aside a[href]').at(-1)");
    wait(&mut browser, "location.hash.includes('scenario=healthy-farm')");
    wait(&mut browser, &format!("{shown} !== {}", json!(opening.digest.long)));
    browser.eval("history.back()").unwrap();
    wait(&mut browser, &format!("{shown} === {}", json!(opening.digest.long)));
    assert_eq!(see(&mut browser, "[location.hash, clock()]"), json!(["", "1:10.364"]));
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_reason_that_is_visited_keeps_the_others() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=1&scenario=hung-dependency&seed=7&at=90&select=58")).unwrap();
    wait(&mut browser, "clock() === '1:30.000' && reasons().length >= 3");
    let reasons = see(&mut browser, "reasons()");
    click_on(&mut browser, "all('ol > li > button').at(-1)");
    wait(&mut browser, "clock() < '1:00.000'");
    assert_eq!(see(&mut browser, "reasons()"), reasons);
    let in_force = "all('ol > li > button').map((e) => e.getAttribute('aria-current')).indexOf('true')";
    let last = reasons.as_array().map(|reasons| reasons.len() - 1);
    assert_eq!(see(&mut browser, in_force), json!(last));
    click(&mut browser, "Back to 1:30.000");
    wait(&mut browser, "clock() === '1:30.000'");
    assert_eq!(see(&mut browser, "reasons()"), reasons);
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_page_that_is_loaded_again_while_time_runs_is_where_it_was_with_its_changes() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=2&scenario=healthy-farm&seed=7&at=20&speed=1000")).unwrap();
    wait(&mut browser, "clock() === '0:20.000'");
    click(&mut browser, Word::Play.text(Lang::En));
    wait(&mut browser, "clock() > '0:20.100'");
    let hangs = Fault::DependencyHang.say(Lang::En);
    click(&mut browser, &hangs);
    wait(&mut browser, "location.hash.includes('dependency-hang')");
    wait(&mut browser, "clock() > '0:23.000'");
    browser.reload_ready().unwrap();
    wait(&mut browser, &format!("control({}).checked && clock() > '0:21.500'", json!(hangs)));
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_menu_shows_what_is_the_case_after_it_was_touched() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    let names = Hosting::ALL.map(|hosting| with_timeout(hosting, hosting.personality().timeout, Lang::En));
    let menu = LabWord::Hosting.text(Lang::En);
    let shown = format!("words(control({}).selectedOptions[0])", json!(menu));
    choose(&mut browser, menu, &names[1]);
    wait(&mut browser, "location.hash.includes('hosting=aspnetcore')");
    choose(&mut browser, menu, &names[0]);
    wait(&mut browser, "location.hash.length > 1 && !location.hash.includes('hosting=')");
    let title = scenario::open("hung-dependency-aspnetcore").map(|scenario| scenario.title().say(Lang::En)).unwrap();
    choose(&mut browser, LabWord::Scenario.text(Lang::En), &title);
    wait(&mut browser, "location.hash.includes('scenario=hung-dependency-aspnetcore')");
    assert_eq!(see(&mut browser, &shown), json!(tidy(&names[1])));
    choose(&mut browser, menu, &names[0]);
    wait(&mut browser, "location.hash.includes('hosting=arr')");
    browser.press("r").unwrap();
    wait(&mut browser, &format!("{shown} === {}", json!(tidy(&names[1]))));
    assert_silent(&mut browser, "lab");
}

#[test]
fn what_is_typed_stays_while_time_runs_and_goes_with_a_reset() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=2&scenario=hung-dependency&seed=7&at=20&speed=1000")).unwrap();
    wait(&mut browser, "clock() === '0:20.000'");
    let from = field_of(&Fault::DependencyHang.say(Lang::En), LabWord::From, Lang::En);
    write(&mut browser, &from, "1:55");
    let late = tidy(&field_problem(&FieldProblem::Late(Time::from_ms(110_000)), "1:55", Lang::En));
    wait(&mut browser, &format!("told().includes({})", json!(late)));
    browser.eval("document.activeElement.blur()").unwrap();
    browser.press("r").unwrap();
    wait(&mut browser, &format!("!told().includes({}) && control({}).value === '0:40.000'", json!(late), json!(from)));

    click(&mut browser, Word::Play.text(Lang::En));
    let seed = json!(LabWord::Seed.text(Lang::En));
    see(&mut browser, &format!("control({seed}).select()"));
    browser.call("Input.insertText", &json!({ "text": "81" })).unwrap();
    let before = see(&mut browser, "clock()");
    wait(&mut browser, &format!("clock() > {before}"));
    wait(&mut browser, "clock() > '1:11.000'");
    assert_eq!(see(&mut browser, &format!("control({seed}).value")), "81");
    browser.press("Enter").unwrap();
    wait(&mut browser, &format!("control({seed}).value === '81' && location.hash.includes('seed=81')"));
    assert_silent(&mut browser, "lab");
}

#[test]
fn after_a_click_the_space_bar_plays_and_after_a_tab_it_presses() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    click(&mut browser, LabWord::First502.text(Lang::En));
    wait(&mut browser, "clock() === '1:10.364'");
    browser.press(" ").unwrap();
    wait(&mut browser, "clock() > '1:10.500'");
    browser.press(" ").unwrap();
    wait(&mut browser, &format!("Boolean(control({}))", json!(Word::Play.text(Lang::En))));
    let start = json!(LabWord::Start.text(Lang::En));
    see(&mut browser, &format!("control({start}).focus()"));
    browser.press("Tab").unwrap();
    see(&mut browser, &format!("control({start}).focus()"));
    browser.press(" ").unwrap();
    wait(&mut browser, "clock() === '0:00.000'");
    assert_silent(&mut browser, "lab");
}

#[test]
fn the_single_file_keeps_its_place_and_takes_what_another_shared() {
    let file = built().join(SINGLE_FILE).display().to_string().replace('\\', "/");
    let url = format!("file://{}{file}", if file.starts_with('/') { "" } else { "/" });
    let mut browser = browser(&url);
    browser.open_ready(&format!("{url}#/learn/what-is-502-3/")).unwrap();
    click_on(&mut browser, "all('nav li a[href]').at(-1)");
    wait(&mut browser, "scrollY > 500");
    assert_eq!(see(&mut browser, "location.hash"), "#/learn/what-is-502-3/");

    browser.open("about:blank").unwrap();
    browser.open_ready(&url).unwrap();
    let home = see(&mut browser, "document.title");
    browser.eval("location.hash = '#/lab/?v=2&scenario=overload&seed=7&at=30'").unwrap();
    wait(&mut browser, &format!("document.title !== {home} && clock() === '0:30.000'"));
    click(&mut browser, LabWord::Share.text(Lang::En));
    let link = json!(LabWord::ShareLink.text(Lang::En));
    wait(&mut browser, &format!("Boolean(control({link}))"));
    let short = see(&mut browser, &format!("control({link}).value"));
    assert!(short.as_str().unwrap().starts_with("#/lab/?v=2&scenario=overload&seed=7&at=30"), "{short}");
    let paste = LabWord::PasteLink.text(Lang::En);
    write(&mut browser, paste, &short.as_str().unwrap().replace("at=30", "at=20"));
    wait(&mut browser, "clock() === '0:20.000'");
    browser.eval("history.back()").unwrap();
    wait(&mut browser, &format!("document.title === {home}"));
    assert_silent(&mut browser, "single file");
}

#[test]
fn another_language_asks_for_no_icon_elsewhere() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    let icons = "[...document.querySelectorAll('link[rel~=icon]')].map((e) => e.href)";
    let before = see(&mut browser, icons);
    click(&mut browser, &format!("{}, {}", Lang::Ko.own_name(), Word::Language.text(Lang::Ko)));
    wait(&mut browser, "location.pathname.endsWith('/ko/lab/')");
    assert_eq!(see(&mut browser, icons), before);
    assert_silent(&mut browser, "lab");
}

#[test]
fn a_fork_is_named_by_its_change_and_can_be_closed() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=2&scenario=hung-dependency&seed=7&at=30")).unwrap();
    wait(&mut browser, "clock() === '0:30.000'");
    browser.press("f").unwrap();
    wait(&mut browser, "all('[role=radiogroup] label').map(words).includes('Run 2, from 0:30')");
    write(&mut browser, LabWord::CallTimeout.text(Lang::En), "5");
    wait(&mut browser, "all('[role=radiogroup] label').map(words).includes('2: call time-out 5 s')");
    click(&mut browser, LabWord::CloseRun.text(Lang::En));
    wait(&mut browser, "!all('[role=radiogroup] label').map(words).some((name) => name.startsWith('2: '))");
    assert_silent(&mut browser, "lab");
}
