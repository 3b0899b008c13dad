//! The engine in a browser beside the engine natively, both on one core and warmed up.
//!
//! `cargo bench --bench wasm`; needs Chromium, Chrome or Edge, as the browser tests do.

mod load;

use std::path::Path;
use std::time::Duration;

use bad_gateway_tool::browser::{self, Browser};
use bad_gateway_tool::toolchain::Compiler;
use bad_gateway_tool::wasm::{self, Loading, Profile};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use load::{ROUNDS, RUNS, Rate, Round, flagship, round, timed};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().expect("the repository is there");
    let compiler = Compiler::find(None).expect("a compiler for WebAssembly is needed");
    let compiled = wasm::compile(&compiler, &root, Profile::Engine).expect("the engine compiles");
    let program = wasm::bind(&compiled, Loading::Classic).expect("what was compiled can be bound");
    let mut page = Browser::launch(&browser::find().expect("a browser is needed"), "about:").expect("it starts");
    page.eval(&program.script).expect("the script can be read");
    let start = format!(
        "WebAssembly.compile(Uint8Array.from(atob('{}'), (byte) => byte.charCodeAt(0)))
            .then((module) => {{ wasm_bindgen.initSync({{ module }}); }})",
        STANDARD.encode(&program.wasm)
    );
    page.eval(&start).expect("the engine starts");

    let scenario = flagship();
    // Until V8 has compiled what is hot with its better compiler.
    let Round { requests, digests, .. } = round(&scenario);
    let mut in_page = || {
        let code = format!(
            "(() => {{ const begun = performance.now(); const sum = wasm_bindgen.digests('{}', {RUNS});
                return [performance.now() - begun, BigInt.asUintN(64, sum).toString()]; }})()",
            scenario.slug
        );
        let said = page.eval(&code).expect("the engine runs");
        assert_eq!(said[1], digests.to_string(), "the same digests in the browser");
        Duration::from_secs_f64(said[0].as_f64().expect("a time") / 1e3)
    };
    for _ in 0..3 {
        in_page();
    }
    let (mut native, mut browser) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        native.push(timed(|| round(&scenario)).0);
        browser.push(in_page());
    }
    let (native, browser) = (Rate::of(requests, native), Rate::of(requests, browser));
    load::print(&scenario, &[("WebAssembly", &browser, "the same digests"), ("native, with trace", &native, "")]);
}
