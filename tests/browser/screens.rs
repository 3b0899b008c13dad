//! Every kind of screen: narrow and wide, touched, printed, in the reader's own colours.

use bad_gateway::text::Lang;
use bad_gateway::text::ui::{HomeWord, LabWord, Word};
use bad_gateway_tool::browser::{Browser, View};
use serde_json::{Value, json};

use crate::reader::{assert_silent, click, go, see, wait};
use crate::stage::{browser, paths, serve};

/// The flagship within a millisecond after its first 502.3.
const FIRST_502: &str = "v=2&scenario=hung-dependency&seed=7&at=70.365&select=41";

/// Says what else the page is told of the screen.
fn media(browser: &mut Browser, media: &str, forced: bool) {
    let forced = if forced { "active" } else { "none" };
    let features = json!([{ "name": "forced-colors", "value": forced }]);
    browser.call("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features })).unwrap();
}

fn size(browser: &mut Browser, width: u32, height: u32) {
    browser.look(View { width, height, ..View::WIDE }).unwrap();
}

/// Goes to a moment of a scenario, in a language.
fn moment(browser: &mut Browser, root: &str, lang: Lang, scenario: &str, at: &str) {
    let lab = format!("{root}{}lab/", lang.path_prefix());
    go(browser, &lab, &format!("v=2&scenario={scenario}&seed=7&at={at}"));
    wait(browser, &format!("location.hash.includes('{scenario}&')"));
    wait(browser, &format!("clock().endsWith('{:02}.000')", at.parse::<u32>().unwrap() % 60));
}

/// How much of each frame of the picture is drawn in another colour than most of it [thousandths].
fn drawn(browser: &mut Browser) -> Vec<u64> {
    let frames = see(
        browser,
        "all('rect', picture()).map((e) => e.getBoundingClientRect()).filter((box) => box.width * box.height > 15000) \
         .map((box) => ({ x: box.x + 4, y: box.y + 4, width: box.width - 8, height: box.height - 8, scale: 1 }))",
    );
    let shots: Vec<Value> = frames
        .as_array()
        .unwrap()
        .iter()
        .map(|clip| {
            browser.call("Page.captureScreenshot", &json!({ "format": "png", "clip": clip })).unwrap()["data"].take()
        })
        .collect();
    // The page's own policy lets no picture in.
    browser.open("about:blank").unwrap();
    let share = |shot: Value| {
        let count = format!(
            "new Promise((done) => {{ const image = new Image(); image.src = 'data:image/png;base64,' + {shot}; \
             image.onload = () => {{ const {{ width, height }} = image; \
                 const paper = Object.assign(document.createElement('canvas'), {{ width, height }}).getContext('2d'); \
                 paper.drawImage(image, 0, 0); const counts = new Map(); \
                 const dots = new Uint32Array(paper.getImageData(0, 0, width, height).data.buffer); \
                 for (const dot of dots) counts.set(dot, (counts.get(dot) ?? 0) + 1); \
                 done(Math.round(1000 - 1000 * Math.max(...counts.values()) / dots.length)); }}; }})"
        );
        browser.eval(&count).unwrap().as_u64().unwrap()
    };
    shots.into_iter().map(share).collect()
}

#[test]
fn the_readers_own_colours_leave_the_picture_drawn() {
    let root = serve("");
    let mut browser = browser(&root);
    for path in ["".to_owned(), format!("lab/#{FIRST_502}")] {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        media(&mut browser, "", true);
        let drawn = drawn(&mut browser);
        assert!(drawn.len() >= 4 && drawn.iter().all(|share| *share > 15), "{path}: {drawn:?}");
    }
    go(&mut browser, &format!("{root}lab/"), FIRST_502);
    wait(&mut browser, "all('tr[data-request] [aria-pressed=true]').length === 1");
    let row = "all('tr[data-request]').find((row) => all('[aria-pressed=true]', row).length)";
    let outlined = format!(
        "(() => {{ const row = {row}; return [row, ...row.cells].map((e) => getComputedStyle(e).outlineStyle); }})()"
    );
    let outlined = see(&mut browser, &outlined);
    let lines: Vec<&str> = outlined.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(lines[0], "solid", "the selected row is outlined");
    assert!(lines[1..].iter().all(|line| *line == "none"), "as a row: {lines:?}");
    assert_silent(&mut browser, "lab");
}

/// The first stop of the keyboard leads into the page, and is no link to a run.
#[test]
fn the_way_to_the_content_leaves_the_run_and_its_address_alone() {
    let root = serve("");
    let mut browser = browser(&root);
    for page in ["lab/".to_owned(), format!("lab/#{FIRST_502}"), "bad-gateway.html#/lab/".to_owned()] {
        browser.open("about:blank").unwrap();
        browser.open_ready(&format!("{root}{page}")).unwrap();
        // A link that was opened is soon written as this page writes it.
        wait(&mut browser, "location.hash.includes('run=') === location.hash.includes('at=')");
        let before = see(&mut browser, "[location.href, clock()]");
        browser.press("Tab").unwrap();
        let first = see(&mut browser, "name(document.activeElement)");
        assert_eq!(first, Word::SkipToContent.text(Lang::En), "{page}");
        browser.press("Enter").unwrap();
        wait(&mut browser, "document.activeElement.id === 'main'");
        assert_eq!(see(&mut browser, "[location.href, clock()]"), before, "{page}");
        assert_eq!(see(&mut browser, "all('[role=alert]').map(words)"), json!([]), "{page}");
    }
    // A fragment by hand, or by a link of another page.
    browser.open_ready(&format!("{root}lab/#main")).unwrap();
    assert_eq!(see(&mut browser, "all('[role=alert]').map(words)"), json!([]));
    assert_silent(&mut browser, "lab");
}

/// Text over text, text that is cut, and what is wider than the window. Of a line of text its middle counts: the boxes of
/// letters reach into each other.
const FAULTS: &str = r"(() => {
    const found = [];
    const wide = document.documentElement.scrollWidth;
    if (wide > innerWidth) found.push(`the page is ${wide} wide`);
    const apart = (e) => { for (let at = e; at && at !== document.body; at = at.parentElement) {
        const style = getComputedStyle(at);
        if (['sticky', 'fixed'].includes(style.position) || style.clipPath !== 'none') return true;
    } return false; };
    const seen = (e, box) => { let { left, right, top, bottom } = box;
        const line = (bottom - top) / 4;
        for (let at = e; at && at !== document.body; at = at.parentElement) {
            if (at instanceof SVGElement || getComputedStyle(at).overflowX === 'visible') continue;
            const around = at.getBoundingClientRect();
            left = Math.max(left, around.left); right = Math.min(right, around.right);
            top = Math.max(top, around.top); bottom = Math.min(bottom, around.bottom);
        }
        return { left, right, top: top + line, bottom: bottom - line }; };
    const boxes = [];
    const walk = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode; const e = node.parentElement;
        if (!tidy(node.data) || !shows(e) || e.closest('select, dialog, desc, title') || apart(e)) continue;
        const range = document.createRange(); range.selectNodeContents(node);
        for (const rect of e.closest('svg') ? [e.getBoundingClientRect()] : range.getClientRects()) {
            const box = { words: tidy(node.data), e, ...seen(e, rect) };
            if (box.right - box.left > 1 && box.bottom - box.top > 1) boxes.push(box);
        }
    }
    boxes.forEach((a, nth) => { if (a.right > innerWidth + 1) found.push(`outside: ${a.words}`);
        for (const b of boxes.slice(nth + 1)) {
            if (!a.e.contains(b.e) && !b.e.contains(a.e) && a.left + 1 < b.right && b.left + 1 < a.right && a.top + 1 < b.bottom && b.top + 1 < a.bottom)
                found.push(`${a.words} / ${b.words}`);
        } });
    for (const e of all('main *')) {
        const hides = ['hidden', 'clip'].includes(getComputedStyle(e).overflowX);
        if (hides && !(e instanceof SVGElement) && !apart(e) && e.scrollWidth > e.clientWidth + 1) found.push(`cut: ${words(e)}`);
    }
    return found.slice(0, 6);
})()";

/// Phones upright and lying down, tablets, laptops, a wall; and where the drawings or the columns change.
const WIDTHS: [u32; 10] = [320, 390, 720, 768, 844, 1000, 1024, 1100, 1280, 1920];

/// At every width there is, in both languages.
#[test]
fn no_text_is_cut_or_covered_at_any_width() {
    let root = serve("");
    let mut browser = browser(&root);
    let moments = [
        ("hung-dependency", "60"),
        ("hung-dependency", "75"),
        ("hung-dependency-aspnetcore", "150"),
        ("backend-down", "45"),
        ("two-dependencies", "75"),
    ];
    let mut wrong = String::new();
    for lang in Lang::ALL {
        for (scenario, at) in moments {
            moment(&mut browser, &root, lang, scenario, at);
            for width in WIDTHS {
                size(&mut browser, width, if width == 844 { 390 } else { 720 });
                let found = see(&mut browser, FAULTS);
                if found != json!([]) {
                    wrong += &format!("{lang:?}, {scenario} at {at} s, {width} pixels: {found}\n");
                }
            }
        }
    }
    for path in paths() {
        browser.open_ready(&format!("{root}{path}")).unwrap();
        for width in WIDTHS {
            size(&mut browser, width, 720);
            let found = see(&mut browser, FAULTS);
            if found != json!([]) {
                wrong += &format!("{path}, {width} pixels: {found}\n");
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_lab_on_paper_is_whole_and_names_its_run() {
    let root = serve("");
    let mut browser = browser(&root);
    browser.open_ready(&format!("{root}lab/#{FIRST_502}")).unwrap();
    size(&mut browser, 718, 1000);
    media(&mut browser, "print", false);
    assert_eq!(see(&mut browser, FAULTS), json!([]));
    let digest = see(&mut browser, "document.querySelector('[data-digest]').dataset.digest");
    let named = see(&mut browser, "all('main p').map(words).find((line) => line.includes('seed 7'))");
    let named = named.as_str().expect("a line that names the run");
    for part in ["Hung dependency", "ARR farm, time-out 30 s", "1 request/s", digest.as_str().unwrap()] {
        assert!(named.contains(part), "{part}: {named}");
    }
    assert_eq!(
        see(
            &mut browser,
            "all('main button, main select, main input').map(name).filter((e) => /Play|Hosting|Share/.test(e))"
        ),
        json!([])
    );
    assert_silent(&mut browser, "lab");
}

/// The four numbers that a row is read for, wherever it stands.
#[test]
fn the_last_four_numbers_of_a_row_are_always_seen() {
    let root = serve("");
    let mut browser = browser(&root);
    let inside = "(e, pane) => { const [a, b] = [e.getBoundingClientRect(), pane.getBoundingClientRect()]; \
        return a.left >= Math.max(b.left, 0) - 1 && a.right <= Math.min(b.right, innerWidth) + 1; }";
    let cells = format!(
        "(() => {{ const inside = {inside}; const row = all('tr[data-request]').at(-1); \
         const cells = [...row.cells].slice(-4); const lefts = cells.map((e) => e.getBoundingClientRect().left); \
         return [cells.map(words), cells.map((e) => inside(e, row.closest('[role=region]'))), \
             lefts.every((left, nth) => nth === 0 || left > lefts[nth - 1] + 20)]; }})()"
    );
    for width in [320, 390, 844, 1024, 1100, 1280] {
        size(&mut browser, width, 844);
        browser.open_ready(&format!("{root}lab/#{FIRST_502}")).unwrap();
        wait(&mut browser, "all('tr[data-request] [aria-pressed=true]').length === 1");
        for fields in [LabWord::Show, LabWord::Fold] {
            let seen = see(&mut browser, &cells);
            assert_eq!(seen[0].as_array().unwrap()[..3], ["502", "3", "12002"].map(Value::from), "{width}");
            assert_eq!(
                (&seen[1], &seen[2]),
                (&json!([true, true, true, true]), &json!(true)),
                "{width} pixels, before {fields:?}"
            );
            click(&mut browser, fields.text(Lang::En));
            let other = if fields == LabWord::Show { LabWord::Fold } else { LabWord::Show };
            wait(&mut browser, &format!("Boolean(control({}))", json!(other.text(Lang::En))));
        }
        browser.open_ready(&format!("{root}learn/what-is-502-3/")).unwrap();
        let rows = see(
            &mut browser,
            &format!(
                "all('pre[role=region]').map((pre) => {{ const inside = {inside}; const range = document.createRange(); \
                 range.selectNodeContents(pre); const right = Math.max(...[...range.getClientRects()].map((box) => box.right)); \
                 return right <= pre.getBoundingClientRect().right + 1 && inside(pre, document.body); }})"
            ),
        );
        assert!(
            rows.as_array().unwrap().len() > 1 && rows.as_array().unwrap().iter().all(|whole| whole == true),
            "{width}: {rows}"
        );
    }
    assert_silent(&mut browser, "lab");
}

/// A small screen hides nothing for good, and its bar does not take what little height there is.
#[test]
fn a_phone_reaches_every_control() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        size(&mut browser, 390, 844);
        browser.open_ready(&format!("{root}{}lab/", lang.path_prefix())).unwrap();
        let reached = |word: LabWord| format!("Boolean(control({}))", json!(word.text(lang)));
        for word in [LabWord::Scenario, LabWord::Hosting, LabWord::Load, LabWord::Seed, LabWord::Share] {
            assert_eq!(see(&mut browser, &reached(word)), true, "{lang:?}: {word:?}");
        }
        click(&mut browser, LabWord::More.text(lang));
        for word in
            [LabWord::First502, LabWord::Next502Long, LabWord::PauseAt, LabWord::Speed, LabWord::Start, LabWord::Fork]
        {
            wait(&mut browser, &reached(word));
        }
        click(&mut browser, LabWord::First502.text(lang));
        wait(&mut browser, "clock() === '1:10.364'");
    }
    size(&mut browser, 640, 360);
    browser.open_ready(&format!("{root}lab/")).unwrap();
    assert_eq!(see(&mut browser, "all('[role=timer]')[0].getBoundingClientRect().top > innerHeight"), true);
    assert_silent(&mut browser, "lab");
}

#[test]
fn the_first_press_of_the_theme_shows_and_the_last_is_the_projector() {
    let root = serve("");
    let mut browser = browser(&root);
    let orders = [
        (false, [Word::ThemeSystem, Word::ThemeDark, Word::ThemeLight, Word::ThemeProjector]),
        (true, [Word::ThemeSystem, Word::ThemeLight, Word::ThemeDark, Word::ThemeProjector]),
    ];
    for (dark, order) in orders {
        browser.look(View { dark, ..View::WIDE }).unwrap();
        browser.open_ready(&format!("{root}lab/")).unwrap();
        let mut before = Value::Null;
        for theme in order {
            let paper = see(&mut browser, "getComputedStyle(document.body).backgroundColor");
            assert_ne!(paper, before, "{theme:?}, where the system is dark: {dark}");
            before = paper;
            click(&mut browser, theme.text(Lang::En));
        }
        wait(&mut browser, &format!("Boolean(control({}))", json!(Word::ThemeSystem.text(Lang::En))));
        assert!(before == "rgb(255, 255, 255)", "a projector is white: {before}");
    }
    size(&mut browser, 1920, 1080);
    let letters =
        see(&mut browser, "parseFloat(getComputedStyle(all('main p').find((e) => words(e) === sentence())).fontSize)");
    assert_eq!(letters, 20.0, "on a wall the words grow with the picture");
    assert_silent(&mut browser, "lab");
}

/// A finger's breadth where the page is touched.
#[test]
fn controls_are_large_enough_to_be_hit() {
    let root = serve("");
    let mut browser = browser(&root);
    let small = "(least) => all('main button, main select, main input, main summary, .top button, .top summary') \
        .map((e) => ({ e, box: (e.type === 'checkbox' || e.type === 'radio' ? e.closest('label') : e).getBoundingClientRect() })) \
        .filter(({ e, box }) => e.className !== 'log-pick' && Math.round(box.height) < least) \
        .map(({ e, box }) => `${name(e)}: ${Math.round(box.width)} × ${Math.round(box.height)}`)";
    for (touch, least) in [(false, 24), (true, 44)] {
        size(&mut browser, 390, 844);
        browser.call("Emulation.setTouchEmulationEnabled", &json!({ "enabled": touch, "maxTouchPoints": 5 })).unwrap();
        browser.open_ready(&format!("{root}lab/#{FIRST_502}")).unwrap();
        assert_eq!(see(&mut browser, "matchMedia('(pointer: coarse)').matches"), touch);
        click(&mut browser, LabWord::More.text(Lang::En));
        assert_eq!(see(&mut browser, &format!("({small})({least})")), json!([]), "touched: {touch}");
        let rows =
            see(&mut browser, "Math.min(...all('tr[data-request]').map((row) => row.getBoundingClientRect().height))");
        assert!(rows.as_f64() >= Some(f64::from(least)), "rows: {rows}");
    }
}

/// However long the sentence above it is, the picture stands where it stood.
#[test]
fn the_picture_stays_in_its_place() {
    let root = serve("");
    let mut browser = browser(&root);
    for lang in Lang::ALL {
        for width in [390, 768, 1024, 1280] {
            size(&mut browser, width, 844);
            let mut places = std::collections::BTreeSet::new();
            for at in ["0", "20", "50", "60", "75", "150"] {
                moment(&mut browser, &root, lang, "hung-dependency", at);
                see(&mut browser, "scrollTo(0, 0)");
                let told = see(&mut browser, "Math.round(picture().getBoundingClientRect().top)");
                places.insert(told.as_u64());
            }
            assert_eq!(places.len(), 1, "{lang:?}, {width} pixels: {places:?}");
        }
    }
    // The first page plays by itself to the end.
    let top = "Math.round(picture().getBoundingClientRect().top + scrollY)";
    for width in [390, 768, 1280] {
        size(&mut browser, width, 844);
        browser.open_ready(&root).unwrap();
        let stood = see(&mut browser, top);
        click(&mut browser, HomeWord::PlayOn.text(Lang::En));
        wait(&mut browser, &format!("{top} !== {stood} || sentence().startsWith('3:00')"));
        assert_eq!(see(&mut browser, top), stood, "the first page, {width} pixels");
    }
    assert_silent(&mut browser, "lab");
}
