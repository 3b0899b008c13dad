//! Files under `tests/golden/`: what a run is expected to say. `UPDATE_GOLDEN=1` writes them anew.

use std::path::Path;

/// Compares `text` with the file of this name.
pub(crate) fn compare(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    // A checkout on Windows may have other line ends.
    let expected = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    for (number, (is, was)) in text.lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, was, "{name}, line {}; set UPDATE_GOLDEN=1 if this is meant", number + 1);
    }
    assert_eq!(text.len(), expected.len(), "{name} has another length; set UPDATE_GOLDEN=1 if this is meant");
}
