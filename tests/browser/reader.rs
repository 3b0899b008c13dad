//! A reader of the page: finds things by their words and names, sees what is shown, clicks and types.
//!
//! Not by the classes behind them, which may be rewritten; what a reader finds must not be lost.

use std::rc::Rc;

use bad_gateway::lab::{Frame, Lab};
use bad_gateway::scenario::Link;
use bad_gateway::text::{Lang, whole};
use bad_gateway_tool::browser::Browser;
use serde_json::{Value, json};

/// The sentence of a frame, as the lab says it.
pub(crate) fn said(frame: &Frame, lang: Lang) -> String {
    whole(&frame.story, &frame.snapshot.plan, lang)
}

/// What every question below may use. `name` is what something is called by those who listen, near enough for this page.
const EYES: &str = r"
    const tidy = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
    const words = (e) => tidy(e.innerText ?? e.textContent);
    const shows = (e) => e.checkVisibility({ visibilityProperty: true });
    const all = (selector, within = document) => [...within.querySelectorAll(selector)].filter(shows);
    const name = (e) => tidy(e.getAttribute('aria-label'))
        || tidy(e.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent).join(' '))
        || tidy([...(e.labels ?? [])].map(words).join(' ')) || words(e);
    const control = (called) =>
        all('a[href], button, input, select, summary, [role=slider]').find((e) => name(e) === called);
    const part = (called) => all('section, aside, figure, [role=region], [role=toolbar]').find((e) => name(e) === called);
    const picture = () => all('svg[role=group]')[0];
    const texts = (within = picture()) => all('text', within).map((e) => {
        const box = e.getBoundingClientRect();
        return { words: words(e), left: box.left, right: box.right, x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
    const lines = (within = picture()) => all('path, line, polyline', within).flatMap((e) => {
        const at = e.getScreenCTM();
        const ends = (line) => {
            const end = (length) => { const { x, y } = line.getPointAtLength(length).matrixTransform(at); return { x, y }; };
            return { from: end(0), to: end(line.getTotalLength()) };
        };
        if (e.tagName !== 'path') return [ends(e)];
        return e.getAttribute('d').split(/(?=M)/).map((d) => {
            const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
            line.setAttribute('d', d);
            return ends(line);
        });
    });
    const sentence = () => all('main p').map(words).find((said) => /^\d+:\d\d\.\d{3} /.test(said));
    const clock = () => words(all('[role=timer]')[0]);
    const rows = () => all('tr[data-request]').map((row) => [...row.cells].map(words));
    const told = () => all('[role=alert], [role=status]').map(words);
    const reasons = () => all('ol > li > button').map(words);
";

/// The value of an expression in which the helpers above can be used.
pub(crate) fn see(browser: &mut Browser, expression: &str) -> Value {
    let seen = browser.eval(&format!("(() => {{ {EYES} return {expression}; }})()"));
    seen.unwrap_or_else(|_| panic!("this fails in the page: {expression}"))
}

/// Waits until that is true.
pub(crate) fn wait(browser: &mut Browser, expression: &str) {
    if browser.wait_until(&format!("(() => {{ {EYES} return {expression}; }})()")).is_err() {
        let seen = browser.eval(&format!(
            "(() => {{ {EYES} return [location.href, clock(), sentence(), told(), \
             document.activeElement?.outerHTML.slice(0, 200), document.activeElement?.value]; }})()"
        ));
        let noise = browser.take_noise().join("\n");
        panic!("this did not become true in time: {expression}\n{}\n{noise}", seen.unwrap_or_default());
    }
}

/// Goes to a state of the lab whose address is `lab`: from within it as a reader who pastes a link into the address, which
/// loads nothing.
pub(crate) fn go(browser: &mut Browser, lab: &str, state: &str) {
    let is_there = see(browser, &format!("location.href.split('#')[0] === {}", json!(lab)));
    if is_there == true {
        browser.eval(&format!("location.hash = {}", json!(state))).unwrap();
    } else {
        browser.open_ready(&format!("{lab}#{state}")).unwrap();
    }
}

/// Clicks what is called so: its label, where the control itself lies behind it.
pub(crate) fn click(browser: &mut Browser, called: &str) {
    wait(browser, &format!("Boolean(control({}))", json!(called)));
    click_on(
        browser,
        &format!("(({{ labels: [label] = [] }}, e) => label ?? e)(control({0}), control({0}))", json!(called)),
    );
}

/// Clicks the element that this expression gives.
pub(crate) fn click_on(browser: &mut Browser, element: &str) {
    see(
        browser,
        &format!(
            "(() => {{ document.querySelectorAll('[data-picked]').forEach((e) => e.removeAttribute('data-picked')); \
             ({element}).dataset.picked = ''; }})()"
        ),
    );
    browser.click("[data-picked]").unwrap();
}

/// Types into the field that is called so, over what stands there, and presses Enter.
///
/// Once the page is at rest: a field that is drawn anew while somebody types may show its old value again.
pub(crate) fn write(browser: &mut Browser, called: &str, text: &str) {
    wait(browser, "told().includes(sentence())");
    see(browser, "new Promise((rest) => requestAnimationFrame(() => requestAnimationFrame(() => rest(true))))");
    see(browser, &format!("control({}).select()", json!(called)));
    see(browser, &format!("control({}).focus()", json!(called)));
    browser.call("Input.insertText", &json!({ "text": text })).unwrap();
    wait(browser, &format!("control({}).value === {}", json!(called), json!(text)));
    browser.press("Enter").unwrap();
}

/// Words as the page lays them out: with single spaces.
pub(crate) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The frame that the page should show, without a page.
pub(crate) fn natively(state: &str) -> Rc<Frame> {
    let link = Link::decode(state).unwrap_or_else(|problem| panic!("{state}: {problem}"));
    let lab = Lab::from_link(&link).unwrap_or_else(|problem| panic!("{state}: {problem}"));
    Rc::new(lab.frame())
}

/// What the address says of the run: what stands after `before` in it.
pub(crate) fn state(browser: &mut Browser, before: &str) -> String {
    let href = browser.eval("location.href").unwrap();
    let (_, state) = href.as_str().unwrap().split_once(before).expect("the address holds the run");
    state.to_owned()
}

/// No complaint of the page, and nothing asked for outside.
pub(crate) fn assert_silent(browser: &mut Browser, where_: &str) {
    assert_eq!(browser.take_noise(), [""; 0], "{where_}");
}
