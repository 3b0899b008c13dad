//! `check`: what other people's tools say of the site. axe looks for barriers on every page, Lighthouse at the speed of the
//! article on a phone, and the bytes that `/` sends are counted.
//!
//! Both tools come from npm into the target folder; nothing of them is part of the site.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bad_gateway_web::pages;
use bad_gateway_web::route::Route as PageRoute;
use serde_json::Value;

use crate::browser::{self, Browser, View};
use crate::failure::{Failure, Result};
use crate::frames;
use crate::publish::published;
use crate::serve::{Files, Live, Server};
use crate::site::{Kind, Source, read_back};
use crate::step::{run_well, step};
use crate::toolchain::{Compiler, Route, apt, is_debian, is_root, runs};

/// With their versions, so that a finding today is a finding tomorrow. This Lighthouse still runs on the Node.js of Debian 12.
const PACKAGES: [(&str, &str); 2] = [("axe-core", "4.14.1"), ("lighthouse", "12.8.2")];
/// The program that fetches them.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// What a first visit to `/` may transfer [bytes].
const MOST_BYTES: usize = 200_000;
/// What Lighthouse should say of the article on a phone, on a machine that does nothing else [of 1].
const PROMISED_SCORE: f64 = 0.98;

/// What `check` is told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder of a site that has been built, of whatever version; else this version's is built.
    pub site: Option<PathBuf>,
    /// How to come by the WebAssembly standard library.
    pub route: Option<Route>,
}

/// Runs all checks; a finding is a failure, the speed is a figure.
pub fn run(options: &Options) -> Result {
    let source = Source::find()?;
    let program = browser::find()?;
    let modules = tools(source.root())?;
    let files = match &options.site {
        Some(folder) => read_back(folder)?,
        None => {
            let kind = Kind { base: None, prerendered: true, reloads: false, brotli: Some(11) };
            published(&Compiler::find(options.route)?, &source, &kind)?
        }
    };
    let mut tally = Tally::default();
    transfer(&files, &mut tally);
    let server = Server::bind("127.0.0.1", 0)?;
    let root = server.url();
    let live = Live::fixed(files);
    let served = Arc::clone(&live);
    thread::spawn(move || server.run(&served));
    step("Looking for barriers with axe", || axe(&program, &modules, &root, &mut tally))?;
    step("Measuring with Lighthouse", || lighthouse(&program, &modules, &root))?;
    step("Watching frames", || frames::run(&program, &root))?;
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if tally.failed == 0 { Ok(()) } else { Err(Failure::new("The site has findings, see above")) }
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    passed: u32,
    failed: u32,
}

impl Tally {
    fn add(&mut self, well: bool, line: &str) {
        println!("{} {line}", if well { "ok    " } else { "FAILED" });
        if well { self.passed += 1 } else { self.failed += 1 }
    }
}

/// The folder of npm's modules, with both tools in it.
fn tools(root: &Path) -> Result<PathBuf> {
    if !(runs("node") && runs(NPM)) {
        let missing = Failure::new("Node.js is missing: axe and Lighthouse are written for it");
        if !is_debian() {
            return Err(missing.mend("install it: https://nodejs.org/"));
        }
        let mend = "run as root: apt-get update && apt-get install -y --no-install-recommends nodejs npm";
        if !is_root() {
            return Err(missing.mend(mend));
        }
        step("Installing Debian's nodejs and npm for axe and Lighthouse", || {
            apt(&["update", "-q"])?;
            apt(&["install", "-y", "-q", "--no-install-recommends", "--no-remove", "nodejs", "npm"])
        })
        .map_err(|failure| failure.mend(mend))?;
    }
    let folder = root.join("target/check");
    let modules = folder.join("node_modules");
    let is_there = |(name, version): &(&str, &str)| {
        let manifest = fs::read(modules.join(name).join("package.json")).unwrap_or_default();
        serde_json::from_slice::<Value>(&manifest).is_ok_and(|manifest| manifest["version"] == *version)
    };
    if PACKAGES.iter().all(is_there) {
        return Ok(modules);
    }
    let failed = |error: std::io::Error| Failure::new(format!("{} cannot be made", folder.display())).because(error);
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut npm = Command::new(NPM);
    npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error", "--prefix"]).arg(&folder);
    npm.args(PACKAGES.map(|(name, version)| format!("{name}@{version}")));
    step("Fetching axe and Lighthouse with npm", || run_well(&mut npm, Duration::from_secs(600)))
        .map_err(|failure| failure.mend("run it where there is a network, once; later they are there"))?;
    Ok(modules)
}

/// What a first visit to `/` transfers as brotli: on opening, the page and what it refers to; when its reader first moves,
/// the engine. The limit holds for the first, the second is said.
fn transfer(files: &Files, tally: &mut Tally) {
    let page = files.get("index.html").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let plain = |name: &&String| !name.ends_with(".br") && !name.ends_with(".gz");
    let sent = |name: &str| files.get(&format!("{name}.br")).or_else(|| files.get(name)).map_or(0, Vec::len);
    let is_engine =
        |name: &str| page.contains(&format!("name=\"engine\" content=\"{name}\"")) || name.ends_with(".wasm");
    let (mut opening, mut engine) = (0, 0);
    let mut parts = Vec::new();
    for name in files.keys().filter(plain).filter(|name| name.starts_with("assets/") || *name == "index.html") {
        if is_engine(name) {
            engine += sent(name);
        } else if name == "index.html" || page.contains(name.as_str()) {
            opening += sent(name);
            parts.push(format!("{} {}", name.rsplit('/').next().unwrap_or(name), sent(name)));
        }
    }
    let line = format!("transfer of /: {opening} bytes of at most {MOST_BYTES} ({})", parts.join(", "));
    tally.add(opening < MOST_BYTES, &line);
    println!("       and {engine} for the engine when its reader first moves, {} in all", opening + engine);
}

fn axe(program: &Path, modules: &Path, root: &str, tally: &mut Tally) -> Result {
    let path = modules.join("axe-core/axe.min.js");
    let script = fs::read_to_string(&path)
        .map_err(|error| Failure::new(format!("{} cannot be read", path.display())).because(error))?;
    let mut browser = Browser::launch(program, root)?;
    for page in pages() {
        let path = page.place.path();
        for view in [View::WIDE, View::PHONE].into_iter().flat_map(|view| [view, View { dark: true, ..view }]) {
            browser.look(view)?;
            browser.open_ready(&format!("{root}{path}"))?;
            // Evaluated, not inserted: the page's policy lets no script in.
            browser.eval(&format!("{script};0"))?;
            let found = browser.eval(
                "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map((v) => \
                 `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 5).join(', ')}`))",
            )?;
            let mut findings: Vec<_> = texts(&found).collect();
            findings.extend(browser.take_noise());
            let theme = if view.dark { "dark" } else { "light" };
            let line = format!("axe /{path} {theme} {}: {} findings", view.width, findings.len());
            tally.add(findings.is_empty(), &line);
            for finding in findings {
                println!("         {finding}");
            }
        }
    }
    Ok(())
}

fn lighthouse(program: &Path, modules: &Path, root: &str) -> Result {
    let all = pages();
    let article = all.iter().find(|page| matches!(page.place.route, PageRoute::Article(_)));
    let article = article.ok_or_else(|| Failure::new("The site has no article"))?;
    let url = format!("{root}{}", article.place.path());
    let mut scores = Vec::new();
    // Its figures vary with what else the machine does: the middle one of three counts.
    for _ in 0..3 {
        let mut command = Command::new("node");
        command.arg(modules.join("lighthouse/cli/index.js")).arg(&url);
        command.args(["--quiet", "--output=json", "--only-categories=performance", "--no-enable-error-reporting"]);
        let sandbox = if is_root() { " --no-sandbox" } else { "" };
        command.arg(format!("--chrome-flags=--headless=new --disable-gpu{sandbox}"));
        command.env("CHROME_PATH", in_full(program));
        let report: Value = serde_json::from_str(&run_well(&mut command, Duration::from_secs(180))?)
            .map_err(|error| Failure::new("Lighthouse wrote no report").because(error))?;
        scores.push(Score::of(&report));
    }
    scores.sort_by(|a, b| a.performance.total_cmp(&b.performance));
    let middle = &scores[scores.len() / 2];
    // A figure, not a verdict: it falls on a busy machine, and a check that depends on that proves nothing.
    println!(
        "figure Lighthouse, phone, /{}: performance {:.0}, promised {:.0} (middle of {}; {})",
        article.place.path(),
        middle.performance * 100.0,
        PROMISED_SCORE * 100.0,
        scores.len(),
        middle.details
    );
    Ok(())
}

struct Score {
    /// Of 1, in hundredths.
    performance: f64,
    details: String,
}

impl Score {
    fn of(report: &Value) -> Self {
        let audit = |name: &str| report["audits"][name]["displayValue"].as_str().unwrap_or("?").replace('\u{a0}', " ");
        Self {
            performance: report["categories"]["performance"]["score"].as_f64().unwrap_or_default(),
            details: format!(
                "first paint {}, largest paint {}, blocked {}, shift {}",
                audit("first-contentful-paint"),
                audit("largest-contentful-paint"),
                audit("total-blocking-time"),
                audit("cumulative-layout-shift")
            ),
        }
    }
}

fn texts(list: &Value) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned))
}

/// The program's whole path: Lighthouse does not look along `PATH`.
fn in_full(program: &Path) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|path| path.is_file());
    found.unwrap_or_else(|| program.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_score_is_read_in_points() {
        let report = json!({ "categories": { "performance": { "score": 0.98 } } });
        assert_eq!(Score::of(&report).performance.to_bits(), 0.98_f64.to_bits());
        assert_eq!(Score::of(&json!({})).performance.to_bits(), 0);
    }

    #[test]
    fn only_what_the_page_refers_to_is_counted() {
        let long = "x".repeat(MOST_BYTES);
        let files = [
            ("index.html", r#"<script src="assets/a-1.js"></script><meta name="engine" content="assets/e-1.js">"#),
            ("assets/a-1.js", long.as_str()),
            ("assets/a-1.js.br", "short"),
            ("assets/b-2.wasm", long.as_str()),
            ("assets/e-1.js", long.as_str()),
            ("assets/other.svg", long.as_str()),
        ];
        let files = files.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect();
        let mut tally = Tally::default();
        transfer(&files, &mut tally);
        assert_eq!((tally.passed, tally.failed), (1, 0));
    }
}
