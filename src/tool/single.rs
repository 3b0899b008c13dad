//! The edition in one file, which also works from a disk: styles and scripts inline by their hash, the WASM as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::failure::{Failure, Result};
use crate::policy;
use crate::site::{Source, escape, gzip};
use crate::wasm::Program;

/// Unpacks the WASM, which stands in the page as text, and starts. A file on disk may not be fetched.
const BOOT: &str = r#"
{
  const text = document.getElementById("program").textContent;
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const bytes = new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  bytes.then((bytes) => wasm_bindgen({ module_or_path: bytes }));
}
"#;

/// The whole page. `program` must be bound for loading as a classic script.
pub fn page(source: &Source, program: &Program) -> Result<String> {
    let style = source.styles()?;
    let theme = source.assets()?.into_iter().find(|(name, _)| name == "theme.js");
    let theme = theme.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let script = program.script.clone() + BOOT;
    for text in [&theme, &script] {
        if text.contains("</script") || text.contains("<!--") {
            return Err(Failure::new("A script of the page cannot stand inside HTML")
                .because("it contains `</script` or `<!--`"));
        }
    }
    let pages = bad_gateway_web::pages();
    let home = pages.first().ok_or_else(|| Failure::new("The site has no page"))?;
    let articles: String = pages.iter().filter_map(bad_gateway_web::template).collect();
    let wasm = STANDARD.encode(gzip(&program.wasm)?);
    source.template()?.fill(&[
        ("lang", home.place.lang.tag()),
        ("edition", "single"),
        ("path", ""),
        ("policy", &policy::single(&[&theme, &script], &style)),
        ("title", &escape(&home.title)),
        ("description", &escape(&home.description)),
        ("head", &format!("<script>{theme}</script>\n<style>{style}</style>")),
        ("app", ""),
        (
            "body",
            &format!("{articles}<script type=\"text/plain\" id=\"program\">{wasm}</script>\n<script>{script}</script>"),
        ),
    ])
}
