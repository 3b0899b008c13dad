//! The lab as a reader uses it: switches a fault on, waits for the first 502.3, reads the log and the reasons, shares the run.
//! From the site and from the single file; what the page shows is held against the same run outside the browser.

use bad_gateway::lab::record;
use bad_gateway::scenario;
use bad_gateway_tool::browser::Browser;
use bad_gateway_tool::policy::SINGLE_FILE;
use serde_json::Value;

use crate::reader::{natively, state};
use crate::stage::{browser, built, serve};

const FAULT: &str = "[data-fault='dependency-hang']";
const DIGEST: &str = "document.querySelector('[data-digest]').dataset.digest";
const ROWS: &str = "[...document.querySelectorAll('tr[data-request]')].map((row) => \
    [...row.cells].map((cell) => cell.textContent.trim()))";
const CHAIN: &str = "[...document.querySelectorAll('.why-chain li')].map((link) => link.textContent)";
const FAILED: &str = "[...document.querySelectorAll('tr[data-request]')].find((row) => \
    [...row.cells].some((cell) => cell.textContent.trim() === '12002'))";

/// Switches a fault on, runs to the first 502.3, asks why, and comes back by the link.
fn a_fault_is_seen_and_explained(browser: &mut Browser, lab: &str) {
    browser.open_ready(&format!("{lab}v=1&scenario=healthy-farm&seed=7&at=40")).unwrap();
    browser.wait_until(&format!("{ROWS}.length > 30")).unwrap();
    browser.click(&format!("{FAULT} label")).unwrap();
    browser.wait_until(&format!("document.querySelector(\"{FAULT} input\").checked")).unwrap();
    browser.click(".time-jump button").unwrap();
    browser.wait_until(&format!("Boolean({FAILED})")).unwrap();
    browser.wait_until("location.hash.includes('dependency-hang') && !location.hash.includes('at=40')").unwrap();

    browser.eval(&format!("{FAILED}.dataset.picked = ''")).unwrap();
    browser.click("[data-picked] button").unwrap();
    browser.wait_until(&format!("{CHAIN}.length >= 3")).unwrap();
    browser.wait_until("location.hash.includes('select=')").unwrap();

    let shared = state(browser, lab);
    let frame = natively(&shared);
    let digest = browser.eval(DIGEST).unwrap();
    assert_eq!(digest, frame.digest.long, "{shared}");
    let rows = browser.eval(ROWS).unwrap();
    let failed = frame.log[..frame.log_rows].iter().find(|row| row.values().any(|value| value == "12002"));
    let failed = failed.expect("the run outside the browser fails as well");
    let shown = browser.eval(&format!("[...{FAILED}.cells].map((cell) => cell.textContent.trim())")).unwrap();
    for telling in ["502", "3", "12002"] {
        assert!(shown.as_array().unwrap().iter().any(|cell| cell == telling), "{shown} lacks {telling}");
    }
    for cell in shown.as_array().unwrap().iter().filter_map(Value::as_str) {
        assert!(failed.values().any(|value| value == cell), "{cell} stands in the page, not in {:?}", failed.line);
    }
    let chain = browser.eval(CHAIN).unwrap();
    assert_eq!(chain.as_array().unwrap().len(), frame.why.as_ref().expect("it is explained").links.len());
    assert!(chain[0].as_str().unwrap().contains("12002"), "{chain}");

    browser.reload_ready().unwrap();
    browser.wait_until(&format!("{CHAIN}.length >= 3")).unwrap();
    assert_eq!(browser.eval(ROWS).unwrap(), rows, "the log after the link was opened again");
    assert_eq!(browser.eval(CHAIN).unwrap(), chain, "the reasons after the link was opened again");
    assert_eq!(browser.eval(DIGEST).unwrap(), digest);
    assert_eq!(state(browser, lab), shared);
    assert_eq!(browser.take_noise(), [""; 0]);
}

#[test]
fn a_fault_is_seen_and_explained_on_the_site() {
    let root = serve("");
    a_fault_is_seen_and_explained(&mut browser(&root), &format!("{root}lab/#"));
}

#[test]
fn a_fault_is_seen_and_explained_in_the_single_file() {
    let file = built().join(SINGLE_FILE).display().to_string().replace('\\', "/");
    let url = format!("file://{}{file}", if file.starts_with('/') { "" } else { "/" });
    a_fault_is_seen_and_explained(&mut browser(&url), &format!("{url}#/lab/?"));
}

#[test]
fn a_run_has_the_same_digest_in_the_browser() {
    let root = serve("");
    let mut browser = browser(&root);
    for slug in scenario::names() {
        let scenario = scenario::open(slug).expect("it is in the library");
        let trace = record(&scenario.plan, 7);
        let end = scenario.plan.ends_at.ms() / 1000;
        // Another document each time: with the same one only the fragment would change.
        browser.open("about:blank").unwrap();
        browser.open_ready(&format!("{root}lab/#v=1&scenario={slug}&seed=7&at={end}")).unwrap();
        browser.wait_until("document.querySelector('[data-digest]').dataset.complete === 'true'").unwrap();
        assert_eq!(browser.eval(DIGEST).unwrap(), trace.digest().long(), "{slug}");
    }
}

#[test]
fn a_corrupt_link_is_named_and_leaves_the_page() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#v=1&scenario=hung-dependency&seed=many&at=0")).unwrap();
    browser.wait_until("document.body.innerText.includes('many')").unwrap();
    assert_eq!(browser.eval("document.querySelectorAll('main h1').length").unwrap(), 1);
    assert_eq!(browser.take_noise(), [""; 0]);
}

#[test]
fn the_lab_is_used_by_keyboard() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    // Every control is reached by Tab and shows that it has the focus; the way ends where it began.
    let mut reached = 0;
    loop {
        browser.press("Tab").unwrap();
        let place = browser.eval(
            "(() => { const at = document.activeElement; if (at === document.body || at.dataset.reached) return null; \
             at.dataset.reached = 'yes'; const style = getComputedStyle(at); const box = at.getBoundingClientRect(); \
             return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || at.matches(':focus-within *, input') \
                 ? '' : at.outerHTML.slice(0, 200); })()",
        );
        match place.unwrap() {
            Value::Null => break,
            missing => assert_eq!(missing, "", "the focus is not seen"),
        }
        reached += 1;
        assert!(reached < 500, "the focus does not come round");
    }
    let left = browser
        .eval(
            "[...document.querySelectorAll('main :is(a[href], button, input, select)')].filter((e) => \
             !e.dataset.reached && !e.disabled && e.tabIndex >= 0 && e.checkVisibility() && e.type !== 'radio') \
             .map((e) => e.outerHTML.slice(0, 120))",
        )
        .unwrap();
    assert_eq!(left, serde_json::json!([]), "not reached by Tab");

    // The way went on to the browser itself; back to the page, to no control of it.
    browser.press("Tab").unwrap();
    browser.eval("document.activeElement.blur()").unwrap();
    let clock = "document.querySelector('.time-clock').textContent";
    let before = browser.eval(clock).unwrap();
    browser.press("ArrowRight").unwrap();
    browser.wait_until(&format!("{clock} !== {before}")).unwrap();
    let stepped = browser.eval(clock).unwrap();
    browser.press(" ").unwrap();
    browser.wait_until(&format!("{clock} !== {stepped}")).unwrap();
    browser.press(" ").unwrap();
    browser.press("?").unwrap();
    browser.wait_until("Boolean(document.querySelector('dialog[open]'))").unwrap();
    browser.press("Escape").unwrap();
    browser.wait_until("!document.querySelector('dialog[open]')").unwrap();
    assert_eq!(browser.take_noise(), [""; 0]);
}
