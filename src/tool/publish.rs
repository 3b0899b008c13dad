//! `build`: the static site in a folder.

use std::path::PathBuf;

use crate::failure::{Failure, Result};
use crate::serve::Files;
use crate::site::{self, Kind, Source};
use crate::step::step;
use crate::toolchain::{Compiler, Route};
use crate::wasm::{self, Loading, Profile};

/// What `build` is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Where the site will be published.
    pub base: Option<String>,
    /// Where it is written; `dist` in the workspace if nothing is said.
    pub out: Option<PathBuf>,
    /// How the WebAssembly standard library is come by.
    pub route: Option<Route>,
}

/// Builds the site and writes it.
pub fn run(options: &Options) -> Result {
    let base = options.base.as_deref().map(checked_base).transpose()?;
    let source = Source::find()?;
    let out = options.out.clone().unwrap_or_else(|| source.root().join("dist"));
    let compiler = Compiler::find(options.route)?;
    let files = published(&compiler, &source, &Kind { base, prerendered: true, reloads: false, brotli: Some(11) })?;
    site::write(&files, &out)?;
    let bytes: usize = files.iter().filter(|(name, _)| !is_compressed(name)).map(|(_, bytes)| bytes.len()).sum();
    println!("{}: {} files, {} KB before compression", out.display(), files.len(), bytes / 1000);
    Ok(())
}

/// The whole site as it is published, the single file included.
pub fn published(compiler: &Compiler, source: &Source, kind: &Kind) -> Result<Files> {
    let compiled = step("Compiling the page to WebAssembly", || wasm::compile(compiler, source.root(), Profile::Web))?;
    let (module, classic) = step("Binding it to JavaScript", || {
        Ok((wasm::bind(&compiled, Loading::Module)?, wasm::bind(&compiled, Loading::Classic)?))
    })?;
    let mut files = step("Writing the pages", || site::assemble(source, &module, kind))?;
    step("Writing the single file", || site::add_single(&mut files, source, &classic))?;
    if let Some(quality) = kind.brotli {
        step("Compressing", || site::compress(&mut files, quality))?;
    }
    Ok(files)
}

fn is_compressed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

/// The base with a slash at its end.
fn checked_base(base: &str) -> Result<String> {
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !base.contains(char::is_whitespace) => {
            Ok(format!("{}/", base.trim_end_matches('/')))
        }
        _ => Err(Failure::usage(format!("--base is no address of a site: `{base}`"))
            .mend("say it in full: --base https://example.org/bad-gateway/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_a_full_address() {
        assert_eq!(checked_base("https://example.org/a").unwrap(), "https://example.org/a/");
        assert_eq!(checked_base("http://example.org/").unwrap(), "http://example.org/");
        for wrong in ["example.org", "/a/", "https://", "https://a b"] {
            assert_eq!(checked_base(wrong).unwrap_err().exit_code(), 2, "{wrong}");
        }
    }
}
