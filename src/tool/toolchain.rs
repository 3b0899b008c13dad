//! Finds a compiler that has the WebAssembly standard library, and fetches that library if it is missing.
//!
//! Three routes, tried in this order: the active toolchain has it; `rustup target add`; Debian's own packages. Nothing is ever
//! removed, and whatever is fetched is announced by a line with the command.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::failure::{Failure, Result};
use crate::step::{run_well, step};

/// The target of the page.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's packages, with the sources from which the standard library is built.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld"];
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_LIBRARY: &str = "/usr/lib/rustlib/src/rust/library";
/// The oldest compiler that builds the page: (major, minor), as `rust-version` of the workspace says.
const OLDEST: (u32, u32) = (1, 88);

/// How the standard library is come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The active toolchain has it.
    Installed,
    /// `rustup target add`.
    Rustup,
    /// Debian's compiler builds it from Debian's sources.
    Debian,
}

impl Route {
    /// The words of `--wasm-route`.
    pub const WORDS: &str = "installed, rustup or debian";

    /// From the word of `--wasm-route`.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "installed" => Ok(Self::Installed),
            "rustup" => Ok(Self::Rustup),
            "debian" => Ok(Self::Debian),
            _ => Err(Failure::usage(format!("--wasm-route knows {}, not `{word}`", Self::WORDS))),
        }
    }
}

/// A cargo that can build the page.
#[derive(Clone, Debug)]
pub struct Compiler {
    cargo: OsString,
    debian: bool,
}

impl Compiler {
    /// By the forced route, or by the first that works.
    pub fn find(forced: Option<Route>) -> Result<Self> {
        match forced {
            Some(Route::Installed) => installed(),
            Some(Route::Rustup) => rustup(),
            Some(Route::Debian) => debian(),
            None => installed().or_else(|absent| {
                if runs("rustup") {
                    return rustup().or_else(|no_rustup| {
                        if !is_debian() {
                            return Err(no_rustup);
                        }
                        eprintln!("{no_rustup}\nTrying Debian's packages instead.");
                        debian()
                    });
                }
                if is_debian() { debian() } else { Err(absent) }
            }),
        }
    }

    /// `cargo <command>` for the page's target, in an environment that is free of what the running `cargo run` left in it.
    pub fn command(&self, command: &str, root: &Path) -> Command {
        let mut cargo = clean(&self.cargo);
        cargo.current_dir(root).arg(command).args(["--target", TARGET, "--locked"]);
        cargo.arg("--target-dir").arg(root.join("target/wasm"));
        cargo.env("CARGO_ENCODED_RUSTFLAGS", no_builder_paths(root).join("\u{1f}"));
        if self.debian {
            cargo.args(["-Z", "build-std=std,panic_abort"]);
            cargo.env("RUSTC", DEBIAN_RUSTC).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
            // Debian's compiler has no `rust-lld` of its own.
            cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld");
        }
        cargo
    }
}

fn installed() -> Result<Compiler> {
    let mut rustc = clean("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    let folder = run_well(&mut rustc, Duration::from_secs(60)).map_err(|failure| {
        failure.mend("install Rust from https://rustup.rs, or on Debian: apt-get install rustc-web cargo-web")
    })?;
    // The command succeeds whether or not the library is there.
    let has = fs::read_dir(folder.trim())
        .is_ok_and(|entries| entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")));
    if !has {
        return Err(Failure::new("The active Rust toolchain has no WebAssembly standard library")
            .because(format!("no libstd in {}", folder.trim()))
            .mend(format!("rustup target add {TARGET}")));
    }
    Ok(Compiler { cargo: env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), debian: false })
}

fn rustup() -> Result<Compiler> {
    let name = format!("Adding the WebAssembly standard library to your Rust toolchain: rustup target add {TARGET}");
    step(&name, || run_well(clean("rustup").args(["target", "add", TARGET]), Duration::from_secs(240))).map_err(
        |failure| {
            failure
                .mend(format!("run `rustup target add {TARGET}` where there is a network, once; later none is needed"))
        },
    )?;
    installed()
}

fn debian() -> Result<Compiler> {
    if debian_lacks().is_none() {
        return debian_ready();
    }
    let install = format!("apt-get install -y --no-install-recommends --no-remove {}", DEBIAN_PACKAGES.join(" "));
    let mend = format!("run as root: apt-get update && {install}");
    if !is_debian() {
        return Err(
            Failure::new("This is no Debian: its packages cannot be used").mend(format!("rustup target add {TARGET}"))
        );
    }
    if !is_root() {
        return Err(Failure::new("The WebAssembly standard library is missing")
            .because("Debian has it, but only root can install it")
            .mend(mend));
    }
    step("Reading Debian's list of packages: apt-get update", || apt(&["update", "-q"]))
        .map_err(|failure| failure.mend(mend.clone()))?;
    step(&format!("Installing Debian's WebAssembly compiler: {install}"), || {
        let packages = ["install", "-y", "-q", "--no-install-recommends", "--no-remove"];
        apt(&[&packages[..], &DEBIAN_PACKAGES[..]].concat())
    })
    .map_err(|failure| failure.mend(mend.clone()))?;
    match debian_lacks() {
        None => debian_ready(),
        Some(lack) => Err(Failure::new("Debian's WebAssembly compiler is not complete").because(lack).mend(mend)),
    }
}

/// What of Debian's compiler is missing.
fn debian_lacks() -> Option<String> {
    let missing = [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_LIBRARY].into_iter().find(|path| !Path::new(path).exists());
    match missing {
        Some(path) => Some(format!("{path} is not there")),
        None if !runs("wasm-ld") => Some("wasm-ld is not there".into()),
        None => None,
    }
}

fn debian_ready() -> Result<Compiler> {
    let said = run_well(clean(DEBIAN_RUSTC).arg("--version"), Duration::from_secs(60))?;
    if version(&said).is_none_or(|found| found < OLDEST) {
        return Err(Failure::new("Debian's compiler is too old for this")
            .because(format!("{} is {}, needed is {}.{}", DEBIAN_RUSTC, said.trim(), OLDEST.0, OLDEST.1))
            .mend(format!("rustup target add {TARGET}")));
    }
    Ok(Compiler { cargo: DEBIAN_CARGO.into(), debian: true })
}

/// (major, minor) of `rustc 1.95.0 (…)`.
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.split_whitespace().nth(1)?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

/// `apt-get`, without questions.
pub fn apt(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("apt-get");
    run_well(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"), Duration::from_secs(900))
}

/// Whether Debian's packages can be used here.
pub fn is_debian() -> bool {
    Path::new("/etc/debian_version").exists() && runs("apt-get")
}

/// Whether packages may be installed.
pub fn is_root() -> bool {
    cfg!(unix) && run_well(Command::new("id").arg("-u"), Duration::from_secs(10)).is_ok_and(|id| id.trim() == "0")
}

/// Whether a program of this name is there and says its version.
pub fn runs(program: &str) -> bool {
    run_well(clean(program).arg("--version"), Duration::from_secs(60)).is_ok()
}

/// A command without what a surrounding `cargo run` or `cargo test` puts into the environment.
fn clean(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(leaks) {
            command.env_remove(name);
        }
    }
    command
}

fn leaks(name: &str) -> bool {
    const KEPT: [&str; 5] = ["CARGO_NET_", "CARGO_HTTP_", "CARGO_REGISTRIES_", "CARGO_SOURCE_", "CARGO_TERM_"];
    const GONE: [&str; 6] =
        ["RUSTC", "RUSTDOC", "RUSTFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "LD_LIBRARY_PATH"];
    let cargo = name.starts_with("CARGO") && name != "CARGO_HOME" && !KEPT.iter().any(|kept| name.starts_with(kept));
    cargo || GONE.contains(&name) || name.starts_with("DYLD_")
}

/// Flags that keep the folders of this machine out of the WASM.
fn no_builder_paths(root: &Path) -> Vec<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo"))).unwrap_or_default();
    let sources = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<_> = sources.chain([root.to_owned()]).collect();
    folders.sort();
    folders.iter().map(|folder| format!("--remap-path-prefix={}=", folder.display())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_version() {
        assert_eq!(version("rustc 1.95.0 (59807616e 2026-04-14)"), Some((1, 95)));
        assert_eq!(version("no version"), None);
    }

    #[test]
    fn clears_what_cargo_leaves_and_keeps_what_the_user_set() {
        for name in ["CARGO", "CARGO_MANIFEST_DIR", "CARGO_TARGET_DIR", "RUSTFLAGS", "LD_LIBRARY_PATH", "RUSTC"] {
            assert!(leaks(name), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_HTTP_PROXY", "RUSTUP_TOOLCHAIN", "PATH"] {
            assert!(!leaks(name), "{name}");
        }
    }

    #[test]
    fn a_route_is_a_word() {
        assert_eq!(Route::parse("debian").unwrap(), Route::Debian);
        assert!(Route::parse("x").unwrap_err().to_string().contains("installed, rustup or debian"));
    }
}
