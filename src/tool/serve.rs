//! A small server for a site that is held in memory: types, compression as the browser accepts it, the security policy as a
//! header, and, while somebody edits, a stream of events that tells open pages to reload.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Method, Request, Response};

use crate::failure::{Failure, Result};
use crate::policy;

/// Where open pages listen for a change; below the root of the site.
const EVENTS: &str = "-/events";
/// The script that listens.
pub const RELOAD_SCRIPT: &str = "-/reload.js";
/// Closed while hidden: each stream holds one of the six connections that a browser opens to a host.
const RELOAD_SOURCE: &str = r#"{
  let events, seen;
  const address = new URL("events", document.currentScript.src);
  const open = () => {
    events ??= new EventSource(address);
    events.onmessage = ({ data }) => {
      if (seen !== undefined && seen !== data) location.reload();
      seen = data;
    };
  };
  const close = () => {
    events?.close();
    events = undefined;
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
}
"#;

/// The files of a site: path from its root → content. A `.br` or `.gz` beside a file is its compressed form.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is served just now.
#[derive(Debug)]
pub struct Live {
    now: Mutex<(u64, Arc<Files>)>,
    changed: Condvar,
    /// Whether pages are told of a change.
    reloads: bool,
}

impl Live {
    /// Files that stay as they are.
    pub fn fixed(files: Files) -> Arc<Self> {
        Self::new(files, false)
    }

    /// Files that will be replaced; [`RELOAD_SCRIPT`] is served beside them.
    pub fn changing(files: Files) -> Arc<Self> {
        Self::new(files, true)
    }

    fn new(files: Files, reloads: bool) -> Arc<Self> {
        Arc::new(Self { now: Mutex::new((0, Arc::new(files))), changed: Condvar::new(), reloads })
    }

    /// Replaces all files and tells the open pages.
    pub fn replace(&self, files: Files) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = (now.0 + 1, Arc::new(files));
        self.changed.notify_all();
    }

    fn files(&self) -> Arc<Files> {
        Arc::clone(&self.now.lock().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// The number of the state after `seen`, or the same one when nothing happened for a while.
    fn next(&self, seen: Option<u64>) -> u64 {
        let now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.changed.wait_timeout_while(now, Duration::from_secs(15), |now| Some(now.0) == seen);
        wait.unwrap_or_else(PoisonError::into_inner).0.0
    }
}

/// A server that has its port.
pub struct Server {
    server: tiny_http::Server,
    address: SocketAddr,
}

impl Server {
    /// Takes the port; 0 is any free one.
    pub fn bind(host: &str, port: u16) -> Result<Self> {
        let failed = |error: io::Error| {
            let failure = match error.kind() {
                io::ErrorKind::AddrInUse => Failure::new(format!("Port {port} is taken by another program"))
                    .mend(format!("choose another: --port {}", port.checked_add(1).unwrap_or(5023))),
                io::ErrorKind::PermissionDenied => {
                    Failure::new(format!("Port {port} may not be used here")).mend("choose one above 1023: --port 5023")
                }
                _ => Failure::new(format!("Cannot listen on {host}, port {port}"))
                    .mend("choose an address of this machine: --host 127.0.0.1"),
            };
            failure.because(error)
        };
        let addresses: Vec<_> = (host, port).to_socket_addrs().map_err(failed)?.collect();
        let listener = TcpListener::bind(&addresses[..]).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let server = tiny_http::Server::from_listener(listener, None)
            .map_err(|error| Failure::new(format!("Cannot listen on {address}")).because(error))?;
        Ok(Self { server, address })
    }

    /// The address of the site, with a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Answers, for ever.
    pub fn run(self, live: &Arc<Live>) {
        for request in self.server.incoming_requests() {
            let live = Arc::clone(live);
            // A reader that went away while the answer was written is no failure of ours.
            thread::spawn(move || drop(answer(request, &live)));
        }
    }
}

fn answer(request: Request, live: &Live) -> io::Result<()> {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return request.respond(text(405, "Only GET and HEAD are answered here."));
    }
    let Some(path) = path_of(request.url()) else {
        return request.respond(text(400, "This address cannot be read."));
    };
    if live.reloads && path == EVENTS {
        return stream(request, live);
    }
    if live.reloads && path == RELOAD_SCRIPT {
        let mut script = text(200, RELOAD_SOURCE);
        script.add_header(header("Content-Type", content_type(RELOAD_SCRIPT)));
        return request.respond(script);
    }
    let files = live.files();
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
    if files.contains_key(&file) {
        let response = respond(200, &files, &file, &accepted(&request));
        return request.respond(response);
    }
    if files.contains_key(&format!("{path}/index.html")) {
        let last = path.rsplit('/').next().unwrap_or_default();
        let mut response = text(301, "This page lies in a folder.");
        response.add_header(header("Location", &format!("{last}/")));
        return request.respond(response);
    }
    if files.contains_key("404.html") {
        let response = respond(404, &files, "404.html", &accepted(&request));
        return request.respond(response);
    }
    request.respond(text(404, "There is no such file here."))
}

type Answer = Response<io::Cursor<Vec<u8>>>;

fn respond(status: u16, files: &Files, path: &str, accepted: &str) -> Answer {
    let compressed = [("br", ".br"), ("gzip", ".gz")].into_iter().find_map(|(coding, suffix)| {
        let bytes = accepts(accepted, coding).then(|| files.get(&format!("{path}{suffix}"))).flatten()?;
        Some((coding, bytes))
    });
    let plain = files.get(path).map(Vec::as_slice).unwrap_or_default();
    let bytes = compressed.map_or(plain, |(_, bytes)| bytes);
    let mut response = Response::from_data(bytes).with_status_code(status);
    // Small enough to be sent whole: a known length lets the browser show progress.
    response = response.with_chunked_threshold(usize::MAX);
    response.add_header(header("Content-Type", content_type(path)));
    response.add_header(header("Vary", "Accept-Encoding"));
    response.add_header(header("X-Content-Type-Options", "nosniff"));
    let hashed = path.contains("assets/");
    let cache = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.add_header(header("Cache-Control", cache));
    // The single file brings a policy of its own, by the hashes of its scripts.
    if !path.ends_with(policy::SINGLE_FILE) {
        response.add_header(header("Content-Security-Policy", policy::SITE));
    }
    if let Some((coding, _)) = compressed {
        response.add_header(header("Content-Encoding", coding));
    }
    response
}

fn text(status: u16, text: &str) -> Answer {
    let mut response = Response::from_string(text).with_status_code(status);
    response.add_header(header("Content-Security-Policy", policy::SITE));
    response.add_header(header("Cache-Control", "no-store"));
    response
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are ASCII: literals, or paths that were requested")
}

fn accepted(request: &Request) -> String {
    let headers = request.headers().iter().filter(|header| header.field.equiv("Accept-Encoding"));
    headers.map(|header| header.value.as_str()).collect::<Vec<_>>().join(",")
}

/// Whether `Accept-Encoding` names the coding, with a weight above zero.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let named = words.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = words.any(|word| {
            word.strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).is_some_and(|weight| weight <= 0.0)
        });
        named && !refused
    })
}

/// The path below the root, without the query; `None` if it cannot be read.
fn path_of(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Tells one page of every change, until it goes away.
fn stream(request: Request, live: &Live) -> io::Result<()> {
    let mut writer = request.into_writer();
    let head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
    writer.write_all(head.as_bytes())?;
    let mut seen = None;
    loop {
        let now = live.next(seen);
        // The comment finds out whether anybody still listens.
        let event = if seen == Some(now) { ":\n\n".to_owned() } else { format!("data: {now}\n\n") };
        writer.write_all(event.as_bytes())?;
        writer.flush()?;
        seen = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Files {
        let names = ["index.html", "index.html.br", "index.html.gz", "lab/index.html", "assets/a.js"];
        names.into_iter().map(|name| (name.to_owned(), name.as_bytes().to_vec())).collect()
    }

    fn get(path: &str, more: &str) -> String {
        use std::io::Read;
        let server = Server::bind("127.0.0.1", 0).unwrap();
        let address = server.address;
        thread::spawn(move || server.run(&Live::fixed(files())));
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{more}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn the_best_accepted_form_is_sent() {
        assert!(get("/", "Accept-Encoding: gzip, br\r\n").ends_with("\r\n\r\nindex.html.br"));
        assert!(get("/", "Accept-Encoding: gzip, br;q=0\r\n").ends_with("\r\n\r\nindex.html.gz"));
        let plain = get("/?query", "");
        assert!(plain.ends_with("\r\n\r\nindex.html"), "{plain}");
        assert!(plain.contains("Content-Type: text/html; charset=utf-8\r\n"), "{plain}");
        assert!(plain.contains("Content-Security-Policy: default-src 'none'"), "{plain}");
    }

    #[test]
    fn a_folder_is_found_and_what_is_not_there_is_said() {
        assert!(get("/lab", "").contains("Location: lab/\r\n"));
        assert!(get("/lab/", "").ends_with("lab/index.html"));
        assert!(get("/assets/a.js", "").contains("immutable"));
        assert!(get("/../etc/passwd", "").starts_with("HTTP/1.1 404"));
        assert!(get("/%zz", "").starts_with("HTTP/1.1 400"));
    }

    #[test]
    fn a_taken_port_names_the_flag() {
        let first = Server::bind("127.0.0.1", 0).unwrap();
        let Err(failure) = Server::bind("127.0.0.1", first.address.port()) else { unreachable!("the port is taken") };
        assert!(failure.to_string().contains("--port"), "{failure}");
    }

    #[test]
    fn a_change_has_a_new_number() {
        let live = Live::changing(files());
        assert_eq!(live.next(None), 0);
        live.replace(Files::new());
        assert_eq!(live.next(Some(0)), 1);
    }
}
