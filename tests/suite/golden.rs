//! Files under `tests/golden/`: what a run is expected to say. `UPDATE_GOLDEN=1` writes them anew.

use std::fmt::Write as _;
use std::path::Path;

/// How many lines are shown before and after the first difference.
const NEIGHBOURS: usize = 3;

/// Compares `text` with the file of this name.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap();
        }
        std::fs::write(&path, text).unwrap();
        return;
    }
    // A checkout on Windows may have other line ends.
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if let Some(difference) = difference(&expected, text) {
        // The thread of a test has the name of the test.
        let thread = std::thread::current();
        panic!(
            "tests/golden/{name} says otherwise, {difference}if this is meant:\n\
             UPDATE_GOLDEN=1 cargo test -p bad-gateway --test suite {}",
            thread.name().unwrap_or_default()
        );
    }
}

/// Where the two first differ, with the lines around it: `-` is on file, `+` is said now.
fn difference(expected: &str, text: &str) -> Option<String> {
    if expected == text {
        return None;
    }
    let (was, is): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), text.lines().collect());
    let first = was.iter().zip(&is).take_while(|(was, is)| was == is).count();
    let mut shown = format!("line {} of {} (now {}):\n", first + 1, was.len(), is.len());
    let mut show = |sign: char, lines: &[&str], from: usize, count: usize| {
        for line in lines.iter().skip(from).take(count) {
            let _ = writeln!(shown, "{sign} {line}");
        }
    };
    let before = first.saturating_sub(NEIGHBOURS);
    show(' ', &was, before, first - before);
    show('-', &was, first, 1 + NEIGHBOURS);
    show('+', &is, first, 1 + NEIGHBOURS);
    Some(shown)
}

#[test]
fn a_difference_is_shown_with_its_neighbours() {
    let lines = |changed: &str| format!("one\ntwo\nthree\nfour\n{changed}six\nseven\neight\nnine\n");
    assert_eq!(difference(&lines("five\n"), &lines("five\n")), None);
    assert_eq!(
        difference(&lines("five\n"), &lines("")).as_deref(),
        Some(
            "line 5 of 9 (now 8):\n  two\n  three\n  four\n- five\n- six\n- seven\n- eight\n\
             + six\n+ seven\n+ eight\n+ nine\n"
        )
    );
    assert_eq!(difference("", "one\n").as_deref(), Some("line 1 of 0 (now 1):\n+ one\n"));
    assert_eq!(difference("one\n", "one").as_deref(), Some("line 2 of 1 (now 1):\n  one\n"), "only the last line end");
}
