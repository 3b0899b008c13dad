//! How smoothly the lab plays: frames while time runs fast, as figures. They fall with what else the machine does, so that they are
//! said and not judged.

use std::path::Path;
use std::time::Duration;

use crate::browser::{Browser, View};
use crate::failure::Result;

/// What is played: how it is called, the fragment, and how much slower than it is the processor is made.
const PLAYED: [(&str, &str, u32); 3] = [
    ("60×, 1 request/s, from 1:11", "v=2&scenario=hung-dependency&seed=7&at=71&speed=60000", 1),
    ("60×, 20 requests/s, hung", "v=2&scenario=hung-dependency&seed=7&load=20000&at=71&speed=60000", 1),
    ("the same, processor ÷ 4", "v=2&scenario=hung-dependency&seed=7&load=20000&at=71&speed=60000", 4),
];
/// How long each is watched. From 1:11, where no first 502.3 stops it, a run lasts 1.8 s at 60×.
const WATCHED: Duration = Duration::from_millis(1_700);

/// Counts the time between frames and the tasks that took long, from now on.
const WATCH: &str = "(() => {
    const seen = { gaps: [], long: 0, last: performance.now() };
    window.seen = seen;
    new PerformanceObserver(list => seen.long += list.getEntries().length).observe({ entryTypes: ['longtask'] });
    const frame = now => { seen.gaps.push(now - seen.last); seen.last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    return true;
})()";

/// The figures of what was seen.
const TOLD: &str = "(() => {
    const gaps = window.seen.gaps.slice(1).sort((a, b) => a - b);
    const at = part => gaps.length ? gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * part))] : 0;
    return `${gaps.length} frames, median ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms, worst ` +
        `${at(1).toFixed(0)} ms; ${window.seen.long} tasks over 50 ms`;
})()";

/// Plays each and prints what was seen.
pub(crate) fn run(program: &Path, root: &str) -> Result {
    let mut browser = Browser::launch(program, root)?;
    browser.look(View::WIDE)?;
    for (name, fragment, slower) in PLAYED {
        browser.call("Emulation.setCPUThrottlingRate", &serde_json::json!({ "rate": slower }))?;
        browser.open_ready(&format!("{root}lab/?{slower}#{fragment}"))?;
        // To the end of the run without a stop.
        browser.eval(WATCH)?;
        browser.press(" ")?;
        browser.rest(WATCHED)?;
        let told = browser.eval(TOLD)?;
        println!("       {name}: {}", told.as_str().unwrap_or("nothing was seen"));
    }
    Ok(())
}
