//! The static site as files in memory: pages from the template, hashed assets, compressed forms, sitemap, the single file.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bad_gateway_web::route::{Edition, Route};
use bad_gateway_web::{Page, pages, prerender, template as article_template};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use crate::failure::{Failure, Result};
use crate::serve::{Files, RELOAD_SCRIPT};
use crate::wasm::Program;
use crate::{policy, single};

/// Appended to the module that wasm-bindgen writes: fetches the WASM that lies beside it and starts.
const BOOT: &str = "\n__wbg_init({ module_or_path: fetch(new URL(\"{{wasm}}\", import.meta.url)) });\n";

/// What a host shows for an address that is none. It may be shown at any depth, so it refers to nothing but the base.
const NOT_FOUND: &str = "<h1>There is no page at this address</h1>\
    <p lang=\"ko\">이 주소에는 페이지가 없습니다.</p>";

/// What kind of site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Where it will be published, with a slash at its end: for the sitemap and the canonical links.
    pub base: Option<String>,
    /// Whether pages are prerendered; else the page draws itself when it starts.
    pub prerendered: bool,
    /// Whether pages listen for a change.
    pub reloads: bool,
    /// How hard the files are compressed: brotli's quality 0 to 11; `None` is not at all.
    pub brotli: Option<u32>,
}

/// The workspace whose site is built: what is read at run time, so that a change needs no new tool.
#[derive(Clone, Debug)]
pub struct Source {
    root: PathBuf,
}

impl Source {
    /// The workspace that this tool was compiled in.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let root = root.canonicalize().map_err(|error| {
            Failure::new("The workspace of this tool is no longer there")
                .because(format!("{}: {error}", root.display()))
                .mend("start it with `cargo run` in the workspace")
        })?;
        Ok(Self { root })
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The template of every page.
    pub fn template(&self) -> Result<Template> {
        read_text(&self.root.join("index.html")).map(Template)
    }

    /// All styles as one text: tokens, base, then the rest by name.
    pub fn styles(&self) -> Result<String> {
        let mut paths = files_below(&self.root.join("static/css"))?;
        paths.sort_by_key(|path| {
            let name = path.file_name().unwrap_or_default().to_owned();
            let first = ["tokens.css", "base.css"].iter().position(|first| name == *first).unwrap_or(2);
            (first, name)
        });
        let texts: Result<Vec<_>> = paths.iter().map(|path| read_text(path)).collect();
        Ok(texts?.concat())
    }

    /// What lies under `static/` beside the styles: (path below it, content).
    pub fn assets(&self) -> Result<Vec<(String, Vec<u8>)>> {
        let folder = self.root.join("static");
        let paths = files_below(&folder)?.into_iter().filter(|path| !path.starts_with(folder.join("css")));
        paths
            .map(|path| {
                let name = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                Ok((name, read(&path)?))
            })
            .collect()
    }
}

/// The template of every page, with `{{names}}` to be filled.
#[derive(Clone, Debug)]
pub struct Template(String);

impl Template {
    /// Fills every name, in one pass: what is filled in is not read again.
    pub fn fill(&self, values: &[(&str, &str)]) -> Result<String> {
        let mut filled = String::with_capacity(self.0.len());
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").unwrap_or((after, ""));
            let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
                return Err(Failure::new(format!("index.html has a name that nothing fills: {{{{{name}}}}}")));
            };
            filled.push_str(before);
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }
}

/// Puts the site together.
pub fn assemble(source: &Source, program: &Program, kind: &Kind) -> Result<Files> {
    let mut files = Files::new();
    let template = source.template()?;
    let linked = link_assets(&mut files, source, program)?;
    for page in pages() {
        let path = page.place.path();
        let app = if kind.prerendered { prerender(&page) } else { String::new() };
        // What draws itself takes its article from a template.
        let body = if kind.prerendered { None } else { article_template(&page) }.unwrap_or_default();
        let html = template.fill(&[
            ("lang", page.place.lang.tag()),
            ("edition", if kind.prerendered { "site" } else { "dev" }),
            ("path", &path),
            ("policy", policy::SITE),
            ("title", &escape(&page.title)),
            ("description", &escape(&page.description)),
            ("head", &linked.head(&page, kind)),
            ("app", &app),
            ("body", &body),
        ])?;
        files.insert(format!("{path}index.html"), html.into_bytes());
    }
    files.insert("404.html".into(), not_found(&template, kind)?.into_bytes());
    if let Some(base) = &kind.base {
        files.insert("sitemap.xml".into(), sitemap(base).into_bytes());
    }
    Ok(files)
}

/// Adds the edition in one file.
pub fn add_single(files: &mut Files, source: &Source, program: &Program) -> Result {
    files.insert(policy::SINGLE_FILE.into(), single::page(source, program)?.into_bytes());
    Ok(())
}

/// Writes the site to a folder; an earlier build there is replaced, anything else is left alone.
pub fn write(files: &Files, out: &Path) -> Result {
    let failed = |path: &Path, error: std::io::Error| {
        Failure::new(format!("{} cannot be written", path.display())).because(error).mend("choose a folder: --out DIR")
    };
    let full = match fs::read_dir(out) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(failed(out, error)),
    };
    if full && !out.join(policy::SINGLE_FILE).exists() {
        return Err(Failure::new(format!("{} holds other files and is left as it is", out.display()))
            .mend("choose another folder, or empty this one: --out DIR"));
    }
    if full {
        fs::remove_dir_all(out).map_err(|error| failed(out, error))?;
    }
    for (name, bytes) in files {
        let path = out.join(name);
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        fs::write(&path, bytes).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}

/// Reads a folder of files, as [`write`] leaves it.
pub fn read_back(folder: &Path) -> Result<Files> {
    files_below(folder)?
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            Ok((name, read(&path)?))
        })
        .collect()
}

/// The names under which the assets of a site lie.
struct Linked {
    script: String,
    wasm: String,
    style: String,
    theme: Option<String>,
    icon: Option<String>,
    wake: Option<String>,
}

fn link_assets(files: &mut Files, source: &Source, program: &Program) -> Result<Linked> {
    let mut add = |name: &str, bytes: Vec<u8>| {
        let hashed = hashed(name, &bytes);
        files.insert(hashed.clone(), bytes);
        hashed
    };
    let wasm = add("bad-gateway.wasm", program.wasm.clone());
    let boot = BOOT.replace("{{wasm}}", wasm.rsplit('/').next().unwrap_or(&wasm));
    let script = add("bad-gateway.js", (program.script.clone() + &boot).into_bytes());
    let style = add("bad-gateway.css", source.styles()?.into_bytes());
    let (mut theme, mut icon, mut wake) = (None, None, None);
    for (name, bytes) in source.assets()? {
        let path = add(&name, bytes);
        match name.as_str() {
            "theme.js" => theme = Some(path),
            "favicon.svg" => icon = Some(path),
            "wake.js" => wake = Some(path),
            _ => {}
        }
    }
    Ok(Linked { script, wasm, style, theme, icon, wake })
}

impl Linked {
    /// The part of `<head>` that refers to other files.
    fn head(&self, page: &Page, kind: &Kind) -> String {
        let root = "../".repeat(page.place.path().matches('/').count());
        let mut lines = Vec::new();
        if let Some(theme) = &self.theme {
            lines.push(format!(r#"<script src="{root}{theme}"></script>"#));
        }
        lines.push(format!(r#"<link rel="stylesheet" href="{root}{}">"#, self.style));
        if let Some(icon) = &self.icon {
            lines.push(format!(r#"<link rel="icon" href="{root}{icon}" type="image/svg+xml">"#));
        }
        match &self.wake {
            // What can be read as it is fetches the engine when its reader first moves.
            Some(wake) if kind.prerendered && page.place.route != Route::Lab => {
                lines.push(format!(r#"<meta name="engine" content="{root}{}">"#, self.script));
                lines.push(format!(r#"<script type="module" src="{root}{wake}"></script>"#));
            }
            _ => {
                lines.push(format!(
                    r#"<link rel="preload" href="{root}{}" as="fetch" type="application/wasm" crossorigin>"#,
                    self.wasm
                ));
                lines.push(format!(r#"<script type="module" src="{root}{}"></script>"#, self.script));
            }
        }
        if kind.reloads {
            lines.push(format!(r#"<script src="{root}{RELOAD_SCRIPT}" defer></script>"#));
        }
        if let Some(base) = &kind.base {
            lines.push(format!(r#"<link rel="canonical" href="{}{}">"#, escape(base), page.place.path()));
        }
        for other in &page.alternates {
            let address = match &kind.base {
                Some(base) => format!("{}{}", escape(base), other.path()),
                None => page.place.href(other, Edition::Site, ""),
            };
            lines.push(format!(r#"<link rel="alternate" hreflang="{}" href="{address}">"#, other.lang.tag()));
        }
        lines.join("\n")
    }
}

fn not_found(template: &Template, kind: &Kind) -> Result<String> {
    let way_back = kind.base.as_deref().map(escape).map(|base| format!("<p><a href=\"{base}\">Bad Gateway</a></p>"));
    template.fill(&[
        ("lang", "en"),
        ("edition", "none"),
        ("path", ""),
        ("policy", policy::SITE),
        ("title", "There is no page at this address · Bad Gateway"),
        ("description", "There is no page at this address."),
        ("head", ""),
        ("app", &format!("<main>{NOT_FOUND}{}</main>", way_back.unwrap_or_default())),
        ("body", ""),
    ])
}

fn sitemap(base: &str) -> String {
    let entries: String =
        pages().iter().map(|page| format!("<url><loc>{}{}</loc></url>\n", escape(base), page.place.path())).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</urlset>\n"
    )
}

/// `assets/name-0123456789.ext`: another content has another name, so that a browser may keep it for ever.
fn hashed(name: &str, bytes: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    let hash: String = Sha256::digest(bytes).iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("assets/{stem}-{hash}.{extension}")
}

/// Puts a `.br` and a `.gz` beside every file that gets smaller by it.
pub fn compress(files: &mut Files, quality: u32) -> Result {
    let mut compressed = Files::new();
    for (name, bytes) in files.iter() {
        if name.ends_with(".png") || name.ends_with(".webp") {
            continue;
        }
        compressed.insert(format!("{name}.br"), brotli(bytes, quality)?);
        compressed.insert(format!("{name}.gz"), gzip(bytes)?);
    }
    files.append(&mut compressed);
    Ok(())
}

/// Brotli, as browsers accept it.
pub fn brotli(bytes: &[u8], quality: u32) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Failure::new("A file cannot be compressed").because(error);
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, quality, 22);
    writer.write_all(bytes).and_then(|()| writer.flush()).map_err(failed)?;
    Ok(writer.into_inner())
}

/// Gzip at its best level.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Failure::new("A file cannot be compressed").because(error);
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).and_then(|()| writer.finish()).map_err(failed)
}

/// Text as it stands in HTML, also between double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Failure::new(format!("{} cannot be read", path.display())).because(error))
}

fn read_text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?)
        .map_err(|error| Failure::new(format!("{} is no UTF-8 text", path.display())).because(error))
}

/// All files below a folder, by path; none if there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => {
                return Err(Failure::new(format!("{} cannot be read", folder.display())).because(error));
            }
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_once_and_knows_its_names() {
        let template = Template("<p>{{a}}{{b}}</p>".into());
        assert_eq!(template.fill(&[("a", "{{b}}"), ("b", "x")]).unwrap(), "<p>{{b}}x</p>");
        assert!(template.fill(&[("a", "")]).unwrap_err().to_string().contains("{{b}}"));
    }

    #[test]
    fn another_content_has_another_name() {
        assert_eq!(hashed("a.css", b""), "assets/a-e3b0c44298.css");
        assert_ne!(hashed("a.css", b"x"), hashed("a.css", b""));
    }

    #[test]
    fn a_folder_with_other_files_is_left_alone() {
        let folder = std::env::temp_dir().join(format!("bad-gateway-site-{}", std::process::id()));
        let files: Files = [("a/b.txt".to_owned(), b"x".to_vec()), (policy::SINGLE_FILE.into(), Vec::new())].into();
        write(&files, &folder).unwrap();
        assert_eq!(read_back(&folder).unwrap(), files);
        write(&files, &folder).unwrap();
        fs::remove_file(folder.join(policy::SINGLE_FILE)).unwrap();
        assert!(write(&files, &folder).unwrap_err().to_string().contains("--out"));
        fs::remove_dir_all(&folder).unwrap();
    }
}
