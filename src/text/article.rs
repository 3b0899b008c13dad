//! The few words that articles need beside their own.

use super::Say;

/// A word or sentence that the program adds to an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArticleWord {
    /// The mark beside a claim.
    ClaimWasRun,
    /// Before the explanation of the right answer.
    Right,
    /// Before the belief behind a wrong answer.
    NotSo,
    /// The heading of the list of sources.
    Sources,
    /// The name of a table that can be scrolled.
    Table,
    /// The name of a block of code that can be scrolled.
    Code,
    /// The name of rows of a log that can be scrolled.
    LogRows,
}

impl Say for ArticleWord {
    fn en(&self) -> String {
        match self {
            Self::ClaimWasRun => "This sentence was run: open the run",
            Self::Right => "Yes.",
            Self::NotSo => "Not so.",
            Self::Sources => "Sources",
            Self::Table => "Table",
            Self::Code => "Code",
            Self::LogRows => "Rows of the IIS log",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::ClaimWasRun => "이 문장은 실행으로 확인했습니다. 실행 열기",
            Self::Right => "맞습니다.",
            Self::NotSo => "그렇지 않습니다.",
            Self::Sources => "출처",
            Self::Table => "표",
            Self::Code => "코드",
            Self::LogRows => "IIS 로그 행",
        }
        .to_owned()
    }
}
