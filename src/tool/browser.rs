//! A browser without a window, driven over its DevTools protocol: for the browser tests and for `check`.
//!
//! Everything a page asks of any host but the one under test is failed and noted, and so is whatever the page complains of.

#![expect(clippy::disallowed_types, reason = "waiting for a browser needs a clock; the core is told the time")]

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

use crate::failure::{Failure, Result};
use crate::step::step;
use crate::toolchain::{apt, is_debian, is_root, runs};

/// How long anything of a page may take before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(30);
/// True once the page answers. Asking moves the pointer: pages that can be read as they are wait for their reader to move.
const READY: &str = "dispatchEvent(new Event('pointermove')), document.documentElement.hasAttribute('data-ready')";

const NAMES: [&str; 6] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

/// Where browsers lie that are not on the path.
const PLACES: [&str; 6] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
];

/// The browser's program; on Debian it is installed if it is missing and that is allowed.
pub fn find() -> Result<PathBuf> {
    if let Some(found) = found() {
        return Ok(found);
    }
    let missing = Failure::new("There is no Chromium, Chrome or Edge on this machine");
    if !is_debian() {
        return Err(missing.mend("install one of them: https://www.chromium.org/getting-involved/download-chromium/"));
    }
    let mend = "run as root: apt-get update && apt-get install -y --no-install-recommends chromium";
    if !is_root() {
        return Err(missing.mend(mend));
    }
    step("Installing Debian's chromium for the browser tests", || {
        apt(&["update", "-q"])?;
        apt(&["install", "-y", "-q", "--no-install-recommends", "--no-remove", "chromium"])
    })
    .map_err(|failure| failure.mend(mend))?;
    found().ok_or_else(|| missing.mend(mend))
}

fn found() -> Option<PathBuf> {
    let on_path = NAMES.into_iter().find(|name| runs(name)).map(PathBuf::from);
    on_path.or_else(|| PLACES.into_iter().map(PathBuf::from).find(|path| path.exists()))
}

/// A running browser with one page.
pub struct Browser {
    child: Child,
    folder: PathBuf,
    socket: WebSocket<TcpStream>,
    last_id: u64,
    session: Option<String>,
    events: VecDeque<Value>,
    allowed: String,
    noise: Vec<String>,
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// Width of the window [CSS pixels].
    pub width: u32,
    /// Height of the window [CSS pixels].
    pub height: u32,
    /// Whether the system prefers dark.
    pub dark: bool,
    /// Whether the system asks for less motion.
    pub still: bool,
}

impl View {
    /// A laptop.
    pub const WIDE: Self = Self { width: 1280, height: 720, dark: false, still: false };
    /// A phone.
    pub const PHONE: Self = Self { width: 390, height: 844, dark: false, still: false };
}

impl Browser {
    /// Starts a browser that may ask only for addresses that begin with `allowed`.
    pub fn launch(program: &Path, allowed: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("bad-gateway-browser-{}-{}", std::process::id(), unique()));
        let mut command = Command::new(program);
        command.args([
            "--headless=new",
            "--remote-debugging-port=0",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
        ]);
        command.arg(format!("--user-data-dir={}", folder.display()));
        if is_root() {
            command.arg("--no-sandbox");
        }
        command.arg("about:blank").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(format!("The browser {} does not start", program.display())).because(why)
        };
        let mut child = command.spawn().map_err(|error| failed(&error))?;
        let address = devtools_address(&mut child);
        let connected = address.and_then(|address| connect(&address));
        let socket = match connected {
            Ok(socket) => socket,
            Err(failure) => {
                stop(&mut child, &folder);
                return Err(failure);
            }
        };
        let mut browser = Self {
            child,
            folder,
            socket,
            last_id: 0,
            session: None,
            events: VecDeque::new(),
            allowed: allowed.to_owned(),
            noise: Vec::new(),
        };
        browser.open_page()?;
        Ok(browser)
    }

    fn open_page(&mut self) -> Result {
        let target = self.call("Target.createTarget", &json!({ "url": "about:blank" }))?;
        let session =
            self.call("Target.attachToTarget", &json!({ "targetId": target["targetId"], "flatten": true }))?;
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for method in ["Page.enable", "Runtime.enable", "Log.enable", "Audits.enable"] {
            self.call(method, &json!({}))?;
        }
        self.call("Page.setLifecycleEventsEnabled", &json!({ "enabled": true }))?;
        self.call("Fetch.enable", &json!({ "patterns": [{ "urlPattern": "*" }] }))?;
        self.look(View::WIDE)
    }

    /// Sets window and preferences.
    pub fn look(&mut self, view: View) -> Result {
        let size = json!({
            "width": view.width, "height": view.height, "deviceScaleFactor": 1, "mobile": view.width < 600,
        });
        self.call("Emulation.setDeviceMetricsOverride", &size)?;
        let features = json!([
            { "name": "prefers-color-scheme", "value": if view.dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if view.still { "reduce" } else { "no-preference" } },
        ]);
        self.call("Emulation.setEmulatedMedia", &json!({ "features": features }))?;
        Ok(())
    }

    /// Switches scripts on or off, from the next page on.
    pub fn scripts(&mut self, on: bool) -> Result {
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": !on }))?;
        Ok(())
    }

    /// Opens an address and waits until it is loaded.
    pub fn open(&mut self, url: &str) -> Result {
        self.events.clear();
        let navigated = self.call("Page.navigate", &json!({ "url": url }))?;
        if let Some(error) = navigated["errorText"].as_str() {
            return Err(Failure::new(format!("{url} cannot be opened")).because(error));
        }
        // Without a loader only the fragment has changed.
        let Some(loader) = navigated["loaderId"].as_str().map(str::to_owned) else { return Ok(()) };
        self.wait_for_event(&format!("{url} to be loaded"), |event| {
            event["method"] == "Page.lifecycleEvent"
                && event["params"]["name"] == "load"
                && event["params"]["loaderId"] == *loader
        })
    }

    /// Opens an address and waits until the page answers.
    pub fn open_ready(&mut self, url: &str) -> Result {
        self.open(url)?;
        self.wait_until(READY)
    }

    /// Loads the page anew, as the reader would, and waits until it answers.
    pub fn reload_ready(&mut self) -> Result {
        self.events.clear();
        self.call("Page.reload", &json!({}))?;
        self.wait_for_event("the page to be loaded again", |event| {
            event["method"] == "Page.lifecycleEvent" && event["params"]["name"] == "load"
        })?;
        self.wait_until(READY)
    }

    /// The value of an expression in the page, or of its promise.
    pub fn eval(&mut self, expression: &str) -> Result<Value> {
        let asked = json!({
            "expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true,
        });
        let mut answer = self.call("Runtime.evaluate", &asked)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            let what = thrown["exception"]["description"].as_str().or(thrown["text"].as_str()).unwrap_or_default();
            return Err(Failure::new(format!("This fails in the page: {expression}")).because(what));
        }
        Ok(answer["result"]["value"].take())
    }

    /// Waits until an expression is true.
    pub fn wait_until(&mut self, expression: &str) -> Result {
        let begun = Instant::now();
        while self.eval(expression)? != json!(true) {
            if begun.elapsed() > PATIENCE {
                return Err(Failure::new(format!("This did not become true within {} s", PATIENCE.as_secs()))
                    .because(format!("{expression}\n{}", self.noise.join("\n"))));
            }
            self.rest(Duration::from_millis(30))?;
        }
        Ok(())
    }

    /// Lets the page run for a while.
    pub fn rest(&mut self, span: Duration) -> Result {
        let until = Instant::now() + span;
        while let Some(message) = self.receive(until)? {
            self.note(message)?;
        }
        Ok(())
    }

    /// Clicks the middle of the first element that matches.
    pub fn click(&mut self, selector: &str) -> Result {
        let found = self.eval(&format!(
            "(() => {{ const found = document.querySelector({selector:?}); if (!found) return null; \
             found.scrollIntoView({{ block: 'center', behavior: 'instant' }}); \
             const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ))?;
        if found.is_null() {
            return Err(Failure::new(format!("Nothing on the page matches {selector}")));
        }
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": found[0], "y": found[1], "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", &event)?;
        }
        Ok(())
    }

    /// Presses and releases a key, by its `KeyboardEvent.key`.
    pub fn press(&mut self, key: &str) -> Result {
        let (code, number, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            "Escape" => ("Escape", 27, ""),
            " " => ("Space", 32, " "),
            "End" => ("End", 35, ""),
            "Home" => ("Home", 36, ""),
            "ArrowLeft" => ("ArrowLeft", 37, ""),
            "ArrowUp" => ("ArrowUp", 38, ""),
            "ArrowRight" => ("ArrowRight", 39, ""),
            "ArrowDown" => ("ArrowDown", 40, ""),
            other => ("", 0, other),
        };
        let mut event = json!({ "key": key, "code": code, "windowsVirtualKeyCode": number });
        event["type"] = json!(if text.is_empty() { "rawKeyDown" } else { "keyDown" });
        if !text.is_empty() {
            event["text"] = json!(text);
        }
        self.call("Input.dispatchKeyEvent", &event)?;
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", &event)?;
        Ok(())
    }

    /// What the window shows, or the whole page, as PNG.
    pub fn screenshot(&mut self, whole: bool) -> Result<Vec<u8>> {
        let shot = self.call("Page.captureScreenshot", &json!({ "format": "png", "captureBeyondViewport": whole }))?;
        let data = shot["data"].as_str().unwrap_or_default();
        STANDARD.decode(data).map_err(|error| Failure::new("The browser took no picture").because(error))
    }

    /// What pages complained of and asked for in vain since this was last asked.
    pub fn take_noise(&mut self) -> Vec<String> {
        std::mem::take(&mut self.noise)
    }

    /// Calls a method of the protocol.
    pub fn call(&mut self, method: &str, params: &Value) -> Result<Value> {
        let id = self.send(method, params)?;
        let until = Instant::now() + PATIENCE;
        while let Some(mut message) = self.receive(until)? {
            if message["id"] == id {
                if let Some(error) = message.get("error") {
                    return Err(Failure::new(format!("The browser refuses {method}")).because(error));
                }
                return Ok(message["result"].take());
            }
            self.note(message)?;
        }
        Err(Failure::new(format!("The browser does not answer {method}")))
    }

    fn send(&mut self, method: &str, params: &Value) -> Result<u64> {
        self.last_id += 1;
        let mut message = json!({ "id": self.last_id, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string())).map_err(|error| lost(&error))?;
        Ok(self.last_id)
    }

    fn wait_for_event(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Result {
        let until = Instant::now() + PATIENCE;
        loop {
            while let Some(event) = self.events.pop_front() {
                if wanted(&event) {
                    return Ok(());
                }
            }
            match self.receive(until)? {
                Some(message) => self.note(message)?,
                None => return Err(Failure::new(format!("Waited in vain for {what}")).because(self.noise.join("\n"))),
            }
        }
    }

    /// The next message, if one comes in time.
    fn receive(&mut self, until: Instant) -> Result<Option<Value>> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            // Whole messages only: the time-out ends a wait between two of them.
            let set = self.socket.get_ref().set_read_timeout(Some(left));
            set.map_err(|error| lost(&tungstenite::Error::Io(error)))?;
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    let message = serde_json::from_str(&text);
                    return message
                        .map(Some)
                        .map_err(|error| Failure::new("The browser says what is no JSON").because(error));
                }
                Ok(_) => {}
                Err(tungstenite::Error::Io(error))
                    if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
                Err(error) => return Err(lost(&error)),
            }
        }
    }

    /// Looks at an event: lets requests through or not, and remembers what should not have been.
    fn note(&mut self, message: Value) -> Result {
        let params = &message["params"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match message["method"].as_str().unwrap_or_default() {
            "Fetch.requestPaused" => {
                let url = text(&params["request"]["url"]);
                let id = params["requestId"].clone();
                if url.starts_with(&self.allowed) || url.starts_with("data:") || url.starts_with("blob:") {
                    self.send("Fetch.continueRequest", &json!({ "requestId": id }))?;
                } else {
                    self.noise.push(format!("outside request: {url}"));
                    let reason = json!({ "requestId": id, "errorReason": "BlockedByClient" });
                    self.send("Fetch.failRequest", &reason)?;
                }
            }
            "Runtime.consoleAPICalled" => {
                let words = params["args"].as_array().into_iter().flatten();
                let said: Vec<_> = words.map(|word| text(&word["value"]) + &text(&word["description"])).collect();
                self.noise.push(format!("console: {}", said.join(" ")));
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                let what = text(&details["text"]) + " " + &text(&details["exception"]["description"]);
                self.noise.push(format!("exception: {what}"));
            }
            "Log.entryAdded" => self.noise.push(format!("log: {}", text(&params["entry"]["text"]))),
            // The generic ones are hints about how forms are filled in by the browser.
            "Audits.issueAdded" if params["issue"]["code"] == "GenericIssue" => {}
            "Audits.issueAdded" => self.noise.push(format!("issue: {}", params["issue"])),
            "Page.lifecycleEvent" => self.events.push_back(message),
            _ => {}
        }
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.session = None;
        // It closes the connection instead of answering.
        let _ = self.send("Browser.close", &json!({}));
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(20));
        }
        stop(&mut self.child, &self.folder);
    }
}

fn stop(child: &mut Child, folder: &Path) {
    // It may have ended by itself; the folder holds nothing but what the browser left there.
    let _ = child.kill();
    let _ = child.wait();
    let _ = fs::remove_dir_all(folder);
}

fn unique() -> u128 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map(|now| now.as_nanos()).unwrap_or_default()
}

/// The address that the browser prints when it listens. What it prints later is read and dropped, so that it never waits for us.
fn devtools_address(child: &mut Child) -> Result<String> {
    let (sender, receiver) = mpsc::channel();
    let stderr = child.stderr.take();
    thread::spawn(move || {
        for line in stderr.map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(std::result::Result::ok) {
            // Nobody listens any more once the address was found.
            let _ = sender.send(line);
        }
    });
    let mut said = Vec::new();
    let until = Instant::now() + PATIENCE;
    while let Ok(line) = receiver.recv_timeout(until.saturating_duration_since(Instant::now())) {
        if let Some(address) = line.strip_prefix("DevTools listening on ") {
            return Ok(address.trim().to_owned());
        }
        said.push(line);
    }
    Err(Failure::new("The browser does not open its DevTools").because(said.join("\n")))
}

fn connect(address: &str) -> Result<WebSocket<TcpStream>> {
    let failed = |why: &dyn std::fmt::Display| Failure::new("The browser's DevTools cannot be reached").because(why);
    let host = address.strip_prefix("ws://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let stream = TcpStream::connect(host).map_err(|error| failed(&error))?;
    let config = tungstenite::protocol::WebSocketConfig::default().max_message_size(None).max_frame_size(None);
    let (socket, _) =
        tungstenite::client::client_with_config(address, stream, Some(config)).map_err(|error| failed(&error))?;
    Ok(socket)
}

fn lost(error: &tungstenite::Error) -> Failure {
    Failure::new("The browser has gone away").because(error)
}
