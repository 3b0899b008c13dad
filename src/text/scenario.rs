//! What is wrong with a scenario or a link: the value first, then the limit, then what was done about it.

use super::number::thousands;
use super::{Lang, Say};
use crate::scenario::{Limit, LinkFault, LinkProblem, Localized, Problem};

impl Say for Localized {
    fn en(&self) -> String {
        self.en.clone()
    }

    fn ko(&self) -> String {
        self.ko.clone()
    }
}

/// One line: where, the value, and what it must be.
impl Say for Problem {
    fn en(&self) -> String {
        match self {
            Self::Json { line, column, message } => format!("Line {line}, column {column}: {message}."),
            Self::Value { path, value, limit } => format!("{path}: {value} {}.", limit.en()),
        }
    }

    fn ko(&self) -> String {
        match self {
            // The parser of JSON speaks English only.
            Self::Json { line, column, message } => format!("{line}행 {column}열: {message}."),
            Self::Value { path, value, limit } => format!("{path}의 값 “{value}”: {}.", limit.ko()),
        }
    }
}

/// What follows the value, without a full stop.
impl Say for Limit {
    fn en(&self) -> String {
        match self {
            Self::Between(low, high) => {
                format!("must be a whole number from {} to {}", thousands(*low, Lang::En), thousands(*high, Lang::En))
            }
            Self::OneOf(words) => format!("must be one of {}", words.join(", ")),
            Self::BetweenOr(low, high, word) => {
                format!(
                    "must be a whole number from {} to {}, or “{word}”",
                    thousands(*low, Lang::En),
                    thousands(*high, Lang::En)
                )
            }
            Self::InOrder => "must be two numbers, the smaller one first".to_owned(),
            Self::Instant => "must be an instant in UTC such as 2026-11-10T03:00:00Z, from 1970 to 9999".to_owned(),
            Self::After(other) => format!("must be later than {other}"),
            Self::Requests(most) => {
                format!(
                    "gives more than {} requests until ends_at_ms; lower one of the two",
                    thousands(*most, Lang::En)
                )
            }
            Self::Text(most) => format!("must have 1 to {} bytes", thousands(*most, Lang::En)),
            Self::Entries(most) => format!("must have at most {} entries", thousands(*most, Lang::En)),
            Self::Twice => "is the name of two places; each needs its own".to_owned(),
            Self::Name => "must be a name of 1 to 16 letters, digits and -".to_owned(),
            Self::Path => "must be a path such as /api/stock/{n}".to_owned(),
            Self::Needed => "must be there".to_owned(),
            Self::OtherFormat(format) => format!("belongs to format {format}"),
            Self::Once => "is there twice; each fault can be scheduled once".to_owned(),
            Self::Possible(fault, why) => {
                format!("({}) cannot happen under this hosting: {}", fault.en(), why.en().trim_end_matches('.'))
            }
        }
    }

    fn ko(&self) -> String {
        match self {
            Self::Between(low, high) => {
                format!("{}~{} 범위의 정수여야 합니다", thousands(*low, Lang::Ko), thousands(*high, Lang::Ko))
            }
            Self::OneOf(words) => format!("다음 중 하나여야 합니다: {}", words.join(", ")),
            Self::BetweenOr(low, high, word) => {
                format!(
                    "{}~{} 범위의 정수이거나 다음 단어여야 합니다: {word}",
                    thousands(*low, Lang::Ko),
                    thousands(*high, Lang::Ko)
                )
            }
            Self::InOrder => "수 두 개를 작은 것부터 적어야 합니다".to_owned(),
            Self::Instant => "2026-11-10T03:00:00Z처럼 1970년부터 9999년까지의 UTC 시각이어야 합니다".to_owned(),
            Self::After(other) => format!("{other}보다 뒤여야 합니다"),
            Self::Requests(most) => {
                format!("ends_at_ms까지 요청이 {}건을 넘습니다. 둘 중 하나를 줄이십시오", thousands(*most, Lang::Ko))
            }
            Self::Text(most) => format!("1~{}바이트여야 합니다", thousands(*most, Lang::Ko)),
            Self::Entries(most) => format!("항목은 최대 {}개입니다", thousands(*most, Lang::Ko)),
            Self::Twice => "두 곳의 이름입니다. 이름은 서로 달라야 합니다".to_owned(),
            Self::Name => "영문자, 숫자, -로 된 1~16자의 이름이어야 합니다".to_owned(),
            Self::Path => "/api/stock/{n} 같은 경로여야 합니다".to_owned(),
            Self::Needed => "있어야 합니다".to_owned(),
            Self::OtherFormat(format) => format!("형식 {format}에 속합니다"),
            Self::Once => "두 번 나옵니다. 장애마다 한 번만 예약할 수 있습니다".to_owned(),
            Self::Possible(fault, why) => format!(
                "이 호스팅에서는 “{}” 장애가 일어날 수 없습니다. {}",
                fault.ko(),
                why.ko().trim_end_matches('.')
            ),
        }
    }
}

/// What is wrong with a link.
impl Say for LinkProblem {
    fn en(&self) -> String {
        format!("{}{}", place(self, Lang::En), self.fault.en())
    }

    fn ko(&self) -> String {
        format!("{}{}", place(self, Lang::Ko), self.fault.ko())
    }
}

/// A link opened nothing; `open`: whether something else was open.
pub fn link_refused(problem: &LinkProblem, open: bool, lang: Lang) -> String {
    let stays = match (lang, open) {
        (Lang::En, true) => "What was open stays open.",
        (Lang::En, false) => "So no run is open.",
        (Lang::Ko, true) => "열려 있던 것은 그대로 둡니다.",
        (Lang::Ko, false) => "그래서 열린 실행이 없습니다.",
    };
    format!("{} {stays}", problem.say(lang))
}

/// A link was opened without these parts of it.
pub fn link_partly(left: &[LinkProblem], lang: Lang) -> String {
    /// As many are named.
    const NAMED: usize = 3;
    let mut said = match lang {
        Lang::En => "Not all of the link could be used; the rest is open.",
        Lang::Ko => "링크의 일부는 쓸 수 없어 나머지만 열었습니다.",
    }
    .to_owned();
    for problem in left.iter().take(NAMED) {
        said = format!("{said} {}", problem.say(lang));
    }
    match (left.len().saturating_sub(NAMED), lang) {
        (0, _) => said,
        (more, Lang::En) => format!("{said} And {more} more."),
        (more, Lang::Ko) => format!("{said} 그 밖에 {more}개가 더 있습니다."),
    }
}

/// `at=400: `, where the problem is a key's.
fn place(problem: &LinkProblem, lang: Lang) -> String {
    match (problem.key.as_str(), problem.value.as_str(), lang) {
        ("", value, Lang::En) => format!("Link ({value}): "),
        ("", value, Lang::Ko) => format!("링크({value}): "),
        (key, "", Lang::En) => format!("Link, {key}: "),
        (key, "", Lang::Ko) => format!("링크의 {key}: "),
        (key, value, Lang::En) => format!("Link, {key}={value}: "),
        (key, value, Lang::Ko) => format!("링크의 {key}={value}: "),
    }
}

impl Say for LinkFault {
    fn en(&self) -> String {
        match self {
            Self::TooLong => "it is longer than any link of this program.",
            Self::Version => "it was made by a newer version of this program.",
            Self::UnknownKey => "there is no such key.",
            Self::Twice => "it is there twice.",
            Self::Missing => "it is missing.",
            Self::NoSuchScenario => "the library has no such scenario.",
            Self::Unreadable => "it cannot be read.",
            Self::OutOfRange => "it is out of range for this scenario.",
            Self::Impossible => "this fault cannot happen under the hosting.",
            Self::Changes => "there are too many changes, or they are not in order.",
        }
        .to_owned()
    }

    fn ko(&self) -> String {
        match self {
            Self::TooLong => "이 프로그램이 만드는 링크보다 깁니다.",
            Self::Version => "더 새로운 버전의 프로그램이 만든 링크입니다.",
            Self::UnknownKey => "그런 키가 없습니다.",
            Self::Twice => "두 번 나옵니다.",
            Self::Missing => "빠져 있습니다.",
            Self::NoSuchScenario => "라이브러리에 그런 시나리오가 없습니다.",
            Self::Unreadable => "읽을 수 없습니다.",
            Self::OutOfRange => "이 시나리오의 범위를 벗어났습니다.",
            Self::Impossible => "이 호스팅에서는 일어날 수 없는 장애입니다.",
            Self::Changes => "변경이 너무 많거나 순서가 맞지 않습니다.",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Link;

    #[test]
    fn a_link_says_the_value_first() {
        let problem = Link::decode("v=1&scenario=hung-dependency&seed=7&at=4000").unwrap_err();
        assert_eq!(problem.en(), "Link, at=4000: it is out of range for this scenario.");
        let problem = Link::decode("v=1&seed=7").unwrap_err();
        assert_eq!(
            link_refused(&problem, true, Lang::Ko),
            "링크의 scenario: 빠져 있습니다. 열려 있던 것은 그대로 둡니다."
        );
        assert_eq!(link_refused(&problem, false, Lang::En), "Link, scenario: it is missing. So no run is open.");
    }

    #[test]
    fn what_a_link_says_too_much_is_named_up_to_three() {
        let left = |link: &str| link_partly(&Link::read(link).unwrap().1, Lang::En);
        assert_eq!(
            left("v=2&scenario=hung-dependency&seed=7&a=1&b=2&c=3&d=4"),
            "Not all of the link could be used; the rest is open. Link, a=1: there is no such key. \
             Link, b=2: there is no such key. Link, c=3: there is no such key. And 1 more."
        );
    }

    #[test]
    fn a_value_is_followed_by_its_limit() {
        let problem = Problem::Value {
            path: "server_b.threads".to_owned(),
            value: "0".to_owned(),
            limit: Limit::Between(1, 1_000),
        };
        assert_eq!(problem.en(), "server_b.threads: 0 must be a whole number from 1 to 1\u{202f}000.");
        assert_eq!(problem.ko(), "server_b.threads의 값 “0”: 1~1,000 범위의 정수여야 합니다.");
    }
}
