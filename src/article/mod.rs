//! Articles: Markdown to prose, figures and claims.
//!
//! The Markdown is CommonMark without raw HTML. An image whose address is a run (`run:hung-dependency?stop=first-502.3`)
//! is a live figure; a link whose address is a run with a fragment is a claim: a sentence that the tests hold against
//! that run. This module reads claims and never judges them.
//!
//! Parsing happens where pages are built. The page in the browser adopts the finished prose and calls nothing here, so
//! that the parser stays out of the WASM.

mod address;
mod block;
mod catalogue;
mod front;
mod outline;
mod writer;

pub use address::{Run, Stop};
pub use catalogue::{Source, articles};
pub use front::{Front, Level, Reader};
pub use outline::Mark;

use crate::text::Lang;

/// An article, ready to be laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// The last part of its address.
    pub slug: String,
    /// Its language.
    pub lang: Lang,
    /// What stands above it.
    pub front: Front,
    /// What it consists of, in order.
    pub pieces: Vec<Piece>,
    /// Its headings of the second rank, for a table of contents.
    pub contents: Vec<Heading>,
    /// Its claims, in order.
    pub claims: Vec<Claim>,
    /// Its excerpts of logs, in order.
    pub logs: Vec<LogExcerpt>,
    /// Its structure, to be compared with that of its translations.
    pub outline: Vec<Mark>,
}

/// A piece of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// HTML of whole blocks, as a browser would write it itself: nothing in it is repaired when it is parsed.
    Prose(String),
    /// A live figure.
    Figure(Figure),
}

/// A live figure: a run, stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The run.
    pub run: Run,
    /// What it shows, as plain text.
    pub caption: String,
}

/// A heading of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its id within the page.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// A sentence and what must be true of a run for it to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The line of the source, from 1.
    pub line: u32,
    /// The sentence, as plain text.
    pub sentence: String,
    /// The run.
    pub run: Run,
    /// What must hold, for example `first(502.3).waited=30s±0.1s`.
    pub check: String,
}

/// Rows of a run's IIS log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogExcerpt {
    /// The line of the source, from 1.
    pub line: u32,
    /// The run.
    pub run: Run,
    /// The rows, as the log writes them.
    pub rows: Vec<String>,
}

/// Something wrong with an article, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the source, from 1.
    pub line: u32,
    /// What.
    pub kind: ProblemKind,
}

/// What can be wrong with an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The front matter lacks this field.
    FieldMissing(&'static str),
    /// The front matter has a field that it should not, or with a value that it cannot have.
    Field(String),
    /// Raw HTML.
    RawHtml,
    /// A link or an image with an address of another kind than those allowed.
    Address(String),
    /// A figure that shares its paragraph with something else, or an image that is no run.
    Image,
    /// A heading of the first rank, or one of the second without an id.
    Heading,
    /// A fenced block of an unknown kind, or whose words cannot be read.
    Block(String),
    /// Markdown that this program has no form for.
    Unsupported(String),
}

/// Reads an article, or says all that is wrong with it.
pub fn parse(source: &Source) -> Result<Article, Vec<Problem>> {
    let mut problems = Vec::new();
    let (front, body, first_line) = front::split(source.markdown, &mut problems);
    let mut writer = writer::Writer::new(source.lang, first_line);
    writer.body(body);
    if let Some(front) = &front {
        writer.sources(&front.sources);
    }
    let (written, mut found) = writer.finish();
    problems.append(&mut found);
    match front {
        Some(front) if problems.is_empty() => Ok(Article {
            slug: source.slug.to_owned(),
            lang: source.lang,
            front,
            pieces: written.pieces,
            contents: written.contents,
            claims: written.claims,
            logs: written.logs,
            outline: written.outline,
        }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Time;

    const FRONT: &str = "---\ntitle: T\nsummary: S\nreader: student\nlevel: first\nminutes: 7\nsources:\n- [Paper](https://a.test/p?x=1&y=2)\nupdated: 2026-11-21\n---\n";

    fn read(body: &str) -> Result<Article, Vec<Problem>> {
        let markdown = format!("{FRONT}{body}").leak();
        parse(&Source { slug: "t", lang: Lang::En, markdown })
    }

    fn prose(body: &str) -> String {
        let article = read(body).unwrap();
        let [Piece::Prose(html)] = article.pieces.as_slice() else { panic!("{:?}", article.pieces) };
        html.split_once("<h2 id=\"sources\">").unwrap().0.to_owned()
    }

    fn kinds(body: &str) -> Vec<(u32, ProblemKind)> {
        read(body).unwrap_err().into_iter().map(|problem| (problem.line, problem.kind)).collect()
    }

    #[test]
    fn paragraphs_lists_and_inline_marks() {
        assert_eq!(
            prose("A *b* **c** `d<e>` & f\u{a0}s.\n"),
            "<p>A <em>b</em> <strong>c</strong> <code>d&lt;e&gt;</code> &amp; f&nbsp;s.</p>"
        );
        assert_eq!(prose("1. a\n2. b\n"), "<ol><li>a</li><li>b</li></ol>");
        assert_eq!(prose("> **Note.** x\n"), "<div class=\"mn\" role=\"note\"><p><strong>Note.</strong> x</p></div>");
    }

    #[test]
    fn a_table_needs_no_repair() {
        let html = prose("| a | b |\n|---|---|\n| c | d |\n");
        assert!(
            html.ends_with("<table class=\"tb\"><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody><tr><td>c</td><td>d</td></tr></tbody></table></div>"),
            "{html}"
        );
    }

    #[test]
    fn headings_make_the_table_of_contents() {
        let article = read("## Why *it* waits {#why}\n\nx\n").unwrap();
        let contents: Vec<(&str, &str)> =
            article.contents.iter().map(|heading| (heading.id.as_str(), heading.text.as_str())).collect();
        assert_eq!(contents, [("why", "Why it waits"), ("sources", "Sources")]);
    }

    #[test]
    fn a_figure_parts_the_prose() {
        let article = read("Before.\n\n![A run, stopped](run:hung-dependency?stop=first-502.3)\n\nAfter.\n").unwrap();
        let [Piece::Prose(before), Piece::Figure(figure), Piece::Prose(after)] = article.pieces.as_slice() else {
            panic!("{:?}", article.pieces)
        };
        assert_eq!(before, "<p>Before.</p>");
        assert!(after.starts_with("<p>After.</p>"));
        assert_eq!(figure.caption, "A run, stopped");
        assert_eq!((figure.run.link.scenario.as_str(), figure.run.stop), ("hung-dependency", Stop::First502));
    }

    #[test]
    fn a_claim_is_a_sentence_with_a_mark() {
        let article = read("[It comes `late`.](run:healthy-farm?seed=7&at=70.5#count(500)=0)\n").unwrap();
        let [claim] = article.claims.as_slice() else { panic!("{:?}", article.claims) };
        assert_eq!((claim.line, claim.check.as_str()), (11, "count(500)=0"));
        assert_eq!((claim.run.stop, claim.run.link.at), (Stop::Link, Time::from_ms(70_500)));
        let [Piece::Prose(html)] = article.pieces.as_slice() else { panic!("{:?}", article.pieces) };
        let begin = "<p><span class=\"ran\">It comes <code>late</code>.<a class=\"ranmark\" href=\"../../lab/#v=2&amp;scenario=healthy-farm&amp;seed=7&amp;at=70.5\"";
        assert!(html.starts_with(begin), "{html}");
    }

    #[test]
    fn a_question_with_answers() {
        let html = prose("```predict\nWho?\n\n- [ ] B\n  B is\n  silent.\n- [x] A\n  It waited.\n```\n");
        assert_eq!(
            html,
            "<section class=\"predict\" aria-labelledby=\"question-1\"><p class=\"ask\" id=\"question-1\">Who?</p>\
             <details name=\"question-1\"><summary>B</summary><p><b>Not so.</b> B is silent.</p></details>\
             <details name=\"question-1\"><summary>A</summary><p><b>Yes.</b> It waited.</p></details></section>"
        );
    }

    #[test]
    fn rows_and_code() {
        let article = read("```log run:hung-dependency?seed=7\nrow 1\nrow 2\n```\n").unwrap();
        assert_eq!(article.logs.first().map(|log| log.rows.len()), Some(2));
        let html = prose("```csharp A.cs:7 hit=8\nx\ny < z\n```\n");
        assert!(
            html.contains(
                "<span class=\"ln\" data-n=\"7\">x</span><span class=\"ln hit\" data-n=\"8\">y &lt; z</span>"
            ),
            "{html}"
        );
    }

    #[test]
    fn what_is_refused() {
        use ProblemKind as Kind;
        assert_eq!(kinds("<b>x</b>\n").first(), Some(&(11, Kind::RawHtml)));
        assert_eq!(kinds("\n<div>\n"), [(12, Kind::RawHtml)]);
        assert_eq!(kinds("[x](javascript:alert%281%29)\n"), [(11, Kind::Address("javascript:alert%281%29".into()))]);
        assert_eq!(kinds("[x](http://a.test)\n"), [(11, Kind::Address("http://a.test".into()))]);
        assert_eq!(kinds("![x](https://a.test/p.png)\n"), [(11, Kind::Address("https://a.test/p.png".into()))]);
        assert_eq!(kinds("[x](run:no-such#count(500)=0)\n"), [(11, Kind::Address("run:no-such#count(500)=0".into()))]);
        assert_eq!(kinds("a ![x](run:healthy-farm)\n"), [(11, Kind::Image)]);
        assert_eq!(kinds("# One\n"), [(11, Kind::Heading)]);
        assert_eq!(kinds("## Two\n"), [(11, Kind::Heading)]);
        assert_eq!(kinds("```predict\nWho?\n- [ ] B\n  x\n```\n"), [(11, Kind::Block("predict".into()))]);
        assert_eq!(kinds("```\nx\n```\n"), [(11, Kind::Block(String::new()))]);
    }
}
