//! What no compiler checks about the shape of the house: faults and hostings are rows, and no files of a folder import each
//! other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bad_gateway::vocabulary::{Fault, Hosting};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The code of a file, without comments and tests; empty for files that are tests.
fn code(path: &Path) -> String {
    let is_test = path.components().any(|part| part.as_os_str() == "tests")
        || path.ends_with("tests.rs")
        || path.ends_with("fixture.rs");
    if is_test {
        return String::new();
    }
    let text = fs::read_to_string(path).expect("a readable file");
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Whether `word` stands in `text` as a whole word.
fn names(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// A variant that is named is told apart by hand: then a new one has to be thought of there, and it is no row.
#[test]
fn no_fault_and_no_hosting_is_named_outside_its_rows() {
    let rows = ["vocabulary/fault.rs", "text/fault.rs", "vocabulary/hosting.rs", "text/hosting.rs"];
    let faults = Fault::ALL.map(|fault| format!("Fault::{fault:?}"));
    let hostings = Hosting::ALL.map(|hosting| format!("Hosting::{hosting:?}"));
    let variants: Vec<&String> = faults.iter().chain(&hostings).collect();
    let mut breaches = Vec::new();
    for path in sources(&root()) {
        let name = path.strip_prefix(root()).expect("below src").to_string_lossy().replace('\\', "/");
        if rows.contains(&name.as_str()) {
            continue;
        }
        let text = code(&path);
        breaches.extend(
            variants.iter().filter(|&&variant| names(&text, variant)).map(|variant| format!("{name}: {variant}")),
        );
    }
    assert!(breaches.is_empty(), "named outside their rows:\n{}", breaches.join("\n"));
}

/// What each file of a folder imports of the others. A folder below it is one.
fn imports(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let base = root().join(folder);
    let unit = |path: &Path| {
        let first = path.strip_prefix(&base).expect("below the folder").components().next().expect("a name");
        first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
    };
    let files = sources(&base);
    let units: BTreeSet<String> = files.iter().map(|path| unit(path)).filter(|name| name != "mod").collect();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in &files {
        let own = unit(path);
        let depth = path.strip_prefix(&base).expect("below the folder").components().count();
        let text = code(path);
        // From `folder/file.rs` the folder is `super`; from `folder/sub/file.rs` it is `super::super`, from `folder/sub/mod.rs`
        // `super` again.
        let up = if path.ends_with("mod.rs") { depth - 1 } else { depth };
        let starts = [format!("{}::", vec!["super"; up.max(1)].join("::")), format!("crate::{folder}::")];
        for start in starts {
            for (at, _) in text.match_indices(&start) {
                let rest = &text[at + start.len()..];
                let name: String = rest.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
                if units.contains(&name) && name != own {
                    found.entry(own.clone()).or_default().insert(name);
                }
            }
        }
    }
    found
}

#[test]
fn no_files_of_a_folder_import_each_other_in_a_circle() {
    for folder in ["vocabulary", "kernel", "plan", "trace", "model", "explain", "scenario", "lab"] {
        let mut left = imports(folder);
        // Take away whoever imports nobody that is left, until nobody is; what remains is a circle.
        loop {
            let known: BTreeSet<String> = left.keys().cloned().collect();
            let before = left.len();
            left.retain(|_, imported| imported.iter().any(|name| known.contains(name)));
            if left.len() == before {
                break;
            }
        }
        assert!(left.is_empty(), "{folder}: a circle among {left:?}");
    }
}
