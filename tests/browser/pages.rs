//! Every page: silent, the same before and after the page took over, readable without scripts, at home on a phone.

use bad_gateway_tool::browser::View;
use serde_json::json;

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

#[test]
fn every_page_fits_a_phone() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.look(View::PHONE).unwrap();
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        let wide = "[document.documentElement.scrollWidth, innerWidth, \
            [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1) \
            .slice(0, 5).map((e) => e.outerHTML.slice(0, 80))]";
        let found = browser.eval(wide).unwrap();
        assert!(found[0].as_u64() <= found[1].as_u64(), "{path} is wider than the phone: {found}");
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
