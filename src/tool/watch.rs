//! Without a command: builds the site, serves it, and builds again what changed.
//!
//! The first site is the published one. After an edit the page is compiled by a quick profile and draws itself, since the
//! prerenderer is compiled into the running tool and knows nothing of the edit.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher};

use crate::failure::{Failure, Result};
use crate::publish::published;
use crate::serve::{Live, Server};
use crate::site::{self, Kind, Source};
use crate::step::step;
use crate::toolchain::{Compiler, Route};
use crate::wasm::{self, Loading, Profile};

/// What it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address to listen on.
    pub host: String,
    /// The port; 0 is any free one.
    pub port: u16,
    /// Whether a browser is opened.
    pub open: bool,
    /// How the WebAssembly standard library is come by.
    pub route: Option<Route>,
}

impl Default for Options {
    fn default() -> Self {
        Self { host: "127.0.0.1".into(), port: 5023, open: false, route: None }
    }
}

/// Builds, serves, watches; ends only by a failure, or with the process.
pub fn run(options: &Options) -> Result {
    let server = Server::bind(&options.host, options.port)?;
    let source = Source::find()?;
    let compiler = Compiler::find(options.route)?;
    let kind = Kind { base: None, prerendered: true, reloads: true, brotli: Some(5) };
    let live = Live::changing(published(&compiler, &source, &kind)?);
    let url = server.url();
    println!("Bad Gateway: {url}");
    if options.open {
        open(&url);
    }
    let (changes, watcher) = changes(source.root())?;
    let served = Arc::clone(&live);
    thread::spawn(move || {
        // Dropped, it would stop watching.
        let _watcher = watcher;
        Workshop { compiler, source, kind, profile: Profile::Web }.work(&changes, &served);
    });
    server.run(&live);
    Ok(())
}

/// What an edit concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    /// Styles, template, icons: the pages are put together anew.
    Files,
    /// What is compiled into the page.
    Page,
    /// What is compiled into this program only.
    Tool,
}

impl Concern {
    fn of(path: &Path, root: &Path) -> Option<Self> {
        let path = path.strip_prefix(root).ok()?;
        let within = |folder: &str| path.starts_with(folder);
        if within("src/tool") || path == Path::new("Cargo.toml") || path == Path::new("Cargo.lock") {
            Some(Self::Tool)
        } else if within("src") || within("content") {
            Some(Self::Page)
        } else if within("static") || path == Path::new("index.html") {
            Some(Self::Files)
        } else {
            None
        }
    }
}

/// Paths that change, as they change. An editor's save is several events.
fn changes(root: &Path) -> Result<(Receiver<PathBuf>, notify::RecommendedWatcher)> {
    let failed = |error: notify::Error| Failure::new("The sources cannot be watched").because(error);
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // The compiler reading a source is no edit.
        if !matches!(event.kind, EventKind::Access(_)) {
            for path in event.paths {
                // Nobody listens only while the process ends.
                let _ = sender.send(path);
            }
        }
    })
    .map_err(failed)?;
    for folder in ["src", "content", "static"].map(|folder| root.join(folder)).into_iter().filter(|path| path.exists())
    {
        watcher.watch(&folder, RecursiveMode::Recursive).map_err(failed)?;
    }
    // Of the files at the top: an editor that replaces a file would end a watch on the file itself.
    watcher.watch(root, RecursiveMode::NonRecursive).map_err(failed)?;
    Ok((receiver, watcher))
}

/// Builds again what changed.
struct Workshop {
    compiler: Compiler,
    source: Source,
    kind: Kind,
    /// How the page that is served was compiled.
    profile: Profile,
}

impl Workshop {
    fn work(mut self, changes: &Receiver<PathBuf>, live: &Live) {
        // Compiles all dependencies by the quick profile, so that the first edit is as quick as the next.
        if let Err(failure) = step("Getting ready for edits", || self.compile(Profile::Watch)) {
            eprintln!("{failure}");
        }
        eprintln!("Waiting for edits. Ctrl+C ends.");
        while let Ok(first) = changes.recv() {
            thread::sleep(Duration::from_millis(50));
            let concerns = std::iter::once(first).chain(changes.try_iter());
            let mut concerns: Vec<_> = concerns.filter_map(|path| Concern::of(&path, self.source.root())).collect();
            concerns.sort_unstable();
            concerns.dedup();
            for concern in concerns {
                if let Err(failure) = self.mend(concern, live) {
                    eprintln!("{failure}\nThe page stays as it was.");
                }
            }
        }
    }

    fn mend(&mut self, concern: Concern, live: &Live) -> Result {
        match concern {
            Concern::Tool => {
                eprintln!("The tool itself has changed: end it with Ctrl+C and start it again.");
                return Ok(());
            }
            Concern::Page => {
                self.profile = Profile::Watch;
                self.kind.prerendered = false;
            }
            Concern::Files => {}
        }
        self.kind.brotli = None;
        let files = step("Building again", || {
            let compiled = self.compile(self.profile)?;
            site::assemble(&self.source, &wasm::bind(&compiled, Loading::Module)?, &self.kind)
        })?;
        live.replace(files);
        Ok(())
    }

    fn compile(&self, profile: Profile) -> Result<PathBuf> {
        wasm::compile(&self.compiler, self.source.root(), profile)
    }
}

/// Opens the address in the reader's browser; if that fails, the address is on the screen anyway.
fn open(url: &str) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" })
    };
    let opened = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = opened {
        eprintln!("No browser could be opened ({error}): open {url} yourself.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_concerns_what_is_made_of_the_file() {
        let of = |path: &str| Concern::of(&Path::new("/w").join(path), Path::new("/w"));
        assert_eq!(of("src/web/app.rs"), Some(Concern::Page));
        assert_eq!(of("src/model/world.rs"), Some(Concern::Page));
        assert_eq!(of("content/scenarios/a.json"), Some(Concern::Page));
        assert_eq!(of("static/css/base.css"), Some(Concern::Files));
        assert_eq!(of("index.html"), Some(Concern::Files));
        assert_eq!(of("src/tool/main.rs"), Some(Concern::Tool));
        assert_eq!(of("target"), None);
        assert_eq!(of("README.md"), None);
    }
}
