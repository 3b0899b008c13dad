//! What every test stands on: the built site, a server, a browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use bad_gateway_tool::browser::{self, Browser};
use bad_gateway_tool::serve::{Files, Live, Server};
use bad_gateway_tool::site;

/// The folder of the built site; built when it is first asked for.
pub(crate) fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
        let built = Command::new(env!("CARGO_BIN_EXE_bad-gateway")).arg("build").arg("--out").arg(&out).status();
        assert!(built.is_ok_and(|status| status.success()), "the site is not built: see above");
        out
    })
}

/// Serves the built site at a free port, below `folder` (empty, or ending in a slash); its address.
pub(crate) fn serve(folder: &str) -> String {
    let files = site::read_back(built()).expect("the built site can be read");
    let files: Files = files.into_iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes)).collect();
    let server = Server::bind("127.0.0.1", 0).expect("a port is free");
    let url = server.url() + folder;
    thread::spawn(move || server.run(&Live::fixed(files)));
    url
}

/// A browser that may ask for nothing but what begins with `allowed`.
pub(crate) fn browser(allowed: &str) -> Browser {
    let program = browser::find().expect("a browser is needed");
    Browser::launch(&program, allowed).expect("the browser starts")
}

/// The paths of all pages, from the root of the site.
pub(crate) fn paths() -> Vec<String> {
    bad_gateway_web::pages().iter().map(|page| page.place.path()).collect()
}
