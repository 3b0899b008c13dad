//! Every page: silent, the same before and after the page took over, readable without scripts, at home on a phone.

use std::time::Duration;

use bad_gateway::scenario;
use bad_gateway::text::ui::lab::field_of;
use bad_gateway::text::ui::{LabWord, Word};
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::Fault;
use bad_gateway_tool::browser::{Browser, View};
use serde_json::{Value, json};

use crate::reader::{click, go, see, wait, write};
use crate::stage::{browser, paths, serve};

/// The page without what its start changes by intent.
const DOM: &str = "(() => { const copy = document.getElementById('app').cloneNode(true); \
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT); const comments = []; \
    while (walker.nextNode()) comments.push(walker.currentNode); \
    comments.forEach((comment) => comment.remove()); copy.normalize(); return copy.innerHTML; })()";

#[test]
fn every_page_is_silent_and_is_taken_over_as_it_stands() {
    let root = serve("");
    let mut browser = browser(&root);
    for path in paths() {
        let url = format!("{root}{path}");
        browser.scripts(false).unwrap();
        browser.open(&url).unwrap();
        let before = browser.eval(DOM).unwrap();
        browser.scripts(true).unwrap();
        browser.open_ready(&url).unwrap();
        let after = browser.eval(DOM).unwrap();
        assert_eq!(before, after, "{url}: the DOM before and after hydration");
        assert_eq!(browser.take_noise(), [""; 0], "{url}");
    }
}

#[test]
fn every_page_works_below_any_path() {
    let root = serve("some/where/");
    let mut browser = browser(&root);
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        let links = browser.eval("[...document.querySelectorAll('a[href]')].map((a) => a.href)").unwrap();
        for link in links.as_array().unwrap().iter().filter_map(|link| link.as_str()) {
            let outside = link.starts_with("https://") && !link.contains("127.0.0.1");
            assert!(outside || link.starts_with(&root), "{path}: {link}");
        }
        assert_eq!(browser.take_noise(), [""; 0], "{path}");
    }
}

/// Whether anything is wider than the window. Its width is that of the device: a window of a phone grows with what is in it.
fn assert_fits(browser: &mut Browser, view: View, place: &str) {
    let width = view.width;
    let found = see(
        browser,
        &format!(
            "[document.documentElement.scrollWidth, [...document.querySelectorAll('body *')] \
             .filter((e) => e.getBoundingClientRect().right > {width} + 1).slice(0, 5).map((e) => e.outerHTML.slice(0, 80))]"
        ),
    );
    assert!(found[0].as_u64() <= Some(u64::from(width)), "{place} is wider than {width} pixels: {found}");
}

#[test]
fn every_page_fits_a_phone() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.look(View::PHONE).unwrap();
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        assert_fits(&mut browser, View::PHONE, &path);
    }
}

/// The narrowest window there is: a phone, or a laptop at 400 %. In every state of the lab, too.
#[test]
fn nothing_scrolls_sideways_at_320_pixels() {
    let root = serve("");
    let mut browser = browser(&root);
    let view = View { width: 320, height: 640, ..View::PHONE };
    browser.look(view).unwrap();
    let check = |browser: &mut Browser, place: &str| assert_fits(browser, view, place);
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        check(&mut browser, &path);
    }
    for lang in Lang::ALL {
        let lab = format!("{root}{}lab/", lang.path_prefix());
        for scenario in scenario::names() {
            go(&mut browser, &lab, &format!("v=1&scenario={scenario}&seed=7&at=75&do=0:call:awaited"));
            wait(&mut browser, &format!("location.hash.includes('{scenario}&')"));
            wait(&mut browser, "clock() === '1:15.000'");
            check(&mut browser, &format!("{lab} {scenario}"));
        }
        click(&mut browser, LabWord::Share.text(lang));
        wait(&mut browser, &format!("Boolean(control({}))", json!(LabWord::ShareLink.text(lang))));
        check(&mut browser, &format!("{lab}, sharing"));
        click(&mut browser, &Fault::DependencySlow.say(lang));
        let takes = field_of(&Fault::DependencySlow.say(lang), LabWord::Takes, lang);
        wait(&mut browser, &format!("Boolean(control({}))", json!(takes)));
        write(&mut browser, &takes, &"9".repeat(40));
        wait(&mut browser, "all('[role=alert]').length === 1");
        check(&mut browser, &format!("{lab}, a fault and a mistake"));
        click(&mut browser, Word::Play.text(lang));
        wait(&mut browser, "clock() > '1:16.000'");
        check(&mut browser, &format!("{lab}, playing"));
        browser.press("Escape").unwrap();
        browser.press("?").unwrap();
        wait(&mut browser, "all('dialog').length === 1");
        check(&mut browser, &format!("{lab}, keys"));
    }
    assert_eq!(browser.take_noise(), [""; 0]);
}

/// Reading and playing asks no other host for anything, and every page forbids it by itself.
#[test]
fn nothing_leaves_the_page() {
    let root = serve("");
    let mut browser = browser(&root);
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        browser.rest(Duration::from_millis(200)).unwrap();
        let asked = see(&mut browser, "performance.getEntriesByType('resource').map((entry) => entry.name)");
        for asked in asked.as_array().unwrap().iter().filter_map(Value::as_str) {
            assert!(asked.starts_with(&root) || asked.starts_with("data:"), "{path} asks for {asked}");
        }
        let embedded = see(
            &mut browser,
            "[...document.querySelectorAll('link[href], script, img, iframe, object, embed, source, form')] \
             .map((e) => e.rel === 'canonical' || e.rel === 'alternate' ? '' : e.src || e.href || e.data || e.action || '')",
        );
        for embedded in embedded.as_array().unwrap().iter().filter_map(Value::as_str) {
            assert!(embedded.is_empty() || embedded.starts_with(&root), "{path} embeds {embedded}");
        }
        let policy = see(&mut browser, "document.querySelector('meta[http-equiv=Content-Security-Policy]')?.content");
        let policy = policy.as_str().unwrap_or_else(|| panic!("{path} has no policy"));
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("http"), "{path}: {policy}");
        let out = see(&mut browser, "all('a[href^=http]').filter((e) => e.origin !== origin).map((e) => e.rel)");
        for rel in out.as_array().unwrap().iter().filter_map(Value::as_str) {
            assert!(rel.contains("noopener"), "{path}: a way out without noopener: {rel}");
        }
        assert_eq!(browser.take_noise(), [""; 0], "{path}");
    }
}

#[test]
fn every_page_is_readable_without_scripts() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.scripts(false).unwrap();
    for path in paths() {
        browser.open(&format!("{root}{path}")).unwrap();
        let heading = browser.eval("document.querySelectorAll('main h1').length").unwrap();
        assert_eq!(heading, json!(1), "{path} has one heading");
    }
}

#[test]
fn an_outside_request_would_be_noticed() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&root).unwrap();
    // The policy stops it before the browser's own lock does; either way it is heard of.
    browser.eval("fetch('https://example.org/').catch(() => 0)").unwrap();
    browser.eval("console.warn('loud')").unwrap();
    let noise = browser.take_noise().join("\n");
    assert!(noise.contains("example.org") && noise.contains("console: loud"), "{noise}");
}
