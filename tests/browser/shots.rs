//! Pictures of the pages, to look at.
//!
//! Always taken, into the target folder; with the environment one chooses, and may look at a site that is served already:
//!
//! ```text
//! BAD_GATEWAY_SHOTS=DIR        where the pictures go
//! BAD_GATEWAY_LOOK='/lab/ 1280x720 dark; /ko/lab/#v=1 390x844; /learn/what-is-502-3/ 1280x720 whole'
//! BAD_GATEWAY_DO='JavaScript'  done in each page before its picture is taken; may be a promise
//! BAD_GATEWAY_URL=http://127.0.0.1:PORT/   of a running `cargo run -- --port PORT`, instead of building the site
//! cargo test -p bad-gateway-tool --test browser shots -- --nocapture
//! ```

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bad_gateway_tool::browser::View;

use crate::stage::{browser, serve};

const USUAL: &str = "/ 1280x720; /lab/ 1280x720; /lab/ 1280x720 dark; /ko/lab/ 1280x720; /lab/ 390x844; \
    /learn/what-is-502-3/ 1280x720 whole";

#[test]
fn shots() {
    let folder = env::var_os("BAD_GATEWAY_SHOTS").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("shots"));
    fs::create_dir_all(&folder).unwrap();
    let looks = env::var("BAD_GATEWAY_LOOK").unwrap_or_else(|_| USUAL.to_owned());
    let root = env::var("BAD_GATEWAY_URL").unwrap_or_else(|_| serve(""));
    let mut browser = browser(&root);
    for look in looks.split(';').map(str::trim) {
        let mut words = look.split(' ');
        let path = words.next().unwrap_or_default().trim_start_matches('/');
        let mut view = View::WIDE;
        let mut whole = false;
        for word in words {
            match (word, word.split_once('x')) {
                ("dark", _) => view.dark = true,
                ("still", _) => view.still = true,
                ("whole", _) => whole = true,
                (_, Some((width, height))) => {
                    view.width = width.parse().unwrap();
                    view.height = height.parse().unwrap();
                }
                _ => panic!("a look is `/PATH [WIDTHxHEIGHT] [dark] [still] [whole]`, not `{look}`"),
            }
        }
        browser.look(view).unwrap();
        browser.open_ready(&format!("{root}{path}")).unwrap();
        if let Ok(script) = env::var("BAD_GATEWAY_DO") {
            browser.eval(&script).unwrap();
        }
        browser.rest(Duration::from_millis(400)).unwrap();
        let name: String =
            look.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
        let file = folder.join(format!("{}.png", name.trim_matches('-')));
        let png = browser.screenshot(whole).unwrap();
        assert!(png.starts_with(b"\x89PNG"), "{look}");
        fs::write(&file, png).unwrap();
        println!("{}", file.display());
        for noise in browser.take_noise() {
            println!("  {noise}");
        }
    }
}
