//! From Markdown events to pieces: HTML for prose, data for everything that is run.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::address::{self, Place};
use super::{Claim, Figure, Heading, LogExcerpt, Mark, Piece, Problem, ProblemKind, Run, block};
use crate::text::{ArticleWord, Lang, Say};

/// The mark beside a claim: a round with a hook in it.
const RAN: &str = r#"<svg viewBox="0 0 16 16" aria-hidden="true"><path fill="currentColor" fill-rule="evenodd" d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm3.7 4.9-4.4 5-3-2.8 1-1.1 1.9 1.7 3.3-3.9Z"></path></svg>"#;

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) pieces: Vec<Piece>,
    pub(super) contents: Vec<Heading>,
    pub(super) claims: Vec<Claim>,
    pub(super) logs: Vec<LogExcerpt>,
    pub(super) outline: Vec<Mark>,
}

/// Writes an article, piece by piece, and collects what is wrong with it.
pub(super) struct Writer {
    lang: Lang,
    /// The line of the source in which the text being read begins.
    first_line: u32,
    /// The line of the event being read.
    line: u32,
    /// The prose since the last figure.
    html: String,
    /// The plain words of the heading or claim being written.
    words: Option<String>,
    /// The link being written.
    link: Option<Link>,
    /// The table being written: columns, rows so far, whether in its head.
    table: Option<Table>,
    /// How many questions there were.
    questions: u32,
    written: Written,
    problems: Vec<Problem>,
}

/// A link that is open.
enum Link {
    /// `<a>` was written.
    Plain,
    /// The sentence of a claim.
    Claim(Run, String),
    /// Nothing was written, since the address is not allowed.
    None,
}

struct Table {
    columns: u32,
    rows: u32,
    head: bool,
}

impl Writer {
    pub(super) fn new(lang: Lang, first_line: u32) -> Self {
        Self {
            lang,
            first_line,
            line: first_line,
            html: String::new(),
            words: None,
            link: None,
            table: None,
            questions: 0,
            written: Written::default(),
            problems: Vec::new(),
        }
    }

    /// Writes the body of the article.
    pub(super) fn body(&mut self, markdown: &str) {
        let events: Vec<(Event<'_>, _)> = Parser::new_ext(markdown, options()).into_offset_iter().collect();
        let mut index = 0;
        let mut fence: Option<(String, String)> = None;
        while let Some((event, range)) = events.get(index) {
            self.line = self.first_line + lines(markdown.get(..range.start).unwrap_or_default());
            index += 1;
            match (event, &mut fence) {
                (Event::Start(Tag::CodeBlock(kind)), _) => fence = Some((info(kind), String::new())),
                (Event::Text(text), Some((_, content))) => content.push_str(text),
                (Event::End(TagEnd::CodeBlock), open) => {
                    if let Some((info, content)) = open.take() {
                        self.fenced(&info, &content);
                    }
                }
                (Event::Start(Tag::Paragraph), _) => match figure_ends(&events, index) {
                    Some(end) => {
                        self.figure(events.get(index..end).unwrap_or_default());
                        index = end + 1;
                    }
                    None => self.html.push_str("<p>"),
                },
                (event, _) => self.event(event),
            }
        }
    }

    /// Writes the list of sources.
    pub(super) fn sources(&mut self, sources: &[String]) {
        let title = ArticleWord::Sources.say(self.lang);
        self.html.push_str("<h2 id=\"sources\">");
        self.text(&title);
        self.html.push_str("</h2><ul class=\"sources\">");
        self.written.contents.push(Heading { id: "sources".to_owned(), text: title });
        self.line = 1;
        for source in sources {
            self.html.push_str("<li>");
            self.inline(source);
            self.html.push_str("</li>");
        }
        self.html.push_str("</ul>");
    }

    /// What was written, and what is wrong.
    pub(super) fn finish(mut self) -> (Written, Vec<Problem>) {
        self.end_prose();
        (self.written, self.problems)
    }

    /// Writes words with their inline marks, without a paragraph around them.
    pub(super) fn inline(&mut self, markdown: &str) {
        for event in Parser::new_ext(markdown.trim(), options()) {
            match event {
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                event => self.event(&event),
            }
        }
    }

    /// Writes markup.
    pub(super) fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    /// Writes text.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(words) = &mut self.words {
            words.push_str(text);
        }
        for letter in text.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '\u{a0}' => self.html.push_str("&nbsp;"),
                _ => self.html.push(letter),
            }
        }
    }

    /// Writes ` name="value"`.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        for letter in value.chars() {
            match letter {
                '&' => self.html.push_str("&amp;"),
                '"' => self.html.push_str("&quot;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                _ => self.html.push(letter),
            }
        }
        self.html.push('"');
    }

    /// A word of the program, in the language of the article.
    pub(super) fn word(&self, word: ArticleWord) -> String {
        word.say(self.lang)
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        self.written.outline.push(mark);
    }

    pub(super) fn problem(&mut self, kind: ProblemKind) {
        self.problems.push(Problem { line: self.line, kind });
    }

    pub(super) fn log(&mut self, run: Run, rows: Vec<String>) {
        self.written.logs.push(LogExcerpt { line: self.line, run, rows });
    }

    /// The number of the next question, from 1.
    pub(super) fn next_question(&mut self) -> u32 {
        self.questions += 1;
        self.questions
    }

    fn fenced(&mut self, info: &str, content: &str) {
        if let Err(kind) = block::write(self, info, content) {
            self.problem(kind);
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) => self.text(text),
            Event::Code(code) => {
                self.raw("<code>");
                self.text(code);
                self.raw("</code>");
            }
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.raw("<br>"),
            Event::Rule => self.raw("<hr>"),
            Event::Html(_) | Event::InlineHtml(_) => self.problem(ProblemKind::RawHtml),
            other => self.problem(ProblemKind::Unsupported(format!("{other:?}"))),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.raw("<p>"),
            Tag::Heading { level, id, .. } => self.heading(*level, id.as_ref()),
            Tag::BlockQuote(_) => {
                self.mark(Mark::Note);
                self.raw("<div class=\"mn\" role=\"note\">");
            }
            Tag::List(None) => self.raw("<ul>"),
            Tag::List(Some(1)) => self.raw("<ol>"),
            Tag::Item => self.raw("<li>"),
            Tag::Emphasis => self.raw("<em>"),
            Tag::Strong => self.raw("<strong>"),
            Tag::Link { dest_url, .. } => self.open_link(dest_url),
            Tag::Image { .. } => self.problem(ProblemKind::Image),
            Tag::Table(columns) => {
                let columns = u32::try_from(columns.len()).unwrap_or(u32::MAX);
                self.table = Some(Table { columns, rows: 0, head: true });
                self.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
                let name = self.word(ArticleWord::Table);
                self.attribute("aria-label", &name);
                self.raw("><table class=\"tb\">");
            }
            Tag::TableHead => self.raw("<thead><tr>"),
            Tag::TableRow => self.raw("<tr>"),
            Tag::TableCell => {
                let head = self.table.as_ref().is_some_and(|table| table.head);
                self.raw(if head { "<th scope=\"col\">" } else { "<td>" });
            }
            Tag::HtmlBlock => {}
            other => self.problem(ProblemKind::Unsupported(format!("{other:?}"))),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.raw("</p>"),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) => self.raw("</div>"),
            TagEnd::List(false) => self.raw("</ul>"),
            TagEnd::List(true) => self.raw("</ol>"),
            TagEnd::Item => self.raw("</li>"),
            TagEnd::Emphasis => self.raw("</em>"),
            TagEnd::Strong => self.raw("</strong>"),
            TagEnd::Link => self.close_link(),
            TagEnd::Table => {
                self.raw("</tbody></table></div>");
                if let Some(Table { columns, rows, .. }) = self.table.take() {
                    self.mark(Mark::Table { columns, rows });
                }
            }
            TagEnd::TableHead => {
                self.raw("</tr></thead><tbody>");
                if let Some(table) = &mut self.table {
                    table.head = false;
                }
            }
            TagEnd::TableRow => {
                self.raw("</tr>");
                if let Some(table) = &mut self.table {
                    table.rows += 1;
                }
            }
            TagEnd::TableCell => {
                let head = self.table.as_ref().is_some_and(|table| table.head);
                self.raw(if head { "</th>" } else { "</td>" });
            }
            // What has no form was reported at its start.
            _ => {}
        }
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<&CowStr<'_>>) {
        self.words = Some(String::new());
        match (level, id) {
            (HeadingLevel::H2, Some(id)) => {
                self.written.contents.push(Heading { id: id.to_string(), text: String::new() });
                self.mark(Mark::Heading(2, id.to_string()));
                self.raw("<h2");
                self.attribute("id", id);
                self.raw(">");
            }
            (HeadingLevel::H3, _) => {
                self.mark(Mark::Heading(3, String::new()));
                self.raw("<h3>");
            }
            _ => self.problem(ProblemKind::Heading),
        }
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let words = self.words.take().unwrap_or_default();
        match level {
            HeadingLevel::H2 => {
                self.raw("</h2>");
                if let Some(heading) = self.written.contents.last_mut() {
                    heading.text = words;
                }
            }
            HeadingLevel::H3 => self.raw("</h3>"),
            _ => {}
        }
    }

    fn open_link(&mut self, address: &str) {
        let run = address.strip_prefix("run:").map(address::run);
        let link = match (run, address::place(address)) {
            (Some(Some((run, Some(check)))), _) => {
                self.raw("<span class=\"ran\">");
                self.words = Some(String::new());
                Link::Claim(run, check.to_owned())
            }
            (Some(Some((run, None))), _) => {
                self.anchor(&address::lab(&run), "");
                Link::Plain
            }
            (None, Some(Place::Inside)) => {
                self.anchor(address, "");
                Link::Plain
            }
            (None, Some(Place::Outside)) => {
                self.mark(Mark::Source(address.to_owned()));
                self.anchor(address, " rel=\"external noopener\"");
                Link::Plain
            }
            (Some(None), _) | (None, None) => self.refuse(address),
        };
        self.link = Some(link);
    }

    fn refuse(&mut self, address: &str) -> Link {
        self.problem(ProblemKind::Address(address.to_owned()));
        Link::None
    }

    fn anchor(&mut self, address: &str, more: &str) {
        self.raw("<a");
        self.attribute("href", address);
        self.raw(more);
        self.raw(">");
    }

    fn close_link(&mut self) {
        match self.link.take() {
            Some(Link::Plain) => self.raw("</a>"),
            Some(Link::Claim(run, check)) => {
                let sentence = self.words.take().unwrap_or_default();
                self.raw("<a class=\"ranmark\"");
                self.attribute("href", &address::lab(&run));
                let name = self.word(ArticleWord::ClaimWasRun);
                self.attribute("aria-label", &name);
                self.raw(">");
                self.raw(RAN);
                self.raw("</a></span>");
                self.mark(Mark::Claim(run.clone(), check.clone()));
                self.written.claims.push(Claim { line: self.line, sentence, run, check });
            }
            Some(Link::None) | None => {}
        }
    }

    /// A paragraph that holds nothing but an image whose address is a run; `inside`: the events of the paragraph.
    fn figure(&mut self, inside: &[(Event<'_>, std::ops::Range<usize>)]) {
        let mut caption = String::new();
        let mut figure = None;
        for (event, _) in inside {
            match event {
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let run = dest_url.strip_prefix("run:").and_then(address::run);
                    figure = run.filter(|(_, check)| check.is_none());
                    if figure.is_none() {
                        self.problem(ProblemKind::Address(dest_url.to_string()));
                    }
                }
                Event::Text(text) | Event::Code(text) => caption.push_str(text),
                Event::SoftBreak => caption.push(' '),
                Event::End(_) => {}
                _ => self.problem(ProblemKind::Image),
            }
        }
        let Some((run, _)) = figure else { return };
        self.end_prose();
        self.mark(Mark::Figure(run.clone()));
        self.written.pieces.push(Piece::Figure(Figure { run, caption }));
    }

    fn end_prose(&mut self) {
        if !self.html.is_empty() {
            self.written.pieces.push(Piece::Prose(std::mem::take(&mut self.html)));
        }
    }
}

/// The dialect: CommonMark with tables and with ids of headings.
fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES
}

fn info(kind: &CodeBlockKind<'_>) -> String {
    match kind {
        CodeBlockKind::Indented => String::new(),
        CodeBlockKind::Fenced(info) => info.to_string(),
    }
}

fn lines(text: &str) -> u32 {
    let breaks = text.bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

/// If the paragraph whose events begin at `index` holds nothing but an image: the index of its end.
fn figure_ends(events: &[(Event<'_>, std::ops::Range<usize>)], index: usize) -> Option<usize> {
    let at = |index: usize| events.get(index).map(|(event, _)| event);
    let Some(Event::Start(Tag::Image { .. })) = at(index) else { return None };
    let mut end = index;
    while !matches!(at(end)?, Event::End(TagEnd::Image)) {
        end += 1;
    }
    matches!(at(end + 1)?, Event::End(TagEnd::Paragraph)).then_some(end + 1)
}
