//! The page as WebAssembly: compiled by cargo, bound to JavaScript by wasm-bindgen as a library.

use std::path::{Path, PathBuf};
use std::time::Duration;

use wasm_bindgen_cli_support::Bindgen;

use crate::failure::{Failure, Result};
use crate::step::{Stderr, run, shown};
use crate::toolchain::{Compiler, TARGET};

/// How the page is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Small and fast, as it is published.
    Web,
    /// Compiled quickly, while somebody edits.
    Watch,
    /// Like `Web`, but the engine without the page, for the benchmark.
    Engine,
}

impl Profile {
    const fn name(self) -> &'static str {
        match self {
            Self::Web | Self::Engine => "web",
            Self::Watch => "watch",
        }
    }

    const fn features(self) -> &'static str {
        match self {
            Self::Web | Self::Watch => "hydration",
            Self::Engine => "bench",
        }
    }
}

/// How the JavaScript is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// As a module, with the WASM in a file beside it.
    Module,
    /// As a classic script, which also works from a file on disk.
    Classic,
}

/// The two halves of the program.
#[derive(Clone, Debug)]
pub struct Program {
    /// JavaScript, without the line that starts it.
    pub script: String,
    /// WebAssembly.
    pub wasm: Vec<u8>,
}

/// Compiles the page; the path of what came out.
pub fn compile(compiler: &Compiler, root: &Path, profile: Profile) -> Result<PathBuf> {
    let mut cargo = compiler.command("build", root);
    cargo.args(["--package", "bad-gateway-web", "--lib"]);
    cargo.args(["--features", profile.features(), "--profile", profile.name()]);
    let ran = run(&mut cargo, Duration::from_secs(1800), Stderr::Shown)?;
    if !ran.status.success() {
        return Err(Failure::new("The page does not compile to WebAssembly")
            .because(format!("see the messages above, from\n{}", shown(&cargo))));
    }
    Ok(root.join("target/wasm").join(TARGET).join(profile.name()).join("bad_gateway_web.wasm"))
}

/// Binds the compiled page to JavaScript.
pub fn bind(compiled: &Path, loading: Loading) -> Result<Program> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    let chosen = match loading {
        Loading::Module => bindgen.web(true),
        Loading::Classic => bindgen.no_modules(true),
    };
    let bound = chosen.and_then(Bindgen::generate_output);
    let mut output = bound.map_err(|error| {
        Failure::new("wasm-bindgen cannot read the compiled page")
            .because(format!("{error:#}"))
            .mend("wasm-bindgen in src/web and wasm-bindgen-cli-support in src/tool must be of one version")
    })?;
    Ok(Program { script: output.js().to_owned(), wasm: output.wasm_mut().emit_wasm() })
}
