//! The front matter: `key: value` lines between two lines `---`, and a list of sources.

use super::{Problem, ProblemKind};

/// What stands above an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// The title.
    pub title: String,
    /// One or two sentences beneath it.
    pub summary: String,
    /// For whom it is.
    pub reader: Reader,
    /// How much it asks for.
    pub level: Level,
    /// How long it takes to read.
    pub minutes: u16,
    /// What it rests on, as Markdown links.
    pub sources: Vec<String>,
    /// When it was last changed: `2026-11-21`.
    pub updated: String,
}

/// For whom an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Who wants to understand.
    Student,
    /// Who has a failure before him.
    OnCall,
    /// Who teaches.
    Instructor,
}

/// How much an article asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Nothing but HTTP.
    First,
    /// The first article.
    Further,
}

/// The front matter, the body, and the number of the body's first line. What is missing or unknown goes to `problems`.
pub(super) fn split<'a>(markdown: &'a str, problems: &mut Vec<Problem>) -> (Option<Front>, &'a str, u32) {
    let Some((matter, body)) = markdown.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        problems.push(Problem { line: 1, kind: ProblemKind::FieldMissing("---") });
        return (None, markdown, 1);
    };
    let mut fields = Fields::default();
    let mut line = 2;
    for text in matter.lines() {
        if let Err(kind) = fields.read(text) {
            problems.push(Problem { line, kind });
        }
        line += 1;
    }
    let front = match fields.complete() {
        Ok(front) => Some(front),
        Err(field) => {
            problems.push(Problem { line: 1, kind: ProblemKind::FieldMissing(field) });
            None
        }
    };
    (front, body, line + 1)
}

/// The fields read so far.
#[derive(Default)]
struct Fields {
    title: Option<String>,
    summary: Option<String>,
    reader: Option<Reader>,
    level: Option<Level>,
    minutes: Option<u16>,
    sources: Vec<String>,
    updated: Option<String>,
}

impl Fields {
    fn read(&mut self, line: &str) -> Result<(), ProblemKind> {
        let wrong = || ProblemKind::Field(line.to_owned());
        if let Some(source) = line.strip_prefix("- ") {
            self.sources.push(source.to_owned());
            return Ok(());
        }
        let (key, value) = line.split_once(':').ok_or_else(wrong)?;
        let value = value.trim();
        match key {
            "title" => self.title = Some(value.to_owned()),
            "summary" => self.summary = Some(value.to_owned()),
            "reader" => self.reader = Some(reader(value).ok_or_else(wrong)?),
            "level" => self.level = Some(level(value).ok_or_else(wrong)?),
            "minutes" => self.minutes = Some(value.parse().map_err(|_| wrong())?),
            "updated" if is_date(value) => self.updated = Some(value.to_owned()),
            "sources" if value.is_empty() => {}
            _ => return Err(wrong()),
        }
        Ok(())
    }

    fn complete(self) -> Result<Front, &'static str> {
        if self.sources.is_empty() {
            return Err("sources");
        }
        Ok(Front {
            title: self.title.ok_or("title")?,
            summary: self.summary.ok_or("summary")?,
            reader: self.reader.ok_or("reader")?,
            level: self.level.ok_or("level")?,
            minutes: self.minutes.ok_or("minutes")?,
            sources: self.sources,
            updated: self.updated.ok_or("updated")?,
        })
    }
}

fn reader(word: &str) -> Option<Reader> {
    match word {
        "student" => Some(Reader::Student),
        "on-call" => Some(Reader::OnCall),
        "instructor" => Some(Reader::Instructor),
        _ => None,
    }
}

fn level(word: &str) -> Option<Level> {
    match word {
        "first" => Some(Level::First),
        "further" => Some(Level::Further),
        _ => None,
    }
}

/// Whether the text has the form `2026-11-21`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "---\ntitle: T\nsummary: S: t\nreader: student\nlevel: first\nminutes: 7\nsources:\n- [a](https://a.test)\nupdated: 2026-11-21\n---\n\nBody\n";

    #[test]
    fn reads_all_fields() {
        let mut problems = Vec::new();
        let (front, body, line) = split(WHOLE, &mut problems);
        assert_eq!(problems, []);
        assert_eq!((body, line), ("\nBody\n", 11));
        let front = front.unwrap();
        assert_eq!((front.summary.as_str(), front.minutes, front.sources.len()), ("S: t", 7, 1));
    }

    #[test]
    fn says_what_is_missing_or_unknown() {
        let mut problems = Vec::new();
        let text = WHOLE.replace("minutes: 7", "minute: 7").replace("2026-11-21", "yesterday");
        assert_eq!(split(&text, &mut problems).0, None);
        let kinds: Vec<ProblemKind> = problems.into_iter().map(|problem| problem.kind).collect();
        assert_eq!(
            kinds,
            [
                ProblemKind::Field("minute: 7".into()),
                ProblemKind::Field("updated: yesterday".into()),
                ProblemKind::FieldMissing("minutes"),
            ]
        );
    }

    #[test]
    fn no_front_matter_at_all() {
        let mut problems = Vec::new();
        assert_eq!(split("Body", &mut problems), (None, "Body", 1));
        assert_eq!(problems.len(), 1);
    }
}
