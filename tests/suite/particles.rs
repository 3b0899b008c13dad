//! Particles of Korean, in all that is said and written: after a number, a letter, an English word or a closing sign stands the
//! form that its reading asks for.
//!
//! By rule: whatever stands before a particle is read by [`Particle::after`], which has a table of its own. What is not yet known
//! where it is written, the place of a variable, may be followed by no particle that changes.

use std::fs;
use std::path::{Path, PathBuf};

use bad_gateway::kernel::{Span, Time};
use bad_gateway::text::chain::{Name, Picture};
use bad_gateway::text::korean::Particle;
use bad_gateway::text::ui::lab::{forked, how_calls, root as first_difference, slots_to};
use bad_gateway::text::{Lang, Say, fault};
use bad_gateway::vocabulary::{Fault, RequestId};

/// What is counted with: read with the number, and itself before the particle.
const COUNTERS: [char; 8] = ['개', '건', '대', '행', '초', '분', '번', '배'];

/// What may follow a particle in the same word.
const AFTER: [&str; 7] = ["", "만", "는", "도", "의", "서", "써"];

/// What changes as `이` and `가` do: the form after a consonant, and after a vowel.
const LIKE_SUBJECT: [[&str; 2]; 3] = [["이라", "라"], ["이란", "란"], ["이나", "나"]];

/// The particle that this word is, with the forms that it has.
fn particle(word: &str) -> Option<(Particle, [&'static str; 2], &'static str)> {
    let own = Particle::ALL.into_iter().map(|particle| (particle, particle.forms()));
    let all = own.chain(LIKE_SUBJECT.map(|forms| (Particle::Subject, forms)));
    let mut found = all.filter_map(|(particle, forms)| {
        let form = forms.into_iter().find(|form| word.strip_prefix(form).is_some_and(|rest| AFTER.contains(&rest)))?;
        Some((particle, forms, form))
    });
    found.next()
}

/// Whether this form of a particle does not fit what stands before it.
fn misfits(word: &str, before: &str) -> bool {
    particle(word).is_some_and(|(particle, forms, form)| {
        let [closed, _] = particle.forms();
        form != forms[usize::from(particle.after(before) != closed)]
    })
}

fn is_hangul(letter: char) -> bool {
    ('가'..='힣').contains(&letter)
}

/// The particles of a line that are wrong, each with what stands before it.
fn wrong(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(is_hangul) {
        let at = line.len() - rest.len() + start;
        let (before, after) = line.split_at(at);
        let word = &after[..after.find(|letter| !is_hangul(letter)).unwrap_or(after.len())];
        rest = &after[word.len()..];
        let counted = word.strip_prefix(COUNTERS).map(|rest| (&word[..word.len() - rest.len()], rest));
        let is_wrong = match before.trim_end_matches(['”', '’', '`']).chars().next_back() {
            // It is torn from its word. Alone, 이 and 가 are words, and so are 나 and 라.
            Some(' ') => particle(word).is_some_and(|(particle, forms, form)| {
                form == word && particle != Particle::Subject && forms == particle.forms()
            }),
            // The place of a variable.
            Some('}') => particle(word).is_some() || counted.is_some_and(|(counter, rest)| misfits(rest, counter)),
            Some('0'..='9' | '·') => {
                counted.map_or_else(|| misfits(word, before), |(counter, rest)| misfits(rest, counter))
            }
            // Korean is within the quotes.
            Some('A'..='Z' | 'a'..='z' | '%' | '/' | ')' | '가'..='힣') => misfits(word, before),
            Some(_) | None => false,
        };
        if is_wrong {
            let from = before.char_indices().rev().nth(12).map_or(0, |(index, _)| index);
            found.push(format!("{}{word}", &before[from..]));
        }
    }
    found
}

#[test]
fn a_wrong_particle_is_found() {
    let cases = [
        "#40와 처음",
        "요청 41를",
        "요청 41가",
        "실행 2을",
        "장애 “C 무응답”를",
        "502.3로 응답",
        "그 2건가 쥔",
        "30초을",
        "`await` 를",
        "`await`을",
        "{}로 가는",
        "“{fault}”를",
        "{count}건를",
        "SQL으로",
        "프로세스(w3wp)은",
        "100%으로",
        "C이란",
        "B은(는)",
    ];
    for text in cases {
        assert_eq!(wrong(text).len(), 1, "{text}: {:?}", wrong(text));
    }
    let right = "#40과 41을 42는 2를 502.3이란 502.4로 “C 무응답”을 IIS는 C로 가는 2건이 1,000개가 30.·초를 {}의 {}건이 이 값은 A가 \
                 `await`를 HTTP/로 작업자(w3wp)는 URL로 로그 과부하 60ms를 {이} 5번 요청은 100%로 #41번만 16개뿐 3대로 A라";
    assert_eq!(wrong(right), Vec::<String>::new());
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files under a folder that have this ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![root().join(folder)]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} has files");
    found
}

/// Fails with all the particles that are wrong in the lines of files, after `plain` has made words of each line.
fn assert_right(files: &[PathBuf], plain: impl Fn(&str) -> String) {
    let mut found = Vec::new();
    for path in files {
        let text = fs::read_to_string(path).unwrap();
        for (index, line) in text.lines().enumerate() {
            let path = path.strip_prefix(root()).unwrap().display();
            found.extend(wrong(&plain(line)).into_iter().map(|said| format!("{path}:{}: {said}", index + 1)));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn in_what_is_said_of_runs() {
    assert_right(&files("tests/golden/sentences", "txt"), str::to_owned);
}

#[test]
fn in_the_words_of_the_program() {
    // The tests of particles have wrong ones.
    let files: Vec<PathBuf> =
        files("src/text", "rs").into_iter().filter(|path| !path.ends_with("text/korean.rs")).collect();
    assert_right(&files, str::to_owned);
}

#[test]
fn in_scenarios() {
    assert_right(&files("content/scenarios", "json"), str::to_owned);
}

/// A line of Markdown as it is read: links without their addresses, nothing emphasised.
fn read_out(line: &str) -> String {
    let mut said = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("](") {
        said.push_str(&rest[..at]);
        let mut depth = 0;
        let end = rest[at + 1..].find(|letter| {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            depth == 0
        });
        rest = end.map_or("", |end| &rest[at + 1 + end + 1..]);
    }
    said.push_str(rest);
    said.replace(['[', '*'], "")
}

#[test]
fn in_articles() {
    assert_right(&files("content/articles/ko", "md"), read_out);
}

/// The mark of a sentence that was run stands after it: what follows closely would be torn from it.
#[test]
fn a_sentence_that_was_run_has_its_particle_inside() {
    for path in files("content/articles/ko", "md") {
        for line in fs::read_to_string(&path).unwrap().lines() {
            for (at, _) in line.match_indices("](run:") {
                let link = line[at + 2..].split(' ').next().unwrap_or_default();
                let (address, after) = link.rsplit_once(')').unwrap_or((link, ""));
                assert!(!address.contains('#') || !after.starts_with(is_hangul), "{}: {link}", path.display());
            }
        }
    }
}

#[test]
fn after_any_number_and_any_name() {
    let lang = Lang::Ko;
    let mut said = Vec::new();
    for number in 1..=120 {
        let at = Time::from_ms(u64::from(number) * 1_001);
        said.push(first_difference(Some(RequestId(number)), lang));
        said.push(forked(2, at, lang));
        said.push(Picture::FirstFailure(RequestId(number), at, Span::from_ms(30_000)).ko());
    }
    for name in
        ["Stock", "DB", "API", "SQL", "prices", "mail", "app-1", "app-10", "B2", "R", "queue", "inventory-prices"]
    {
        said.extend([how_calls(name, Some(name), lang), slots_to(name, lang)]);
        for fault in Fault::ALL {
            said.extend([fault::name(fault, name, lang), fault::about(fault, name, lang)]);
        }
        let short = Name::new(name);
        let request = RequestId(41);
        let pictures = [
            Picture::OnlyWaits(short),
            Picture::StandsFor(request, short, short),
            Picture::StandsForgotten(request, short),
            Picture::StandsConnecting(request, short),
            Picture::StandsAsGhost(request, short, short),
        ];
        said.extend(pictures.map(|picture| picture.ko()));
        // What is cut is read as if it were whole.
        if name.len() <= 10 {
            said.extend([Picture::ConnectionsTo(short), Picture::OpenTo(16, short)].map(|picture| picture.ko()));
        }
    }
    let found: Vec<String> = said.iter().flat_map(|said| wrong(said)).collect();
    assert_eq!(found, Vec::<String>::new());
}
