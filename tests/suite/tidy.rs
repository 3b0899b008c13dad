//! The rules that no compiler checks: who may import whom, which crates the core may use, where the browser is
//! touched, what lies at the top. The longest files are printed, so that growth is seen.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What each module of the library may import of the others, as the table of `src/README.md` says: the map is the rule. Tests
/// inside modules are exempt: a projection may be tested on a run.
fn layers() -> Vec<(String, Vec<String>)> {
    let map = read("src/README.md");
    let words = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>();
    let rows = map.lines().filter(|line| line.starts_with("| `") && !line.contains("(package)"));
    let layers = rows.filter_map(|row| match row.split(" | ").collect::<Vec<_>>()[..] {
        [name, _, used] => words(name).pop().map(|name| (name, words(used))),
        _ => None,
    });
    // Two tables begin so; only the one of layers names modules of the library first.
    let layers = layers.filter(|(name, _)| root().join("src").join(name).is_dir());
    layers.chain([("lib".to_owned(), Vec::new())]).collect()
}

/// What the page may import of the library: values and intentions, nothing that runs.
const PAGE: [&str; 13] = [
    "lab",
    "article",
    "text",
    "vocabulary",
    "kernel::Time",
    // The one sort.
    "kernel::order",
    "kernel::Span",
    "plan",
    "trace",
    "explain",
    "scenario",
    "intake",
    // The rows of the log, and the file that the reader takes away.
    "artefact::w3c",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust sources under `folder`, sorted, relative to the root.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("a readable folder").map(|entry| entry.expect("an entry").path()));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path.strip_prefix(root()).expect("a path below the root").to_owned());
        }
    }
    found.sort();
    found
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(root().join(path)).expect("a readable file")
}

/// The code of a source without comments and without the tests at its bottom.
fn code(path: &Path) -> String {
    if path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests") {
        return String::new();
    }
    let text = read(path);
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The paths that follow each `start` (such as `crate::`) in `code`, with groups in braces written out.
fn paths(code: &str, start: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(start) {
        if !code[..at].ends_with(is_name) {
            expand("", &code[at + start.len()..], &mut found);
        }
    }
    found
}

/// Reads one path, or one group of paths, at the start of `text`; returns what is left.
fn expand<'a>(before: &str, text: &'a str, found: &mut Vec<String>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start().trim_start_matches(',').trim_start();
            if let Some(rest) = rest.strip_prefix('}') {
                return rest;
            }
            let left = expand(before, rest, found);
            // A glob: on to the next element.
            rest = if left.len() == rest.len() { &rest[rest.find([',', '}']).unwrap_or(rest.len())..] } else { left };
            if let Some(renamed) = rest.trim_start().strip_prefix("as ") {
                rest = renamed.trim_start().trim_start_matches(is_name);
            }
            if rest.is_empty() {
                return rest;
            }
        }
    }
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let path = if before.is_empty() { text[..end].to_owned() } else { format!("{before}::{}", &text[..end]) };
    match text[end..].strip_prefix("::") {
        Some(rest) if end > 0 => expand(&path, rest, found),
        _ => {
            if end > 0 || !before.is_empty() {
                found.push(path.trim_end_matches(':').to_owned());
            }
            &text[end..]
        }
    }
}

#[test]
fn paths_in_groups_are_written_out() {
    let code = "use crate::{kernel::{Span, Time as T}, model::*};\nfn f(_: crate::trace::Trace) {} mycrate::no";
    assert_eq!(paths(code, "crate::"), ["kernel::Span", "kernel::Time", "model", "trace::Trace"]);
}

/// The module of the library in which a source lies.
fn module(path: &Path) -> String {
    let first = path.components().nth(1).expect("a path below src");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn is_library(path: &Path) -> bool {
    !path.starts_with("src/web") && !path.starts_with("src/tool")
}

#[test]
fn modules_import_only_what_lies_below_them() {
    let mut breaches = String::new();
    let layers = layers();
    let mut used_by: Vec<(String, String)> = Vec::new();
    for path in sources("src").into_iter().filter(|path| is_library(path)) {
        let (module, code) = (module(&path), code(&path));
        let Some((_, allowed)) = layers.iter().find(|(name, _)| *name == module) else {
            _ = writeln!(breaches, "{}: no layer has this module", path.display());
            continue;
        };
        for used in paths(&code, "crate::") {
            // A macro is named from the root, wherever it lies.
            let of = used.split("::").next().map_or("", |of| if of == "for_each_hosting" { "vocabulary" } else { of });
            if of != module && !allowed.iter().any(|allowed| allowed == of) {
                _ = writeln!(breaches, "{} uses {used}", path.display());
            }
            used_by.push((module.to_string(), of.to_owned()));
        }
        // `super` that climbs to the root would escape the check above.
        let depth = path.components().count() - if path.ends_with("mod.rs") { 3 } else { 2 };
        if code.contains(&"super::".repeat(depth.max(1) + 1)) {
            _ = writeln!(breaches, "{} climbs to the root by super", path.display());
        }
    }
    // A permit that nobody needs hides the day when somebody does.
    for (module, allowed) in &layers {
        for of in allowed.iter().filter(|&of| !used_by.contains(&(module.clone(), of.clone()))) {
            _ = writeln!(breaches, "src/README.md lets {module} use {of}, which it does not");
        }
    }
    assert!(breaches.is_empty(), "\n{breaches}");
}

#[test]
fn the_page_sees_plain_values_only() {
    let mut breaches = String::new();
    for path in sources("src/web") {
        let code = code(&path);
        for used in paths(&code, "bad_gateway::") {
            if !PAGE.iter().any(|allowed| used == *allowed || used.starts_with(&format!("{allowed}::"))) {
                _ = writeln!(breaches, "{} uses {used}", path.display());
            }
        }
        for browser in ["web_sys::", "js_sys::", "gloo::", "wasm_bindgen::"] {
            // The entry points of the WASM are declared there; an element that an event came from, or that a reference
            // leads to, has to be named by its type.
            let entry = path.ends_with("src/web/lib.rs") || path.ends_with("src/web/bench.rs");
            let touches = entry || path.starts_with("src/web/browser");
            let is_element = |used: &String| used.ends_with("Element");
            if !touches && !paths(&code, browser).iter().all(is_element) {
                _ = writeln!(breaches, "{} touches the browser by {browser}", path.display());
            }
        }
    }
    assert!(breaches.is_empty(), "\n{breaches}");
}

#[test]
fn the_core_has_no_web_crate_no_clock_and_no_float() {
    let manifest = read("Cargo.toml");
    let mut section = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section == "[dependencies]" || section == "[dev-dependencies]" {
            let web = ["yew", "gloo", "web-sys", "js-sys", "wasm-bindgen", "getrandom"];
            assert!(!web.iter().any(|name| line.starts_with(name)), "{section} {line}");
        }
    }
    for path in sources("src").into_iter().filter(|path| is_library(path)) {
        let code = code(&path);
        for clock in ["std::time", "std::fs", "std::net", "std::env", "std::thread"] {
            assert!(!code.contains(clock), "{} uses {clock}", path.display());
        }
        if ["kernel", "plan", "wire", "trace", "model"].contains(&module(&path).as_str()) {
            for float in ["f32", "f64"] {
                let used = code.match_indices(float).any(|(at, _)| !code[..at].ends_with(is_name));
                assert!(!used, "{} uses {float}", path.display());
            }
        }
    }
}

#[test]
fn nothing_else_lies_at_the_top() {
    let ignored = read(".gitignore");
    for entry in fs::read_dir(root()).expect("a readable root") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        let known = ["Cargo.toml", "Cargo.lock", "README.md", "index.html", "src", "static", "content", "tests"];
        let allowed = known.contains(&name.as_str()) || name.starts_with('.') || name.starts_with("LICENSE-");
        let is_ignored = ignored.lines().any(|line| line.trim_matches('/') == name);
        assert!(allowed || is_ignored, "{name} does not belong at the top");
    }
}

/// Written past the capture of the test harness, so that every run shows it.
#[test]
fn the_longest_files_are_seen() {
    let mut lengths: Vec<(usize, PathBuf)> = ["src", "tests"]
        .iter()
        .flat_map(|folder| sources(folder))
        .map(|path| (read(&path).lines().count(), path))
        .collect();
    lengths.sort_by(|a, b| b.cmp(a));
    let mut report = String::from("the ten longest files:\n");
    for (lines, path) in lengths.iter().take(10) {
        _ = writeln!(report, "{lines:>6}  {}", path.display());
    }
    std::io::stderr().write_all(report.as_bytes()).expect("stderr takes text");
    let longest = lengths.first().expect("there are sources");
    assert!(longest.0 <= 1_000, "{} has {} lines: split it", longest.1.display(), longest.0);
}

/// The page draws of each picture the one that the style shows.
#[test]
fn drawings_change_at_one_width() {
    let source = read("src/web/browser/view.rs");
    let narrow = source.split("NARROW: &str = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a width");
    for style in ["static/css/chain.css", "static/css/strip.css"] {
        let style_text = read(style);
        let medias = style_text.split("@media ").skip(1).filter_map(|media| media.split(" {").next());
        let widths: Vec<&str> = medias.filter(|media| media.contains("width")).collect();
        assert_eq!(widths, [narrow], "{style}");
    }
}
