//! What the picture of the chain and the log below it show without a legend: who holds what, who waits for whom, what
//! lives on, and that nothing was written meanwhile.

use std::collections::BTreeSet;

use bad_gateway::kernel::Span;
use bad_gateway::lab::Lab;
use bad_gateway::text::number::clock;
use bad_gateway::text::ui::LabWord;
use bad_gateway::text::ui::lab::gap;
use bad_gateway::text::{Lang, Say as _};
use bad_gateway::vocabulary::CallStyle;
use bad_gateway_tool::browser::{Browser, View};
use serde_json::{Value, json};

use crate::reader::{assert_silent, click, go, natively, said, see, tidy, wait};
use crate::stage::{browser, serve};

/// The flagship within a millisecond after its first 502.3.
const FIRST_502: &str = "v=1&scenario=hung-dependency&seed=7&at=70.365&select=41";

fn open(browser: &mut Browser, root: &str, state: &str) {
    go(browser, &format!("{root}lab/"), state);
    let at = natively(state).at;
    wait(browser, &format!("clock() === {}", json!(clock(at))));
}

/// Numbers of requests.
fn numbers(value: &Value) -> BTreeSet<u64> {
    value.as_array().unwrap().iter().filter_map(Value::as_u64).collect()
}

#[test]
fn the_sentence_above_the_picture_is_seen_and_said() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        browser.open_ready(&format!("{root}{}lab/", lang.path_prefix())).unwrap();
        let frame = Lab::open("hung-dependency").unwrap_or_else(|refusal| panic!("{refusal:?}")).frame();
        let sentence = tidy(&format!("{} {}", clock(frame.at), said(&frame, lang)));
        assert_eq!(see(&mut browser, "sentence()"), sentence);
        assert_eq!(see(&mut browser, &format!("told().includes({})", json!(sentence))), true, "{lang:?}: it is said");
        let place = "(() => { const said = all('main p').find((e) => words(e) === sentence()).getBoundingClientRect(); \
            const drawn = picture().getBoundingClientRect(); return said.bottom <= drawn.top + 1; })()";
        assert_eq!(see(&mut browser, place), true, "{lang:?}: it stands above the picture");
        // Those who listen hear it with the picture, and then what each node holds.
        let described = see(
            &mut browser,
            "words(document.getElementById(picture().querySelector('[aria-describedby]').getAttribute('aria-describedby')))",
        );
        let described = described.as_str().unwrap();
        assert!(described.starts_with(&tidy(&said(&frame, lang))), "{lang:?}: {described}");
        if lang == Lang::En {
            assert!(described.contains("Server B: 15 queued, no thread yet, 16 of 16 threads wait"), "{described}");
        }
    }
    assert_silent(&mut browser, "lab");
}

#[test]
fn the_log_has_a_row_for_the_time_in_which_nothing_was_written() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        browser.open_ready(&format!("{root}{}lab/", lang.path_prefix())).unwrap();
        let table = see(&mut browser, "all('tbody tr').map(words)");
        let table: Vec<&str> = table.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let [.., healthy, silence, failed] = table[..] else { panic!("{lang:?}: {table:?}") };
        assert!(healthy.contains("/api/stock/40") && healthy.contains(" 200 "), "{lang:?}: {healthy}");
        assert_eq!(silence, tidy(&gap(Span::from_s(31), 31, lang)));
        assert!(failed.contains("/api/stock/41") && failed.contains(" 502 3 12002 "), "{lang:?}: {failed}");
        let spoken = see(&mut browser, "all('tbody tr td').filter((e) => e.colSpan > 1).map((e) => e.lang)");
        assert_eq!(spoken, json!([lang.tag()]), "in a log that is English, the row is the page's own");
    }
    let english = tidy(&gap(Span::from_s(31), 31, Lang::En));
    assert_eq!(english, "31 s without a row. 31 requests are open; IIS writes a row when a request ends.");
    assert_silent(&mut browser, "lab");
}

#[test]
fn cords_lead_from_fourteen_threads_into_the_counted_knot() {
    let root = serve("");
    let mut browser = browser(&root);
    open(&mut browser, &root, FIRST_502);
    // The request of a row: the number that stands left of a place, nearest to it, at the same height.
    let of_row = "(x, y) => Number(texts().filter((text) => /^#\\d+$/.test(text.words) && text.left < x \
        && Math.abs(text.y - y) < 6).sort((a, b) => b.x - a.x)[0]?.words.slice(1))";
    let knot = format!(
        "(() => {{ const ofRow = {of_row}; const knot = texts().find((text) => text.words === '14'); \
         return lines().filter(({{ to }}) => Math.hypot(to.x - knot.x, to.y - knot.y) < 18) \
             .map(({{ from }}) => ofRow(from.x, from.y)); }})()"
    );
    let cords = see(&mut browser, &knot);
    assert_eq!(numbers(&cords), (43..=56).collect(), "one cord for each thread that waits for a slot: {cords}");
    let waiting =
        format!("texts().filter((text) => text.words === 'a slot').map(({{ left, y }}) => ({of_row})(left, y))");
    let waiting = see(&mut browser, &waiting);
    assert_eq!(numbers(&waiting), (43..=56).collect(), "and the rows say so: {waiting}");
}

#[test]
fn lines_lead_from_two_threads_to_the_slots_they_hold_and_on_to_c() {
    let root = serve("");
    let mut browser = browser(&root);
    open(&mut browser, &root, FIRST_502);
    for request in [41, 42] {
        // Left to right: the thread, the slot that it holds, the call that C has accepted.
        let places =
            format!("texts().filter((text) => text.words === '#{request}').sort((a, b) => a.x - b.x).slice(-3)");
        let joined = see(
            &mut browser,
            &format!(
                "(() => {{ const [thread, slot, call] = {places}; \
                 const joins = (a, b) => lines().some(({{ from, to }}) => from.x > a.x && to.x < b.right && from.x < to.x \
                     && Math.abs(from.y - a.y) < 8 && Math.abs(to.y - b.y) < 8); \
                 return [joins(thread, slot), joins(slot, call)]; }})()"
            ),
        );
        assert_eq!(joined, json!([true, true]), "#{request}: thread to slot, slot to C");
    }
    let seen = see(&mut browser, "texts().map((text) => text.words)");
    let seen: Vec<&str> = seen.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    for telling in ["C, on slot 2", "#41 502.3.12002", "no header in 30.0 s, so A hangs up", "No answer.", "1 busy"] {
        assert!(seen.contains(&telling), "{telling} is not in the picture: {seen:?}");
    }
}

#[test]
fn what_b_does_for_clients_that_have_gone_is_drawn_as_ghosts() {
    let root = serve("");
    let mut browser = browser(&root);
    let ghosts = "texts().filter((text) => text.words.includes('client gone')).length";
    for (at, count) in [("70.365", 1), ("80", 10)] {
        open(&mut browser, &root, &format!("v=1&scenario=hung-dependency&seed=7&at={at}&select=41"));
        assert_eq!(see(&mut browser, ghosts), count, "{at} s: rows of threads that work for nobody");
        let stands = see(&mut browser, "all('[role=slider]', picture())[0].getAttribute('aria-valuetext')");
        assert_eq!(stands, "#41: a ghost, B goes on although A has gone", "{at} s");
    }
    let said = see(&mut browser, "sentence()");
    assert!(said.as_str().unwrap().contains("B still holds ten ghosts that nobody reads"), "{said}");
}

/// The hope that `await` mends it, refuted by one click.
#[test]
fn awaiting_frees_every_thread_and_fails_the_same_requests() {
    let root = serve("");
    let mut browser = browser(&root);
    let failed = "rows().filter((row) => row.includes('502')).map((row) => row[1])";
    open(&mut browser, &root, "v=1&scenario=hung-dependency&seed=7&at=180");
    let synchronous = see(&mut browser, failed);
    assert_eq!(synchronous.as_array().unwrap().len(), 42);

    open(&mut browser, &root, "v=1&scenario=hung-dependency&seed=7&at=39");
    click(&mut browser, &CallStyle::Awaited.say(Lang::En));
    click(&mut browser, LabWord::First502.text(Lang::En));
    wait(&mut browser, "sentence().includes('Request 41')");
    let said = see(&mut browser, "sentence()");
    assert!(said.as_str().unwrap().contains("B does not know: two calls wait for C, 29 for those two."), "{said}");
    let seen = see(&mut browser, "texts().map((text) => text.words)");
    let seen: Vec<&str> = seen.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(seen.contains(&"0 of 16 busy"), "no thread is busy: {seen:?}");
    assert!(seen.contains(&"handler"), "what awaits is drawn apart from the threads: {seen:?}");

    let shared = crate::reader::state(&mut browser, "#");
    assert!(shared.contains("do=39:call:awaited"), "{shared}");
    let end = shared.split('&').map(|pair| if pair.starts_with("at=") { "at=180" } else { pair });
    open(&mut browser, &root, &end.collect::<Vec<_>>().join("&"));
    assert_eq!(see(&mut browser, failed), synchronous, "the same requests fail");
    assert_silent(&mut browser, "lab");
}

/// Elements of the main part that show this colour, each with the words of what it lies in. Tints are other colours.
fn showing(colour: &str) -> String {
    format!(
        "(() => {{ const wanted = {colour}; \
         const drawn = (e) => e instanceof SVGGeometryElement || e instanceof SVGTextContentElement; \
         const shown = (e) => {{ const style = getComputedStyle(e); \
             if (drawn(e)) return [style.fill, style.stroke]; \
             if (e.tagName === 'use') return [style.color]; \
             const ink = [...e.childNodes].some((node) => node.nodeType === 3 && tidy(node.data)) ? [style.color] : []; \
             const edges = ['Top', 'Right', 'Bottom', 'Left'].filter((side) => parseFloat(style[`border${{side}}Width`]) > 0) \
                 .map((side) => style[`border${{side}}Color`]); \
             return [...ink, ...edges, style.backgroundColor, ...style.boxShadow.match(/rgba?\\([^)]*\\)/g) ?? []]; }}; \
         return all('main *').filter((e) => shown(e).includes(wanted)) \
             .map((e) => name(e.closest('button, tr, figure, li') ?? e) || e.outerHTML.slice(0, 120)); }})()"
    )
}

/// Vermilion is the colour of 502.3: where there is none, only what leads to one bears it.
#[test]
fn vermilion_is_kept_for_502_3() {
    let root = serve("");
    let mut browser = browser(&root);
    let own_errors = "v=1&scenario=hung-dependency&seed=7&do=0:call-timeout:5&at=70.7&select=60";
    let states = [
        ("v=1&scenario=healthy-farm&seed=7&at=40.02", 0),
        ("v=1&scenario=hung-dependency&seed=7&at=60", 0),
        (own_errors, 0),
        (FIRST_502, 3),
    ];
    for dark in [false, true] {
        browser.look(View { dark, ..View::WIDE }).unwrap();
        open(&mut browser, &root, FIRST_502);
        // The colour of the mark that stands in the row of the 502.3.
        let colour = see(
            &mut browser,
            "getComputedStyle(all('tr[data-request]').find((row) => words(row).includes('502 3 12002')) \
             .querySelector('svg')).color",
        );
        for (state, least) in states {
            open(&mut browser, &root, state);
            let bearers = see(&mut browser, &showing(&colour.to_string()));
            let bearers: Vec<&str> = bearers.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            let beside = bearers.iter().filter(|bearer| **bearer != LabWord::First502.text(Lang::En)).count();
            assert!(bearers.len() > beside, "{state}, dark {dark}: the button to the first 502.3 bears its mark");
            if least == 0 {
                assert_eq!(beside, 0, "{state}, dark {dark}: {bearers:?}");
            } else {
                assert!(beside >= least, "{state}, dark {dark}: {bearers:?}");
            }
        }
    }
    assert_silent(&mut browser, "lab");
}
